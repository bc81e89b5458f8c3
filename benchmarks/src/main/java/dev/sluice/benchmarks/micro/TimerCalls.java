package dev.sluice.benchmarks.micro;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * Timers beside a million that wait, as a server has them whose million connections have a timeout
 * each, which hardly any reaches.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public abstract class TimerCalls {
  /** How many wait. */
  static final int PENDING = 1 << 20;

  private static final int SEED = 42;

  /** Longer than a row takes: none goes off. */
  private static final long LEAST_DELAY = TimeUnit.MINUTES.toNanos(1);

  /** So many that making them up is not what is measured. */
  private static final int DELAYS = 1 << 12;

  private final long[] delays =
      new SplittableRandom(SEED).longs(DELAYS, LEAST_DELAY, 2 * LEAST_DELAY).toArray();

  private int oldest;

  /** Schedules the timer of that number. */
  abstract void schedule(int number, long delayNanos);

  /** Cancels it. */
  abstract void cancel(int number);

  /** Lets them all wait. */
  @Setup(Level.Trial)
  public void fill() {
    for (int i = 0; i < PENDING; i++) {
      schedule(i, delay(i));
    }
  }

  final long delay(int number) {
    return delays[number & (DELAYS - 1)];
  }

  final int oldest() {
    oldest = (oldest + 1) & (PENDING - 1);
    return oldest;
  }

  /** The oldest one is cancelled, another one is scheduled. */
  @Benchmark
  public void timerSchedule() {
    int number = oldest();
    cancel(number);
    schedule(number, delay(number + 1));
  }
}
