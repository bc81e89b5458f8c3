package dev.sluice.sys;

import static java.lang.foreign.MemorySegment.NULL;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/** Waiting for descriptors: epoll, and the descriptors that stand for events and timers. */
public final class Polls {
  /** The kernel's size of a signal set; libc hides it. */
  private static final long SIGSET = 8;

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
    MemorySegment segment = events.forResult(maxevents);
    MemorySegment limit = Link.orNull(timeout == null ? null : timeout.segment());
    try {
      return (int)
          (long)
              EpollPwait2.HANDLE.invokeExact(
                  (long) epfd,
                  segment.address(),
                  (long) maxevents,
                  limit.address(),
                  0L,
                  SIGSET,
                  segment,
                  limit);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
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
}
