package dev.sluice.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.errno.Errno;
import dev.sluice.net.OptionSockets.Kind;
import dev.sluice.sys.BpfProgram;
import dev.sluice.sys.TcpInfoBuf;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Values that the kernel would cut, or take for something else, never reach it. */
@Timeout(60)
class OptionBoundsTest {
  private static final Duration TOO_LONG = Duration.ofSeconds(Long.MAX_VALUE);

  @AutoClose private final OptionSockets sockets = new OptionSockets();

  static Stream<Arguments> times() {
    return Stream.of(
        Arguments.of(TcpOpts.KEEPIDLE, Duration.ZERO, "PT1S to PT9H6M7S"),
        Arguments.of(TcpOpts.KEEPIDLE, Duration.ofSeconds(32_767, 1), "PT9H6M7S"),
        Arguments.of(TcpOpts.KEEPINTVL, Duration.ofSeconds(-1), "not PT-1S"),
        Arguments.of(TcpOpts.KEEPINTVL, TOO_LONG, "PT9H6M7S"),
        Arguments.of(TcpOpts.USER_TIMEOUT, Duration.ofMillis(1L << 31), "PT0S"),
        Arguments.of(TcpOpts.USER_TIMEOUT, Duration.ofNanos(-1), "PT-0.000000001S"),
        Arguments.of(TcpOpts.DEFER_ACCEPT, TOO_LONG, "PT0S"),
        Arguments.of(TcpOpts.LINGER2, TOO_LONG, "PT0S"),
        Arguments.of(SockOpts.BUSY_POLL, Duration.ofHours(1), "PT35M"),
        Arguments.of(SockOpts.RCVTIMEO, TOO_LONG, "not PT"),
        Arguments.of(SockOpts.RCVTIMEO, Duration.ofSeconds(Integer.MAX_VALUE, 1), "not PT"),
        Arguments.of(SockOpts.SNDTIMEO, Duration.ofNanos(-1), "not PT-"));
  }

  @ParameterizedTest
  @MethodSource("times")
  void timesOutOfRangeAreRefused(SockOpt<Duration> option, Duration time, String message)
      throws Exception {
    int fd = sockets.open(Kind.TCP);
    Duration before = option.get(fd);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> option.set(fd, time))
        .withMessageStartingWith(option.name() + " is ")
        .withMessageContaining(message);

    assertThat(option.get(fd)).isEqualTo(before);
  }

  @Test
  void aTimeIsNeverRoundedToForEver() throws Exception {
    int fd = sockets.open(Kind.TCP);

    SockOpts.RCVTIMEO.set(fd, Duration.ofNanos(1));
    TcpOpts.DEFER_ACCEPT.set(fd, Duration.ofNanos(1));
    TcpOpts.LINGER2.set(fd, Duration.ofNanos(1));

    assertThat(SockOpts.RCVTIMEO.get(fd)).isPositive();
    assertThat(TcpOpts.DEFER_ACCEPT.get(fd)).isEqualTo(Duration.ofSeconds(1));
    assertThat(TcpOpts.LINGER2.get(fd)).isEqualTo(Duration.ofSeconds(1));
  }

  static Stream<Arguments> numbers() {
    return Stream.of(
        Arguments.of(TcpOpts.KEEPCNT, 0, "1 to 127, not 0"),
        Arguments.of(TcpOpts.KEEPCNT, 128, "1 to 127, not 128"),
        Arguments.of(TcpOpts.SYNCNT, 128, "1 to 127"),
        Arguments.of(TcpOpts.MAXSEG, 32_768, "0 to 32767"),
        Arguments.of(IpOpts.TTL, 256, "-1 to 255"),
        Arguments.of(IpOpts.TOS, 256, "0 to 255"),
        Arguments.of(IpOpts.TOS, -1, "0 to 255"),
        Arguments.of(IpOpts.MULTICAST_TTL, -2, "-1 to 255"),
        Arguments.of(SockOpts.RCVBUF, -1, "0 to 2147483647"),
        Arguments.of(UdpOpts.SEGMENT, 65_536, "0 to 65535"));
  }

  @ParameterizedTest
  @MethodSource("numbers")
  void numbersOutOfRangeAreRefused(SockOpt<Integer> option, int number, String message) {
    int fd = sockets.open(option.equals(UdpOpts.SEGMENT) ? Kind.UDP : Kind.TCP);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> option.set(fd, number))
        .withMessageStartingWith(option.name() + " is " + message);
  }

  @Test
  void namesAreNotCut() throws Exception {
    int fd = sockets.open(Kind.TCP);
    String before = TcpOpts.CONGESTION.get(fd);
    for (String name : List.of("reno-and-16-more", "reno\0", "r\u00e9n\u00f4-----------")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> TcpOpts.CONGESTION.set(fd, name))
          .withMessageContaining("TCP_CONGESTION has at most 15 bytes");
      assertThatIllegalArgumentException().isThrownBy(() -> SockOpts.BINDTODEVICE.set(fd, name));
    }

    assertThat(TcpOpts.CONGESTION.get(fd)).isEqualTo(before);
    assertThat(SockOpts.BINDTODEVICE.get(fd)).isEmpty();
  }

  @Test
  void someOptionsCanOnlyBeAsked() {
    int fd = sockets.open(Kind.TCP);

    assertOnlyAsked(SockOpts.TYPE, fd, 1);
    assertOnlyAsked(SockOpts.DOMAIN, fd, 1);
    assertOnlyAsked(SockOpts.PROTOCOL, fd, 1);
    assertOnlyAsked(SockOpts.SNDLOWAT, fd, 1);
    assertOnlyAsked(SockOpts.INCOMING_NAPI_ID, fd, 1);
    assertOnlyAsked(SockOpts.ACCEPTCONN, fd, true);
    assertOnlyAsked(SockOpts.ERROR, fd, Optional.of(Errno.EPERM));
    assertOnlyAsked(SockOpts.PEERCRED, fd, new PeerCredentials(1, 2, 3));
    assertOnlyAsked(SockOpts.COOKIE, fd, 1L);
    assertOnlyAsked(SockOpts.NETNS_COOKIE, fd, 1L);
    assertOnlyAsked(IpOpts.MTU, fd, 1500);
    assertOnlyAsked(TcpOpts.SAVED_SYN, fd, new byte[1]);
  }

  private static <T> void assertOnlyAsked(SockOpt<T> option, int fd, T value) {
    assertThatExceptionOfType(UnsupportedOperationException.class)
        .isThrownBy(() -> option.set(fd, value))
        .withMessage(option.name() + " can only be asked, not set");
  }

  @Test
  void someOptionsCanOnlyBeSet() {
    int fd = sockets.open(Kind.UDP);
    for (SockOpt<?> option :
        List.of(
            SockOpts.RCVBUFFORCE,
            SockOpts.SNDBUFFORCE,
            SockOpts.ATTACH_FILTER,
            SockOpts.ATTACH_REUSEPORT_CBPF,
            IpOpts.ADD_MEMBERSHIP,
            IpOpts.DROP_MEMBERSHIP,
            IpOpts.MULTICAST_IF_INDEX,
            Ipv6Opts.JOIN_GROUP,
            Ipv6Opts.LEAVE_GROUP)) {
      assertThatExceptionOfType(UnsupportedOperationException.class)
          .isThrownBy(() -> option.get(fd))
          .withMessage(option.name() + " can only be set, not asked");
    }
    assertThat(SockOpts.ATTACH_FILTER.type()).isEqualTo(BpfProgram.class);
  }

  @Test
  void membershipsAreChecked() {
    InetAddress four = InetAddress.ofLiteral("239.255.0.9");
    InetAddress six = InetAddress.ofLiteral("ff01::9");
    int fd = sockets.open(Kind.UDP6);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Membership(InetAddress.ofLiteral("127.0.0.1"), 0))
        .withMessage("no multicast address: 127.0.0.1");
    assertThatIllegalArgumentException().isThrownBy(() -> new Membership(four, -1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> IpOpts.ADD_MEMBERSHIP.set(fd, new Membership(six, 0)))
        .withMessageStartingWith("IP_ADD_MEMBERSHIP takes no group of the other family");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Ipv6Opts.JOIN_GROUP.set(fd, new Membership(four, 0)))
        .withMessageStartingWith("IPV6_JOIN_GROUP");
  }

  @Test
  void valuesAreChecked() {
    assertThatIllegalArgumentException().isThrownBy(() -> new Linger(true, -1));
    assertThatIllegalArgumentException()
        .as("0 would be an RST, which has a name of its own")
        .isThrownBy(() -> Linger.of(Duration.ZERO));
    assertThatIllegalArgumentException().isThrownBy(() -> Linger.of(TOO_LONG));
    assertThatIllegalArgumentException().isThrownBy(() -> ReusePort.byCpu(0));
    assertThatIllegalArgumentException().isThrownBy(() -> ReusePort.to(-1));
  }

  @Test
  void openValuesHaveNamesWhereTheyAreKnown() {
    assertThat(MtuDiscovery.PROBE).hasToString("PROBE");
    assertThat(new MtuDiscovery(0)).isEqualTo(MtuDiscovery.DONT).hasToString("DONT");
    assertThat(new MtuDiscovery(6)).hasToString("6");
    assertThat(new MtuDiscovery(-1)).hasToString("-1");
    assertThat(TcpState.ESTABLISHED).hasToString("ESTAB");
    assertThat(TcpState.CLOSING).hasToString("CLOSING");
    assertThat(new TcpState(0)).hasToString("0");
    assertThat(new TcpState(12)).hasToString("12");
    assertThat(new TcpInfo.CongestionState(4)).hasToString("Loss");
    assertThat(new TcpInfo.CongestionState(5)).hasToString("5");
  }

  @Test
  void whatAKernelDoesNotSayOfAConnectionIsEmpty() {
    TcpInfo nothing = TcpInfo.of(new TcpInfoBuf());

    assertThat(nothing.traffic().bytesSent()).isEmpty();
    assertThat(nothing.rates().busyTime()).isEmpty();
    assertThat(nothing.times().minRtt()).isEmpty();
    assertThat(nothing.loss().totalRtoTime()).isEmpty();
    assertThat(nothing.sizes().rcvWnd()).isEmpty();
    assertThat(nothing.ecn().receivedCe()).isEmpty();
    assertThat(nothing.times().rtt()).isZero();
  }
}
