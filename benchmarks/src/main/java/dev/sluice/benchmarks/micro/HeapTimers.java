package dev.sluice.benchmarks.micro;

import dev.sluice.timer.Timers;

/** The binary heap. */
public class HeapTimers extends SluiceTimers {
  /** Made by JMH. */
  public HeapTimers() {
    super(Timers.heap());
  }
}
