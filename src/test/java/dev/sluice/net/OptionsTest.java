package dev.sluice.net;

import static dev.sluice.sys.NetConstants.AF_INET;
import static dev.sluice.sys.NetConstants.AF_UNIX;
import static dev.sluice.sys.NetConstants.IPPROTO_TCP;
import static dev.sluice.sys.NetConstants.SOCK_DGRAM;
import static dev.sluice.sys.NetConstants.SOCK_STREAM;
import static dev.sluice.sys.NetConstants.SOL_SOCKET;
import static dev.sluice.sys.SocketOptionConstants.SO_LINGER;
import static dev.sluice.sys.TcpOptionConstants.TCP_KEEPCNT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.net.OptionCases.Case;
import dev.sluice.net.OptionSockets.Kind;
import dev.sluice.sys.Net;
import dev.sluice.sys.SockAddrBuf;
import java.io.IOException;
import java.lang.reflect.Field;
import java.net.InetAddress;
import java.net.SocketOption;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every option of the typed floor, against the kernel. */
@Timeout(60)
class OptionsTest {
  private static final List<Class<?>> GROUPS =
      List.of(SockOpts.class, TcpOpts.class, UdpOpts.class, IpOpts.class, Ipv6Opts.class);

  @AutoClose private final OptionSockets sockets = new OptionSockets();

  static Stream<Case<?>> cases() {
    return OptionCases.all();
  }

  static int defaultTtl() {
    try {
      // In one piece: such a file ends after the first read.
      return Integer.parseInt(
          Files.readAllLines(Path.of("/proc/sys/net/ipv4/ip_default_ttl")).getFirst());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  <T> void whatIsSetIsReadBack(Case<T> each) throws Exception {
    if (sockets.areRefused(each.kind())) {
      return;
    }
    int fd = sockets.open(each.kind());
    if (!each.needs().here()) {
      assertThatExceptionOfType(ErrnoException.class)
          .isThrownBy(() -> each.option().set(fd, each.set()))
          .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.EPERM));
      return;
    }

    each.option().set(fd, each.set());

    assertThat(each.option().get(fd)).isEqualTo(each.read());
  }

  /** What has no such case is asked, or set, by tests of its own. */
  @Test
  void everyOptionHasACase() throws Exception {
    Set<SocketOption<?>> tried = cases().map(Case::option).collect(Collectors.toSet());
    List<String> others = new ArrayList<>();
    for (Class<?> group : GROUPS) {
      for (Field field : group.getFields()) {
        if (!tried.contains((SocketOption<?>) field.get(null))) {
          others.add(group.getSimpleName() + "." + field.getName());
        }
      }
    }

    assertThat(others)
        .containsExactlyInAnyOrder(
            "SockOpts.RCVBUFFORCE",
            "SockOpts.SNDBUFFORCE",
            "SockOpts.SNDLOWAT",
            "SockOpts.ERROR",
            "SockOpts.TYPE",
            "SockOpts.DOMAIN",
            "SockOpts.PROTOCOL",
            "SockOpts.ACCEPTCONN",
            "SockOpts.PASSSEC",
            "SockOpts.PEERCRED",
            "SockOpts.INCOMING_NAPI_ID",
            "SockOpts.COOKIE",
            "SockOpts.NETNS_COOKIE",
            "SockOpts.ATTACH_FILTER",
            "SockOpts.ATTACH_REUSEPORT_CBPF",
            "TcpOpts.ULP",
            "TcpOpts.INFO",
            "TcpOpts.SAVED_SYN",
            "IpOpts.MTU",
            "IpOpts.OPTIONS",
            "IpOpts.ADD_MEMBERSHIP",
            "IpOpts.DROP_MEMBERSHIP",
            "IpOpts.MULTICAST_IF_INDEX",
            "Ipv6Opts.MTU",
            "Ipv6Opts.JOIN_GROUP",
            "Ipv6Opts.LEAVE_GROUP");
  }

  /** The names are C's, and each option has the number of its name. */
  @Test
  void namesAreThoseOfC() throws Exception {
    for (Class<?> group : GROUPS) {
      for (Field field : group.getFields()) {
        SockOpt<?> option = (SockOpt<?>) field.get(null);
        String name = option.name();
        assertThat(name).endsWith(field.getName().replace("_INDEX", "")).hasToString(name);
        assertThat(option.type()).isNotNull();
        assertThat(option.number).as(name).isEqualTo(constant(name));
      }
    }
  }

  private static int constant(String name) throws Exception {
    for (String group :
        List.of("Net", "SocketOption", "TcpOption", "UdpOption", "IpOption", "Ipv6Option")) {
      Class<?> type = Class.forName("dev.sluice.sys." + group + "Constants");
      for (Field field : type.getFields()) {
        if (field.getName().equals(name)) {
          return field.getInt(null);
        }
      }
    }
    throw new AssertionError("no constant " + name);
  }

  @Test
  void aSocketSaysWhatItIs() throws Exception {
    int tcp = sockets.open(Kind.TCP);
    int unix = sockets.open(Kind.UNIX);

    assertThat(SockOpts.TYPE.get(tcp)).isEqualTo(SOCK_STREAM);
    assertThat(SockOpts.TYPE.get(sockets.open(Kind.UDP))).isEqualTo(SOCK_DGRAM);
    assertThat(SockOpts.DOMAIN.get(tcp)).isEqualTo(AF_INET);
    assertThat(SockOpts.DOMAIN.get(unix)).isEqualTo(AF_UNIX);
    assertThat(SockOpts.PROTOCOL.get(tcp)).isEqualTo(IPPROTO_TCP);
    assertThat(SockOpts.PROTOCOL.get(unix)).isZero();
    assertThat(SockOpts.SNDLOWAT.get(tcp)).isEqualTo(1);
    assertThat(SockOpts.INCOMING_NAPI_ID.get(tcp)).isZero();
    assertThat(SockOpts.ACCEPTCONN.get(tcp)).isFalse();
    sockets.listen(tcp);
    assertThat(SockOpts.ACCEPTCONN.get(tcp)).isTrue();
  }

  @Test
  void cookiesTellSocketsApart() throws Exception {
    int one = sockets.open(Kind.TCP);
    int other = sockets.open(Kind.TCP);

    assertThat(SockOpts.COOKIE.get(one))
        .isNotZero()
        .isEqualTo(SockOpts.COOKIE.get(one))
        .isNotEqualTo(SockOpts.COOKIE.get(other));
    assertThat(SockOpts.NETNS_COOKIE.get(one)).isEqualTo(SockOpts.NETNS_COOKIE.get(other));
  }

  @Test
  void buffersAreForcedBeyondTheLimit() throws Exception {
    int fd = sockets.open(Kind.TCP);
    int large = 100_000_000;
    if (!OptionSockets.Capability.NET_ADMIN.here()) {
      assertErrno(Errno.EPERM, () -> SockOpts.RCVBUFFORCE.set(fd, large));
      assertErrno(Errno.EPERM, () -> SockOpts.SNDBUFFORCE.set(fd, large));
      return;
    }

    SockOpts.RCVBUFFORCE.set(fd, large);
    SockOpts.SNDBUFFORCE.set(fd, large);

    assertThat(SockOpts.RCVBUF.get(fd)).isEqualTo(2 * large);
    assertThat(SockOpts.SNDBUF.get(fd)).isEqualTo(2 * large);
  }

  @Test
  void securityLabelsArePassedWhereTheKernelHasThem() throws Exception {
    int fd = sockets.open(Kind.UNIX);
    try {
      SockOpts.PASSSEC.set(fd, true);
      assertThat(SockOpts.PASSSEC.get(fd)).isTrue();
    } catch (ErrnoException e) {
      assertThat(e.errno()).isEqualTo(Errno.EOPNOTSUPP);
    }
  }

  @Test
  void theMtuIsThatOfTheRoute() throws Exception {
    int four = sockets.open(Kind.UDP);
    int six = sockets.open(Kind.UDP6);
    assertErrno(Errno.ENOTCONN, () -> IpOpts.MTU.get(four));
    assertErrno(Errno.ENOTCONN, () -> Ipv6Opts.MTU.get(six));
    assertErrno(Errno.EINVAL, () -> Ipv6Opts.MTU.set(six, 1279));
    Ipv6Opts.MTU.set(six, 1280);

    assertThat(Net.connect(four, SockAddrBuf.inet4("127.0.0.1", 9))).isZero();
    assertThat(Net.connect(six, SockAddrBuf.inet6("::1", 9))).isZero();

    int mtu = Integer.parseInt(Files.readString(Path.of("/sys/class/net/lo/mtu")).strip());
    assertThat(IpOpts.MTU.get(four)).as("which a header can say").isEqualTo(Math.min(mtu, 65_535));
    assertThat(Ipv6Opts.MTU.get(six)).isEqualTo(mtu);
  }

  @Test
  void optionsOfIpAreBytes() throws Exception {
    int fd = sockets.open(Kind.UDP);
    assertThat(IpOpts.OPTIONS.get(fd)).isEmpty();

    IpOpts.OPTIONS.set(fd, new byte[] {1, 1, 1, 0});

    assertThat(IpOpts.OPTIONS.get(fd)).containsExactly(1, 1, 1, 0);
    assertErrno(Errno.EINVAL, () -> IpOpts.OPTIONS.set(fd, new byte[41]));
  }

  @Test
  void theMulticastInterfaceIsSetByItsIndex() throws Exception {
    int fd = sockets.open(Kind.UDP);

    IpOpts.MULTICAST_IF_INDEX.set(fd, OptionCases.LOOPBACK);

    assertThat(IpOpts.MULTICAST_IF.get(fd)).isEqualTo(InetAddress.ofLiteral("0.0.0.0"));
    assertErrno(Errno.EADDRNOTAVAIL, () -> IpOpts.MULTICAST_IF_INDEX.set(fd, Integer.MAX_VALUE));
    assertThat(TcpOpts.ULP.get(sockets.open(Kind.TCP))).isEmpty();
  }

  @Test
  void anyOtherOptionGoesByItsNumber() throws Exception {
    int fd = sockets.open(Kind.TCP);
    SockOpt<byte[]> linger = SockOpt.of(SOL_SOCKET, SO_LINGER, 64);
    byte[] value =
        ByteBuffer.allocate(8).order(ByteOrder.nativeOrder()).putInt(1).putInt(9).array();

    linger.set(fd, value);

    assertThat(linger.get(fd)).isEqualTo(value);
    assertThat(SockOpts.LINGER.get(fd)).isEqualTo(new Linger(true, 9));
    assertThat(linger.name()).isEqualTo("1:13");
    assertThat(linger.type()).isEqualTo(byte[].class);
    SockOpt<Integer> count = SockOpt.ofInt(IPPROTO_TCP, TCP_KEEPCNT);
    count.set(fd, 77);
    assertThat(count.get(fd)).isEqualTo(77).isEqualTo(TcpOpts.KEEPCNT.get(fd));
    assertErrno(Errno.ENOPROTOOPT, () -> SockOpt.ofInt(SOL_SOCKET, 9999).get(fd));
    assertThatIllegalArgumentException().isThrownBy(() -> SockOpt.of(SOL_SOCKET, 1, -1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SockOpt.of(SOL_SOCKET, 26, 16).set(fd, new byte[16]))
        .withMessageContaining("addresses");
  }

  @Test
  void whatFailsSaysWhichOptionAndWhy() {
    int fd = sockets.open(Kind.TCP);

    assertThatExceptionOfType(ErrnoException.class)
        .isThrownBy(() -> IpOpts.HDRINCL.set(fd, true))
        .withMessage("setsockopt(IP_HDRINCL, 1): ENOPROTOOPT (Protocol not available)");
    assertThatExceptionOfType(ErrnoException.class)
        .isThrownBy(() -> TcpOpts.NODELAY.get(sockets.open(Kind.UDP)))
        .withMessage("getsockopt(TCP_NODELAY): EOPNOTSUPP (Operation not supported)");
    assertErrno(Errno.EINVAL, () -> IpOpts.TTL.set(fd, 0));
    assertErrno(Errno.EBADF, () -> SockOpts.TYPE.get(-1));
    assertErrno(Errno.ENODEV, () -> SockOpts.BINDTODEVICE.set(fd, "no-such"));
    assertErrno(Errno.ENOENT, () -> SockOpts.detachFilter(fd));
  }

  private static void assertErrno(Errno errno, org.junit.jupiter.api.function.Executable use) {
    assertThatExceptionOfType(ErrnoException.class)
        .isThrownBy(use::execute)
        .satisfies(e -> assertThat(e.errno()).isEqualTo(errno));
  }
}
