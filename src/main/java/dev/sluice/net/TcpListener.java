package dev.sluice.net;

import static dev.sluice.sys.NetConstants.AF_INET;
import static dev.sluice.sys.NetConstants.AF_INET6;
import static dev.sluice.sys.NetConstants.IPPROTO_TCP;
import static dev.sluice.sys.NetConstants.SOCK_STREAM;
import static dev.sluice.sys.NetConstants.SOL_SOCKET;
import static dev.sluice.sys.SocketOptionConstants.SO_REUSEADDR;
import static dev.sluice.sys.TcpOptionConstants.TCP_NODELAY;

import dev.sluice.errno.ErrnoException;
import dev.sluice.fd.Fd;
import dev.sluice.sys.SocketOptions;

/**
 * A listening TCP socket that never blocks. It owns its descriptor.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/tcp.7.html">tcp(7)</a>
 */
public final class TcpListener extends Listener<SockAddr.Inet, TcpStream> {
  private TcpListener(Fd fd) {
    super(fd);
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
    Fd fd = open(address.family(), SOCK_STREAM, 0);
    try {
      set(fd, SOL_SOCKET, SO_REUSEADDR, "SO_REUSEADDR");
      set(fd, IPPROTO_TCP, TCP_NODELAY, "TCP_NODELAY");
      bindAndListen(fd, address, backlog);
      return new TcpListener(fd);
    } catch (ErrnoException | RuntimeException e) {
      fd.close();
      throw e;
    }
  }

  private static void set(Fd fd, int level, int option, String name) throws ErrnoException {
    int result = SocketOptions.setsockopt(fd.number(), level, option, 1);
    ErrnoException.check(result, "setsockopt(" + name + ")");
  }

  /**
   * Takes a listener over that somebody else made: a parent process, systemd. It becomes
   * non-blocking, for all that share it, and closed at exec; its options stay.
   *
   * @param fd the listener; the caller gives it up, unless this throws
   * @return the listener
   * @throws IllegalArgumentException when it is no listening TCP socket
   * @throws ErrnoException ENOTSOCK
   */
  public static TcpListener adopt(Fd fd) throws ErrnoException {
    return new TcpListener(
        adoptListening(fd, "TCP socket", SOCK_STREAM, IPPROTO_TCP, AF_INET, AF_INET6));
  }

  @Override
  TcpStream wrap(Fd accepted) {
    return new TcpStream(accepted);
  }
}
