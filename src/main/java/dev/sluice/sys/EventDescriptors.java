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

  /**
   * Says when a timer goes off next.
   *
   * <p>C: {@code int timerfd_gettime(int fd, struct itimerspec *curr_value)}. Never blocks. Errors
   * to expect: EBADF, EINVAL (no timer). Least kernel: 2.6.25.
   *
   * @param fd a timer
   * @param value receives the time that is left, 0 when it is disarmed, and the interval; never a
   *     point in time, even if it was set by one
   * @return 0, or {@code -errno}
   * @see <a
   *     href="https://man7.org/linux/man-pages/man2/timerfd_gettime.2.html">timerfd_gettime(2)</a>
   */
  public static int timerfd_gettime(int fd, Itimerspec value) {
    MemorySegment segment = value.segment();
    try {
      return (int)
          (long)
              TimerfdGettime.HANDLE.invokeExact(
                  (long) fd, segment.address(), 0L, 0L, 0L, 0L, segment);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Makes a descriptor from which pending signals are read, or changes which.
   *
   * <p>C: {@code int signalfd4(int fd, const sigset_t *mask, size_t sizemask, int flags)}, libc's
   * signalfd. Never blocks. A signal comes here only while no thread lets it through. Errors to
   * expect: EMFILE, ENFILE, EINVAL (no signalfd). Least kernel: 2.6.27.
   *
   * @param fd -1 for a new one, or the signalfd to change
   * @param mask which signals
   * @param flags {@code SFD_CLOEXEC}, {@code SFD_NONBLOCK}; of no effect on an old one
   * @return a descriptor that the caller owns, or {@code fd}, or {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man2/signalfd.2.html">signalfd(2)</a>
   */
  public static int signalfd4(int fd, SigSet mask, int flags) {
    MemorySegment segment = mask.segment();
    try {
      return (int)
          (long)
              Signalfd4.HANDLE.invokeExact(
                  (long) fd, segment.address(), SigSet.KERNEL_SIZE, (long) flags, 0L, 0L, segment);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Makes a descriptor that stands for a process, and is readable once that ended.
   *
   * <p>C: {@code int pidfd_open(pid_t pid, unsigned int flags)}. Never blocks. Errors to expect:
   * ESRCH, EINVAL (also for a thread that is no process), EMFILE, ENOSYS. Least kernel: 5.3.
   *
   * @param pid the process
   * @param flags 0 or {@code PIDFD_NONBLOCK}; the descriptor is closed at exec anyway
   * @return a descriptor that the caller owns, or {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man2/pidfd_open.2.html">pidfd_open(2)</a>
   */
  public static int pidfd_open(int pid, int flags) {
    try {
      return (int)
          (long) PidfdOpen.HANDLE.invokeExact((long) pid, (long) flags, 0L, 0L, 0L, 0L, NULL);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Sends a signal to a process: to that one, even if its number was given to another meanwhile.
   *
   * <p>C: {@code int pidfd_send_signal(int pidfd, int sig, siginfo_t *info, unsigned int flags)},
   * with no info. Never blocks. Errors to expect: ESRCH (it ended), EPERM, EINVAL, ENOSYS. Least
   * kernel: 5.1.
   *
   * @param pidfd the process; this one is ended by a signal as any other is
   * @param sig the signal, or 0 to learn whether it could be sent
   * @param flags 0
   * @return 0, or {@code -errno}
   * @see <a
   *     href="https://man7.org/linux/man-pages/man2/pidfd_send_signal.2.html">pidfd_send_signal(2)</a>
   */
  @ProcessWide
  public static int pidfd_send_signal(int pidfd, int sig, int flags) {
    try {
      return (int)
          (long)
              PidfdSendSignal.HANDLE.invokeExact(
                  (long) pidfd, (long) sig, 0L, (long) flags, 0L, 0L, NULL);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Makes a descriptor from which changes of files are read; {@link InotifyEvents} walks through
   * them.
   *
   * <p>C: {@code int inotify_init1(int flags)}. Never blocks. Errors to expect: EMFILE (also by
   * /proc/sys/fs/inotify/max_user_instances), ENFILE. Least kernel: 2.6.27.
   *
   * @param flags {@code IN_CLOEXEC}, {@code IN_NONBLOCK}
   * @return a descriptor that the caller owns, or {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man2/inotify_init1.2.html">inotify_init1(2)</a>
   */
  public static int inotify_init1(int flags) {
    try {
      return (int) (long) InotifyInit1.HANDLE.invokeExact((long) flags, 0L, 0L, 0L, 0L, 0L, NULL);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Watches a file or folder, or changes what it is watched for.
   *
   * <p>C: {@code int inotify_add_watch(int fd, const char *pathname, uint32_t mask)}. May block on
   * the disk. Errors to expect: ENOENT, EACCES, ENOSPC (/proc/sys/fs/inotify/max_user_watches),
   * EEXIST (IN_MASK_CREATE), ENOTDIR (IN_ONLYDIR). Least kernel: 2.6.13.
   *
   * @param fd an inotify
   * @param path the path, read during the call
   * @param mask {@code IN_CREATE}, …
   * @return the watch, the same again for the same file, or {@code -errno}
   * @see <a
   *     href="https://man7.org/linux/man-pages/man2/inotify_add_watch.2.html">inotify_add_watch(2)</a>
   */
  public static int inotify_add_watch(int fd, PathBuf path, int mask) {
    MemorySegment name = path.segment();
    try {
      return (int)
          (long)
              InotifyAddWatch.HANDLE.invokeExact(
                  (long) fd, name.address(), (long) mask, 0L, 0L, 0L, name);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Watches a file no longer; {@code IN_IGNORED} is the last event of its watch.
   *
   * <p>C: {@code int inotify_rm_watch(int fd, int wd)}. Never blocks. Errors to expect: EINVAL (no
   * such watch). Least kernel: 2.6.13.
   *
   * @param fd an inotify
   * @param wd the watch
   * @return 0, or {@code -errno}
   * @see <a
   *     href="https://man7.org/linux/man-pages/man2/inotify_rm_watch.2.html">inotify_rm_watch(2)</a>
   */
  public static int inotify_rm_watch(int fd, int wd) {
    try {
      return (int)
          (long) InotifyRmWatch.HANDLE.invokeExact((long) fd, (long) wd, 0L, 0L, 0L, 0L, NULL);
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

  private static final class TimerfdGettime {
    static final MethodHandle HANDLE = Link.critical(Call.TIMERFD_GETTIME);
  }

  private static final class Signalfd4 {
    static final MethodHandle HANDLE = Link.plain(Call.SIGNALFD4);
  }

  private static final class PidfdOpen {
    static final MethodHandle HANDLE = Link.plain(Call.PIDFD_OPEN);
  }

  private static final class PidfdSendSignal {
    static final MethodHandle HANDLE = Link.plain(Call.PIDFD_SEND_SIGNAL);
  }

  private static final class InotifyInit1 {
    static final MethodHandle HANDLE = Link.plain(Call.INOTIFY_INIT1);
  }

  private static final class InotifyAddWatch {
    static final MethodHandle HANDLE = Link.plain(Call.INOTIFY_ADD_WATCH);
  }

  private static final class InotifyRmWatch {
    static final MethodHandle HANDLE = Link.plain(Call.INOTIFY_RM_WATCH);
  }
}
