package dev.sluice.net;

import static dev.sluice.sys.PollConstants.EPOLLET;
import static dev.sluice.sys.PollConstants.EPOLL_CLOEXEC;
import static dev.sluice.sys.PollConstants.EPOLL_CTL_ADD;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.fd.Fd;
import dev.sluice.sys.EpollEvents;
import dev.sluice.sys.Polls;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Waits for one descriptor, again and again, within one time limit.
 *
 * <p>Edge-triggered: an error or a hang-up that stays is told once, and not again and again to a
 * caller who would still have to wait.
 */
final class Readiness implements AutoCloseable {
  private static final long NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

  private final Fd epoll;
  private final EpollEvents event = EpollEvents.allocate(1);
  private final long start = System.nanoTime();
  private final long nanos;

  /**
   * Begins to watch.
   *
   * @param number the descriptor
   * @param events {@code EPOLLIN}, …
   * @param limit null to wait for ever
   */
  Readiness(int number, int events, @Nullable Duration limit) throws ErrnoException {
    this.nanos = limit == null ? Long.MAX_VALUE : Math.max(0, TimeUnit.NANOSECONDS.convert(limit));
    this.epoll =
        Fd.adopt(ErrnoException.check(Polls.epoll_create1(EPOLL_CLOEXEC), "epoll_create1"));
    event.set(0, events | EPOLLET, 0);
    int result = Polls.epoll_ctl(epoll.number(), EPOLL_CTL_ADD, number, event);
    if (result < 0) {
      epoll.close();
      throw new ErrnoException("epoll_ctl", result, "ADD", number);
    }
  }

  /** Waits for the next event; false when the time is up. */
  boolean await() throws ErrnoException {
    while (true) {
      long left = nanos == Long.MAX_VALUE ? nanos : nanos - (System.nanoTime() - start);
      int result = Polls.epoll_wait(epoll.number(), event, 1, millis(left));
      if (result > 0) {
        return true;
      }
      if (result == 0 && left <= Integer.MAX_VALUE * NANOS_PER_MILLI) {
        return false;
      }
      if (result < 0 && result != Errno.INTERRUPTED) {
        throw new ErrnoException("epoll_wait", result);
      }
    }
  }

  /** Rounded up: a wait that ends too early would end in a busy loop. */
  private static int millis(long nanos) {
    if (nanos == Long.MAX_VALUE) {
      return -1;
    }
    return Math.clamp(Math.ceilDiv(nanos, NANOS_PER_MILLI), 0, Integer.MAX_VALUE);
  }

  @Override
  public void close() {
    epoll.close();
  }
}
