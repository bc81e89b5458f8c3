package dev.sluice.sys;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** A few bytes per thread, for results that a method hands on as Java values. */
final class Scratch {
  private static final long SIZE = 48;

  private static final ThreadLocal<MemorySegment> OF_THREAD =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(SIZE, 8));

  private Scratch() {}

  static MemorySegment get() {
    return OF_THREAD.get();
  }
}
