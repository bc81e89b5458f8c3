package dev.sluice.benchmarks.micro;

import dev.sluice.timer.Timer;
import dev.sluice.timer.Timers;
import org.openjdk.jmh.annotations.Benchmark;

/** Those of a loop, which looks at the clock once a turn; so that is not measured. */
public abstract class SluiceTimers extends TimerCalls {
  private final Timers timers;
  private final Timer[] pending = new Timer[PENDING];
  private final long now = System.nanoTime();

  SluiceTimers(Timers timers) {
    this.timers = timers;
  }

  @Override
  void schedule(int number, long delayNanos) {
    pending[number] = timers.schedule(now, delayNanos, SluiceTimers::nothing);
  }

  @Override
  void cancel(int number) {
    timers.cancel(pending[number]);
  }

  /** The oldest one is moved to another time. */
  @Benchmark
  public void timerMove() {
    int number = oldest();
    timers.reschedule(pending[number], now, delay(number + 1));
  }

  private static void nothing() {}
}
