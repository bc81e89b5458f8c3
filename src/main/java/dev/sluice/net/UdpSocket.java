package dev.sluice.net;

import static dev.sluice.sys.NetConstants.AF_INET;
import static dev.sluice.sys.NetConstants.AF_INET6;
import static dev.sluice.sys.NetConstants.IPPROTO_UDP;
import static dev.sluice.sys.NetConstants.SOCK_DGRAM;

import dev.sluice.errno.ErrnoException;
import dev.sluice.fd.Fd;

/**
 * A UDP socket that never blocks, with a peer or without. It owns its descriptor.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/udp.7.html">udp(7)</a>
 */
public final class UdpSocket extends DatagramEndpoint<SockAddr.Inet> {
  /**
   * Takes a socket over.
   *
   * @param fd a non-blocking UDP socket; the caller gives it up
   */
  public UdpSocket(Fd fd) {
    super(fd);
  }

  /**
   * Makes a socket.
   *
   * @param family {@code AF_INET} or {@code AF_INET6}
   * @return the socket, not bound and without a peer
   * @throws ErrnoException EMFILE, ENFILE, EAFNOSUPPORT
   */
  public static UdpSocket open(int family) throws ErrnoException {
    return new UdpSocket(open(family, SOCK_DGRAM, IPPROTO_UDP));
  }

  /**
   * Makes a socket and binds it.
   *
   * @param address where; port 0 picks a free one
   * @return the socket
   * @throws ErrnoException EADDRINUSE, EADDRNOTAVAIL, EACCES, EMFILE
   */
  public static UdpSocket bound(SockAddr.Inet address) throws ErrnoException {
    return bound(open(address.family()), address);
  }

  /**
   * Takes a socket over that somebody else made. It becomes non-blocking, for all that share it,
   * and closed at exec.
   *
   * @param fd the socket; the caller gives it up, unless this throws
   * @return the socket
   * @throws IllegalArgumentException when it is no UDP socket
   * @throws ErrnoException ENOTSOCK
   */
  public static UdpSocket adopt(Fd fd) throws ErrnoException {
    adopt(fd, "UDP socket", SOCK_DGRAM, IPPROTO_UDP, AF_INET, AF_INET6);
    return new UdpSocket(fd);
  }
}
