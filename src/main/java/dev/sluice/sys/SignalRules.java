package dev.sluice.sys;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;

/** The signals that the JVM and libc live on: nobody else catches them, or keeps them off. */
final class SignalRules {
  private static final int FIRST_RESERVED_BY_LIBC = 32;
  private static final int LAST_RESERVED_BY_LIBC = 34;
  private static final int USED_BY_NIO = Signals.SIGRTMAX - 2;

  /** One bit for each, as in a {@link SigSet}. */
  static final long RESERVED = reserved();

  private SignalRules() {}

  static void refuseReserved(int signum) {
    if ((RESERVED & bit(signum)) != 0) {
      throw new IllegalArgumentException("the JVM or libc lives on signal " + signum);
    }
  }

  static long bit(int signum) {
    if (signum < 1 || signum > Signals.SIGRTMAX) {
      throw new IllegalArgumentException("no signal has the number " + signum);
    }
    return 1L << (signum - 1);
  }

  /** What the calling thread keeps off already. */
  static long blockedHere() {
    MemorySegment now = new SigSet().segment();
    if (Signals.mask(SignalConstants.SIG_BLOCK, MemorySegment.NULL, now) < 0) {
      return 0;
    }
    return now.get(JAVA_LONG, 0);
  }

  private static long reserved() {
    long set =
        bit(SignalConstants.SIGSEGV)
            | bit(SignalConstants.SIGBUS)
            | bit(SignalConstants.SIGFPE)
            | bit(SignalConstants.SIGILL)
            | bit(SignalConstants.SIGTRAP)
            | bit(SignalConstants.SIGXFSZ)
            | bit(SignalConstants.SIGUSR2)
            | chosenSuspendSignal()
            | bit(USED_BY_NIO);
    for (int signum = FIRST_RESERVED_BY_LIBC; signum <= LAST_RESERVED_BY_LIBC; signum++) {
      set |= bit(signum);
    }
    return set;
  }

  /**
   * HotSpot suspends threads by SIGUSR2, or by the one that this variable names, when it finds that
   * one fit.
   */
  private static long chosenSuspendSignal() {
    String chosen = System.getenv("_JAVA_SR_SIGNUM");
    try {
      int signum = chosen == null ? 0 : Integer.parseInt(chosen.trim());
      return signum < 1 || signum > Signals.SIGRTMAX ? 0 : bit(signum);
    } catch (NumberFormatException e) {
      return 0;
    }
  }
}
