package dev.sluice.net;

import static dev.sluice.sys.NetConstants.AF_UNIX;
import static dev.sluice.sys.NetConstants.SOCK_DGRAM;

import dev.sluice.errno.ErrnoException;
import dev.sluice.fd.Fd;

/**
 * A local datagram socket that never blocks, with a peer or without. No message is lost or
 * overtaken: a full queue makes the sender wait. It owns its descriptor, and not the file of its
 * path.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/unix.7.html">unix(7)</a>
 */
public final class UnixDatagram extends DatagramEndpoint<UnixAddr> {
  /**
   * Takes a socket over.
   *
   * @param fd a non-blocking local datagram socket; the caller gives it up
   */
  public UnixDatagram(Fd fd) {
    super(fd);
  }

  /**
   * Makes a socket.
   *
   * @return the socket, without a name and without a peer
   * @throws ErrnoException EMFILE, ENFILE
   */
  public static UnixDatagram open() throws ErrnoException {
    return new UnixDatagram(open(AF_UNIX, SOCK_DGRAM, 0));
  }

  /**
   * Makes a socket and binds it.
   *
   * @param address where; without a name it gets a free abstract one
   * @return the socket
   * @throws ErrnoException EADDRINUSE (also when the file is there), ENOENT, EACCES, EMFILE
   */
  public static UnixDatagram bound(UnixAddr address) throws ErrnoException {
    return bound(open(), address);
  }

  /**
   * Takes a socket over that somebody else made. It becomes non-blocking, for all that share it,
   * and closed at exec.
   *
   * @param fd the socket; the caller gives it up, unless this throws
   * @return the socket
   * @throws IllegalArgumentException when it is no local datagram socket
   * @throws ErrnoException ENOTSOCK
   */
  public static UnixDatagram adopt(Fd fd) throws ErrnoException {
    adopt(fd, "local datagram socket", SOCK_DGRAM, 0, AF_UNIX);
    return new UnixDatagram(fd);
  }
}
