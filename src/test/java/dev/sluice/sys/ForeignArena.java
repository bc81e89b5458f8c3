package dev.sluice.sys;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** An arena of a user's own class: nothing is known of the memory that it hands out. */
final class ForeignArena implements Arena {
  /** Where its memory comes from. */
  @FunctionalInterface
  interface Source {
    MemorySegment allocate(long size, long alignment);
  }

  private final Arena arena;
  private final Source source;

  ForeignArena(Arena arena, Source source) {
    this.arena = arena;
    this.source = source;
  }

  @Override
  public MemorySegment allocate(long byteSize, long byteAlignment) {
    return source.allocate(byteSize, byteAlignment);
  }

  @Override
  public MemorySegment.Scope scope() {
    return arena.scope();
  }

  @Override
  public void close() {
    arena.close();
  }
}
