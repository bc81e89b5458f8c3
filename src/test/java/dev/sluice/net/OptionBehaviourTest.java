package dev.sluice.net;

import static dev.sluice.sys.NetConstants.MSG_DONTWAIT;
import static dev.sluice.sys.NetConstants.MSG_OOB;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.net.OptionSockets.Kind;
import dev.sluice.sys.Messages;
import dev.sluice.sys.Net;
import dev.sluice.sys.SockAddrBuf;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What options do. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class OptionBehaviourTest {
  private static final String LOOPBACK = "127.0.0.1";
  private static final String NOBODYS = "198.51.100.77";
  private static final String GROUP = "ff010000000000000000000000001705";
  private static final Duration SHORT = Duration.ofMillis(10);
  private static final Duration LONG = Duration.ofSeconds(30);

  @AutoClose private final OptionSockets sockets = new OptionSockets();
  @AutoClose private final Arena arena = Arena.ofShared();

  @Test
  void lingeringForNoTimeResetsTheConnection() throws Exception {
    int listener = sockets.open(Kind.TCP);
    int client = sockets.connect(sockets.listen(listener));
    int server = sockets.accept(listener);

    SockOpts.LINGER.set(client, Linger.RESET);
    sockets.close(client);

    assertThat(Messages.recv(server, arena.allocate(1), 0)).isEqualTo(-Errno.ECONNRESET.number());
  }

  @Test
  void onePortServesBothFamiliesWhereIpv6KeepsToItself() throws Exception {
    int six = sockets.open(Kind.TCP6);
    Ipv6Opts.V6ONLY.set(six, true);
    int port = OptionSockets.bind(six, "::", 0).port();
    assertThat(Net.bind(sockets.open(Kind.TCP), SockAddrBuf.inet4("0.0.0.0", port))).isZero();

    int both = sockets.open(Kind.TCP6);
    Ipv6Opts.V6ONLY.set(both, false);
    int taken = OptionSockets.bind(both, "::", 0).port();
    assertThat(Net.bind(sockets.open(Kind.TCP), SockAddrBuf.inet4("0.0.0.0", taken)))
        .isEqualTo(-Errno.EADDRINUSE.number());
  }

  @Test
  void aPortIsSharedByThoseThatSaySo() throws Exception {
    int first = sockets.open(Kind.TCP);
    int second = sockets.open(Kind.TCP);
    int third = sockets.open(Kind.TCP);
    SockOpts.REUSEPORT.set(first, true);
    SockOpts.REUSEPORT.set(second, true);
    SockAddrBuf address = sockets.listen(first);

    assertThat(Net.bind(second, address)).isZero();
    assertThat(Net.listen(second, 1)).isZero();
    assertThat(Net.bind(third, address)).isEqualTo(-Errno.EADDRINUSE.number());
  }

  @Test
  void aReceiveWaitsNoLongerThanItMay() throws Exception {
    int listener = sockets.open(Kind.TCP);
    int client = sockets.connect(sockets.listen(listener));

    SockOpts.RCVTIMEO.set(client, SHORT);

    assertThat(Messages.recv(client, arena.allocate(1), 0)).isEqualTo(Errno.WOULD_BLOCK);
  }

  @Test
  void aSendWaitsNoLongerThanItMay() throws Exception {
    int listener = sockets.open(Kind.TCP);
    int client = sockets.connect(sockets.listen(listener));
    MemorySegment bytes = arena.allocate(1 << 20);

    SockOpts.SNDTIMEO.set(client, SHORT);
    long sent;
    do {
      sent = Messages.send(client, bytes, 0);
    } while (sent > 0);

    assertThat(sent).isEqualTo(Errno.WOULD_BLOCK);
  }

  @Test
  void aConnectionIsAcceptedOnceDataIsThere() throws Exception {
    int listener = sockets.open(Kind.TCP);
    TcpOpts.DEFER_ACCEPT.set(listener, LONG);
    SockOpts.RCVTIMEO.set(listener, SHORT);
    int client = sockets.connect(sockets.listen(listener));
    assertThat(Net.accept4(listener, null, 0)).isEqualTo(Errno.WOULD_BLOCK);

    SockOpts.RCVTIMEO.set(listener, LONG);
    send(client, "x");

    assertThat(receive(sockets.accept(listener))).isEqualTo("x");
  }

  @Test
  void aPendingErrorIsTakenOnce() throws Exception {
    int fd = sockets.open(Kind.UDP);
    int closed = sockets.open(Kind.UDP);
    SockAddrBuf nobody = OptionSockets.bind(closed, LOOPBACK, 0);
    sockets.close(closed);
    assertThat(SockOpts.ERROR.get(fd)).isEmpty();
    assertThat(Net.connect(fd, nobody)).isZero();
    send(fd, "x");

    Optional<Errno> error = SockOpts.ERROR.get(fd);
    while (error.isEmpty()) {
      Thread.sleep(1);
      error = SockOpts.ERROR.get(fd);
    }

    assertThat(error).contains(Errno.ECONNREFUSED);
    assertThat(SockOpts.ERROR.get(fd)).isEmpty();
  }

  @Test
  void theSynIsKeptOnce() throws Exception {
    int listener = sockets.open(Kind.TCP);
    TcpOpts.SAVE_SYN.set(listener, true);
    sockets.connect(sockets.listen(listener));
    int server = sockets.accept(listener);

    byte[] syn = TcpOpts.SAVED_SYN.get(server);

    assertThat(syn).hasSizeBetween(40, 120);
    assertThat(syn[0] >> 4).as("the version of IP").isEqualTo(4);
    assertThat(TcpOpts.SAVED_SYN.get(server)).isEmpty();
    assertThat(SockOpts.INCOMING_CPU.get(server)).isNotNegative();
  }

  @Test
  void everyAllowedAlgorithmCanBeChosen() throws Exception {
    int fd = sockets.open(Kind.TCP);
    List<String> allowed =
        List.of(
            Files.readAllLines(Path.of("/proc/sys/net/ipv4/tcp_allowed_congestion_control"))
                .getFirst()
                .split(" ", -1));

    assertThat(allowed).contains("reno");
    for (String algorithm : allowed) {
      TcpOpts.CONGESTION.set(fd, algorithm);
      assertThat(TcpOpts.CONGESTION.get(fd)).isEqualTo(algorithm);
    }
  }

  @Test
  void whoJoinedAGroupHearsIt() throws Exception {
    int receiver = sockets.open(Kind.UDP);
    int port = OptionSockets.bind(receiver, "0.0.0.0", 0).port();
    InetAddress group = InetAddress.ofLiteral("239.255.17.5");
    Membership membership = Membership.of(group, NetworkInterface.getByName("lo"));
    int sender = sockets.open(Kind.UDP);
    IpOpts.MULTICAST_IF_INDEX.set(sender, membership.interfaceIndex());
    assertThat(Net.connect(sender, SockAddrBuf.inet4(group.getHostAddress(), port))).isZero();

    IpOpts.ADD_MEMBERSHIP.set(receiver, membership);
    send(sender, "heard");
    assertThat(receive(receiver)).isEqualTo("heard");

    IpOpts.DROP_MEMBERSHIP.set(receiver, membership);
    // Otherwise a socket on every address hears what others of this host joined.
    IpOpts.MULTICAST_ALL.set(receiver, false);
    send(sender, "not heard");
    assertThat(Messages.recv(receiver, arena.allocate(9), MSG_DONTWAIT))
        .isEqualTo(Errno.WOULD_BLOCK);
  }

  /** Where an interface has no route for multicasts of IPv6, as lo has none, it can still join. */
  @Test
  void groupsOfIpv6AreJoinedOnAnInterface() throws Exception {
    int receiver = sockets.open(Kind.UDP6);
    Membership membership =
        new Membership(InetAddress.ofLiteral("ff01::1705"), OptionCases.LOOPBACK);

    Ipv6Opts.JOIN_GROUP.set(receiver, membership);
    assertThat(groupsOfLoopback()).contains(GROUP);

    Ipv6Opts.LEAVE_GROUP.set(receiver, membership);
    assertThat(groupsOfLoopback()).doesNotContain(GROUP);
    assertThatExceptionOfType(ErrnoException.class)
        .isThrownBy(() -> Ipv6Opts.LEAVE_GROUP.set(receiver, membership))
        .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.EADDRNOTAVAIL));
  }

  private static List<String> groupsOfLoopback() throws IOException {
    return Files.readAllLines(Path.of("/proc/net/igmp6")).stream()
        .map(line -> line.strip().split("\\s+", -1))
        .filter(words -> words[1].equals("lo"))
        .map(words -> words[2])
        .toList();
  }

  @Test
  void datagramsAreCutAndGathered() throws Exception {
    int receiver = sockets.open(Kind.UDP);
    int sender = sockets.open(Kind.UDP);
    assertThat(Net.connect(sender, OptionSockets.bind(receiver, LOOPBACK, 0))).isZero();

    UdpOpts.CORK.set(sender, true);
    send(sender, "one ");
    send(sender, "datagram");
    UdpOpts.CORK.set(sender, false);
    assertThat(receive(receiver)).isEqualTo("one datagram");

    UdpOpts.SEGMENT.set(sender, 4);
    send(sender, "1234567890");
    assertThat(List.of(receive(receiver), receive(receiver), receive(receiver)))
        .containsExactly("1234", "5678", "90");

    UdpOpts.GRO.set(receiver, true);
    send(sender, "1234567890");
    assertThat(receive(receiver)).as("together again").isEqualTo("1234567890");
  }

  @Test
  void urgentDataStaysInTheStream() throws Exception {
    int listener = sockets.open(Kind.TCP);
    int client = sockets.connect(sockets.listen(listener));
    int server = sockets.accept(listener);
    SockOpts.OOBINLINE.set(server, true);

    MemorySegment urgent = arena.allocateFrom("!", US_ASCII).asSlice(0, 1);
    assertThat(Messages.send(client, urgent, MSG_OOB)).isEqualTo(1);

    assertThat(receive(server)).isEqualTo("!");
  }

  @Test
  void addressesAreBoundAsOptionsSay() throws Exception {
    SockAddrBuf nobodys = SockAddrBuf.inet4(NOBODYS, 0);
    assertThat(Net.bind(sockets.open(Kind.TCP), nobodys)).isEqualTo(-Errno.EADDRNOTAVAIL.number());
    int free = sockets.open(Kind.TCP);
    IpOpts.FREEBIND.set(free, true);
    assertThat(Net.bind(free, nobodys)).isZero();

    int portless = sockets.open(Kind.TCP);
    IpOpts.BIND_ADDRESS_NO_PORT.set(portless, true);
    assertThat(OptionSockets.bind(portless, LOOPBACK, 0).port()).isZero();
  }

  @Test
  void aFilterIsAttachedAndTakenAway() throws Exception {
    int receiver = sockets.open(Kind.UDP);
    int sender = sockets.open(Kind.UDP);
    assertThat(Net.connect(sender, OptionSockets.bind(receiver, LOOPBACK, 0))).isZero();

    // A program that returns 0 bytes to keep.
    SockOpts.ATTACH_FILTER.set(receiver, ReusePort.to(0));
    send(sender, "dropped");
    SockOpts.detachFilter(receiver);
    send(sender, "kept");

    assertThat(receive(receiver)).isEqualTo("kept");
  }

  private void send(int fd, String text) {
    MemorySegment bytes = arena.allocateFrom(text, US_ASCII).asSlice(0, text.length());
    assertThat(Messages.send(fd, bytes, 0)).isEqualTo(text.length());
  }

  private String receive(int fd) {
    MemorySegment room = arena.allocate(64);
    long length = Messages.recv(fd, room, 0);
    assertThat(length).isNotNegative();
    return new String(room.asSlice(0, length).toArray(JAVA_BYTE), US_ASCII);
  }
}
