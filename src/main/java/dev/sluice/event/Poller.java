package dev.sluice.event;

import dev.sluice.errno.ErrnoException;
import java.time.Duration;

/**
 * Waits for many descriptors at once: by {@link Epoll}, {@link Poll} or {@link Select}. One thread
 * at a time.
 *
 * <p>Events are named as epoll names them, level-triggered. What only some of them know is refused
 * by the others: {@link Epoll} alone knows {@code EPOLLET}, {@code EPOLLONESHOT}, {@code
 * EPOLLEXCLUSIVE} and {@code EPOLLWAKEUP}; {@link Select} knows {@code EPOLLIN}, {@code EPOLLOUT}
 * and {@code EPOLLPRI} only, and descriptors below 1024.
 *
 * <p>They differ in two more things. Regular files and folders are {@code EPERM} to an epoll and
 * always ready to the others. A descriptor that is closed while it is watched vanishes from an
 * epoll, and the others report {@code POLLNVAL} until it is removed: remove it before.
 */
public sealed interface Poller extends AutoCloseable permits Epoll, Scanning {
  /**
   * Watches a descriptor.
   *
   * @param descriptor a socket, pipe, eventfd or the like; sockets once they are connected or
   *     listening
   * @param events {@code EPOLLIN}, …
   * @param data comes back with each event
   * @throws ErrnoException EEXIST, EBADF (it is not open); of an epoll also EPERM (a regular file)
   *     and ENOSPC
   * @throws UnsupportedOperationException for events that this poller does not know
   */
  void add(int descriptor, int events, long data) throws ErrnoException;

  /**
   * Changes what is waited for.
   *
   * @param descriptor a watched descriptor
   * @param events {@code EPOLLIN}, …
   * @param data comes back with each event
   * @throws ErrnoException ENOENT
   * @throws UnsupportedOperationException for events that this poller does not know
   */
  void modify(int descriptor, int events, long data) throws ErrnoException;

  /**
   * Watches a descriptor no longer. Events that were returned already are the caller's to drop.
   *
   * @param descriptor a watched descriptor
   * @throws ErrnoException ENOENT
   */
  void remove(int descriptor) throws ErrnoException;

  /**
   * Waits.
   *
   * @param timeoutMillis how long; 0 does not wait, -1 waits for ever
   * @return how many events there are; 0 when the time was up, or when a signal interrupted
   * @throws ErrnoException should the kernel refuse
   * @throws IllegalStateException when it would wait on a virtual thread
   */
  int await(int timeoutMillis) throws ErrnoException;

  /**
   * Waits, never shorter than it was told: rounded up to a millisecond, for a loop that waits for a
   * deadline would spin on 0.
   *
   * @param timeout how long; 0 and less does not wait
   * @return how many events there are; 0 when the time was up, or when a signal interrupted
   * @throws ErrnoException should the kernel refuse
   * @throws IllegalStateException when it would wait on a virtual thread
   */
  default int await(Duration timeout) throws ErrnoException {
    return await(Timeouts.millis(timeout));
  }

  /**
   * What happened.
   *
   * @param index which event of the last wait
   * @return {@code EPOLLIN}, …
   */
  int events(int index);

  /**
   * To whom.
   *
   * @param index which event of the last wait
   * @return the data given when the descriptor was added or modified
   */
  long data(int index);

  /** Watches nothing any more; the descriptors stay open. */
  @Override
  void close();
}
