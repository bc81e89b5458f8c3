package dev.sluice.sys;

import static dev.sluice.sys.ScriptedCall.NULL;
import static dev.sluice.sys.ScriptedCall.SOME_ADDRESS;
import static dev.sluice.sys.ScriptedCall.address;
import static dev.sluice.sys.ScriptedCall.integer;
import static dev.sluice.sys.ScriptedCall.number;

import org.jspecify.annotations.Nullable;

/** The part of {@link SyscallScript} that waits with a signal mask, and without epoll. */
final class PollScript {
  private static final String SIGSET = number(8);

  private PollScript() {}

  static void run(SyscallScript script) {
    Timespec moment = new Timespec();
    moment.set(0, 1);
    for (SigSet mask : new SigSet[] {SigSet.of(1), null}) {
      epollWaits(script, moment, mask);
      ppoll(script, moment, mask);
      pselect6(script, moment, mask);
    }
    ppoll(script, null, SigSet.of(1));
  }

  private static void epollWaits(SyscallScript script, Timespec time, @Nullable SigSet mask) {
    EpollEvents events = EpollEvents.allocate(9);
    script.call(
        Call.EPOLL_PWAIT,
        "epoll_pwait",
        () -> Polls.epoll_pwait(SyscallScript.FD, events, 7, 7020, mask),
        SyscallScript.BAD_FD,
        address(events.segment()),
        integer(7),
        integer(7020),
        orNull(mask),
        SIGSET);
    script.call(
        Call.EPOLL_PWAIT2,
        "epoll_pwait2",
        () -> Polls.epoll_pwait2(SyscallScript.FD, events, 8, time, mask),
        SyscallScript.BAD_FD,
        address(events.segment()),
        integer(8),
        address(time.segment()),
        orNull(mask),
        SIGSET);
  }

  /** Its one descriptor is none: that is told at once. */
  private static void ppoll(SyscallScript script, @Nullable Timespec time, @Nullable SigSet mask) {
    PollFds fds = PollFds.allocate(3);
    fds.set(0, 1 << 30, 0);
    // The C library copies the time.
    String copy = Backend.current() == Backend.LIBC ? SOME_ADDRESS : address(Scratch.get());
    script.call(
        Call.PPOLL,
        "ppoll",
        () -> Polls.ppoll(fds, 2, time, mask),
        address(fds.forCall(2)),
        integer(2),
        time == null ? NULL : copy,
        orNull(mask),
        SIGSET);
  }

  private static void pselect6(SyscallScript script, Timespec time, @Nullable SigSet mask) {
    FdSet read = new FdSet();
    FdSet write = new FdSet();
    FdSet except = new FdSet();
    script.call(
        Call.PSELECT6,
        "pselect6",
        () -> Polls.pselect6(701, read, write, except, time, mask),
        integer(701),
        address(read.segment()),
        address(write.segment()),
        address(except.segment()),
        address(Scratch.get()),
        mask == null ? NULL : number(Scratch.get().address() + 16));
  }

  private static String orNull(@Nullable SigSet mask) {
    return mask == null ? NULL : address(mask.segment());
  }
}
