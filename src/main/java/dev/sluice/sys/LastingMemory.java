package dev.sluice.sys;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Native memory that nobody can free: it lives as long as anything can reach it. So the kernel may
 * read it after a call has returned, as with {@link ZeroCopySends}.
 */
public final class LastingMemory {
  private final MemorySegment segment;

  private LastingMemory(MemorySegment segment) {
    this.segment = segment;
  }

  /**
   * Allocates memory, which is 0.
   *
   * @param length how many bytes
   * @param alignment what its address is a multiple of, a power of two
   * @return the memory
   * @throws OutOfMemoryError when the JVM grants no more ({@code -XX:MaxDirectMemorySize})
   */
  public static LastingMemory allocate(long length, long alignment) {
    return new LastingMemory(Arena.ofAuto().allocate(length, alignment));
  }

  /** {@return the memory; any thread} */
  public MemorySegment segment() {
    return segment;
  }
}
