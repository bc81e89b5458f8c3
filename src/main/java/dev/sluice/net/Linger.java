package dev.sluice.net;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

/**
 * What close does with data that is not sent yet: {@code struct linger}.
 *
 * @param on does close wait at all
 * @param seconds for how long; 0 while on: not at all, the data is thrown away and the peer gets an
 *     RST
 */
public record Linger(boolean on, int seconds) {
  /** Close returns at once, and the kernel sends what there is: the default. */
  public static final Linger OFF = new Linger(false, 0);

  /** Close throws away what is not sent, and sends an RST. */
  public static final Linger RESET = new Linger(true, 0);

  /** Refuses a negative time. */
  public Linger {
    if (seconds < 0) {
      throw new IllegalArgumentException("negative time to linger: " + seconds);
    }
  }

  /**
   * Close waits until what there is was sent and acknowledged, even on a non-blocking socket.
   *
   * @param time for how long at most, more than 0; rounded up to seconds
   * @return the value
   */
  public static Linger of(Duration time) {
    long seconds = DurationOpt.toUnits("SO_LINGER", time, ChronoUnit.SECONDS, 1, Integer.MAX_VALUE);
    return new Linger(true, (int) seconds);
  }
}
