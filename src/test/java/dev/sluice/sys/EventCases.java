package dev.sluice.sys;

import static dev.sluice.sys.EventConstants.IN_CREATE;
import static dev.sluice.sys.PollConstants.CLOCK_MONOTONIC;

import dev.sluice.errno.Errno;
import java.util.List;
import java.util.function.IntSupplier;
import java.util.function.IntToLongFunction;

/** {@link EventDescriptors}. */
final class EventCases {
  private static final int NONE = -1;
  private static final int NO_FLAGS = 1 << 30;
  private static final long EBADF = -Errno.EBADF.number();
  private static final long EINVAL = -Errno.EINVAL.number();

  private EventCases() {}

  static List<CallCase> cases() {
    SigSet set = new SigSet();
    Itimerspec time = new Itimerspec();
    PathBuf root = PathBuf.of("/");
    return List.of(
        opening(Call.EVENTFD, flags -> EventDescriptors.eventfd(0, flags)),
        opening(
            Call.TIMERFD_CREATE, flags -> EventDescriptors.timerfd_create(CLOCK_MONOTONIC, flags)),
        new CallCase(
            Call.TIMERFD_SETTIME,
            () ->
                with(EventCases::timer, fd -> EventDescriptors.timerfd_settime(fd, 0, time, null)),
            EBADF,
            () -> EventDescriptors.timerfd_settime(NONE, 0, time, null)),
        new CallCase(
            Call.TIMERFD_GETTIME,
            () -> with(EventCases::timer, fd -> EventDescriptors.timerfd_gettime(fd, time)),
            EBADF,
            () -> EventDescriptors.timerfd_gettime(NONE, time)),
        opening(Call.SIGNALFD4, flags -> EventDescriptors.signalfd4(-1, set, flags)),
        opening(Call.PIDFD_OPEN, flags -> EventDescriptors.pidfd_open(Ids.getpid(), flags)),
        new CallCase(
            Call.PIDFD_SEND_SIGNAL,
            () ->
                with(
                    () -> EventDescriptors.pidfd_open(Ids.getpid(), 0),
                    fd -> EventDescriptors.pidfd_send_signal(fd, 0, 0)),
            EBADF,
            () -> EventDescriptors.pidfd_send_signal(NONE, 0, 0)),
        opening(Call.INOTIFY_INIT1, flags -> EventDescriptors.inotify_init1(flags)),
        new CallCase(
            Call.INOTIFY_ADD_WATCH,
            () ->
                with(
                    EventCases::inotify,
                    fd -> EventDescriptors.inotify_add_watch(fd, root, IN_CREATE)),
            EBADF,
            () -> EventDescriptors.inotify_add_watch(NONE, root, IN_CREATE)),
        new CallCase(
            Call.INOTIFY_RM_WATCH,
            () ->
                with(
                    EventCases::inotify,
                    fd ->
                        EventDescriptors.inotify_rm_watch(
                            fd, EventDescriptors.inotify_add_watch(fd, root, IN_CREATE))),
            EBADF,
            () -> EventDescriptors.inotify_rm_watch(NONE, 1)));
  }

  /** A call that opens; without flags it succeeds. */
  private static CallCase opening(Call call, IntToLongFunction withFlags) {
    return new CallCase(
        call,
        () -> with(() -> (int) withFlags.applyAsLong(0), fd -> fd),
        EINVAL,
        () -> withFlags.applyAsLong(NO_FLAGS));
  }

  private static int timer() {
    return EventDescriptors.timerfd_create(CLOCK_MONOTONIC, 0);
  }

  private static int inotify() {
    return EventDescriptors.inotify_init1(0);
  }

  private static long with(IntSupplier open, IntToLongFunction use) {
    int fd = open.getAsInt();
    try {
      return use.applyAsLong(fd);
    } finally {
      Descriptors.close(fd);
    }
  }
}
