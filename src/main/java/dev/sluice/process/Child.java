package dev.sluice.process;

import static dev.sluice.sys.ProcessConstants.P_PID;
import static dev.sluice.sys.ProcessConstants.WEXITED;
import static dev.sluice.sys.ProcessConstants.WNOHANG;
import static dev.sluice.sys.SignalConstants.CLD_DUMPED;
import static dev.sluice.sys.SignalConstants.CLD_EXITED;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.fd.Blocking;
import dev.sluice.sys.ProcessWide;
import dev.sluice.sys.WaitInfo;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A process that {@link Spawn} started. Once it has ended it stays a zombie, and its id taken,
 * until {@link #poll} or {@link #await} has seen the end, or {@link #abandon} left it to a {@link
 * Reaper}.
 *
 * <p>Until then the id is surely its own, for signals and for {@code pidfd_open}, by which a loop
 * learns of the end. Any thread.
 *
 * <p>Where SIGCHLD is ignored (inherited from who started the JVM), the kernel forgets children at
 * once: ECHILD.
 */
@ProcessWide
public final class Child {
  /** Those that somebody here is going to wait for. */
  private static final Set<Integer> WAITED_FOR = ConcurrentHashMap.newKeySet();

  private final int pid;
  // Whoever waits holds it: nobody else may take the end away, and the id be used again meanwhile.
  private final ReentrantLock waiting = new ReentrantLock();
  private volatile @Nullable Exit exit;

  Child(int pid) {
    this.pid = pid;
    WAITED_FOR.add(pid);
  }

  static boolean isWaitedFor(int pid) {
    return WAITED_FOR.contains(pid);
  }

  /** {@return its id; after its end was seen, no longer its own} */
  public int pid() {
    return pid;
  }

  /**
   * Looks whether it has ended; does not wait.
   *
   * @return how it ended; null while it runs
   * @throws ErrnoException ECHILD: somebody else has waited for it
   */
  public @Nullable Exit poll() throws ErrnoException {
    // Another thread that waits for it will tell.
    if (exit == null && waiting.tryLock()) {
      try {
        take(WNOHANG);
      } finally {
        waiting.unlock();
      }
    }
    return exit;
  }

  /**
   * Waits for its end.
   *
   * @return how it ended
   * @throws ErrnoException ECHILD: somebody else has waited for it
   * @throws IllegalStateException on a virtual thread
   */
  public Exit await() throws ErrnoException {
    Blocking.check("waitid");
    waiting.lock();
    try {
      Exit seen = take(0);
      if (seen == null) {
        throw new AssertionError("waitid came back without a child");
      }
      return seen;
    } finally {
      waiting.unlock();
    }
  }

  /**
   * Says that nobody will wait for it. A {@link Reaper} then may; the kernel does when this process
   * ends.
   */
  public void abandon() {
    WAITED_FOR.remove(pid);
  }

  private @Nullable Exit take(int options) throws ErrnoException {
    if (exit != null) {
      return exit;
    }
    WaitInfo info = new WaitInfo();
    int result = waitid(info, options);
    while (result == Errno.INTERRUPTED) {
      result = waitid(info, options);
    }
    if (result < 0) {
      // Somebody else has taken it: the id may be another's by now.
      WAITED_FOR.remove(pid);
      throw new ErrnoException("waitid", result, pid);
    }
    if (info.pid() == pid) {
      WAITED_FOR.remove(pid);
      exit = exitOf(info);
    }
    return exit;
  }

  /** What waitid says of a child that ended. */
  static Exit exitOf(WaitInfo info) {
    return info.code() == CLD_EXITED
        ? new Exit.Exited(info.status())
        : new Exit.Killed(info.status(), info.code() == CLD_DUMPED);
  }

  private int waitid(WaitInfo info, int options) {
    return dev.sluice.sys.Spawn.waitid(P_PID, pid, info, WEXITED | options);
  }

  /** {@return as in {@code Child(4711)}} */
  @Override
  public String toString() {
    return "Child(" + pid + ")";
  }
}
