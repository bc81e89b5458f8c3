package dev.sluice.sys;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.sluice.bindings.x86_64.rlimit;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A limit, {@code struct rlimit}; one thread at a time. */
public final class Rlimit {
  private static final long SOFT = rlimit.rlim_cur$offset();
  private static final long HARD = rlimit.rlim_max$offset();

  private final MemorySegment segment = Arena.ofAuto().allocate(rlimit.layout());

  /** Makes one of 0. */
  public Rlimit() {}

  /**
   * Sets both.
   *
   * @param soft what the kernel enforces, unsigned; {@link ProcessConstants#RLIM_INFINITY} for none
   * @param hard how far the soft one may be raised, unsigned
   */
  public void set(long soft, long hard) {
    segment.set(JAVA_LONG, SOFT, soft);
    segment.set(JAVA_LONG, HARD, hard);
  }

  /** {@return what the kernel enforces, unsigned} */
  public long soft() {
    return segment.get(JAVA_LONG, SOFT);
  }

  /** {@return how far the soft one may be raised, unsigned} */
  public long hard() {
    return segment.get(JAVA_LONG, HARD);
  }

  MemorySegment segment() {
    return segment;
  }
}
