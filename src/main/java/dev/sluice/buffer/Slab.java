package dev.sluice.buffer;

import dev.sluice.sys.LastingMemory;
import org.jspecify.annotations.Nullable;

/** Memory cut into blocks of one size, each made when it is first needed. */
final class Slab {
  final LastingMemory memory;
  final int sizeClass;
  final int blockSize;

  /** The next one of its class that has room. */
  @Nullable Slab next;

  private final int blocks;
  private @Nullable Block free;
  private int cut;
  private int leased;

  Slab(LastingMemory memory, int sizeClass) {
    this.memory = memory;
    this.sizeClass = sizeClass;
    this.blockSize = BufferPool.MIN_CAPACITY << sizeClass;
    this.blocks = (int) (memory.segment().byteSize() / blockSize);
  }

  /** The block released last, which the cache holds best. Not when it is full. */
  Block take() {
    leased++;
    Block block = free;
    if (block == null) {
      long offset = (long) blockSize * cut++;
      return new Block(this, offset, memory.segment().asSlice(offset, blockSize));
    }
    free = block.next;
    block.next = null;
    return block;
  }

  void put(Block block) {
    block.next = free;
    free = block;
    leased--;
  }

  boolean isFull() {
    return leased == blocks;
  }

  boolean isEmpty() {
    return leased == 0;
  }
}
