package dev.sluice.sys;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Holds what {@link Memory#mmap} mapped, until {@link Memory#munmap}. */
public final class Mapping {
  private @Nullable Arena arena;
  private @Nullable MemorySegment segment;

  /** Makes an empty one. */
  public Mapping() {}

  /**
   * {@return the memory; read-only where it was mapped so}
   *
   * @throws IllegalStateException when nothing is mapped
   */
  public synchronized MemorySegment segment() {
    if (segment == null) {
      throw new IllegalStateException("nothing is mapped");
    }
    return segment;
  }

  void requireEmpty() {
    if (segment != null) {
      throw new IllegalStateException("something is mapped already");
    }
  }

  void fill(long address, long length, boolean readOnly) {
    arena = Arena.ofShared();
    MemorySegment memory = Memory.at(address, length, arena);
    segment = readOnly ? memory.asReadOnly() : memory;
  }

  /** Makes every use of the segment fail from now on; throws while a call uses it. */
  MemorySegment empty() {
    MemorySegment memory = segment();
    if (arena != null) {
      arena.close();
    }
    arena = null;
    segment = null;
    return memory;
  }
}
