package dev.sluice.reactor;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/** The memory that a thread works with while it runs a connection's code: nothing is kept in it. */
final class Scratch {
  /** How many bytes of several parts are put together for one call. */
  static final int GATHERED = 64 * 1024;

  private final Input input = new Input();
  private final MemorySegment offsetCell = Arena.ofAuto().allocate(ValueLayout.JAVA_LONG);
  private @Nullable MemorySegment gathered;

  /** What was received last. */
  Input input() {
    return input;
  }

  /** Eight bytes for sendfile's offset. */
  MemorySegment offsetCell() {
    return offsetCell;
  }

  /** Room for parts that go out together; made when first needed. */
  MemorySegment gathered() {
    MemorySegment room = gathered;
    if (room == null) {
      room = Arena.ofAuto().allocate(GATHERED);
      gathered = room;
    }
    return room;
  }
}
