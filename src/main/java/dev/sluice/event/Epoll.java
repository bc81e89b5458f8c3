package dev.sluice.event;

import static dev.sluice.sys.PollConstants.EPOLL_CLOEXEC;
import static dev.sluice.sys.PollConstants.EPOLL_CTL_ADD;
import static dev.sluice.sys.PollConstants.EPOLL_CTL_DEL;
import static dev.sluice.sys.PollConstants.EPOLL_CTL_MOD;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.fd.Blocking;
import dev.sluice.fd.Fd;
import dev.sluice.fd.HasFd;
import dev.sluice.sys.EpollEvents;
import dev.sluice.sys.Polls;

/**
 * Waits for many descriptors at once. One thread at a time.
 *
 * <p>Remove a descriptor before it is closed: epoll watches what the descriptor stands for, and a
 * duplicate elsewhere would keep that alive.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/epoll.7.html">epoll(7)</a>
 */
public final class Epoll implements Poller, HasFd {
  private final Fd fd;
  private final EpollEvents happened;
  private final EpollEvents change = EpollEvents.allocate(1);

  private Epoll(Fd fd, EpollEvents happened) {
    this.fd = fd;
    this.happened = happened;
  }

  /**
   * Takes an epoll over.
   *
   * @param fd an epoll; the caller gives it up, unless this throws
   * @param capacity how many events one wait can return
   */
  public Epoll(Fd fd, int capacity) {
    this(fd, EpollEvents.allocate(capacity));
  }

  /**
   * Makes an epoll.
   *
   * @param capacity how many events one wait can return
   * @return the epoll
   * @throws ErrnoException EMFILE, ENFILE
   */
  public static Epoll open(int capacity) throws ErrnoException {
    EpollEvents happened = EpollEvents.allocate(capacity);
    int result = ErrnoException.check(Polls.epoll_create1(EPOLL_CLOEXEC), "epoll_create1");
    return new Epoll(Fd.adopt(result), happened);
  }

  /**
   * Watches a descriptor.
   *
   * @param descriptor a socket, pipe, eventfd or the like; sockets once they are connected or
   *     listening
   * @param events {@code EPOLLIN}, …; level-triggered without {@code EPOLLET}
   * @param data comes back with each event
   * @throws ErrnoException EEXIST, EPERM (a regular file), ENOSPC
   */
  @Override
  public void add(int descriptor, int events, long data) throws ErrnoException {
    control(EPOLL_CTL_ADD, "ADD", descriptor, events, data);
  }

  /**
   * Changes what is waited for.
   *
   * @param descriptor a watched descriptor
   * @param events {@code EPOLLIN}, …
   * @param data comes back with each event
   * @throws ErrnoException ENOENT
   */
  @Override
  public void modify(int descriptor, int events, long data) throws ErrnoException {
    control(EPOLL_CTL_MOD, "MOD", descriptor, events, data);
  }

  /**
   * Watches a descriptor no longer. Events that were returned already are the caller's to drop.
   *
   * @param descriptor a watched descriptor
   * @throws ErrnoException ENOENT
   */
  @Override
  public void remove(int descriptor) throws ErrnoException {
    int result = Polls.epoll_ctl(fd.number(), EPOLL_CTL_DEL, descriptor, null);
    if (result < 0) {
      throw new ErrnoException("epoll_ctl", result, "DEL", descriptor);
    }
  }

  private void control(int operation, String name, int descriptor, int events, long data)
      throws ErrnoException {
    change.set(0, events, data);
    int result = Polls.epoll_ctl(fd.number(), operation, descriptor, change);
    if (result < 0) {
      throw new ErrnoException("epoll_ctl", result, name, descriptor);
    }
  }

  /**
   * Waits.
   *
   * @param timeoutMillis how long; 0 does not wait, -1 waits for ever
   * @return how many events there are; 0 when the time was up, or when a signal interrupted
   * @throws ErrnoException should the kernel refuse
   * @throws IllegalStateException when it would wait on a virtual thread
   */
  @Override
  public int await(int timeoutMillis) throws ErrnoException {
    if (timeoutMillis != 0) {
      Blocking.check("epoll_wait");
    }
    int result = Polls.epoll_wait(fd.number(), happened, happened.capacity(), timeoutMillis);
    if (result >= 0) {
      return result;
    }
    if (result == Errno.INTERRUPTED) {
      return 0;
    }
    throw new ErrnoException("epoll_wait", result);
  }

  /**
   * What happened.
   *
   * @param index which event of the last wait
   * @return {@code EPOLLIN}, …
   */
  @Override
  public int events(int index) {
    return happened.events(index);
  }

  /**
   * To whom.
   *
   * @param index which event of the last wait
   * @return the data given when the descriptor was added or modified
   */
  @Override
  public long data(int index) {
    return happened.data(index);
  }

  /** {@return its descriptor, lent; readable while there are events} */
  @Override
  public int fd() {
    return fd.number();
  }

  @Override
  public void close() {
    fd.close();
  }
}
