package dev.sluice.sys;

import java.lang.foreign.MemorySegment;
import java.util.Objects;

/** What the linker does not check: bounds, and whether the kernel may write there. */
final class Check {
  private Check() {}

  static void readable(MemorySegment segment, long offset, long length) {
    Objects.checkFromIndexSize(offset, length, segment.byteSize());
  }

  static void writable(MemorySegment segment, long offset, long length) {
    readable(segment, offset, length);
    if (segment.isReadOnly()) {
      throw new IllegalArgumentException("the kernel would write into a read-only segment");
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
