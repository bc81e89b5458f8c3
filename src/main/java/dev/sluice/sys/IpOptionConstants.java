package dev.sluice.sys;

import dev.sluice.bindings.x86_64.Linux;

/**
 * Options of level {@code IPPROTO_IP}, for {@link SocketOptions}.
 *
 * <p>Names and values are those of C.
 */
public final class IpOptionConstants {
  /** int: hops that a packet may make. */
  public static final int IP_TTL = Linux.IP_TTL();

  /** int: type of service. */
  public static final int IP_TOS = Linux.IP_TOS();

  /** int: what fits into a packet to the peer. */
  public static final int IP_MTU = Linux.IP_MTU();

  /** int: {@code IP_PMTUDISC_}. */
  public static final int IP_MTU_DISCOVER = Linux.IP_MTU_DISCOVER();

  /** Packets may be fragmented. */
  public static final int IP_PMTUDISC_DONT = Linux.IP_PMTUDISC_DONT();

  /** As the route says. */
  public static final int IP_PMTUDISC_WANT = Linux.IP_PMTUDISC_WANT();

  /** Never fragmented: EMSGSIZE. */
  public static final int IP_PMTUDISC_DO = Linux.IP_PMTUDISC_DO();

  /** Never fragmented, and the known MTU is not heeded. */
  public static final int IP_PMTUDISC_PROBE = Linux.IP_PMTUDISC_PROBE();

  /** The MTU of the interface, never fragmented. */
  public static final int IP_PMTUDISC_INTERFACE = Linux.IP_PMTUDISC_INTERFACE();

  /** As INTERFACE, but may be fragmented. */
  public static final int IP_PMTUDISC_OMIT = Linux.IP_PMTUDISC_OMIT();

  /** int: keep errors in the error queue. */
  public static final int IP_RECVERR = Linux.IP_RECVERR();

  /** int: receive where a datagram came in. */
  public static final int IP_PKTINFO = Linux.IP_PKTINFO();

  /** int: receive the TTL of each datagram. */
  public static final int IP_RECVTTL = Linux.IP_RECVTTL();

  /** int: receive the type of service of each datagram. */
  public static final int IP_RECVTOS = Linux.IP_RECVTOS();

  /** int: receive the options of each datagram. */
  public static final int IP_RECVOPTS = Linux.IP_RECVOPTS();

  /** int: as IP_RECVOPTS, to be used in an answer. */
  public static final int IP_RETOPTS = Linux.IP_RETOPTS();

  /** int: receive the address that a datagram was sent to before it was redirected. */
  public static final int IP_RECVORIGDSTADDR = Linux.IP_RECVORIGDSTADDR();

  /** The control message of IP_RECVORIGDSTADDR. */
  public static final int IP_ORIGDSTADDR = Linux.IP_ORIGDSTADDR();

  /** bytes: the options of what is sent. */
  public static final int IP_OPTIONS = Linux.IP_OPTIONS();

  /** struct in_addr or ip_mreqn: where multicasts go out. */
  public static final int IP_MULTICAST_IF = Linux.IP_MULTICAST_IF();

  /** int: hops that a multicast may make. */
  public static final int IP_MULTICAST_TTL = Linux.IP_MULTICAST_TTL();

  /** int: what is sent comes to this host's members too. */
  public static final int IP_MULTICAST_LOOP = Linux.IP_MULTICAST_LOOP();

  /** int: receive what other sockets of this host joined. */
  public static final int IP_MULTICAST_ALL = Linux.IP_MULTICAST_ALL();

  /** struct ip_mreqn: join a group. */
  public static final int IP_ADD_MEMBERSHIP = Linux.IP_ADD_MEMBERSHIP();

  /** struct ip_mreqn: leave a group. */
  public static final int IP_DROP_MEMBERSHIP = Linux.IP_DROP_MEMBERSHIP();

  /** struct ip_msfilter: which sources are heard. */
  public static final int IP_MSFILTER = Linux.IP_MSFILTER();

  /** int: bind to foreign addresses; CAP_NET_ADMIN. */
  public static final int IP_TRANSPARENT = Linux.IP_TRANSPARENT();

  /** int: bind to addresses that do not exist yet. */
  public static final int IP_FREEBIND = Linux.IP_FREEBIND();

  /** int: bind takes no port yet. */
  public static final int IP_BIND_ADDRESS_NO_PORT = Linux.IP_BIND_ADDRESS_NO_PORT();

  /** int: what is sent on a raw socket begins with the header. */
  public static final int IP_HDRINCL = Linux.IP_HDRINCL();

  /** int: the least TTL that is received. */
  public static final int IP_MINTTL = Linux.IP_MINTTL();

  /** int: fragments of a raw socket stay apart. */
  public static final int IP_NODEFRAG = Linux.IP_NODEFRAG();

  /** int, big-endian: the index of the interface to send by. */
  public static final int IP_UNICAST_IF = Linux.IP_UNICAST_IF();

  /** Less delay. */
  public static final int IPTOS_LOWDELAY = Linux.IPTOS_LOWDELAY();

  /** More throughput. */
  public static final int IPTOS_THROUGHPUT = Linux.IPTOS_THROUGHPUT();

  /** More reliability. */
  public static final int IPTOS_RELIABILITY = Linux.IPTOS_RELIABILITY();

  private IpOptionConstants() {}
}
