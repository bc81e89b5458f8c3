package dev.sluice.net;

import static dev.sluice.sys.NetConstants.SOCK_RAW;

import dev.sluice.errno.ErrnoException;
import dev.sluice.fd.Fd;

/**
 * A raw socket that never blocks: the packets of a protocol beside TCP and UDP, ICMP for one. What
 * is received by IPv4 begins with its header, by IPv6 it does not. It owns its descriptor.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/raw.7.html">raw(7)</a>
 */
public final class RawSocket extends DatagramEndpoint<SockAddr.Inet> {
  /**
   * Takes a socket over.
   *
   * @param fd a non-blocking raw socket of IPv4 or IPv6; the caller gives it up
   */
  public RawSocket(Fd fd) {
    super(fd);
  }

  /**
   * Makes a socket. Needs CAP_NET_RAW.
   *
   * @param family {@code AF_INET} or {@code AF_INET6}
   * @param protocol {@code IPPROTO_ICMP}, {@code IPPROTO_ICMPV6}, …; with {@code IPPROTO_RAW} it
   *     only sends, header included
   * @return the socket, not bound and without a peer
   * @throws ErrnoException EPERM, EMFILE, ENFILE, EAFNOSUPPORT
   */
  public static RawSocket open(int family, int protocol) throws ErrnoException {
    return new RawSocket(open(family, SOCK_RAW, protocol));
  }
}
