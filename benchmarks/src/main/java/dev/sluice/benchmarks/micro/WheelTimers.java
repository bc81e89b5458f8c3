package dev.sluice.benchmarks.micro;

import dev.sluice.timer.Timers;

/** The wheel, what every loop has. */
public class WheelTimers extends SluiceTimers {
  /** Made by JMH. */
  public WheelTimers() {
    super(Timers.wheel());
  }
}
