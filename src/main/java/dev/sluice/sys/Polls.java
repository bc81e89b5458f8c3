package dev.sluice.sys;

import static java.lang.foreign.MemorySegment.NULL;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * Waiting for descriptors: epoll, poll, select.
 *
 * <p>A signal mask holds for the wait only, and for the calling thread only: a signal that the
 * thread blocks otherwise and the mask does not ends the wait with EINTR.
 */
public final class Polls {
  private static final long SIGSET = SigSet.KERNEL_SIZE;

  // In the scratch of the thread: a timespec that the kernel may write to, what pselect6 takes for
  // its mask, {const sigset_t *ss; size_t ss_len}, and the mask itself.
  private static final long MASK_POINTER = 16;
  private static final long MASK_LENGTH = 24;
  private static final long MASK = 32;

  private Polls() {}

  /**
   * Makes an epoll.
   *
   * <p>C: {@code int epoll_create1(int flags)}. Never blocks. Errors to expect: EMFILE, ENFILE.
   * Least kernel: 2.6.27.
   *
   * @param flags 0 or {@code EPOLL_CLOEXEC}
   * @return a descriptor that the caller owns, or {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man2/epoll_create1.2.html">epoll_create1(2)</a>
   */
  public static int epoll_create1(int flags) {
    try {
      return (int) (long) EpollCreate1.HANDLE.invokeExact((long) flags, 0L, 0L, 0L, 0L, 0L, NULL);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Adds, changes or removes a descriptor.
   *
   * <p>C: {@code int epoll_ctl(int epfd, int op, int fd, struct epoll_event *event)}. Never blocks.
   * Errors to expect: EEXIST, ENOENT, EPERM (a regular file), ENOSPC, EINVAL (EPOLLEXCLUSIVE with
   * what it excludes). Least kernel: 2.6.12.
   *
   * @param epfd an epoll
   * @param op {@code EPOLL_CTL_ADD}, {@code EPOLL_CTL_MOD} or {@code EPOLL_CTL_DEL}
   * @param fd the descriptor to watch; remove it before it is closed
   * @param event its element 0 holds the events and the data; null for DEL
   * @return 0, or {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man2/epoll_ctl.2.html">epoll_ctl(2)</a>
   */
  public static int epoll_ctl(int epfd, int op, int fd, @Nullable EpollEvents event) {
    MemorySegment segment = Link.orNull(event == null ? null : event.segment());
    try {
      return (int)
          (long)
              EpollCtl.HANDLE.invokeExact(
                  (long) epfd, (long) op, (long) fd, segment.address(), 0L, 0L, segment);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Waits for events.
   *
   * <p>C: {@code int epoll_wait(int epfd, struct epoll_event *events, int maxevents, int timeout)}.
   * Blocks up to the timeout; with 0 it never blocks and is critical. Errors to expect: EINTR,
   * EBADF. Least kernel: 2.6.12.
   *
   * @param epfd an epoll
   * @param events receives what happened
   * @param maxevents how many at most, from 1 to the capacity of {@code events}
   * @param timeout milliseconds; -1 waits for ever
   * @return how many events there are, 0 when the time was up, or {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man2/epoll_wait.2.html">epoll_wait(2)</a>
   */
  public static int epoll_wait(int epfd, EpollEvents events, int maxevents, int timeout) {
    MemorySegment segment = events.forResult(maxevents);
    try {
      return timeout == 0
          ? (int)
              (long)
                  EpollWaitCritical.HANDLE.invokeExact(
                      (long) epfd,
                      segment.address(),
                      (long) maxevents,
                      (long) timeout,
                      0L,
                      SIGSET,
                      segment)
          : (int)
              (long)
                  EpollWait.HANDLE.invokeExact(
                      (long) epfd,
                      segment.address(),
                      (long) maxevents,
                      (long) timeout,
                      0L,
                      SIGSET,
                      segment);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Waits for events, to the nanosecond.
   *
   * <p>C: {@code int epoll_pwait2(int epfd, struct epoll_event *events, int maxevents, const struct
   * timespec *timeout, const sigset_t *sigmask)}. Blocks up to the timeout. The signal mask stays
   * as it is. Errors to expect: EINTR, EINVAL, ENOSYS. Least kernel: 5.11.
   *
   * @param epfd an epoll
   * @param events receives what happened
   * @param maxevents how many at most, from 1 to the capacity of {@code events}
   * @param timeout how long; null waits for ever
   * @return how many events there are, 0 when the time was up, or {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man2/epoll_pwait2.2.html">epoll_pwait2(2)</a>
   */
  public static int epoll_pwait2(
      int epfd, EpollEvents events, int maxevents, @Nullable Timespec timeout) {
    return epoll_pwait2(epfd, events, maxevents, timeout, null);
  }

  /**
   * As {@link #epoll_pwait2(int, EpollEvents, int, Timespec)}, with a signal mask.
   *
   * @param epfd an epoll
   * @param events receives what happened
   * @param maxevents how many at most, from 1 to the capacity of {@code events}
   * @param timeout how long; null waits for ever
   * @param sigmask what is blocked meanwhile; null leaves it as it is
   * @return how many events there are, 0 when the time was up, or {@code -errno}
   */
  public static int epoll_pwait2(
      int epfd,
      EpollEvents events,
      int maxevents,
      @Nullable Timespec timeout,
      @Nullable SigSet sigmask) {
    MemorySegment segment = events.forResult(maxevents);
    MemorySegment limit = Link.orNull(timeout == null ? null : timeout.segment());
    MemorySegment mask = Link.orNull(sigmask == null ? null : sigmask.segment());
    try {
      return (int)
          (long)
              EpollPwait2.HANDLE.invokeExact(
                  (long) epfd,
                  segment.address(),
                  (long) maxevents,
                  limit.address(),
                  mask.address(),
                  SIGSET,
                  segment,
                  limit,
                  mask);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Waits for events, with a signal mask.
   *
   * <p>C: {@code int epoll_pwait(int epfd, struct epoll_event *events, int maxevents, int timeout,
   * const sigset_t *sigmask)}. Blocks up to the timeout. Errors to expect: EINTR, EBADF. Least
   * kernel: 2.6.19.
   *
   * @param epfd an epoll
   * @param events receives what happened
   * @param maxevents how many at most, from 1 to the capacity of {@code events}
   * @param timeout milliseconds; -1 waits for ever
   * @param sigmask what is blocked meanwhile; null leaves it as it is
   * @return how many events there are, 0 when the time was up, or {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man2/epoll_pwait.2.html">epoll_pwait(2)</a>
   */
  public static int epoll_pwait(
      int epfd, EpollEvents events, int maxevents, int timeout, @Nullable SigSet sigmask) {
    MemorySegment segment = events.forResult(maxevents);
    MemorySegment mask = Link.orNull(sigmask == null ? null : sigmask.segment());
    try {
      return (int)
          (long)
              EpollPwait.HANDLE.invokeExact(
                  (long) epfd,
                  segment.address(),
                  (long) maxevents,
                  (long) timeout,
                  mask.address(),
                  SIGSET,
                  segment,
                  mask);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Waits for some of the descriptors in a list, with a signal mask.
   *
   * <p>C: {@code int ppoll(struct pollfd *fds, nfds_t nfds, const struct timespec *tmo_p, const
   * sigset_t *sigmask)}. Blocks up to the timeout, which stays as it is. Errors to expect: EINTR,
   * EINVAL (more descriptors than RLIMIT_NOFILE, or no time). Least kernel: 2.6.16.
   *
   * @param fds what to wait for, and what happened
   * @param nfds how many of them, from 0 to their capacity
   * @param timeout how long; null waits for ever
   * @param sigmask what is blocked meanwhile; null leaves it as it is
   * @return for how many something happened, 0 when the time was up, or {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man2/ppoll.2.html">ppoll(2)</a>
   */
  public static int ppoll(
      PollFds fds, int nfds, @Nullable Timespec timeout, @Nullable SigSet sigmask) {
    MemorySegment scratch = Scratch.get();
    MemorySegment limit = timeout == null ? NULL : timeout.copyTo(scratch);
    return ppoll(fds.forCall(nfds), nfds, limit, sigmask);
  }

  /**
   * Waits for some of the descriptors in a list.
   *
   * <p>C: {@code int poll(struct pollfd *fds, nfds_t nfds, int timeout)}, by way of ppoll. Blocks
   * up to the timeout. Errors to expect: EINTR, EINVAL (more descriptors than RLIMIT_NOFILE). Least
   * kernel: 2.6.16.
   *
   * @param fds what to wait for, and what happened
   * @param nfds how many of them, from 0 to their capacity
   * @param timeout milliseconds; negative waits for ever
   * @return for how many something happened, 0 when the time was up, or {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man2/poll.2.html">poll(2)</a>
   */
  public static int poll(PollFds fds, int nfds, int timeout) {
    MemorySegment limit =
        timeout < 0 ? NULL : scratchTime(timeout / 1_000, timeout % 1_000 * 1_000_000L);
    return ppoll(fds.forCall(nfds), nfds, limit, null);
  }

  private static int ppoll(
      MemorySegment fds, int nfds, MemorySegment limit, @Nullable SigSet sigmask) {
    MemorySegment mask = Link.orNull(sigmask == null ? null : sigmask.segment());
    try {
      return (int)
          (long)
              Ppoll.HANDLE.invokeExact(
                  fds.address(),
                  (long) nfds,
                  limit.address(),
                  mask.address(),
                  SIGSET,
                  0L,
                  fds,
                  limit,
                  mask);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Waits for some of the descriptors in three sets, with a signal mask.
   *
   * <p>C: {@code int pselect(int nfds, fd_set *readfds, fd_set *writefds, fd_set *exceptfds, const
   * struct timespec *timeout, const sigset_t *sigmask)}. Blocks up to the timeout, which stays as
   * it is. Errors to expect: EINTR, EBADF (one of them is closed), EINVAL. Least kernel: 2.6.16.
   *
   * @param nfds the highest descriptor in any set and 1, up to {@code FD_SETSIZE}
   * @param readfds what to read from, and afterwards what can be; may be null
   * @param writefds what to write to, and afterwards what can be; may be null
   * @param exceptfds what urgent data may come from, and afterwards where it is; may be null
   * @param timeout how long; null waits for ever
   * @param sigmask what is blocked meanwhile; null leaves it as it is
   * @return how many are left in the three sets, 0 when the time was up, or {@code -errno}; the
   *     sets stay as they were when it failed
   * @see <a href="https://man7.org/linux/man-pages/man2/select.2.html">select(2)</a>
   */
  public static int pselect6(
      int nfds,
      @Nullable FdSet readfds,
      @Nullable FdSet writefds,
      @Nullable FdSet exceptfds,
      @Nullable Timespec timeout,
      @Nullable SigSet sigmask) {
    long limit = timeout == null ? 0 : timeout.copyTo(Scratch.get()).address();
    return pselect6(nfds, readfds, writefds, exceptfds, limit, sigmask);
  }

  /**
   * Waits for some of the descriptors in three sets.
   *
   * <p>C: {@code int select(int nfds, fd_set *readfds, fd_set *writefds, fd_set *exceptfds, struct
   * timeval *timeout)}, by way of pselect6. Blocks up to the timeout. Errors to expect: EINTR,
   * EBADF (one of them is closed), EINVAL. Least kernel: 2.6.16.
   *
   * @param nfds the highest descriptor in any set and 1, up to {@code FD_SETSIZE}
   * @param readfds what to read from, and afterwards what can be; may be null
   * @param writefds what to write to, and afterwards what can be; may be null
   * @param exceptfds what urgent data may come from, and afterwards where it is; may be null
   * @param timeout microseconds; negative waits for ever
   * @return how many are left in the three sets, 0 when the time was up, or {@code -errno}; the
   *     sets stay as they were when it failed
   * @see <a href="https://man7.org/linux/man-pages/man2/select.2.html">select(2)</a>
   */
  public static int select(
      int nfds,
      @Nullable FdSet readfds,
      @Nullable FdSet writefds,
      @Nullable FdSet exceptfds,
      long timeout) {
    MemorySegment limit =
        timeout < 0 ? NULL : scratchTime(timeout / 1_000_000, timeout % 1_000_000 * 1_000);
    return pselect6(nfds, readfds, writefds, exceptfds, limit.address(), null);
  }

  private static int pselect6(
      int nfds,
      @Nullable FdSet readfds,
      @Nullable FdSet writefds,
      @Nullable FdSet exceptfds,
      long limit,
      @Nullable SigSet sigmask) {
    FdSet.checkCount(nfds);
    MemorySegment read = Link.orNull(readfds == null ? null : readfds.segment());
    MemorySegment write = Link.orNull(writefds == null ? null : writefds.segment());
    MemorySegment except = Link.orNull(exceptfds == null ? null : exceptfds.segment());
    MemorySegment scratch = Scratch.get();
    long mask = sigmask == null ? 0 : scratchMask(scratch, sigmask);
    try {
      return (int)
          (long)
              Pselect6.HANDLE.invokeExact(
                  (long) nfds,
                  read.address(),
                  write.address(),
                  except.address(),
                  limit,
                  mask,
                  read,
                  write,
                  except,
                  scratch);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  private static MemorySegment scratchTime(long seconds, long nanos) {
    MemorySegment scratch = Scratch.get();
    scratch.set(JAVA_LONG, Timespec.SECONDS, seconds);
    scratch.set(JAVA_LONG, Timespec.NANOS, nanos);
    return scratch;
  }

  private static long scratchMask(MemorySegment scratch, SigSet sigmask) {
    MemorySegment.copy(sigmask.segment(), 0, scratch, MASK, SIGSET);
    scratch.set(JAVA_LONG, MASK_POINTER, scratch.address() + MASK);
    scratch.set(JAVA_LONG, MASK_LENGTH, SIGSET);
    return scratch.address() + MASK_POINTER;
  }

  private static final class EpollCreate1 {
    static final MethodHandle HANDLE = Link.plain(Call.EPOLL_CREATE1);
  }

  private static final class EpollCtl {
    static final MethodHandle HANDLE = Link.critical(Call.EPOLL_CTL);
  }

  private static final class EpollWait {
    static final MethodHandle HANDLE = Link.plain(Call.EPOLL_WAIT);
  }

  private static final class EpollWaitCritical {
    static final MethodHandle HANDLE = Link.critical(Call.EPOLL_WAIT);
  }

  private static final class EpollPwait2 {
    static final MethodHandle HANDLE = Link.plain(Call.EPOLL_PWAIT2);
  }

  private static final class EpollPwait {
    static final MethodHandle HANDLE = Link.plain(Call.EPOLL_PWAIT);
  }

  private static final class Ppoll {
    static final MethodHandle HANDLE = Link.plain(Call.PPOLL);
  }

  private static final class Pselect6 {
    static final MethodHandle HANDLE = Link.plain(Call.PSELECT6);
  }
}
