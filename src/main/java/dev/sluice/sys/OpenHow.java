package dev.sluice.sys;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.sluice.bindings.x86_64.open_how;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** How openat2 opens, {@code struct open_how}; never changes, so all threads may share it. */
public final class OpenHow {
  static final long SIZE = open_how.sizeof();

  private final MemorySegment segment = Arena.ofAuto().allocate(open_how.layout());

  /**
   * Says how.
   *
   * @param flags {@code O_RDONLY}, …
   * @param mode permissions of a file that is created, otherwise 0
   * @param resolve {@code RESOLVE_BENEATH}, …
   */
  public OpenHow(int flags, int mode, int resolve) {
    segment.set(JAVA_LONG, open_how.flags$offset(), Integer.toUnsignedLong(flags));
    segment.set(JAVA_LONG, open_how.mode$offset(), Integer.toUnsignedLong(mode));
    segment.set(JAVA_LONG, open_how.resolve$offset(), Integer.toUnsignedLong(resolve));
  }

  MemorySegment segment() {
    return segment;
  }
}
