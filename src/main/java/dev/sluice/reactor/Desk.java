package dev.sluice.reactor;

import dev.sluice.sys.EpollEvents;
import java.util.Queue;
import org.jctools.queues.varhandle.MpmcVarHandleArrayQueue;

/** What a strand works with while it runs; a few are kept for the next ones. */
final class Desk {
  private static final int KEPT = 64;
  private static final Queue<Desk> FREE = new MpmcVarHandleArrayQueue<>(KEPT);

  private final Scratch scratch = new Scratch();
  private final EpollEvents change = EpollEvents.allocate(1);

  private Desk() {}

  static Desk take() {
    Desk desk = FREE.poll();
    return desk == null ? new Desk() : desk;
  }

  /** Beyond those that are kept it is left to the garbage collector. */
  void putBack() {
    FREE.offer(this);
  }

  Scratch scratch() {
    return scratch;
  }

  /** One change of what an epoll waits for. */
  EpollEvents change() {
    return change;
  }
}
