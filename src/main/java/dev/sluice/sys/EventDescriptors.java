package dev.sluice.sys;

import static java.lang.foreign.MemorySegment.NULL;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * Descriptors that stand for events: counters, timers, signals, processes, changes of files.
 *
 * <p>The caller owns every descriptor that a call returns, and borrows out those it passes.
 */
public final class EventDescriptors {
  private EventDescriptors() {}

  /**
   * Makes a counter that can be waited for.
   *
   * <p>C: {@code int eventfd(unsigned int initval, int flags)}. Never blocks. Errors to expect:
   * EMFILE, ENFILE. Least kernel: 2.6.27.
   *
   * @param initval its first value, unsigned
   * @param flags {@code EFD_CLOEXEC}, {@code EFD_NONBLOCK}, {@code EFD_SEMAPHORE}
   * @return a descriptor that the caller owns, or {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man2/eventfd.2.html">eventfd(2)</a>
   */
  public static int eventfd(int initval, int flags) {
    try {
      return (int)
          (long) EventFd.HANDLE.invokeExact((long) initval, (long) flags, 0L, 0L, 0L, 0L, NULL);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Makes a timer that can be waited for.
   *
   * <p>C: {@code int timerfd_create(int clockid, int flags)}. Never blocks. Errors to expect:
   * EMFILE, ENFILE, EINVAL. Least kernel: 2.6.27.
   *
   * @param clockid {@code CLOCK_MONOTONIC}, …
   * @param flags {@code TFD_CLOEXEC}, {@code TFD_NONBLOCK}
   * @return a descriptor that the caller owns, or {@code -errno}
   * @see <a
   *     href="https://man7.org/linux/man-pages/man2/timerfd_create.2.html">timerfd_create(2)</a>
   */
  public static int timerfd_create(int clockid, int flags) {
    try {
      return (int)
          (long)
              TimerfdCreate.HANDLE.invokeExact((long) clockid, (long) flags, 0L, 0L, 0L, 0L, NULL);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Arms or disarms a timer.
   *
   * <p>C: {@code int timerfd_settime(int fd, int flags, const struct itimerspec *new_value, struct
   * itimerspec *old_value)}. Never blocks. Errors to expect: EINVAL (negative, or nanoseconds
   * beyond a second). Least kernel: 2.6.25.
   *
   * @param fd a timer
   * @param flags 0 or {@code TFD_TIMER_ABSTIME}
   * @param value when, and how often again; a time of 0 disarms
   * @param old receives what was set before; may be null
   * @return 0, or {@code -errno}
   * @see <a
   *     href="https://man7.org/linux/man-pages/man2/timerfd_settime.2.html">timerfd_settime(2)</a>
   */
  public static int timerfd_settime(int fd, int flags, Itimerspec value, @Nullable Itimerspec old) {
    MemorySegment next = value.segment();
    MemorySegment previous = Link.orNull(old == null ? null : old.segment());
    try {
      return (int)
          (long)
              TimerfdSettime.HANDLE.invokeExact(
                  (long) fd,
                  (long) flags,
                  next.address(),
                  previous.address(),
                  0L,
                  0L,
                  next,
                  previous);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  private static final class EventFd {
    static final MethodHandle HANDLE = Link.plain(Call.EVENTFD);
  }

  private static final class TimerfdCreate {
    static final MethodHandle HANDLE = Link.plain(Call.TIMERFD_CREATE);
  }

  private static final class TimerfdSettime {
    static final MethodHandle HANDLE = Link.critical(Call.TIMERFD_SETTIME);
  }
}
