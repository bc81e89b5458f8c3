package dev.sluice.sys;

import static java.lang.foreign.MemorySegment.NULL;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.sluice.bindings.x86_64.Linux;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * The actions of signals. A handler is never Java code: it writes what the kernel says of the
 * signal into a {@link SignalPipe}, which is read like any descriptor.
 */
@ProcessWide
public final class Signals {
  /** The largest signal number. */
  public static final int SIGRTMAX = 64;

  private static final int FIRST_RESERVED_BY_LIBC = 32;
  private static final int LAST_RESERVED_BY_LIBC = 34;
  private static final int USED_BY_NIO = SIGRTMAX - 2;
  private static final int FLAGS = Linux.SA_SIGINFO() | Linux.SA_RESTART() | Linux.SA_ONSTACK();

  // struct sigaction of libc, alike on both architectures; a test holds these against the bindings,
  // whose class for it takes long to load.
  static final long HANDLER = 0;
  static final long MASK = 8;
  static final long MASK_SIZE = 128;
  static final long ACTION_FLAGS = 136;
  static final long ACTION_SIZE = 152;
  private static final Arena ARENA = Arena.global();
  private static final MemorySegment ACTION = ARENA.allocate(ACTION_SIZE, 8);
  private static final MemorySegment PREVIOUS = ARENA.allocate(ACTION_SIZE * (SIGRTMAX + 1), 8);

  private Signals() {}

  /**
   * Catches a signal into a pipe, instead of whatever was done before.
   *
   * <p>C: {@code int sigaction(int signum, const struct sigaction *act, struct sigaction *oldact)},
   * with SA_SIGINFO, SA_RESTART and SA_ONSTACK. Never blocks. Errors to expect: EBUSY (another pipe
   * catches it), EINVAL (SIGKILL, SIGSTOP). Least kernel: 2.6.12.
   *
   * @param signum the signal
   * @param pipe where it goes
   * @return 0, or {@code -errno}
   * @throws IllegalArgumentException for a number that is no signal, and for those that the JVM or
   *     libc lives on: SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGTRAP, SIGXFSZ, the one that suspends
   *     threads (SIGUSR2 or {@code _JAVA_SR_SIGNUM}), 32 to 34, and SIGRTMAX-2, by which NIO wakes
   *     threads
   * @throws UnsupportedOperationException where no executable page can be had
   * @see <a href="https://man7.org/linux/man-pages/man2/sigaction.2.html">sigaction(2)</a>
   */
  public static int sigaction(int signum, SignalPipe pipe) {
    refuseReserved(signum);
    synchronized (SignalPipe.LOCK) {
      MemorySegment handler = SignalPipe.handler();
      if (!SignalPipe.claim(signum, pipe)) {
        return -Linux.EBUSY();
      }
      MemorySegment action = ACTION.fill((byte) 0);
      action.set(ADDRESS, HANDLER, handler);
      action.set(JAVA_INT, ACTION_FLAGS, FLAGS);
      // All signals wait while the handler runs, or many at once would pile frames up on one stack.
      action.asSlice(MASK, MASK_SIZE).fill((byte) -1);
      int result = call(signum, action, previous(signum));
      if (result < 0) {
        SignalPipe.unclaim(signum, pipe);
      }
      return result;
    }
  }

  /**
   * Gives a signal its previous action back.
   *
   * @param signum the signal
   * @param pipe the pipe that catches it
   * @return 0, or {@code -errno}: EINVAL when that pipe does not catch it
   */
  public static int restore(int signum, SignalPipe pipe) {
    synchronized (SignalPipe.LOCK) {
      if (!SignalPipe.unclaim(signum, pipe)) {
        return -Linux.EINVAL();
      }
      return call(signum, previous(signum), NULL);
    }
  }

  private static MemorySegment previous(int signum) {
    return PREVIOUS.asSlice(signum * ACTION_SIZE, ACTION_SIZE);
  }

  private static int call(int signum, MemorySegment action, MemorySegment old) {
    try {
      int result =
          (int)
              (long)
                  Sigaction.BARE.invokeExact(
                      (long) signum, action.address(), old.address(), 0L, 0L, 0L, NULL);
      return result != Link.FAILED
          ? result
          : (int)
              (long)
                  SigactionErrno.HANDLE.invokeExact(
                      (long) signum, action.address(), old.address(), 0L, 0L, 0L, NULL);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  private static void refuseReserved(int signum) {
    if (signum < 1 || signum > SIGRTMAX) {
      throw new IllegalArgumentException("no signal has the number " + signum);
    }
    if (signum == SignalConstants.SIGSEGV
        || signum == SignalConstants.SIGBUS
        || signum == SignalConstants.SIGFPE
        || signum == SignalConstants.SIGILL
        || signum == SignalConstants.SIGTRAP
        || signum == SignalConstants.SIGXFSZ
        || signum == SignalConstants.SIGUSR2
        || signum == chosenSuspendSignal()
        || (signum >= FIRST_RESERVED_BY_LIBC && signum <= LAST_RESERVED_BY_LIBC)
        || signum == USED_BY_NIO) {
      throw new IllegalArgumentException("the JVM or libc lives on signal " + signum);
    }
  }

  /**
   * HotSpot suspends threads by SIGUSR2, or by the one that this variable names, when it finds that
   * one fit.
   */
  private static int chosenSuspendSignal() {
    String chosen = System.getenv("_JAVA_SR_SIGNUM");
    try {
      return chosen == null ? SignalConstants.SIGUSR2 : Integer.parseInt(chosen.trim());
    } catch (NumberFormatException e) {
      return SignalConstants.SIGUSR2;
    }
  }

  private static final class Sigaction {
    static final MethodHandle BARE = Link.bare(Call.SIGACTION);
  }

  private static final class SigactionErrno {
    static final MethodHandle HANDLE = Link.plain(Call.SIGACTION);
  }
}
