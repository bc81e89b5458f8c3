package dev.sluice.sys;

import dev.sluice.bindings.x86_64.Linux;

/**
 * Options of level {@code IPPROTO_UDP}, for {@link SocketOptions}.
 *
 * <p>Names and values are those of C.
 */
public final class UdpOptionConstants {
  /** int: what is sent is gathered into one datagram until it is off again. */
  public static final int UDP_CORK = Linux.UDP_CORK();

  /** int: what is sent is cut into datagrams of so many bytes. */
  public static final int UDP_SEGMENT = Linux.UDP_SEGMENT();

  /** int: receive datagrams of one sender together. */
  public static final int UDP_GRO = Linux.UDP_GRO();

  /** int: the protocol within. */
  public static final int UDP_ENCAP = Linux.UDP_ENCAP();

  /** int: send without checksum over IPv6. */
  public static final int UDP_NO_CHECK6_TX = Linux.UDP_NO_CHECK6_TX();

  /** int: receive without checksum over IPv6. */
  public static final int UDP_NO_CHECK6_RX = Linux.UDP_NO_CHECK6_RX();

  private UdpOptionConstants() {}
}
