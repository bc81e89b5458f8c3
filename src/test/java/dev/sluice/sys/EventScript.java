package dev.sluice.sys;

import static dev.sluice.sys.ScriptedCall.NULL;
import static dev.sluice.sys.ScriptedCall.address;
import static dev.sluice.sys.ScriptedCall.integer;
import static dev.sluice.sys.ScriptedCall.number;

/** The part of {@link SyscallScript} with {@link EventDescriptors}. */
final class EventScript {
  private static final int FD = SyscallScript.FD;
  private static final String BAD_FD = SyscallScript.BAD_FD;

  private EventScript() {}

  static void run(SyscallScript script) {
    Itimerspec value = new Itimerspec();
    script.call(
        Call.TIMERFD_GETTIME,
        "timerfd_gettime",
        () -> EventDescriptors.timerfd_gettime(FD, value),
        BAD_FD,
        address(value.segment()));
    SigSet set = new SigSet();
    script.call(
        Call.SIGNALFD4,
        "signalfd4",
        () -> EventDescriptors.signalfd4(FD, set, 7021),
        BAD_FD,
        address(set.segment()),
        number(8),
        integer(7021));
    processes(script);
    inotify(script);
  }

  private static void processes(SyscallScript script) {
    script.call(
        Call.PIDFD_OPEN,
        "pidfd_open",
        () -> EventDescriptors.pidfd_open(7022, 7023),
        integer(7022),
        integer(7023));
    script.call(
        Call.PIDFD_SEND_SIGNAL,
        "pidfd_send_signal",
        () -> EventDescriptors.pidfd_send_signal(FD, 7024, 7025),
        BAD_FD,
        integer(7024),
        NULL,
        integer(7025));
  }

  private static void inotify(SyscallScript script) {
    PathBuf path = PathBuf.of("sluice");
    script.call(
        Call.INOTIFY_INIT1,
        "inotify_init1",
        () -> EventDescriptors.inotify_init1(7026),
        integer(7026));
    script.call(
        Call.INOTIFY_ADD_WATCH,
        "inotify_add_watch",
        () -> EventDescriptors.inotify_add_watch(FD, path, 7027),
        BAD_FD,
        address(path.segment()),
        integer(7027));
    script.call(
        Call.INOTIFY_RM_WATCH,
        "inotify_rm_watch",
        () -> EventDescriptors.inotify_rm_watch(FD, 7028),
        BAD_FD,
        integer(7028));
  }
}
