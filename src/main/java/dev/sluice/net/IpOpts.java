package dev.sluice.net;

import static dev.sluice.sys.NetConstants.IPPROTO_IP;

import dev.sluice.sys.IpOptionConstants;
import java.net.Inet4Address;

/**
 * Options of sockets of IPv4: level {@code IPPROTO_IP}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/ip.7.html">ip(7)</a>
 */
public final class IpOpts {
  /** Hops that a packet may make, 1 to 255; -1 is the system's default. */
  public static final SockOpt<Integer> TTL = number("IP_TTL", IpOptionConstants.IP_TTL, -1, 255);

  /** The type of service, 0 to 255. Of TCP the lowest two bits belong to the kernel. */
  public static final SockOpt<Integer> TOS = number("IP_TOS", IpOptionConstants.IP_TOS, 0, 255);

  /** What fits into a packet to the peer: ENOTCONN before it is connected. Can only be asked. */
  public static final SockOpt<Integer> MTU =
      IntOpt.readOnly("IP_MTU", IPPROTO_IP, IpOptionConstants.IP_MTU);

  /** What happens to datagrams that are too long. */
  public static final SockOpt<MtuDiscovery> MTU_DISCOVER =
      new ValueOpt<>(
          "IP_MTU_DISCOVER",
          IPPROTO_IP,
          IpOptionConstants.IP_MTU_DISCOVER,
          MtuDiscovery.class,
          Integer.BYTES,
          OptionLayouts::readMtuDiscovery,
          OptionLayouts::writeMtuDiscovery);

  /** Keep errors in the error queue, for {@code MSG_ERRQUEUE}. */
  public static final SockOpt<Boolean> RECVERR = flag("IP_RECVERR", IpOptionConstants.IP_RECVERR);

  /** Receive with each datagram where it came in, and what it was sent to. */
  public static final SockOpt<Boolean> PKTINFO = flag("IP_PKTINFO", IpOptionConstants.IP_PKTINFO);

  /** Receive the TTL with each datagram. */
  public static final SockOpt<Boolean> RECVTTL = flag("IP_RECVTTL", IpOptionConstants.IP_RECVTTL);

  /** Receive the type of service with each datagram. */
  public static final SockOpt<Boolean> RECVTOS = flag("IP_RECVTOS", IpOptionConstants.IP_RECVTOS);

  /** Receive the options of IP with each datagram. */
  public static final SockOpt<Boolean> RECVOPTS =
      flag("IP_RECVOPTS", IpOptionConstants.IP_RECVOPTS);

  /** Receive the options of IP with each datagram, as an answer needs them. */
  public static final SockOpt<Boolean> RETOPTS = flag("IP_RETOPTS", IpOptionConstants.IP_RETOPTS);

  /** Receive with each datagram the address that it was sent to before it was redirected. */
  public static final SockOpt<Boolean> RECVORIGDSTADDR =
      flag("IP_RECVORIGDSTADDR", IpOptionConstants.IP_RECVORIGDSTADDR);

  /** The options of IP that are sent, at most 40 bytes. */
  public static final SockOpt<byte[]> OPTIONS =
      ValueOpt.bytes("IP_OPTIONS", IPPROTO_IP, IpOptionConstants.IP_OPTIONS, 40);

  /**
   * Joins a multicast group; EADDRINUSE where it is joined, ENODEV where no route leads there. Can
   * only be set.
   */
  public static final SockOpt<Membership> ADD_MEMBERSHIP =
      ValueOpt.membership("IP_ADD_MEMBERSHIP", IPPROTO_IP, IpOptionConstants.IP_ADD_MEMBERSHIP);

  /** Leaves a multicast group; EADDRNOTAVAIL where it is not joined. Can only be set. */
  public static final SockOpt<Membership> DROP_MEMBERSHIP =
      ValueOpt.membership("IP_DROP_MEMBERSHIP", IPPROTO_IP, IpOptionConstants.IP_DROP_MEMBERSHIP);

  /**
   * The address of the interface by which multicasts go out; 0.0.0.0 leaves it to the routes, and
   * is read back after {@link #MULTICAST_IF_INDEX}.
   */
  public static final SockOpt<Inet4Address> MULTICAST_IF =
      new ValueOpt<>(
          "IP_MULTICAST_IF",
          IPPROTO_IP,
          IpOptionConstants.IP_MULTICAST_IF,
          Inet4Address.class,
          OptionLayouts.IN_ADDR,
          OptionLayouts::readInet4,
          OptionLayouts::writeInet4);

  /** Hops that a multicast may make, 0 to 255; -1 is the default, 1. */
  public static final SockOpt<Integer> MULTICAST_TTL =
      number("IP_MULTICAST_TTL", IpOptionConstants.IP_MULTICAST_TTL, -1, 255);

  /** Does a multicast come to members on this host too. On at first. */
  public static final SockOpt<Boolean> MULTICAST_LOOP =
      flag("IP_MULTICAST_LOOP", IpOptionConstants.IP_MULTICAST_LOOP);

  /** Receive from groups that other sockets of this host joined. On at first. */
  public static final SockOpt<Boolean> MULTICAST_ALL =
      flag("IP_MULTICAST_ALL", IpOptionConstants.IP_MULTICAST_ALL);

  /** Bind to foreign addresses. EPERM without CAP_NET_ADMIN or CAP_NET_RAW. */
  public static final SockOpt<Boolean> TRANSPARENT =
      flag("IP_TRANSPARENT", IpOptionConstants.IP_TRANSPARENT);

  /** Bind to addresses that do not exist yet. */
  public static final SockOpt<Boolean> FREEBIND =
      flag("IP_FREEBIND", IpOptionConstants.IP_FREEBIND);

  /** Bind to port 0 takes no port: connect does, so that one port serves many peers. Linux 4.2. */
  public static final SockOpt<Boolean> BIND_ADDRESS_NO_PORT =
      flag("IP_BIND_ADDRESS_NO_PORT", IpOptionConstants.IP_BIND_ADDRESS_NO_PORT);

  /** What is sent on a raw socket begins with the header of IP. ENOPROTOOPT of others. */
  public static final SockOpt<Boolean> HDRINCL = flag("IP_HDRINCL", IpOptionConstants.IP_HDRINCL);

  /** Fragments that come to a raw socket stay apart. ENOPROTOOPT of others. Linux 2.6.36. */
  public static final SockOpt<Boolean> NODEFRAG =
      flag("IP_NODEFRAG", IpOptionConstants.IP_NODEFRAG);

  /** The least TTL that is received, 0 to 255. Linux 2.6.34. */
  public static final SockOpt<Integer> MINTTL =
      number("IP_MINTTL", IpOptionConstants.IP_MINTTL, 0, 255);

  /**
   * The index of the interface by which datagrams go out where no route decides; 0 for none. Linux
   * 3.4.
   */
  public static final SockOpt<Integer> UNICAST_IF =
      new ValueOpt<>(
          "IP_UNICAST_IF",
          IPPROTO_IP,
          IpOptionConstants.IP_UNICAST_IF,
          Integer.class,
          Integer.BYTES,
          OptionLayouts::readNetInt,
          OptionLayouts::writeNetInt);

  /**
   * The index of the interface by which multicasts go out; 0 leaves it to the routes. Can only be
   * set.
   */
  public static final SockOpt<Integer> MULTICAST_IF_INDEX =
      new ValueOpt<>(
          "IP_MULTICAST_IF",
          IPPROTO_IP,
          IpOptionConstants.IP_MULTICAST_IF,
          Integer.class,
          OptionLayouts.IP_MREQN,
          null,
          OptionLayouts::writeInterface);

  private IpOpts() {}

  private static SockOpt<Boolean> flag(String name, int number) {
    return new FlagOpt(name, IPPROTO_IP, number, true);
  }

  private static SockOpt<Integer> number(String name, int number, int min, int max) {
    return new IntOpt(name, IPPROTO_IP, number, min, max);
  }
}
