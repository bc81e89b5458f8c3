package dev.sluice.signal;

import static dev.sluice.sys.AsyncConstants.F_SETOWN;
import static dev.sluice.sys.AsyncConstants.F_SETSIG;
import static dev.sluice.sys.AsyncConstants.O_ASYNC;
import static dev.sluice.sys.FileConstants.F_GETFL;
import static dev.sluice.sys.FileConstants.F_SETFL;

import dev.sluice.errno.ErrnoException;
import dev.sluice.fd.HasFd;
import dev.sluice.sys.Descriptors;
import dev.sluice.sys.Ids;
import dev.sluice.sys.ProcessWide;
import dev.sluice.sys.SignalConstants;
import dev.sluice.sys.SignalIo;

/**
 * A descriptor whose readiness comes as a signal: {@link SignalInfo#fd} says which it is, {@link
 * SignalInfo#band} what it is ready for. A {@link SignalSource} has to take the signal, and SIGIO.
 *
 * <p>A signal comes when the descriptor becomes ready, not while it is: make it non-blocking, and
 * read until it would block. Signals queue up, to a limit (RLIMIT_SIGPENDING); beyond it the kernel
 * sends a bare SIGIO instead, see {@link #overflowed}, and every descriptor may be ready then. What
 * does not fit into the pipe of a handler is lost: {@link SignalSource#bySignalFd} loses nothing.
 *
 * <p>The descriptor is lent, and must outlive this. {@link #close} stops the signals; some may be
 * under way.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/fcntl.2.html">fcntl(2)</a>
 */
@ProcessWide
public final class SignalDriven implements HasFd, AutoCloseable {
  private final int fd;
  private boolean closed;

  private SignalDriven(int fd) {
    this.fd = fd;
  }

  /**
   * Has signals sent to this process from now on. Look once at the descriptor afterwards: what came
   * before sends none.
   *
   * @param fd a socket, pipe, FIFO or terminal
   * @param signal a real-time signal, or SIGIO
   * @return stops them when closed
   * @throws IllegalArgumentException for other signals, and those that the JVM lives on
   * @throws IllegalStateException when no source takes the signal, and SIGIO: they would end the
   *     process
   * @throws ErrnoException EBADF
   */
  public static SignalDriven start(int fd, int signal) throws ErrnoException {
    int flags = ErrnoException.check(Descriptors.fcntl(fd, F_GETFL, 0), "fcntl(F_GETFL)");
    ErrnoException.check(SignalIo.fcntl(fd, F_SETSIG, signal), "fcntl(F_SETSIG)");
    ErrnoException.check(SignalIo.fcntl(fd, F_SETOWN, Ids.getpid()), "fcntl(F_SETOWN)");
    ErrnoException.check(SignalIo.fcntl(fd, F_SETFL, flags | O_ASYNC), "fcntl(F_SETFL)");
    return new SignalDriven(fd);
  }

  /**
   * Tells whether the kernel sent this signal in the place of others that had no room.
   *
   * @param info a signal that came
   * @return whether every descriptor may be ready
   */
  public static boolean overflowed(SignalInfo info) {
    return info.number() == SignalConstants.SIGIO && info.code() == SignalConstants.SI_KERNEL;
  }

  /** {@return the descriptor, lent} */
  @Override
  public int fd() {
    return fd;
  }

  /**
   * Stops the signals; does nothing the second time.
   *
   * @throws ErrnoException EBADF when the descriptor was closed before
   */
  @Override
  public void close() throws ErrnoException {
    if (closed) {
      return;
    }
    closed = true;
    int flags = ErrnoException.check(Descriptors.fcntl(fd, F_GETFL, 0), "fcntl(F_GETFL)");
    ErrnoException.check(Descriptors.fcntl(fd, F_SETFL, flags & ~O_ASYNC), "fcntl(F_SETFL)");
  }
}
