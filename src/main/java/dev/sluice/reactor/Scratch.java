package dev.sluice.reactor;

import dev.sluice.sys.EpollEvents;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Queue;
import org.jctools.queues.varhandle.MpmcVarHandleArrayQueue;
import org.jspecify.annotations.Nullable;

/**
 * The memory that a thread works with while it runs a connection's code: nothing is kept in it. A
 * loop has one of its own; strands take one of a few that are kept for them.
 */
final class Scratch {
  /** How many bytes of several parts are put together for one call. */
  static final int GATHERED = 64 * 1024;

  private static final int KEPT = 64;
  private static final Queue<Scratch> FREE = new MpmcVarHandleArrayQueue<>(KEPT);

  private final Input input = new Input();
  private final MemorySegment offsetCell = Arena.ofAuto().allocate(ValueLayout.JAVA_LONG);
  private @Nullable MemorySegment gathered;
  private @Nullable EpollEvents change;

  /** One of those that are kept, or a new one. Any thread. */
  static Scratch take() {
    Scratch scratch = FREE.poll();
    return scratch == null ? new Scratch() : scratch;
  }

  /** For the next one; beyond those that are kept it is left to the garbage collector. */
  void putBack() {
    FREE.offer(this);
  }

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

  /** One change of what an epoll waits for; made when first needed. */
  EpollEvents change() {
    EpollEvents one = change;
    if (one == null) {
      one = EpollEvents.allocate(1);
      change = one;
    }
    return one;
  }
}
