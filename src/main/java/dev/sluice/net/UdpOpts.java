package dev.sluice.net;

import static dev.sluice.sys.NetConstants.IPPROTO_UDP;

import dev.sluice.sys.UdpOptionConstants;

/**
 * Options of UDP sockets: level {@code IPPROTO_UDP}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/udp.7.html">udp(7)</a>
 */
public final class UdpOpts {
  /** What is sent is gathered into one datagram, which goes when this is off again. */
  public static final SockOpt<Boolean> CORK = flag("UDP_CORK", UdpOptionConstants.UDP_CORK);

  /** What is sent at once is cut into datagrams of so many bytes; 0 leaves it whole. Linux 4.18. */
  public static final SockOpt<Integer> SEGMENT =
      number("UDP_SEGMENT", UdpOptionConstants.UDP_SEGMENT, 0, 65_535);

  /**
   * Receive datagrams of one sender and one length together, with that length as a control message.
   * Linux 5.0.
   */
  public static final SockOpt<Boolean> GRO = flag("UDP_GRO", UdpOptionConstants.UDP_GRO);

  /** The protocol within: {@code UDP_ENCAP_}. ENOPROTOOPT where this kernel does not know it. */
  public static final SockOpt<Integer> ENCAP =
      number("UDP_ENCAP", UdpOptionConstants.UDP_ENCAP, 0, Integer.MAX_VALUE);

  /** Send without checksum over IPv6. Linux 3.16. */
  public static final SockOpt<Boolean> NO_CHECK6_TX =
      flag("UDP_NO_CHECK6_TX", UdpOptionConstants.UDP_NO_CHECK6_TX);

  /** Receive without checksum over IPv6. Linux 3.16. */
  public static final SockOpt<Boolean> NO_CHECK6_RX =
      flag("UDP_NO_CHECK6_RX", UdpOptionConstants.UDP_NO_CHECK6_RX);

  private UdpOpts() {}

  private static SockOpt<Boolean> flag(String name, int number) {
    return new FlagOpt(name, IPPROTO_UDP, number, true);
  }

  private static SockOpt<Integer> number(String name, int number, int min, int max) {
    return new IntOpt(name, IPPROTO_UDP, number, min, max);
  }
}
