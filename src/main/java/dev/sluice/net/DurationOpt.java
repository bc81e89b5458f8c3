package dev.sluice.net;

import dev.sluice.errno.ErrnoException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;

/** A time, which the kernel has as a number of some unit. */
final class DurationOpt extends SockOpt<Duration> {
  private final ChronoUnit unit;
  private final int min;
  private final int max;

  /**
   * Bounds are in units. With a minimum of -1 every negative time is -1, where that means
   * something.
   */
  DurationOpt(String name, int level, int number, ChronoUnit unit, int min, int max) {
    super(name, level, number, Duration.class);
    this.unit = unit;
    this.min = min;
    this.max = max;
  }

  @Override
  public Duration get(int fd) throws ErrnoException {
    return Duration.of(getInt(fd), unit);
  }

  @Override
  public void set(int fd, Duration value) throws ErrnoException {
    setInt(fd, (int) toUnits(name(), value, unit, min, max));
  }

  /** Rounds up: a short time must not become 0, which means "off" or "for ever". */
  static long toUnits(String name, Duration value, ChronoUnit unit, long min, long max) {
    Duration least = Duration.of(Math.max(0, min), unit);
    Duration most = Duration.of(max, unit);
    if (value.isNegative() && min < 0) {
      return -1;
    }
    if (value.isNegative() || value.compareTo(most) > 0) {
      throw new IllegalArgumentException(name + " is " + least + " to " + most + ", not " + value);
    }
    long units = Math.ceilDiv(value.toNanos(), unit.getDuration().toNanos());
    if (units < min) {
      throw new IllegalArgumentException(name + " is " + least + " to " + most + ", not " + value);
    }
    return units;
  }
}
