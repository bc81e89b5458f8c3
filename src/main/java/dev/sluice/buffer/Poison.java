package dev.sluice.buffer;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/** Finds out who writes into memory that he has released. */
final class Poison {
  private static final byte VALUE = (byte) 0xdb;
  private static final MemorySegment PATTERN = pattern();

  private Poison() {}

  private static MemorySegment pattern() {
    byte[] bytes = new byte[BufferPool.MAX_CAPACITY];
    Arrays.fill(bytes, VALUE);
    return MemorySegment.ofArray(bytes);
  }

  /** On the thread that releases it. */
  static void fill(Block block) {
    block.segment.fill(VALUE);
    block.releasedHere = new Throwable("released here");
  }

  /** Throws when the block was written to since. */
  static void verify(Block block) {
    Throwable released = block.releasedHere;
    if (released == null) {
      return;
    }
    int capacity = block.capacity();
    long at = MemorySegment.mismatch(block.segment, 0, capacity, PATTERN, 0, capacity);
    if (at >= 0) {
      throw new IllegalStateException(
          "byte " + at + " of " + capacity + " was written to after the release of its lease",
          released);
    }
  }
}
