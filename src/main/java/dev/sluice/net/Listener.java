package dev.sluice.net;

import static dev.sluice.sys.NetConstants.AF_UNIX;
import static dev.sluice.sys.NetConstants.SOCK_CLOEXEC;
import static dev.sluice.sys.NetConstants.SOCK_NONBLOCK;
import static dev.sluice.sys.SocketOptionConstants.SO_ACCEPTCONN;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.fd.Fd;
import dev.sluice.sys.Net;
import dev.sluice.sys.SockAddrBuf;
import org.jspecify.annotations.Nullable;

/**
 * A listening socket that never blocks. It owns its descriptor.
 *
 * @param <A> the addresses of its family
 * @param <S> what it accepts
 * @see <a href="https://man7.org/linux/man-pages/man2/listen.2.html">listen(2)</a>
 */
public abstract sealed class Listener<A extends SockAddr, S extends Endpoint<A>> extends Endpoint<A>
    permits TcpListener, UnixListener, SeqPacketListener {
  Listener(Fd fd) {
    super(fd);
  }

  /** A local socket that listens. */
  static Fd openListening(int type, UnixAddr address, int backlog) throws ErrnoException {
    Fd fd = open(AF_UNIX, type, 0);
    try {
      bindAndListen(fd, address, backlog);
      return fd;
    } catch (ErrnoException | RuntimeException e) {
      fd.close();
      throw e;
    }
  }

  static void bindAndListen(Fd fd, SockAddr address, int backlog) throws ErrnoException {
    check(Net.bind(fd.number(), encoded(address)), "bind", address);
    check(Net.listen(fd.number(), backlog), "listen", address);
  }

  /** As {@link Endpoint#adopt}, of one that listens. */
  static Fd adoptListening(Fd fd, String what, int type, int protocol, int... families)
      throws ErrnoException {
    if (ask(fd.number(), SO_ACCEPTCONN, "SO_ACCEPTCONN") == 0) {
      throw new IllegalArgumentException(fd + " does not listen");
    }
    adopt(fd, what, type, protocol, families);
    return fd;
  }

  abstract S wrap(Fd accepted);

  /**
   * Takes the next connection off the queue. Connections that died in the queue are passed over.
   *
   * @return the connection, non-blocking and owned by the caller; null when none waits
   * @throws ErrnoException EMFILE, ENFILE, ENOBUFS, ENOMEM: the connection still waits; back off
   */
  public final @Nullable S accept() throws ErrnoException {
    return take(null);
  }

  /**
   * As {@link #accept()}, and tells who it is.
   *
   * @param peer becomes the address of the peer; can be used again and again
   * @return the connection, non-blocking and owned by the caller; null when none waits
   * @throws ErrnoException EMFILE, ENFILE, ENOBUFS, ENOMEM: the connection still waits; back off
   */
  public final @Nullable S accept(SockAddrBuf peer) throws ErrnoException {
    return take(peer);
  }

  private @Nullable S take(@Nullable SockAddrBuf peer) throws ErrnoException {
    while (true) {
      int result = Net.accept4(fd(), peer, SOCK_NONBLOCK | SOCK_CLOEXEC);
      if (result >= 0) {
        return wrap(Fd.adopt(result));
      }
      if (result == Errno.WOULD_BLOCK) {
        return null;
      }
      Errno errno = Errno.ofResult(result);
      if (!errno.isRetry() && !errno.isPendingNetworkError()) {
        throw new ErrnoException("accept4", errno);
      }
    }
  }

  /** Stops listening; connections that wait in the queue are reset. */
  @Override
  public final void close() {
    super.close();
  }
}
