package dev.sluice.net;

import static dev.sluice.sys.NetConstants.IPPROTO_TCP;
import static dev.sluice.sys.NetConstants.SOCK_CLOEXEC;
import static dev.sluice.sys.NetConstants.SOCK_NONBLOCK;
import static dev.sluice.sys.NetConstants.SOCK_STREAM;
import static dev.sluice.sys.NetConstants.SOL_SOCKET;
import static dev.sluice.sys.NetConstants.SO_REUSEADDR;
import static dev.sluice.sys.NetConstants.TCP_NODELAY;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.fd.Fd;
import dev.sluice.fd.HasFd;
import dev.sluice.sys.Net;
import dev.sluice.sys.SockAddrBuf;
import dev.sluice.sys.SocketOptions;
import org.jspecify.annotations.Nullable;

/**
 * A listening TCP socket that never blocks. It owns its descriptor.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/listen.2.html">listen(2)</a>
 */
public final class TcpListener implements HasFd, AutoCloseable {
  private final Fd fd;

  private TcpListener(Fd fd) {
    this.fd = fd;
  }

  /**
   * Makes a socket, binds it and listens: SO_REUSEADDR is set, and TCP_NODELAY, which accepted
   * sockets inherit.
   *
   * @param address where; port 0 picks a free one
   * @param backlog how many connections may wait; the kernel cuts to {@code net.core.somaxconn}
   * @return the listener
   * @throws ErrnoException as {@code bind(127.0.0.1:80): EACCES (Permission denied)}; EADDRINUSE,
   *     EADDRNOTAVAIL, EMFILE
   */
  public static TcpListener bind(SockAddr.Inet address, int backlog) throws ErrnoException {
    int type = SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC;
    Fd fd = Fd.adopt(ErrnoException.check(Net.socket(address.family(), type, 0), "socket"));
    try {
      set(fd, SOL_SOCKET, SO_REUSEADDR, "SO_REUSEADDR");
      set(fd, IPPROTO_TCP, TCP_NODELAY, "TCP_NODELAY");
      SockAddrBuf buf = SockAddrBuf.allocate();
      address.writeTo(buf);
      check(Net.bind(fd.number(), buf), "bind", address);
      check(Net.listen(fd.number(), backlog), "listen", address);
      return new TcpListener(fd);
    } catch (ErrnoException e) {
      fd.close();
      throw e;
    }
  }

  private static void set(Fd fd, int level, int option, String name) throws ErrnoException {
    int result = SocketOptions.setsockopt(fd.number(), level, option, 1);
    ErrnoException.check(result, "setsockopt(" + name + ")");
  }

  private static void check(int result, String call, SockAddr address) throws ErrnoException {
    if (result < 0) {
      throw new ErrnoException(call, result, address);
    }
  }

  /**
   * Takes the next connection off the queue. Connections that died in the queue are passed over.
   *
   * @return the connection, non-blocking and owned by the caller; null when none waits
   * @throws ErrnoException EMFILE, ENFILE, ENOBUFS, ENOMEM: the connection still waits; back off
   */
  public @Nullable TcpStream accept() throws ErrnoException {
    while (true) {
      int result = Net.accept4(fd.number(), null, SOCK_NONBLOCK | SOCK_CLOEXEC);
      if (result >= 0) {
        return new TcpStream(Fd.adopt(result));
      }
      if (result == Errno.WOULD_BLOCK) {
        return null;
      }
      Errno errno = Errno.ofResult(result);
      if (!diedInQueue(errno)) {
        throw new ErrnoException("accept4", errno);
      }
    }
  }

  /**
   * accept(2): Linux passes pending network errors of the new socket on; they are to be retried.
   */
  private static boolean diedInQueue(Errno errno) {
    return errno.equals(Errno.ECONNABORTED)
        || errno.equals(Errno.EINTR)
        || errno.equals(Errno.ENETDOWN)
        || errno.equals(Errno.EPROTO)
        || errno.equals(Errno.ENOPROTOOPT)
        || errno.equals(Errno.EHOSTDOWN)
        || errno.equals(Errno.ENONET)
        || errno.equals(Errno.EHOSTUNREACH)
        || errno.equals(Errno.EOPNOTSUPP)
        || errno.equals(Errno.ENETUNREACH);
  }

  /**
   * {@return where it listens, the port that the kernel picked included}
   *
   * @throws ErrnoException should the kernel refuse to say
   */
  public SockAddr.Inet localAddress() throws ErrnoException {
    SockAddrBuf buf = SockAddrBuf.allocate();
    ErrnoException.check(Net.getsockname(fd.number(), buf), "getsockname");
    return (SockAddr.Inet) SockAddr.from(buf);
  }

  @Override
  public int fd() {
    return fd.number();
  }

  /** Stops listening; connections that wait in the queue are reset. */
  @Override
  public void close() {
    fd.close();
  }

  @Override
  public String toString() {
    return "TcpListener[" + fd + "]";
  }
}
