package dev.sluice.fd;

import static dev.sluice.sys.FileConstants.F_DUPFD_CLOEXEC;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.sys.Descriptors;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.Cleaner;
import org.jspecify.annotations.Nullable;

/**
 * A descriptor that is owned: closed exactly once, by {@link #close}, or given up by {@link
 * #detach}.
 *
 * <p>Close and detach may be called from any thread, and only the first has an effect. Beyond that
 * one thread uses it at a time: closing during another thread's call is the caller's error.
 *
 * <p>With {@code -Dsluice.leaks=on} an owner that becomes unreachable while still open is reported
 * to the log, with the stack that made it. Its descriptor stays open.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/close.2.html">close(2)</a>
 */
public final class Fd implements HasFd, AutoCloseable {
  private static final boolean TRACK = System.getProperty("sluice.leaks", "off").equals("on");
  private static final int GONE = -1;
  private static final VarHandle NUMBER;

  static {
    try {
      NUMBER = MethodHandles.lookup().findVarHandle(Fd.class, "number", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static final class Leaks {
    static final Cleaner CLEANER = Cleaner.create();
  }

  /** Must not refer to the Fd, or that would stay reachable. */
  private static final class Tracker implements Runnable {
    private final int number;
    private final Throwable madeHere = new Throwable("made here");
    private volatile boolean done;

    Tracker(int number) {
      this.number = number;
    }

    @Override
    public void run() {
      if (!done) {
        logger().log(Level.WARNING, "descriptor " + number + " leaked", madeHere);
      }
    }
  }

  private volatile int number;
  private final @Nullable Tracker tracker;
  private final Cleaner.@Nullable Cleanable cleanable;

  private Fd(int number) {
    this.number = number;
    this.tracker = TRACK ? new Tracker(number) : null;
    this.cleanable = tracker == null ? null : Leaks.CLEANER.register(this, tracker);
  }

  /**
   * Takes a descriptor over.
   *
   * @param number an open descriptor; the caller gives it up
   * @return its owner
   */
  public static Fd adopt(int number) {
    if (number < 0) {
      throw new IllegalArgumentException("no descriptor: " + number);
    }
    return new Fd(number);
  }

  /**
   * Makes another descriptor of the same open file, which shares its position and flags, and is
   * closed at exec. {@code fcntl(F_DUPFD_CLOEXEC)}: never blocks. Least kernel: 2.6.24.
   *
   * @return its owner
   * @throws ErrnoException EMFILE
   * @throws IllegalStateException when this one was closed or detached
   * @see <a href="https://man7.org/linux/man-pages/man2/fcntl.2.html">fcntl(2)</a>
   */
  public Fd dup() throws ErrnoException {
    int result = Descriptors.fcntl(number(), F_DUPFD_CLOEXEC, 0);
    if (result < 0) {
      throw new ErrnoException("fcntl", result, number(), "F_DUPFD_CLOEXEC");
    }
    return adopt(result);
  }

  /**
   * {@return the number, lent: whoever closes it robs this owner}
   *
   * @throws IllegalStateException when it was closed or detached
   */
  public int number() {
    int n = number;
    if (n == GONE) {
      throw new IllegalStateException("the descriptor was closed or detached");
    }
    return n;
  }

  /** {@return the number, lent, as by {@link #number}} */
  @Override
  public int fd() {
    return number();
  }

  /** {@return whether it is neither closed nor detached} */
  public boolean isOpen() {
    return number != GONE;
  }

  /**
   * Gives the descriptor up: the caller owns it now.
   *
   * @return the number, still open
   * @throws IllegalStateException when it was closed or detached
   */
  public int detach() {
    int n = take();
    if (n == GONE) {
      throw new IllegalStateException("the descriptor was closed or detached");
    }
    return n;
  }

  /** Closes the descriptor; does nothing when it was closed or detached before. */
  @Override
  public void close() {
    int n = take();
    if (n == GONE) {
      return;
    }
    int result = Descriptors.close(n);
    if (result == -Errno.EBADF.number()) {
      // Somebody else closed our number: it may be another's by now, so this must be seen.
      logger().log(Level.ERROR, "close(" + n + "): EBADF: its owner was not the one who closed it");
    }
  }

  private int take() {
    int n = (int) NUMBER.getAndSet(this, GONE);
    if (n != GONE && tracker != null && cleanable != null) {
      tracker.done = true;
      cleanable.clean();
    }
    return n;
  }

  @Override
  public String toString() {
    int n = number;
    return n == GONE ? "Fd(closed)" : "Fd(" + n + ")";
  }

  /** Fetched when needed: loading the logging of the JDK is a tenth of the start-up. */
  private static Logger logger() {
    return System.getLogger(Fd.class.getName());
  }
}
