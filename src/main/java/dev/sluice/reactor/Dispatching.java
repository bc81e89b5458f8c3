package dev.sluice.reactor;

import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * On which threads the handlers of connections run. Whichever: those of one connection run one at a
 * time, in order.
 */
public final class Dispatching {
  private static final Dispatching IN_LOOP = new Dispatching(EventLoop::channels);

  private final Function<EventLoop, Context> contexts;

  private Dispatching(Function<EventLoop, Context> contexts) {
    this.contexts = contexts;
  }

  /** {@return on the thread of the loop: the fastest, for handlers that never wait} */
  public static Dispatching inLoop() {
    return IN_LOOP;
  }

  /**
   * Half-sync/half-reactor: the loop waits, workers read, compute and write.
   *
   * @param workers the pool; it stays the caller's, who ends it after the loop. What it rejects the
   *     loop does itself
   * @return handlers run there
   */
  public static Dispatching on(Executor workers) {
    return new Dispatching(loop -> new Strand(loop, workers));
  }

  /**
   * Virtual threads, one for what happens to a connection at a time: handlers may wait, for locks,
   * databases and each other, without holding up the loop.
   *
   * @return handlers run there
   */
  public static Dispatching onVirtualThreads() {
    return on(Thread::startVirtualThread);
  }

  /** For one connection. */
  Context contextIn(EventLoop loop) {
    return contexts.apply(loop);
  }
}
