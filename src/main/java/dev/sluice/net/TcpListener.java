package dev.sluice.net;

import static dev.sluice.sys.NetConstants.AF_INET;
import static dev.sluice.sys.NetConstants.AF_INET6;
import static dev.sluice.sys.NetConstants.IPPROTO_TCP;
import static dev.sluice.sys.NetConstants.SOCK_STREAM;

import dev.sluice.errno.ErrnoException;
import dev.sluice.fd.Fd;

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
   * Makes a socket, sets options, binds it and listens: SO_REUSEADDR is set, and TCP_NODELAY, which
   * accepted sockets inherit.
   *
   * @param address where; port 0 picks a free one
   * @param backlog how many connections may wait; the kernel cuts to {@code net.core.somaxconn}
   * @param options set in this order before the socket is bound, after the two above: {@code
   *     SockOpts.REUSEPORT.to(true)}
   * @return the listener
   * @throws ErrnoException as {@code bind(127.0.0.1:80): EACCES (Permission denied)}; EADDRINUSE,
   *     EADDRNOTAVAIL, EMFILE
   */
  public static TcpListener bind(SockAddr.Inet address, int backlog, SockOpt.Setting<?>... options)
      throws ErrnoException {
    Fd fd = open(address.family(), SOCK_STREAM, 0);
    try {
      SockOpts.REUSEADDR.set(fd.number(), true);
      TcpOpts.NODELAY.set(fd.number(), true);
      for (SockOpt.Setting<?> option : options) {
        option.apply(fd.number());
      }
      bindAndListen(fd, address, backlog);
      return new TcpListener(fd);
    } catch (ErrnoException | RuntimeException e) {
      fd.close();
      throw e;
    }
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
