package dev.sluice.sys;

import static java.lang.foreign.MemorySegment.NULL;
import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.sluice.bindings.x86_64.Linux;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * Signals: what is done when one comes, and sending them. A handler is never Java code: it writes
 * what the kernel says of the signal into a {@link SignalPipe}, which is read like any descriptor.
 */
@ProcessWide
public final class Signals {
  /** The largest signal number. */
  public static final int SIGRTMAX = 64;

  private static final int FLAGS = Linux.SA_SIGINFO() | Linux.SA_RESTART() | Linux.SA_ONSTACK();

  // struct sigaction of libc, alike on both architectures; a test holds these against the bindings,
  // whose class for it takes long to load.
  static final long HANDLER = 0;
  static final long MASK = 8;
  static final long MASK_SIZE = 128;
  static final long ACTION_FLAGS = 136;
  static final long ACTION_SIZE = 152;

  // Of sa_handler: SIG_DFL and SIG_IGN.
  private static final long DEFAULT = 0;
  private static final long IGNORE = 1;

  private static final Arena ARENA = Arena.global();
  private static final MemorySegment ACTION = ARENA.allocate(ACTION_SIZE, 8);
  private static final MemorySegment PREVIOUS = ARENA.allocate(ACTION_SIZE * (SIGRTMAX + 1), 8);

  private static final ThreadLocal<MemorySegment> NEXT_MASK =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(SigSet.SIZE, 8));

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
    SignalRules.refuseReserved(signum);
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
   * Gives a signal its previous action back. One that {@link SignalIo} or {@link Aio} made come,
   * and whose default action would end the process, is ignored from now on.
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
      MemorySegment previous = previous(signum);
      if (SignalRules.wasExpected(signum) && previous.get(ADDRESS, HANDLER).address() == DEFAULT) {
        // What was made to send it may send it still: that must not end the process.
        previous.set(ADDRESS, HANDLER, MemorySegment.ofAddress(IGNORE));
      }
      return call(signum, previous, NULL);
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

  /**
   * Sends a signal to a process, or to many.
   *
   * <p>C: {@code int kill(pid_t pid, int sig)}. Never blocks. Sent to this process, it does to the
   * JVM what it does: one that nobody catches may end it. Errors to expect: ESRCH, EPERM, EINVAL.
   * Least kernel: 2.6.12.
   *
   * @param pid a process; 0: the group of this one; -1: all that may be signalled; below: the group
   *     of that number
   * @param sig the signal; 0 only asks whether it could be sent
   * @return 0, or {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man2/kill.2.html">kill(2)</a>
   */
  public static int kill(int pid, int sig) {
    try {
      return (int) (long) Kill.HANDLE.invokeExact((long) pid, (long) sig, 0L, 0L, 0L, 0L, NULL);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Sends a signal to one thread of a process.
   *
   * <p>C: {@code int tgkill(pid_t tgid, pid_t tid, int sig)}. Never blocks. Errors to expect:
   * ESRCH, EPERM, EINVAL, EAGAIN (too many real-time signals are queued). Least kernel: 2.6.12.
   *
   * @param tgid the process
   * @param tid the thread, as the kernel numbers it
   * @param sig the signal; 0 only asks whether it could be sent
   * @return 0, or {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man2/tgkill.2.html">tgkill(2)</a>
   */
  public static int tgkill(int tgid, int tid, int sig) {
    try {
      return (int)
          (long) Tgkill.HANDLE.invokeExact((long) tgid, (long) tid, (long) sig, 0L, 0L, 0L, NULL);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Sends a signal to a process, and a value with it.
   *
   * <p>C: {@code int sigqueue(pid_t pid, int sig, const union sigval value)}. Never blocks. Errors
   * to expect: ESRCH, EPERM, EINVAL, EAGAIN (too many signals are queued). Least kernel: 2.6.12.
   *
   * @param pid the process
   * @param sig the signal; 0 only asks whether it could be sent
   * @param value {@code sival_ptr}, 64 bits; {@code sival_int} is the lower half of it
   * @return 0, or {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man3/sigqueue.3.html">sigqueue(3)</a>
   */
  public static int sigqueue(int pid, int sig, long value) {
    MemorySegment info = SigInfo.queued(sig, Ids.getpid(), Ids.getuid(), value);
    try {
      return (int)
          (long)
              Sigqueue.HANDLE.invokeExact((long) pid, (long) sig, info.address(), 0L, 0L, 0L, info);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  private static final class Sigaction {
    static final MethodHandle BARE = Link.bare(Call.SIGACTION);
  }

  private static final class SigactionErrno {
    static final MethodHandle HANDLE = Link.plain(Call.SIGACTION);
  }

  /**
   * Changes which signals are kept off the calling thread, and tells which were.
   *
   * <p>C: {@code int pthread_sigmask(int how, const sigset_t *set, sigset_t *oldset)}. Never
   * blocks. Threads that this one starts inherit its mask. On a virtual thread it is the carrier's
   * mask, and stays behind when another thread is carried. Errors to expect: EINVAL. Least kernel:
   * 2.6.12.
   *
   * @param how {@code SIG_BLOCK}, {@code SIG_UNBLOCK}, {@code SIG_SETMASK}
   * @param set which; null changes nothing. SIGKILL and SIGSTOP in it have no effect
   * @param oldset receives the mask as it was; may be null
   * @return 0, or {@code -errno}
   * @throws IllegalArgumentException when it would keep off a signal that the JVM or libc lives on,
   *     see {@link #sigaction}, and that is not kept off already
   * @see <a
   *     href="https://man7.org/linux/man-pages/man3/pthread_sigmask.3.html">pthread_sigmask(3)</a>
   */
  public static int pthread_sigmask(int how, @Nullable SigSet set, @Nullable SigSet oldset) {
    MemorySegment old = Link.orNull(oldset == null ? null : oldset.segment());
    if (set == null) {
      return mask(how, NULL, old);
    }
    // A copy, which nobody changes after it was checked.
    MemorySegment wanted = NEXT_MASK.get().copyFrom(set.segment());
    if (how != SignalConstants.SIG_UNBLOCK) {
      long fatal = wanted.get(JAVA_LONG, 0) & SignalRules.RESERVED;
      if (fatal != 0 && (fatal & ~SignalRules.blockedHere()) != 0) {
        throw new IllegalArgumentException("the JVM or libc lives on some of the signals " + set);
      }
    }
    return mask(how, wanted, old);
  }

  /** The result of libc is an error number. */
  static int mask(int how, MemorySegment set, MemorySegment old) {
    try {
      return -(int)
          (long)
              PthreadSigmask.BARE.invokeExact(
                  (long) how, set.address(), old.address(), 0L, 0L, 0L, set, old);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Tells which signals came to the calling thread, or to the process, while they were kept off.
   *
   * <p>C: {@code int sigpending(sigset_t *set)}. Never blocks. Errors to expect: none. Least
   * kernel: 2.6.12.
   *
   * @param set receives them
   * @return 0, or {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man2/sigpending.2.html">sigpending(2)</a>
   */
  public static int sigpending(SigSet set) {
    MemorySegment pending = set.segment();
    try {
      return (int)
          (long)
              Sigpending.HANDLE.invokeExact(
                  pending.address(), SigSet.KERNEL_SIZE, 0L, 0L, 0L, 0L, pending);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Tells which signals no thread of this process lets through, so that only a signalfd gets them:
   * {@code SigBlk} of {@code /proc/self/task/}. No system call of C.
   *
   * @return the set; empty where there is no /proc
   */
  public static SigSet blockedByAll() {
    return SignalRules.blockedByAll();
  }

  // Not critical: a signal to this process is often handled before the call returns.

  private static final class Kill {
    static final MethodHandle HANDLE = Link.plain(Call.KILL);
  }

  private static final class Tgkill {
    static final MethodHandle HANDLE = Link.plain(Call.TGKILL);
  }

  private static final class Sigqueue {
    static final MethodHandle HANDLE = Link.plain(Call.RT_SIGQUEUEINFO);
  }

  private static final class PthreadSigmask {
    static final MethodHandle BARE = Link.bare(Call.PTHREAD_SIGMASK);
  }

  private static final class Sigpending {
    static final MethodHandle HANDLE = Link.critical(Call.SIGPENDING);
  }
}
