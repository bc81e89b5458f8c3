package dev.sluice.reactor;

import dev.sluice.errno.ErrnoException;

/**
 * Where a channel's code runs, one piece at a time: in its loop, or in a {@link Strand} on other
 * threads.
 */
interface Context extends SerialExecutor {
  /** The memory of the thread that runs the channel's code right now. */
  Scratch scratch();

  /** Runs a task after the code that runs now. Only where this is current. */
  void later(Runnable task);

  /** The loop reports events of a channel. Only in the loop. */
  void dispatch(Channel channel, int events);

  /** Tells the poller what a channel waits for now, and arms it. Only where this is current. */
  void modify(Channel channel) throws ErrnoException;

  /**
   * Watches a channel no longer, then runs something in the loop. Only where this is current.
   *
   * @param key its key while it was watched
   */
  void remove(Channel channel, long key, Runnable then);

  /** Bytes that came, for the statistics. Only where this is current. */
  void countReceived(long bytes);

  /** Bytes that went, for the statistics. Only where this is current. */
  void countSent(long bytes);

  /** About now, in nanoseconds of {@link System#nanoTime}. */
  long now();

  /** The context's own message for a call from elsewhere. */
  default void checkCurrent() {
    if (!isCurrent()) {
      throw new IllegalStateException(
          "called on " + Thread.currentThread() + ", belongs to " + this);
    }
  }
}
