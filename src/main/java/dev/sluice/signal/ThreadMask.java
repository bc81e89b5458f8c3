package dev.sluice.signal;

import static dev.sluice.sys.SignalConstants.SIG_BLOCK;
import static dev.sluice.sys.SignalConstants.SIG_SETMASK;
import static dev.sluice.sys.SignalConstants.SIG_UNBLOCK;

import dev.sluice.errno.ErrnoException;
import dev.sluice.sys.SigSet;
import dev.sluice.sys.Signals;
import java.util.Objects;
import java.util.Set;

/**
 * The signals that the calling thread keeps off, for as long as a block lasts:
 *
 * {@snippet :
 * try (ThreadMask mask = ThreadMask.block(SIGUSR1)) {
 *   // USR1 waits
 * }
 * }
 *
 * <p>Threads that are started meanwhile inherit the mask.
 *
 * @see <a
 *     href="https://man7.org/linux/man-pages/man3/pthread_sigmask.3.html">pthread_sigmask(3)</a>
 */
public final class ThreadMask implements AutoCloseable {
  private final Thread owner = Thread.currentThread();
  private final SigSet before = new SigSet();
  private boolean closed;

  private ThreadMask() {
    if (owner.isVirtual()) {
      throw new IllegalStateException(
          "a virtual thread has no mask of its own: it would change that of its carrier");
    }
  }

  /**
   * Keeps signals off.
   *
   * @param signals {@code SIGUSR1}, …
   * @return gives the mask back when closed
   * @throws IllegalArgumentException for signals that the JVM lives on, see {@link
   *     Signals#pthread_sigmask}
   * @throws IllegalStateException on a virtual thread
   * @throws ErrnoException should the kernel refuse
   */
  public static ThreadMask block(int... signals) throws ErrnoException {
    return change(SIG_BLOCK, signals);
  }

  /**
   * Lets signals through.
   *
   * @param signals {@code SIGUSR1}, …
   * @return gives the mask back when closed
   * @throws IllegalStateException on a virtual thread
   * @throws ErrnoException should the kernel refuse
   */
  public static ThreadMask unblock(int... signals) throws ErrnoException {
    return change(SIG_UNBLOCK, signals);
  }

  private static ThreadMask change(int how, int... signals) throws ErrnoException {
    ThreadMask mask = new ThreadMask();
    ErrnoException.check(
        Signals.pthread_sigmask(how, SigSet.of(signals), mask.before), "pthread_sigmask");
    return mask;
  }

  /**
   * {@return what the calling thread keeps off}
   *
   * @throws ErrnoException should the kernel refuse
   */
  public static Set<Signal> current() throws ErrnoException {
    SigSet now = new SigSet();
    ErrnoException.check(Signals.pthread_sigmask(SIG_BLOCK, null, now), "pthread_sigmask");
    return Signal.members(now);
  }

  /**
   * Gives the thread the mask back that it had.
   *
   * @throws WrongThreadException on another thread
   * @throws ErrnoException should the kernel refuse
   */
  @Override
  public void close() throws ErrnoException {
    if (!Objects.equals(Thread.currentThread(), owner)) {
      throw new WrongThreadException("this mask belongs to " + owner);
    }
    if (!closed) {
      closed = true;
      ErrnoException.check(Signals.pthread_sigmask(SIG_SETMASK, before, null), "pthread_sigmask");
    }
  }
}
