package dev.sluice.sys;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.sluice.bindings.x86_64.timespec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Seconds and nanoseconds, {@code struct timespec}; one thread at a time. */
public final class Timespec {
  static final long SECONDS = timespec.tv_sec$offset();
  static final long NANOS = timespec.tv_nsec$offset();

  private final MemorySegment segment = Arena.ofAuto().allocate(timespec.layout());

  /** Makes one of 0. */
  public Timespec() {}

  /**
   * Sets the time.
   *
   * @param seconds the seconds
   * @param nanos 0 to 999,999,999; the kernel says EINVAL beyond
   */
  public void set(long seconds, long nanos) {
    segment.set(JAVA_LONG, SECONDS, seconds);
    segment.set(JAVA_LONG, NANOS, nanos);
  }

  /** For the calls that write what time is left into it. */
  MemorySegment copyTo(MemorySegment copy) {
    return copy.copyFrom(segment);
  }

  MemorySegment segment() {
    return segment;
  }
}
