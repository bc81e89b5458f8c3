package dev.sluice.sys;

import static dev.sluice.sys.SignalConstants.SIGKILL;
import static dev.sluice.sys.SignalConstants.SIGWINCH;
import static dev.sluice.sys.SignalConstants.SIG_BLOCK;

import dev.sluice.errno.Errno;
import java.util.List;

/** {@link Signals}: what is sent here is ignored, or asks only. */
final class SignalCases {
  /** Beyond what the kernel numbers. */
  private static final int NOBODY = Integer.MAX_VALUE;

  private static final int NO_SIGNAL = 65;

  private SignalCases() {}

  static List<CallCase> cases() {
    int me = Ids.getpid();
    long gone = -Errno.ESRCH.number();
    long invalid = -Errno.EINVAL.number();
    return List.of(
        new CallCase(Call.KILL, () -> Signals.kill(me, 0), gone, () -> Signals.kill(NOBODY, 0)),
        // The thread that the process started with has its number.
        new CallCase(
            Call.TGKILL,
            () -> Signals.tgkill(me, me, SIGWINCH),
            gone,
            () -> Signals.tgkill(me, NOBODY, SIGWINCH)),
        new CallCase(
            Call.RT_SIGQUEUEINFO,
            () -> Signals.sigqueue(me, SIGWINCH, 7),
            invalid,
            () -> Signals.sigqueue(me, NO_SIGNAL, 7)),
        new CallCase(Call.SIGPENDING, () -> Signals.sigpending(new SigSet()), 0, () -> 0),
        new CallCase(
            Call.PTHREAD_SIGMASK,
            () -> Signals.pthread_sigmask(SIG_BLOCK, new SigSet(), new SigSet()),
            invalid,
            () -> Signals.pthread_sigmask(77, new SigSet(), null)),
        new CallCase(Call.SIGACTION, () -> catching(SIGWINCH), invalid, () -> catching(SIGKILL)));
  }

  private static long catching(int signum) {
    SignalPipe pipe = Caught.open();
    try {
      return Signals.sigaction(signum, pipe);
    } finally {
      pipe.release();
    }
  }
}
