package dev.sluice.event;

import static dev.sluice.sys.FileConstants.F_GETFD;
import static dev.sluice.sys.PollConstants.EPOLLIN;
import static dev.sluice.sys.PollConstants.EPOLLOUT;
import static dev.sluice.sys.PollConstants.EPOLLPRI;
import static dev.sluice.sys.PollConstants.FD_SETSIZE;
import static dev.sluice.sys.PollConstants.POLLNVAL;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.sys.Descriptors;
import dev.sluice.sys.FdSet;
import dev.sluice.sys.Polls;

/**
 * Waits for descriptors by select: those below 1024 only, and the kernel goes through all of them
 * at each wait. One thread at a time.
 *
 * <p>It knows {@code EPOLLIN}, {@code EPOLLOUT} and {@code EPOLLPRI}. Ends and errors come as
 * readable or writable, where that is waited for: reading or writing says which.
 *
 * <p>A descriptor that was closed is reported as {@code POLLNVAL} until it is removed, and nothing
 * else meanwhile; a regular file is always ready.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/select.2.html">select(2)</a>
 */
public final class Select extends Scanning {
  private static final int KNOWN = EPOLLIN | EPOLLOUT | EPOLLPRI;
  private static final long MICROS_PER_MILLI = 1_000;
  private static final int CLOSED = -Errno.EBADF.number();

  private final long[] data = new long[FD_SETSIZE];
  private final FdSet watched = new FdSet();
  private final FdSet[] wanted = {new FdSet(), new FdSet(), new FdSet()};
  private final FdSet[] found = {new FdSet(), new FdSet(), new FdSet()};

  /** The highest that is watched, or -1. */
  private int highest = -1;

  private Select() {
    super("select", KNOWN);
  }

  /**
   * Makes one that watches nothing.
   *
   * @return the poller
   */
  public static Select open() {
    return new Select();
  }

  /**
   * {@inheritDoc}
   *
   * @throws IllegalArgumentException for a descriptor of 1024 and above
   */
  @Override
  public void add(int descriptor, int events, long data) throws ErrnoException {
    check(events);
    if (descriptor < 0) {
      throw new ErrnoException("select", Errno.EBADF, "ADD", descriptor);
    }
    if (watched.contains(descriptor)) {
      throw alreadyWatched(descriptor);
    }
    requireOpen(descriptor);
    watched.add(descriptor);
    highest = Math.max(highest, descriptor);
    put(descriptor, events, data);
  }

  @Override
  public void modify(int descriptor, int events, long data) throws ErrnoException {
    check(events);
    requireWatched("MOD", descriptor);
    put(descriptor, events, data);
  }

  @Override
  public void remove(int descriptor) throws ErrnoException {
    check(0);
    requireWatched("DEL", descriptor);
    put(descriptor, 0, 0);
    watched.remove(descriptor);
    while (highest >= 0 && !watched.contains(highest)) {
      highest--;
    }
  }

  @Override
  public int await(int timeoutMillis) throws ErrnoException {
    begin(timeoutMillis);
    for (int i = 0; i < found.length; i++) {
      found[i].copyFrom(wanted[i]);
    }
    int result =
        Polls.select(highest + 1, found[0], found[1], found[2], timeoutMillis * MICROS_PER_MILLI);
    if (result >= 0) {
      collect(result);
    } else if (result == CLOSED) {
      collectClosed();
    } else if (result != Errno.INTERRUPTED) {
      throw new ErrnoException("select", result);
    }
    return ready.count();
  }

  private void collect(int bits) {
    int left = bits;
    for (int fd = watched.next(0); fd >= 0 && left > 0; fd = watched.next(fd + 1)) {
      int events =
          (found[0].contains(fd) ? EPOLLIN : 0)
              | (found[1].contains(fd) ? EPOLLOUT : 0)
              | (found[2].contains(fd) ? EPOLLPRI : 0);
      if (events != 0) {
        ready.add(events, data[fd]);
        left -= Integer.bitCount(events);
      }
    }
  }

  /** The kernel says that one is closed, and not which. */
  private void collectClosed() {
    for (int fd = watched.next(0); fd >= 0; fd = watched.next(fd + 1)) {
      if (Descriptors.fcntl(fd, F_GETFD, 0) == CLOSED) {
        ready.add(POLLNVAL, data[fd]);
      }
    }
  }

  private void put(int descriptor, int events, long whose) {
    put(wanted[0], descriptor, (events & EPOLLIN) != 0);
    put(wanted[1], descriptor, (events & EPOLLOUT) != 0);
    put(wanted[2], descriptor, (events & EPOLLPRI) != 0);
    data[descriptor] = whose;
  }

  private static void put(FdSet set, int descriptor, boolean in) {
    if (in) {
      set.add(descriptor);
    } else {
      set.remove(descriptor);
    }
  }

  private void requireWatched(String operation, int descriptor) throws ErrnoException {
    if (descriptor < 0 || descriptor >= FD_SETSIZE || !watched.contains(descriptor)) {
      throw notWatched(operation, descriptor);
    }
  }
}
