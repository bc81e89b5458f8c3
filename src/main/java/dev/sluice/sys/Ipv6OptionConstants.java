package dev.sluice.sys;

import dev.sluice.bindings.x86_64.Linux;

/**
 * Options of level {@code IPPROTO_IPV6}, for {@link SocketOptions}; {@code IPV6_V6ONLY} stands in
 * {@link NetConstants}.
 *
 * <p>Names and values are those of C.
 */
public final class Ipv6OptionConstants {
  /** int: no IPv4 through this IPv6 socket. */
  public static final int IPV6_V6ONLY = Linux.IPV6_V6ONLY();

  /** int: hops that a packet may make. */
  public static final int IPV6_UNICAST_HOPS = Linux.IPV6_UNICAST_HOPS();

  /** int: hops that a multicast may make. */
  public static final int IPV6_MULTICAST_HOPS = Linux.IPV6_MULTICAST_HOPS();

  /** int: the index of the interface by which multicasts go out. */
  public static final int IPV6_MULTICAST_IF = Linux.IPV6_MULTICAST_IF();

  /** int: what is sent comes to this host's members too. */
  public static final int IPV6_MULTICAST_LOOP = Linux.IPV6_MULTICAST_LOOP();

  /** int: receive what other sockets of this host joined. */
  public static final int IPV6_MULTICAST_ALL = Linux.IPV6_MULTICAST_ALL();

  /** struct ipv6_mreq: join a group. */
  public static final int IPV6_JOIN_GROUP = Linux.IPV6_JOIN_GROUP();

  /** struct ipv6_mreq: leave a group. */
  public static final int IPV6_LEAVE_GROUP = Linux.IPV6_LEAVE_GROUP();

  /** int: what fits into a packet to the peer. */
  public static final int IPV6_MTU = Linux.IPV6_MTU();

  /** int: as IP_MTU_DISCOVER. */
  public static final int IPV6_MTU_DISCOVER = Linux.IPV6_MTU_DISCOVER();

  /** int: keep errors in the error queue. */
  public static final int IPV6_RECVERR = Linux.IPV6_RECVERR();

  /** int: receive where a datagram came in. */
  public static final int IPV6_RECVPKTINFO = Linux.IPV6_RECVPKTINFO();

  /** struct in6_pktinfo: where datagrams go out. */
  public static final int IPV6_PKTINFO = Linux.IPV6_PKTINFO();

  /** int: receive the hop limit of each datagram. */
  public static final int IPV6_RECVHOPLIMIT = Linux.IPV6_RECVHOPLIMIT();

  /** The control message of IPV6_RECVHOPLIMIT. */
  public static final int IPV6_HOPLIMIT = Linux.IPV6_HOPLIMIT();

  /** int: receive the traffic class of each datagram. */
  public static final int IPV6_RECVTCLASS = Linux.IPV6_RECVTCLASS();

  /** int: the traffic class. */
  public static final int IPV6_TCLASS = Linux.IPV6_TCLASS();

  /** int: receive the address that a datagram was sent to before it was redirected. */
  public static final int IPV6_RECVORIGDSTADDR = Linux.IPV6_RECVORIGDSTADDR();

  /** int: bind to foreign addresses; CAP_NET_ADMIN. */
  public static final int IPV6_TRANSPARENT = Linux.IPV6_TRANSPARENT();

  /** int: bind to addresses that do not exist yet. */
  public static final int IPV6_FREEBIND = Linux.IPV6_FREEBIND();

  /** int: too long a datagram is EMSGSIZE. */
  public static final int IPV6_DONTFRAG = Linux.IPV6_DONTFRAG();

  /** int: flow labels are chosen by the kernel. */
  public static final int IPV6_AUTOFLOWLABEL = Linux.IPV6_AUTOFLOWLABEL();

  /** int: the least hop limit that is received. */
  public static final int IPV6_MINHOPCOUNT = Linux.IPV6_MINHOPCOUNT();

  /** int: where a raw packet has its checksum; -1 for nowhere. */
  public static final int IPV6_CHECKSUM = Linux.IPV6_CHECKSUM();

  /** int: which of its addresses is preferred. */
  public static final int IPV6_ADDR_PREFERENCES = Linux.IPV6_ADDR_PREFERENCES();

  private Ipv6OptionConstants() {}
}
