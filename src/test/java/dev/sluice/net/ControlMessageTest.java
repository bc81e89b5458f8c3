package dev.sluice.net;

import static dev.sluice.sys.IpOptionConstants.IP_PKTINFO;
import static dev.sluice.sys.Ipv6OptionConstants.IPV6_HOPLIMIT;
import static dev.sluice.sys.MessageConstants.SCM_TIMESTAMP;
import static dev.sluice.sys.MessageConstants.SCM_TIMESTAMPING;
import static dev.sluice.sys.MessageConstants.SCM_TIMESTAMPNS;
import static dev.sluice.sys.MessageConstants.SOF_TIMESTAMPING_RX_SOFTWARE;
import static dev.sluice.sys.MessageConstants.SOF_TIMESTAMPING_SOFTWARE;
import static dev.sluice.sys.NetConstants.IPPROTO_IP;
import static dev.sluice.sys.NetConstants.IPPROTO_IPV6;
import static dev.sluice.sys.NetConstants.IPPROTO_UDP;
import static dev.sluice.sys.NetConstants.MSG_DONTWAIT;
import static dev.sluice.sys.NetConstants.SOCK_DGRAM;
import static dev.sluice.sys.NetConstants.SOL_SOCKET;
import static dev.sluice.sys.UdpOptionConstants.UDP_GRO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.bindings.x86_64.Linux;
import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.sys.Ids;
import dev.sluice.sys.SocketOptions;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the kernel says beside the bytes, and what it can be told. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ControlMessageTest {
  private static final int LOOPBACK4 = 0x7f000001;
  private static final SockAddr.Inet6 LOOPBACK6 = new SockAddr.Inet6(0, 1, 0, 0, 0);

  @AutoClose private final TestSockets sockets = new TestSockets();
  @AutoClose private final Arena arena = Arena.ofShared();

  private Message message(int size) {
    return Message.allocate(arena, 1, 256).add(arena.allocate(size));
  }

  private static <T extends ControlMessage> T only(Message message, Class<T> type) {
    List<T> found =
        message.controlMessages().stream().filter(type::isInstance).map(type::cast).toList();
    assertThat(found).as("%s", message.controlMessages()).hasSize(1);
    return found.get(0);
  }

  /** Sends one byte from a socket of this address to another, and receives it. */
  private Message exchange(String literal, int level, int option, ControlMessage... sent)
      throws ErrnoException {
    int receiver = sockets.udp(literal);
    TestSockets.option(receiver, level, option);
    Message received = message(8);
    int sender = sockets.udp(literal);
    message(1).peer(TestSockets.nameOf(receiver)).control(sent).send(sender, 0);
    assertThat(received.receive(receiver, 0)).isEqualTo(1);
    return received;
  }

  @Test
  void anIpv4DatagramTellsWhereItCame() throws Exception {
    var info =
        only(exchange("127.0.0.1", IPPROTO_IP, IP_PKTINFO), ControlMessage.PacketInfo4.class);

    assertThat(info.interfaceIndex()).isEqualTo(loopbackIndex());
    assertThat(info.local()).isEqualTo(new SockAddr.Inet4(LOOPBACK4, 0));
    assertThat(info.destination()).isEqualTo(new SockAddr.Inet4(LOOPBACK4, 0));
  }

  @Test
  void anIpv6DatagramTellsWhereItCame() throws Exception {
    var info =
        only(
            exchange("::1", IPPROTO_IPV6, Linux.IPV6_RECVPKTINFO()),
            ControlMessage.PacketInfo6.class);

    assertThat(info).isEqualTo(new ControlMessage.PacketInfo6(loopbackIndex(), LOOPBACK6));
  }

  private static int loopbackIndex() {
    try {
      return Integer.parseInt(Files.readString(Path.of("/sys/class/net/lo/ifindex")).strip());
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * All of 127/8 is this host: the sender chooses one of it, though its socket is bound to none.
   */
  @Test
  void theSenderChoosesItsAddress() throws Exception {
    int receiver = sockets.udp("127.0.0.1");
    int sender = sockets.udp("0.0.0.0");
    Message received = message(8);
    var from = new SockAddr.Inet4(0x7f000007, 0);

    message(1)
        .peer(TestSockets.nameOf(receiver))
        .control(new ControlMessage.PacketInfo4(0, from, from))
        .send(sender, 0);
    received.receive(receiver, 0);
    assertThat(received.peer())
        .isEqualTo(new SockAddr.Inet4(from.bits(), TestSockets.nameOf(sender).port()));

    int receiver6 = sockets.udp("::1");
    int sender6 = sockets.udp("::");
    message(1)
        .peer(TestSockets.nameOf(receiver6))
        .control(new ControlMessage.PacketInfo6(loopbackIndex(), LOOPBACK6))
        .send(sender6, 0);
    received.receive(receiver6, 0);
    assertThat(received.peer())
        .isEqualTo(new SockAddr.Inet6(0, 1, TestSockets.nameOf(sender6).port(), 0, 0));
  }

  @Test
  void hopsAndServiceGoAndCome() throws Exception {
    Message ttl =
        exchange("127.0.0.1", IPPROTO_IP, Linux.IP_RECVTTL(), new ControlMessage.TimeToLive(7));
    Message tos =
        exchange(
            "127.0.0.1", IPPROTO_IP, Linux.IP_RECVTOS(), new ControlMessage.TypeOfService(0x10));
    Message hops =
        exchange("::1", IPPROTO_IPV6, Linux.IPV6_RECVHOPLIMIT(), new ControlMessage.HopLimit(9));
    Message traffic =
        exchange(
            "::1", IPPROTO_IPV6, Linux.IPV6_RECVTCLASS(), new ControlMessage.TrafficClass(0x20));

    assertThat(ttl.controlMessages()).containsExactly(new ControlMessage.TimeToLive(7));
    assertThat(tos.controlMessages()).containsExactly(new ControlMessage.TypeOfService(0x10));
    assertThat(hops.controlMessages()).containsExactly(new ControlMessage.HopLimit(9));
    assertThat(traffic.controlMessages()).containsExactly(new ControlMessage.TrafficClass(0x20));
  }

  @Test
  void thePeerIsKnownByItsProcess() throws Exception {
    TestSockets.Pair pair = sockets.unix(SOCK_DGRAM);
    TestSockets.option(pair.second(), SOL_SOCKET, Linux.SO_PASSCRED());
    Message received = message(8);
    int uid = Integer.parseInt(status("Uid"));
    int gid = Integer.parseInt(status("Gid"));
    var self = new ControlMessage.Credentials(Ids.getpid(), uid, gid);

    message(1).send(pair.first(), 0);
    received.receive(pair.second(), 0);
    assertThat(received.controlMessages()).containsExactly(self);
    message(1).control(self).send(pair.first(), 0);
    received.receive(pair.second(), 0);
    assertThat(received.controlMessages()).containsExactly(self);
    assertThatExceptionOfType(ErrnoException.class)
        .isThrownBy(
            () ->
                message(1)
                    .control(new ControlMessage.Credentials(Integer.MAX_VALUE, uid, gid))
                    .send(pair.first(), 0))
        .satisfies(e -> assertThat(e.errno()).isIn(Errno.ESRCH, Errno.EPERM));
  }

  private static String status(String name) throws java.io.IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith(name + ":"))
        .map(line -> line.split("\t", -1)[2])
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theTimeOfArrivalIsTold(boolean nanos) throws Exception {
    Instant before = Instant.now();
    Message received = exchange("127.0.0.1", SOL_SOCKET, nanos ? SCM_TIMESTAMPNS : SCM_TIMESTAMP);

    assertAround(before, only(received, ControlMessage.Timestamp.class).time());
  }

  @Test
  void theTimeOfArrivalIsToldByItsSource() throws Exception {
    int receiver = sockets.udp("127.0.0.1");
    int flags = SOF_TIMESTAMPING_RX_SOFTWARE | SOF_TIMESTAMPING_SOFTWARE;
    assertThat(SocketOptions.setsockopt(receiver, SOL_SOCKET, SCM_TIMESTAMPING, flags)).isZero();
    Message received = message(8);
    Instant before = Instant.now();

    // Turning them on takes the kernel a moment: what comes before that has no time.
    for (int i = 0; i < 1000 && received.controlMessages().isEmpty(); i++) {
      message(1).peer(TestSockets.nameOf(receiver)).send(sockets.udp("127.0.0.1"), 0);
      received.receive(receiver, 0);
    }
    var times = only(received, ControlMessage.Timestamping.class);

    assertAround(before, java.util.Objects.requireNonNull(times.software()));
    assertThat(times.hardware()).isNull();
  }

  /** The clock may be set meanwhile; an hour is nearer than any mistake in reading would be. */
  private static void assertAround(Instant before, Instant time) {
    assertThat(Duration.between(before, time).abs()).isLessThan(Duration.ofHours(1));
  }

  @Test
  void oneSendIsCutIntoDatagrams() throws Exception {
    int receiver = sockets.udp("127.0.0.1");
    Message received = message(100);

    long sent =
        message(25)
            .peer(TestSockets.nameOf(receiver))
            .control(new ControlMessage.SegmentSize(10))
            .send(sockets.udp("127.0.0.1"), 0);

    assertThat(sent).isEqualTo(25);
    assertThat(received.receive(receiver, 0)).isEqualTo(10);
    assertThat(received.receive(receiver, 0)).isEqualTo(10);
    assertThat(received.receive(receiver, 0)).isEqualTo(5);
    assertThat(received.receive(receiver, MSG_DONTWAIT)).isEqualTo(Errno.WOULD_BLOCK);
  }

  @Test
  void datagramsComeTogetherWhereWanted() throws Exception {
    int receiver = sockets.udp("::1");
    TestSockets.option(receiver, IPPROTO_UDP, UDP_GRO);
    Message received = message(100);

    message(25)
        .peer(TestSockets.nameOf(receiver))
        .control(new ControlMessage.SegmentSize(10))
        .send(sockets.udp("::1"), 0);

    assertThat(received.receive(receiver, 0)).isEqualTo(25);
    assertThat(received.controlMessages()).containsExactly(new ControlMessage.SegmentSize(10));
  }

  @Test
  void whatIsNotKnownHereComesAsBytes() throws Exception {
    Message received = exchange("127.0.0.1", IPPROTO_IP, Linux.IP_RECVORIGDSTADDR());
    var unknown = only(received, ControlMessage.Unknown.class);
    MemorySegment four = arena.allocate(ValueLayout.JAVA_INT);
    four.set(ValueLayout.JAVA_INT, 0, 3);

    assertThat(unknown.level()).isEqualTo(IPPROTO_IP);
    assertThat(unknown.type()).isEqualTo(Linux.IP_ORIGDSTADDR());
    assertThat(unknown.data().byteSize()).isEqualTo(16);
    Message told =
        exchange(
            "::1",
            IPPROTO_IPV6,
            Linux.IPV6_RECVHOPLIMIT(),
            new ControlMessage.Unknown(IPPROTO_IPV6, IPV6_HOPLIMIT, four));
    assertThat(told.controlMessages()).containsExactly(new ControlMessage.HopLimit(3));
  }

  @Test
  void severalComeTogether() throws Exception {
    int receiver = sockets.udp("127.0.0.1");
    TestSockets.option(receiver, IPPROTO_IP, IP_PKTINFO);
    TestSockets.option(receiver, IPPROTO_IP, Linux.IP_RECVTTL());
    TestSockets.option(receiver, SOL_SOCKET, SCM_TIMESTAMPNS);
    Message received = message(1);
    Message small = Message.allocate(arena, 1, 40).add(arena.allocate(1));

    message(1)
        .peer(TestSockets.nameOf(receiver))
        .control(new ControlMessage.TimeToLive(5), new ControlMessage.TypeOfService(8))
        .send(sockets.udp("127.0.0.1"), 0);
    received.receive(receiver, 0);
    assertThat(received.controlMessages())
        .hasSize(3)
        .contains(new ControlMessage.TimeToLive(5))
        .hasAtLeastOneElementOfType(ControlMessage.Timestamp.class)
        .hasAtLeastOneElementOfType(ControlMessage.PacketInfo4.class);
    assertThat(received.isControlTruncated()).isFalse();

    message(1).peer(TestSockets.nameOf(receiver)).send(sockets.udp("127.0.0.1"), 0);
    small.receive(receiver, 0);
    assertThat(small.isControlTruncated()).isTrue();
    assertThat(small.controlMessages())
        .hasSizeLessThan(3)
        .hasAtLeastOneElementOfType(ControlMessage.Timestamp.class);
  }
}
