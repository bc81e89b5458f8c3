package dev.sluice.event;

import static dev.sluice.sys.PollConstants.EPOLLERR;
import static dev.sluice.sys.PollConstants.EPOLLHUP;
import static dev.sluice.sys.PollConstants.EPOLLIN;
import static dev.sluice.sys.PollConstants.EPOLLMSG;
import static dev.sluice.sys.PollConstants.EPOLLOUT;
import static dev.sluice.sys.PollConstants.EPOLLPRI;
import static dev.sluice.sys.PollConstants.EPOLLRDBAND;
import static dev.sluice.sys.PollConstants.EPOLLRDHUP;
import static dev.sluice.sys.PollConstants.EPOLLRDNORM;
import static dev.sluice.sys.PollConstants.EPOLLWRBAND;
import static dev.sluice.sys.PollConstants.EPOLLWRNORM;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.sys.PollFds;
import dev.sluice.sys.Polls;
import java.util.Arrays;

/**
 * Waits for descriptors by poll: the kernel goes through all of them at each wait, and any number
 * can be ready at once. One thread at a time.
 *
 * <p>A descriptor that was closed is reported as {@code POLLNVAL} until it is removed; a regular
 * file is always ready.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/poll.2.html">poll(2)</a>
 */
public final class Poll extends Scanning {
  /** Those that epoll and poll share, by the same numbers. */
  private static final int KNOWN =
      EPOLLIN
          | EPOLLPRI
          | EPOLLOUT
          | EPOLLERR
          | EPOLLHUP
          | EPOLLRDHUP
          | EPOLLRDNORM
          | EPOLLRDBAND
          | EPOLLWRNORM
          | EPOLLWRBAND
          | EPOLLMSG;

  private static final int AT_FIRST = 16;

  private PollFds fds = PollFds.allocate(AT_FIRST);
  private long[] data = new long[AT_FIRST];
  private int count;

  /** Where each descriptor stands, and 1; 0 where it is not watched. */
  private int[] slots = new int[AT_FIRST];

  private Poll() {
    super("poll", KNOWN);
  }

  /**
   * Makes one that watches nothing.
   *
   * @return the poller
   */
  public static Poll open() {
    return new Poll();
  }

  @Override
  public void add(int descriptor, int events, long data) throws ErrnoException {
    check(events);
    requireOpen(descriptor);
    if (slot(descriptor) >= 0) {
      throw alreadyWatched(descriptor);
    }
    if (descriptor >= slots.length) {
      slots = Arrays.copyOf(slots, Math.max(descriptor + 1, 2 * slots.length));
    }
    if (count == fds.capacity()) {
      grow();
    }
    put(count, descriptor, events, data);
    count++;
  }

  @Override
  public void modify(int descriptor, int events, long data) throws ErrnoException {
    check(events);
    put(watched("MOD", descriptor), descriptor, events, data);
  }

  @Override
  public void remove(int descriptor) throws ErrnoException {
    check(0);
    int slot = watched("DEL", descriptor);
    int last = count - 1;
    put(slot, fds.fd(last), fds.events(last), data[last]);
    slots[descriptor] = 0;
    count = last;
  }

  @Override
  public int await(int timeoutMillis) throws ErrnoException {
    begin(timeoutMillis);
    int result = Polls.poll(fds, count, timeoutMillis);
    if (result == Errno.INTERRUPTED) {
      return 0;
    }
    ErrnoException.check(result, "poll");
    for (int i = 0; ready.count() < result && i < count; i++) {
      if (fds.revents(i) != 0) {
        ready.add(fds.revents(i), data[i]);
      }
    }
    return ready.count();
  }

  private void grow() {
    PollFds larger = PollFds.allocate(2 * count);
    for (int i = 0; i < count; i++) {
      larger.set(i, fds.fd(i), fds.events(i));
    }
    fds = larger;
    data = Arrays.copyOf(data, 2 * count);
  }

  private void put(int slot, int descriptor, int events, long whose) {
    fds.set(slot, descriptor, events);
    data[slot] = whose;
    slots[descriptor] = slot + 1;
  }

  private int watched(String operation, int descriptor) throws ErrnoException {
    int slot = slot(descriptor);
    if (slot < 0) {
      throw notWatched(operation, descriptor);
    }
    return slot;
  }

  private int slot(int descriptor) {
    return descriptor >= 0 && descriptor < slots.length ? slots[descriptor] - 1 : -1;
  }
}
