package dev.sluice.examples;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** Waits for what other processes do, by looking again and again. */
public final class Await {
  private static final long PAUSE_MILLIS = 10;

  private Await() {}

  /** Looks until it is true; {@code otherwise} says what was wrong when the time was up. */
  public static void until(
      Duration limit, Callable<Boolean> condition, Supplier<String> otherwise) {
    long deadline = System.nanoTime() + limit.toNanos();
    while (!holds(condition)) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("not within " + limit + ": " + otherwise.get());
      }
      pause(PAUSE_MILLIS);
    }
  }

  private static boolean holds(Callable<Boolean> condition) {
    try {
      return condition.call();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  /** Lets others run, where nothing can be observed that would tell when they have. */
  public static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
