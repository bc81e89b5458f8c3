package dev.sluice.buffer;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** A piece of a slab, which is leased again and again. */
final class Block {
  final Slab slab;

  /** Where in the slab it begins. */
  final long offset;

  final MemorySegment segment;

  /** The next free one of its slab. */
  @Nullable Block next;

  /** Where it was released last, when released memory is checked and this was poisoned. */
  @Nullable Throwable releasedHere;

  Block(Slab slab, long offset, MemorySegment segment) {
    this.slab = slab;
    this.offset = offset;
    this.segment = segment;
  }

  int capacity() {
    return slab.blockSize;
  }
}
