package dev.sluice.sys;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.sluice.bindings.x86_64.itimerspec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** When a timer goes off, and how often again, {@code struct itimerspec}; one thread at a time. */
public final class Itimerspec {
  private static final long INTERVAL = itimerspec.it_interval$offset();
  private static final long VALUE = itimerspec.it_value$offset();

  private final MemorySegment segment = Arena.ofAuto().allocate(itimerspec.layout());

  /** Makes one of 0, which disarms. */
  public Itimerspec() {}

  /**
   * Sets when the timer goes off first.
   *
   * @param seconds the seconds
   * @param nanos 0 to 999,999,999; the kernel says EINVAL beyond
   */
  public void value(long seconds, long nanos) {
    set(VALUE, seconds, nanos);
  }

  /**
   * Sets after what time it goes off again; 0: never.
   *
   * @param seconds the seconds
   * @param nanos 0 to 999,999,999; the kernel says EINVAL beyond
   */
  public void interval(long seconds, long nanos) {
    set(INTERVAL, seconds, nanos);
  }

  /** {@return the seconds of the value} */
  public long valueSeconds() {
    return segment.get(JAVA_LONG, VALUE + Timespec.SECONDS);
  }

  /** {@return the nanoseconds of the value} */
  public long valueNanos() {
    return segment.get(JAVA_LONG, VALUE + Timespec.NANOS);
  }

  /** {@return the seconds of the interval} */
  public long intervalSeconds() {
    return segment.get(JAVA_LONG, INTERVAL + Timespec.SECONDS);
  }

  /** {@return the nanoseconds of the interval} */
  public long intervalNanos() {
    return segment.get(JAVA_LONG, INTERVAL + Timespec.NANOS);
  }

  private void set(long at, long seconds, long nanos) {
    segment.set(JAVA_LONG, at + Timespec.SECONDS, seconds);
    segment.set(JAVA_LONG, at + Timespec.NANOS, nanos);
  }

  MemorySegment segment() {
    return segment;
  }
}
