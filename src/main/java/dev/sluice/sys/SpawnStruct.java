package dev.sluice.sys;

import java.lang.foreign.Arena;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** What {@code posix_spawn} reads: a struct for which libc holds memory until it is destroyed. */
abstract sealed class SpawnStruct permits SpawnAttributes, SpawnFileActions {
  private final MemorySegment segment;
  private boolean closed;

  /**
   * @param init makes it
   * @param name of what makes it, for what is thrown
   */
  SpawnStruct(MemoryLayout layout, MethodHandle init, String name) {
    segment = Arena.ofAuto().allocate(layout);
    try {
      int error = (int) (long) init.invokeExact(segment.address(), 0L, 0L, 0L, 0L, 0L, segment);
      if (error != 0) {
        throw new OutOfMemoryError(name + ": " + error);
      }
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /** To be used under this object's lock only: a change moves what it points to. */
  final MemorySegment segment() {
    if (closed) {
      throw new IllegalStateException("it was closed");
    }
    return segment;
  }

  /** Under this object's lock too; does nothing when it was closed before. */
  final void close(MethodHandle destroy) {
    if (closed) {
      return;
    }
    closed = true;
    try {
      long ignored = (long) destroy.invokeExact(segment.address(), 0L, 0L, 0L, 0L, 0L, segment);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }
}
