package dev.sluice.buffer;

import dev.sluice.sys.LastingMemory;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The blocks of one thread, by size.
 *
 * <p>A slab serves one size, until all its blocks are free and another size is short of memory at
 * the cap: otherwise many small ones that are long gone would keep out the large ones for ever.
 */
final class Slabs {
  /** So that slabs begin with a page, and no block straddles one needlessly. */
  private static final int ALIGNMENT = 4096;

  private static final int SMALLEST = Integer.SIZE - bits(BufferPool.MIN_CAPACITY);
  private static final int CLASSES = sizeClass(BufferPool.MAX_CAPACITY) + 1;

  /** Of each class those that have room: the full ones are known by their blocks only. */
  private final @Nullable Slab[] roomy = new @Nullable Slab[CLASSES];

  private final long max;
  private long count;
  private int empty;

  /** At most so many slabs. */
  Slabs(long max) {
    this.max = max;
  }

  private static int bits(int size) {
    return Integer.numberOfLeadingZeros(size - 1);
  }

  /** 0 for the smallest blocks; each next class has twice the size. */
  static int sizeClass(int size) {
    return Integer.SIZE - bits(Math.max(size, BufferPool.MIN_CAPACITY)) - SMALLEST;
  }

  /** A block of at least that size; null where none is free and no more memory may be had. */
  @Nullable Block take(int size) {
    int sizeClass = sizeClass(size);
    Slab slab = roomy[sizeClass];
    if (slab == null) {
      slab = supply(sizeClass);
      if (slab == null) {
        return null;
      }
    }
    if (slab.isEmpty()) {
      empty--;
    }
    Block block = slab.take();
    if (slab.isFull()) {
      roomy[sizeClass] = slab.next;
      slab.next = null;
    }
    return block;
  }

  void put(Block block) {
    Slab slab = block.slab;
    if (slab.isFull()) {
      add(slab);
    }
    slab.put(block);
    if (slab.isEmpty()) {
      empty++;
    }
  }

  /** The slabs that are held. */
  long count() {
    return count;
  }

  /** Lets go of all of them: the garbage collector frees each when its blocks are gone. */
  void drop() {
    Arrays.fill(roomy, null);
    count = 0;
    empty = 0;
  }

  private void add(Slab slab) {
    slab.next = roomy[slab.sizeClass];
    roomy[slab.sizeClass] = slab;
  }

  private @Nullable Slab supply(int sizeClass) {
    LastingMemory memory = count < max ? allocate() : null;
    if (memory != null) {
      count++;
    } else if (empty > 0) {
      memory = removeEmpty().memory;
      empty--;
    } else {
      return null;
    }
    Slab slab = new Slab(memory, sizeClass);
    empty++;
    add(slab);
    return slab;
  }

  /**
   * Memory that lives as long as anybody can reach it, or null when the JVM grants no more: a
   * caller that can be refused must not be ended by it.
   */
  private static @Nullable LastingMemory allocate() {
    try {
      return LastingMemory.allocate(BufferPool.SLAB_SIZE, ALIGNMENT);
    } catch (OutOfMemoryError e) {
      return null;
    }
  }

  private Slab removeEmpty() {
    for (int i = 0; i < CLASSES; i++) {
      Slab before = null;
      for (Slab slab = roomy[i]; slab != null; slab = slab.next) {
        if (slab.isEmpty()) {
          if (before == null) {
            roomy[i] = slab.next;
          } else {
            before.next = slab.next;
          }
          return slab;
        }
        before = slab;
      }
    }
    throw new AssertionError("counted " + empty + " empty slabs, found none");
  }
}
