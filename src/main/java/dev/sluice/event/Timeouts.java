package dev.sluice.event;

import java.time.Duration;

/** Durations as the kernel takes them. */
final class Timeouts {
  private static final int NANOS_PER_MILLI = 1_000_000;
  private static final int MILLIS_PER_SECOND = 1_000;

  private Timeouts() {}

  /** Rounded up, between 0 and what an int holds. */
  static int millis(Duration timeout) {
    if (timeout.isNegative()) {
      return 0;
    }
    if (timeout.getSeconds() >= Integer.MAX_VALUE / MILLIS_PER_SECOND) {
      return Integer.MAX_VALUE;
    }
    return (int) timeout.getSeconds() * MILLIS_PER_SECOND
        + Math.ceilDiv(timeout.getNano(), NANOS_PER_MILLI);
  }
}
