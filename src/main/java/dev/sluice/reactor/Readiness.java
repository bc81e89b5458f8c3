package dev.sluice.reactor;

import static dev.sluice.sys.PollConstants.EPOLLERR;
import static dev.sluice.sys.PollConstants.EPOLLHUP;
import static dev.sluice.sys.PollConstants.EPOLLIN;
import static dev.sluice.sys.PollConstants.EPOLLOUT;
import static dev.sluice.sys.PollConstants.EPOLLRDHUP;

import dev.sluice.errno.ErrnoException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Wakes the threads that wait for a socket, one per direction. */
final class Readiness extends Channel {
  private static final int FAILED = EPOLLHUP | EPOLLERR;

  private final BlockingStream stream;
  // Edges that came since they were cleared.
  private final AtomicInteger edges = new AtomicInteger();
  private volatile @Nullable Thread reader;
  private volatile @Nullable Thread writer;

  Readiness(EventLoop loop, int fd, BlockingStream stream) {
    super(loop, fd);
    this.stream = stream;
  }

  void watch() throws ErrnoException {
    register(EPOLLIN | EPOLLOUT | EPOLLRDHUP, Trigger.EDGE);
  }

  @Override
  protected void onReady(int events) {
    // Whoever waits finds out how far it goes.
    exhausted(EPOLLIN | EPOLLOUT | EPOLLRDHUP);
    boolean failed = (events & FAILED) != 0;
    boolean in = failed || (events & (EPOLLIN | EPOLLRDHUP)) != 0;
    boolean out = failed || (events & EPOLLOUT) != 0;
    int happened = (in ? EPOLLIN : 0) | (out ? EPOLLOUT : 0);
    edges.getAndAccumulate(happened, (a, b) -> a | b);
    if (in) {
      LockSupport.unpark(reader);
    }
    if (out) {
      LockSupport.unpark(writer);
    }
  }

  /** Before a call that may find that it would have to wait. */
  void clear(int direction) {
    edges.getAndAccumulate(~direction, (a, b) -> a & b);
  }

  /** The calling thread is to be woken, until null is set. */
  void waiter(int direction, @Nullable Thread thread) {
    if (direction == EPOLLIN) {
      reader = thread;
    } else {
      writer = thread;
    }
  }

  @Nullable Thread waiter(int direction) {
    return direction == EPOLLIN ? reader : writer;
  }

  boolean hasCome(int direction) {
    return (edges.get() & direction) != 0;
  }

  void wakeAll() {
    LockSupport.unpark(reader);
    LockSupport.unpark(writer);
  }

  @Override
  protected void onStop(boolean now) {
    stream.stop(now);
  }

  @Override
  public String toString() {
    return stream.toString();
  }
}
