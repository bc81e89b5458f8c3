package dev.sluice.reactor;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The memory that a thread works with while it runs a connection's code: nothing is kept in it. */
final class Scratch {
  private final Input input = new Input();
  private final MemorySegment offsetCell = Arena.ofAuto().allocate(ValueLayout.JAVA_LONG);

  /** What was received last. */
  Input input() {
    return input;
  }

  /** Eight bytes for sendfile's offset. */
  MemorySegment offsetCell() {
    return offsetCell;
  }
}
