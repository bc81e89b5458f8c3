package dev.sluice.net;

import static dev.sluice.sys.NetConstants.IPPROTO_IPV6;

import dev.sluice.sys.Ipv6OptionConstants;

/**
 * Options of sockets of IPv6: level {@code IPPROTO_IPV6}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/ipv6.7.html">ipv6(7)</a>
 */
public final class Ipv6Opts {
  /** No IPv4 through this socket. EINVAL once it is bound. */
  public static final SockOpt<Boolean> V6ONLY =
      flag("IPV6_V6ONLY", Ipv6OptionConstants.IPV6_V6ONLY);

  /** Hops that a packet may make, 0 to 255; -1 is the default. */
  public static final SockOpt<Integer> UNICAST_HOPS =
      number("IPV6_UNICAST_HOPS", Ipv6OptionConstants.IPV6_UNICAST_HOPS, -1, 255);

  /** The traffic class, 0 to 255; -1 is the default, 0. */
  public static final SockOpt<Integer> TCLASS =
      number("IPV6_TCLASS", Ipv6OptionConstants.IPV6_TCLASS, -1, 255);

  /**
   * What fits into a packet to the peer, ENOTCONN before it is connected; set, a limit of at least
   * 1,280.
   */
  public static final SockOpt<Integer> MTU =
      number("IPV6_MTU", Ipv6OptionConstants.IPV6_MTU, 0, Integer.MAX_VALUE);

  /** What happens to datagrams that are too long. */
  public static final SockOpt<MtuDiscovery> MTU_DISCOVER =
      new ValueOpt<>(
          "IPV6_MTU_DISCOVER",
          IPPROTO_IPV6,
          Ipv6OptionConstants.IPV6_MTU_DISCOVER,
          MtuDiscovery.class,
          Integer.BYTES,
          OptionLayouts::readMtuDiscovery,
          OptionLayouts::writeMtuDiscovery);

  /** Too long a datagram is EMSGSIZE. */
  public static final SockOpt<Boolean> DONTFRAG =
      flag("IPV6_DONTFRAG", Ipv6OptionConstants.IPV6_DONTFRAG);

  /** Keep errors in the error queue, for {@code MSG_ERRQUEUE}. */
  public static final SockOpt<Boolean> RECVERR =
      flag("IPV6_RECVERR", Ipv6OptionConstants.IPV6_RECVERR);

  /** Receive with each datagram where it came in, and what it was sent to. */
  public static final SockOpt<Boolean> RECVPKTINFO =
      flag("IPV6_RECVPKTINFO", Ipv6OptionConstants.IPV6_RECVPKTINFO);

  /** Receive the hop limit with each datagram. */
  public static final SockOpt<Boolean> RECVHOPLIMIT =
      flag("IPV6_RECVHOPLIMIT", Ipv6OptionConstants.IPV6_RECVHOPLIMIT);

  /** Receive the traffic class with each datagram. */
  public static final SockOpt<Boolean> RECVTCLASS =
      flag("IPV6_RECVTCLASS", Ipv6OptionConstants.IPV6_RECVTCLASS);

  /** Receive with each datagram the address that it was sent to before it was redirected. */
  public static final SockOpt<Boolean> RECVORIGDSTADDR =
      flag("IPV6_RECVORIGDSTADDR", Ipv6OptionConstants.IPV6_RECVORIGDSTADDR);

  /**
   * Joins a multicast group; EADDRINUSE where it is joined, ENODEV where no route leads there. Can
   * only be set.
   */
  public static final SockOpt<Membership> JOIN_GROUP =
      ValueOpt.membership("IPV6_JOIN_GROUP", IPPROTO_IPV6, Ipv6OptionConstants.IPV6_JOIN_GROUP);

  /** Leaves a multicast group; EADDRNOTAVAIL where it is not joined. Can only be set. */
  public static final SockOpt<Membership> LEAVE_GROUP =
      ValueOpt.membership("IPV6_LEAVE_GROUP", IPPROTO_IPV6, Ipv6OptionConstants.IPV6_LEAVE_GROUP);

  /**
   * The index of the interface by which multicasts go out; 0 leaves it to the routes. ENODEV where
   * there is none.
   */
  public static final SockOpt<Integer> MULTICAST_IF =
      number("IPV6_MULTICAST_IF", Ipv6OptionConstants.IPV6_MULTICAST_IF, 0, Integer.MAX_VALUE);

  /** Hops that a multicast may make, 0 to 255; -1 is the default, 1. */
  public static final SockOpt<Integer> MULTICAST_HOPS =
      number("IPV6_MULTICAST_HOPS", Ipv6OptionConstants.IPV6_MULTICAST_HOPS, -1, 255);

  /** Does a multicast come to members on this host too. On at first. */
  public static final SockOpt<Boolean> MULTICAST_LOOP =
      flag("IPV6_MULTICAST_LOOP", Ipv6OptionConstants.IPV6_MULTICAST_LOOP);

  /** Receive from groups that other sockets of this host joined. On at first. Linux 4.20. */
  public static final SockOpt<Boolean> MULTICAST_ALL =
      flag("IPV6_MULTICAST_ALL", Ipv6OptionConstants.IPV6_MULTICAST_ALL);

  /** Bind to foreign addresses. EPERM without CAP_NET_ADMIN or CAP_NET_RAW. Linux 2.6.37. */
  public static final SockOpt<Boolean> TRANSPARENT =
      flag("IPV6_TRANSPARENT", Ipv6OptionConstants.IPV6_TRANSPARENT);

  /** Bind to addresses that do not exist yet. Linux 4.15. */
  public static final SockOpt<Boolean> FREEBIND =
      flag("IPV6_FREEBIND", Ipv6OptionConstants.IPV6_FREEBIND);

  /** Does the kernel choose flow labels. Linux 3.17. */
  public static final SockOpt<Boolean> AUTOFLOWLABEL =
      flag("IPV6_AUTOFLOWLABEL", Ipv6OptionConstants.IPV6_AUTOFLOWLABEL);

  /** The least hop limit that is received, 0 to 255. Linux 4.15. */
  public static final SockOpt<Integer> MINHOPCOUNT =
      number("IPV6_MINHOPCOUNT", Ipv6OptionConstants.IPV6_MINHOPCOUNT, 0, 255);

  /**
   * Where packets of a raw socket have their checksum, an even offset; -1 for none. ENOPROTOOPT of
   * others.
   */
  public static final SockOpt<Integer> CHECKSUM =
      number("IPV6_CHECKSUM", Ipv6OptionConstants.IPV6_CHECKSUM, -1, Integer.MAX_VALUE);

  /** Which of the own addresses is preferred: {@code IPV6_PREFER_SRC_} flags. Linux 2.6.26. */
  public static final SockOpt<Integer> ADDR_PREFERENCES =
      number(
          "IPV6_ADDR_PREFERENCES", Ipv6OptionConstants.IPV6_ADDR_PREFERENCES, 0, Integer.MAX_VALUE);

  private Ipv6Opts() {}

  private static SockOpt<Boolean> flag(String name, int number) {
    return new FlagOpt(name, IPPROTO_IPV6, number, true);
  }

  private static SockOpt<Integer> number(String name, int number, int min, int max) {
    return new IntOpt(name, IPPROTO_IPV6, number, min, max);
  }
}
