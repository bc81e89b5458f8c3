package dev.sluice.sys;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Path;
import java.util.List;

/**
 * The signals that the JVM and libc live on: nobody else catches them, or keeps them off. And those
 * that may be made to come, because somebody expects them.
 */
final class SignalRules {
  private static final int FIRST_RESERVED_BY_LIBC = 32;
  private static final int LAST_RESERVED_BY_LIBC = 34;
  private static final int USED_BY_NIO = Signals.SIGRTMAX - 2;

  /** One bit for each, as in a {@link SigSet}. */
  static final long RESERVED = reserved();

  private static final String BLOCKED = "SigBlk:";

  private static long expected;

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

  /**
   * Grants that a signal comes which the default action would make fatal: somebody expects it now,
   * and {@link #wasExpected} afterwards.
   *
   * @param signum SIGIO, also as 0, or a real-time signal
   */
  static void expect(int signum) {
    int number = signum == 0 ? SignalConstants.SIGIO : signum;
    refuseUnfit(number);
    synchronized (SignalPipe.LOCK) {
      if (!SignalPipe.isClaimed(number) && !blockedByAll().contains(number)) {
        throw new IllegalStateException(
            "signal " + number + " would end the process: no pipe catches it");
      }
      expected |= bit(number);
    }
  }

  /** Others mean something of their own. */
  static void refuseUnfit(int signum) {
    refuseReserved(signum);
    if (signum != SignalConstants.SIGIO && signum <= LAST_RESERVED_BY_LIBC) {
      throw new IllegalArgumentException(
          "signal " + signum + " is neither SIGIO nor a real-time signal");
    }
  }

  /** Call it under the lock of the pipes. */
  static boolean wasExpected(int signum) {
    return (expected & bit(signum)) != 0;
  }

  /** What every thread of the process keeps off. */
  static SigSet blockedByAll() {
    long all = -1;
    try (DirectoryStream<Path> threads =
        java.nio.file.Files.newDirectoryStream(Path.of("/proc/self/task"))) {
      for (Path thread : threads) {
        all &= blockedBy(thread.resolve("status"));
      }
    } catch (IOException | DirectoryIteratorException e) {
      all = 0;
    }
    SigSet set = new SigSet();
    set.segment().set(JAVA_LONG, 0, all);
    return set;
  }

  private static long blockedBy(Path status) throws IOException {
    List<String> lines;
    try {
      lines = java.nio.file.Files.readAllLines(status);
    } catch (IOException e) {
      if (java.nio.file.Files.exists(status)) {
        throw e;
      }
      // The thread has ended.
      return -1;
    }
    for (String line : lines) {
      if (line.startsWith(BLOCKED)) {
        return Long.parseUnsignedLong(line.substring(BLOCKED.length()).strip(), 16);
      }
    }
    return 0;
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
