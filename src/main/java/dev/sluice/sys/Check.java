package dev.sluice.sys;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/** What the linker does not check: bounds, and whether the kernel may write there. */
final class Check {
  private Check() {}

  static void readable(MemorySegment segment, long offset, long length) {
    Objects.checkFromIndexSize(offset, length, segment.byteSize());
  }

  /** The size of a value whose length C keeps in an int. */
  static int intLength(MemorySegment value) {
    if (value.byteSize() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("a value of " + value.byteSize() + " bytes is too long");
    }
    return (int) value.byteSize();
  }

  static void writable(MemorySegment segment, long offset, long length) {
    readable(segment, offset, length);
    if (segment.isReadOnly()) {
      throw new IllegalArgumentException("the kernel would write into a read-only segment");
    }
  }

  /**
   * Addresses for the kernel must stand where nobody else writes: an arena of somebody's own class
   * could keep what it hands out, or hand it out twice.
   */
  static void keepsItsMemory(Arena arena) {
    if (!Arena.class.getModule().equals(arena.getClass().getModule())) {
      throw new IllegalArgumentException(
          "only the JDK's own arenas can hold addresses for the kernel, not "
              + arena.getClass().getName());
    }
  }

  /** May this transfer hold up safepoints: short, and of memory that is there. */
  static boolean criticalFits(MemorySegment segment, long length) {
    return length <= Link.CRITICAL_MAX && !segment.isMapped();
  }

  static IllegalArgumentException heapWouldBlock(String call) {
    return new IllegalArgumentException(
        call + ": a heap segment cannot be pinned while the kernel waits; use a native one");
  }
}
