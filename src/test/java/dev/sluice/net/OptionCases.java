package dev.sluice.net;

import static dev.sluice.net.OptionSockets.Capability.NET_ADMIN;
import static dev.sluice.net.OptionSockets.Capability.NET_RAW;
import static dev.sluice.net.OptionSockets.Kind.RAW;
import static dev.sluice.net.OptionSockets.Kind.RAW6;
import static dev.sluice.net.OptionSockets.Kind.TCP;
import static dev.sluice.net.OptionSockets.Kind.TCP6;
import static dev.sluice.net.OptionSockets.Kind.UDP;
import static dev.sluice.net.OptionSockets.Kind.UDP6;
import static dev.sluice.net.OptionSockets.Kind.UNIX;

import dev.sluice.net.OptionSockets.Capability;
import dev.sluice.net.OptionSockets.Kind;
import java.net.Inet4Address;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** Values of options, and what the kernel makes of them. */
final class OptionCases {
  static final int LOOPBACK = 1;

  /**
   * An option is set to a value, and read back.
   *
   * @param needs what the process must be allowed to, or it is EPERM
   */
  record Case<T>(SockOpt<T> option, Kind kind, T set, T read, Capability needs) {
    @Override
    public String toString() {
      return option + " of " + kind + " = " + set;
    }
  }

  private OptionCases() {}

  static Stream<Case<?>> all() {
    return Stream.of(sockets(), limits(), tcp(), udp(), ip(), ipv6()).flatMap(List::stream);
  }

  private static <T> Case<T> same(Kind kind, SockOpt<T> option, T value) {
    return new Case<>(option, kind, value, value, Capability.NONE);
  }

  private static <T> Case<T> becomes(Kind kind, SockOpt<T> option, T set, T read) {
    return new Case<>(option, kind, set, read, Capability.NONE);
  }

  private static Case<Boolean> on(Kind kind, SockOpt<Boolean> option) {
    return same(kind, option, true);
  }

  private static Case<Boolean> off(Kind kind, SockOpt<Boolean> option) {
    return same(kind, option, false);
  }

  private static List<Case<?>> sockets() {
    return List.of(
        on(TCP, SockOpts.REUSEADDR),
        on(TCP, SockOpts.REUSEPORT),
        on(TCP, SockOpts.KEEPALIVE),
        on(UDP, SockOpts.BROADCAST),
        on(TCP, SockOpts.OOBINLINE),
        on(UDP, SockOpts.DONTROUTE),
        on(UNIX, SockOpts.PASSCRED),
        on(UDP, SockOpts.TIMESTAMP),
        on(UDP, SockOpts.TIMESTAMPNS),
        on(UDP, SockOpts.RXQ_OVFL),
        on(TCP, SockOpts.ZEROCOPY),
        on(UDP, SockOpts.LOCK_FILTER),
        on(UDP, SockOpts.SELECT_ERR_QUEUE),
        on(UDP, SockOpts.NO_CHECK),
        // SOF_TIMESTAMPING_RX_SOFTWARE and _SOFTWARE.
        same(UDP, SockOpts.TIMESTAMPING, 8 | 16),
        same(TCP, SockOpts.BINDTODEVICE, "lo"),
        same(TCP, SockOpts.BINDTODEVICE, ""),
        same(TCP, SockOpts.PRIORITY, 5),
        same(TCP, SockOpts.INCOMING_CPU, 0),
        same(UNIX, SockOpts.PEEK_OFF, 3),
        same(UNIX, SockOpts.PEEK_OFF, -1),
        new Case<>(SockOpts.MARK, TCP, 0x8000_0001, 0x8000_0001, NET_RAW),
        new Case<>(SockOpts.PRIORITY, TCP, 7, 7, NET_RAW),
        new Case<>(SockOpts.PREFER_BUSY_POLL, TCP, true, true, NET_ADMIN));
  }

  private static List<Case<?>> limits() {
    return List.of(
        same(TCP, SockOpts.LINGER, Linger.of(Duration.ofSeconds(7))),
        becomes(TCP, SockOpts.LINGER, Linger.of(Duration.ofNanos(1)), new Linger(true, 1)),
        same(TCP, SockOpts.LINGER, Linger.RESET),
        same(UNIX, SockOpts.LINGER, Linger.OFF),
        becomes(TCP, SockOpts.RCVBUF, 20_000, 40_000),
        becomes(TCP, SockOpts.SNDBUF, 20_000, 40_000),
        same(TCP, SockOpts.RCVLOWAT, 100),
        becomes(TCP, SockOpts.RCVLOWAT, 0, 1),
        same(TCP, SockOpts.RCVTIMEO, Duration.ofMillis(1500)),
        same(UNIX, SockOpts.RCVTIMEO, Duration.ZERO),
        same(TCP, SockOpts.RCVTIMEO, Duration.ofSeconds(Integer.MAX_VALUE)),
        same(UDP, SockOpts.SNDTIMEO, Duration.ofMillis(2500)),
        same(TCP, SockOpts.MAX_PACING_RATE, 1_000_000L),
        same(TCP, SockOpts.MAX_PACING_RATE, 1L << 33),
        same(TCP, SockOpts.MAX_PACING_RATE, -1L),
        new Case<>(
            SockOpts.BUSY_POLL, UDP, Duration.ofNanos(49_001), Duration.ofNanos(50_000), NET_ADMIN),
        same(UDP, SockOpts.BUSY_POLL, Duration.ZERO));
  }

  private static List<Case<?>> tcp() {
    return List.of(
        on(TCP, TcpOpts.NODELAY),
        on(TCP6, TcpOpts.CORK),
        off(TCP, TcpOpts.QUICKACK),
        on(TCP, TcpOpts.QUICKACK),
        on(TCP, TcpOpts.FASTOPEN_CONNECT),
        on(TCP, TcpOpts.FASTOPEN_NO_COOKIE),
        on(TCP, TcpOpts.SAVE_SYN),
        on(TCP, TcpOpts.INQ),
        on(TCP, TcpOpts.THIN_LINEAR_TIMEOUTS),
        same(TCP, TcpOpts.MAXSEG, 1000),
        same(TCP, TcpOpts.KEEPIDLE, Duration.ofSeconds(61)),
        becomes(TCP, TcpOpts.KEEPIDLE, Duration.ofMillis(1), Duration.ofSeconds(1)),
        same(TCP6, TcpOpts.KEEPINTVL, Duration.ofSeconds(32_767)),
        same(TCP, TcpOpts.KEEPCNT, 9),
        same(TCP, TcpOpts.USER_TIMEOUT, Duration.ofMillis(1234)),
        becomes(TCP, TcpOpts.USER_TIMEOUT, Duration.ofNanos(1), Duration.ofMillis(1)),
        same(TCP, TcpOpts.USER_TIMEOUT, Duration.ZERO),
        same(TCP, TcpOpts.DEFER_ACCEPT, Duration.ofSeconds(3)),
        becomes(TCP, TcpOpts.DEFER_ACCEPT, Duration.ofSeconds(5), Duration.ofSeconds(7)),
        same(TCP, TcpOpts.DEFER_ACCEPT, Duration.ZERO),
        same(TCP, TcpOpts.LINGER2, Duration.ofSeconds(30)),
        becomes(TCP, TcpOpts.LINGER2, Duration.ofDays(-9), Duration.ofSeconds(-1)),
        becomes(TCP, TcpOpts.LINGER2, Duration.ofHours(1), Duration.ofSeconds(120)),
        same(TCP, TcpOpts.SYNCNT, 3),
        same(TCP, TcpOpts.WINDOW_CLAMP, 50_000),
        same(TCP, TcpOpts.FASTOPEN, 5),
        same(TCP, TcpOpts.NOTSENT_LOWAT, 4096),
        same(TCP, TcpOpts.NOTSENT_LOWAT, -1),
        same(TCP, TcpOpts.CONGESTION, "reno"),
        same(TCP, TcpOpts.TX_DELAY, Duration.ofMillis(2)));
  }

  private static List<Case<?>> udp() {
    return List.of(
        on(UDP, UdpOpts.CORK),
        on(UDP6, UdpOpts.GRO),
        same(UDP, UdpOpts.SEGMENT, 1000),
        same(UDP, UdpOpts.SEGMENT, 65_535),
        // UDP_ENCAP_L2TPINUDP.
        same(UDP, UdpOpts.ENCAP, 3),
        on(UDP6, UdpOpts.NO_CHECK6_TX),
        on(UDP6, UdpOpts.NO_CHECK6_RX));
  }

  private static List<Case<?>> ip() {
    return List.of(
        same(UDP, IpOpts.TTL, 255),
        becomes(TCP, IpOpts.TTL, -1, OptionsTest.defaultTtl()),
        same(UDP, IpOpts.TOS, 0xff),
        becomes(TCP, IpOpts.TOS, 0xff, 0xfc),
        same(UDP, IpOpts.MTU_DISCOVER, MtuDiscovery.DONT),
        same(UDP, IpOpts.MTU_DISCOVER, MtuDiscovery.OMIT),
        on(UDP, IpOpts.RECVERR),
        on(UDP, IpOpts.PKTINFO),
        on(UDP, IpOpts.RECVTTL),
        on(UDP, IpOpts.RECVTOS),
        on(UDP, IpOpts.RECVOPTS),
        on(UDP, IpOpts.RETOPTS),
        on(UDP, IpOpts.RECVORIGDSTADDR),
        same(UDP, IpOpts.MULTICAST_IF, Inet4Address.ofLiteral("127.0.0.1")),
        same(UDP, IpOpts.MULTICAST_TTL, 0),
        becomes(UDP, IpOpts.MULTICAST_TTL, -1, 1),
        off(UDP, IpOpts.MULTICAST_LOOP),
        off(UDP, IpOpts.MULTICAST_ALL),
        new Case<>(IpOpts.TRANSPARENT, TCP, true, true, NET_RAW),
        on(TCP, IpOpts.FREEBIND),
        on(TCP, IpOpts.BIND_ADDRESS_NO_PORT),
        on(RAW, IpOpts.HDRINCL),
        on(RAW, IpOpts.NODEFRAG),
        same(TCP, IpOpts.MINTTL, 200),
        same(UDP, IpOpts.UNICAST_IF, LOOPBACK));
  }

  private static List<Case<?>> ipv6() {
    return List.of(
        on(TCP6, Ipv6Opts.V6ONLY),
        off(TCP6, Ipv6Opts.V6ONLY),
        same(UDP6, Ipv6Opts.UNICAST_HOPS, 44),
        same(UDP6, Ipv6Opts.TCLASS, 0xff),
        becomes(UDP6, Ipv6Opts.TCLASS, -1, 0),
        same(UDP6, Ipv6Opts.MTU_DISCOVER, MtuDiscovery.PROBE),
        on(UDP6, Ipv6Opts.DONTFRAG),
        on(UDP6, Ipv6Opts.RECVERR),
        on(UDP6, Ipv6Opts.RECVPKTINFO),
        on(UDP6, Ipv6Opts.RECVHOPLIMIT),
        on(UDP6, Ipv6Opts.RECVTCLASS),
        on(UDP6, Ipv6Opts.RECVORIGDSTADDR),
        same(UDP6, Ipv6Opts.MULTICAST_IF, LOOPBACK),
        same(UDP6, Ipv6Opts.MULTICAST_HOPS, 0),
        becomes(UDP6, Ipv6Opts.MULTICAST_HOPS, -1, 1),
        off(UDP6, Ipv6Opts.MULTICAST_LOOP),
        off(UDP6, Ipv6Opts.MULTICAST_ALL),
        new Case<>(Ipv6Opts.TRANSPARENT, TCP6, true, true, NET_RAW),
        on(TCP6, Ipv6Opts.FREEBIND),
        on(UDP6, Ipv6Opts.AUTOFLOWLABEL),
        off(UDP6, Ipv6Opts.AUTOFLOWLABEL),
        same(TCP6, Ipv6Opts.MINHOPCOUNT, 100),
        same(RAW6, Ipv6Opts.CHECKSUM, 4),
        same(RAW6, Ipv6Opts.CHECKSUM, -1),
        // Public addresses, and as always those of home.
        becomes(UDP6, Ipv6Opts.ADDR_PREFERENCES, 2, 0x402));
  }
}
