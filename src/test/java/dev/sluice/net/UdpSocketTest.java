package dev.sluice.net;

import static dev.sluice.net.Ends.LIMIT;
import static dev.sluice.sys.NetConstants.AF_INET;
import static dev.sluice.sys.NetConstants.AF_INET6;
import static dev.sluice.sys.NetConstants.IPPROTO_ICMP;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.support.Tools;
import dev.sluice.sys.IoVec;
import dev.sluice.sys.SockAddrBuf;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** UDP with a peer and without, and raw packets. */
@Bounded
class UdpSocketTest {
  private static final int CAP_NET_RAW = 13;
  private static final byte ECHO_REQUEST = 8;
  private static final byte ECHO_REPLY = 0;

  @AutoClose private final Ends ends = new Ends();
  @AutoClose private final Arena arena = Arena.ofShared();
  private final MemorySegment room = arena.allocate(64);
  private final SockAddrBuf from = SockAddrBuf.allocate();

  @Test
  void withoutAPeerEachDatagramHasItsAddress() throws Exception {
    UdpSocket receiver = bound();
    UdpSocket sender = bound();
    SockAddrBuf to = SockAddrBuf.allocate();
    receiver.localAddress().writeTo(to);

    assertThat(sender.send(Ends.segment(arena, "hello"), 1, 3, to)).isEqualTo(3);
    assertThat(receiver.awaitReadable(LIMIT)).isTrue();
    assertThat(receiver.receive(room, 2, 8, from)).isEqualTo(3);

    assertThat(Ends.text(room.asSlice(2), 3)).isEqualTo("ell");
    assertThat(SockAddr.from(from)).isEqualTo(sender.localAddress());
    assertThat(receiver.receive(room, 0, 8, from)).isEqualTo(Errno.WOULD_BLOCK);
    assertThatThrownBy(() -> sender.send(Ends.bytes("x"))).hasMessageContaining("EDESTADDRREQ");
  }

  @Test
  void buffersMoveTheirPositions() throws Exception {
    UdpSocket one = bound();
    SockAddrBuf self = SockAddrBuf.allocate();
    one.localAddress().writeTo(self);
    ByteBuffer source = ByteBuffer.allocateDirect(8).put(Ends.bytes("..text")).flip().position(2);
    ByteBuffer target = ByteBuffer.allocateDirect(16).position(1).limit(12);

    assertThat(one.send(source, self)).isEqualTo(4);
    assertThat(source.hasRemaining()).isFalse();
    assertThat(one.receive(target, from)).isEqualTo(4);

    assertThat(Ends.text(target)).isEqualTo("\0text");
    assertThat(SockAddr.from(from)).isEqualTo(one.localAddress());
    assertThat(one.receive(target, from)).isEqualTo(Errno.WOULD_BLOCK);
    assertThat(target.position()).isEqualTo(5);
  }

  @Test
  void ipv6HasItsOwnAddresses() throws Exception {
    SockAddr.Inet6 loopback = SockAddr.inet6("::1", 0);
    UdpSocket one;
    try {
      one = ends.add(UdpSocket.bound(loopback));
    } catch (ErrnoException e) {
      Tools.missing("IPv6 on the loopback interface: " + e.getMessage());
      return;
    }
    UdpSocket other = ends.add(UdpSocket.open(AF_INET6));
    other.connect(one.localAddress());

    other.send(Ends.bytes("six"));

    assertThat(one.awaitReadable(LIMIT)).isTrue();
    assertThat(one.receive(room, 0, 8, from)).isEqualTo(3);
    assertThat(SockAddr.from(from)).isEqualTo(other.localAddress());
    assertThat(other.localAddress().withPort(0)).isEqualTo(loopback);
  }

  @Test
  void withAPeerOnlyItsDatagramsCome() throws Exception {
    UdpSocket one = bound();
    UdpSocket other = bound();
    UdpSocket stranger = bound();
    one.connect(other.localAddress());
    other.connect(one.localAddress());
    stranger.connect(one.localAddress());

    stranger.send(Ends.bytes("not for you"));
    assertThat(other.send(IoVec.allocate(arena, 1).add(room))).isEqualTo(64);

    assertThat(one.awaitReadable(LIMIT)).isTrue();
    assertThat(one.receive(IoVec.allocate(arena, 1).add(room))).isEqualTo(64);
    assertThat(one.receive(room, 0, 64)).isEqualTo(Errno.WOULD_BLOCK);
    assertThat(one.peerAddress()).isEqualTo(other.localAddress());

    one.disconnect();
    assertThatThrownBy(one::peerAddress).hasMessageContaining("ENOTCONN");
    // The port that bind picked is given up with the peer.
    one.connect(other.localAddress());
    one.send(Ends.bytes("again"));
    assertThat(one.peerAddress()).isEqualTo(other.localAddress());
  }

  @Test
  void aDatagramThatIsCutSaysSo() throws Exception {
    UdpSocket one = bound();
    one.connect(one.localAddress());
    ByteBuffer small = ByteBuffer.allocateDirect(4);

    for (int i = 0; i < 3; i++) {
      assertThat(one.send(Ends.bytes("a long one"))).isEqualTo(10);
    }
    assertThat(one.available()).isEqualTo(10);
    assertThat(one.receive(small)).isEqualTo(10);
    assertThat(one.receive(room, 0, 3)).isEqualTo(10);
    assertThat(one.receive(room, 0, 3, from)).isEqualTo(10);

    assertThat(Ends.text(small)).isEqualTo("a lo");
    assertThat(small.hasRemaining()).isFalse();
  }

  @Test
  void nobodyThereIsToldByTheNextCall() throws Exception {
    UdpSocket gone = UdpSocket.bound(SockAddr.inet4("127.0.0.1", 0));
    UdpSocket sender = ends.add(UdpSocket.open(AF_INET));
    sender.connect(gone.localAddress());
    gone.close();

    sender.send(Ends.bytes("anybody?"));
    assertThat(sender.awaitReadable(LIMIT)).isTrue();

    assertThatThrownBy(() -> sender.receive(room, 0, 8))
        .asInstanceOf(InstanceOfAssertFactories.type(ErrnoException.class))
        .extracting(ErrnoException::errno)
        .isEqualTo(Errno.ECONNREFUSED);
  }

  @Test
  void tooLongIsRefusedWhole() throws Exception {
    UdpSocket one = bound();
    one.connect(one.localAddress());

    assertThatThrownBy(() -> one.send(ByteBuffer.allocate(70_000)))
        .hasMessage("send: EMSGSIZE (Message too long)");
    assertThatThrownBy(() -> UdpSocket.bound(one.localAddress()))
        .hasMessageStartingWith("bind(127.0.0.1:")
        .hasMessageContaining("EADDRINUSE");
  }

  @Test
  void rawPacketsCarryAnEcho() throws Exception {
    if (!mayMakeRawSockets()) {
      assertThatThrownBy(() -> RawSocket.open(AF_INET, IPPROTO_ICMP)).hasMessageContaining("EPERM");
      return;
    }
    RawSocket ping = ends.add(RawSocket.open(AF_INET, IPPROTO_ICMP));
    SockAddr.Inet4 target = SockAddr.inet4("127.0.0.23", 0);
    SockAddrBuf to = SockAddrBuf.allocate();
    target.writeTo(to);
    int id = (int) ProcessHandle.current().pid() & 0xffff;

    assertThat(ping.send(arena.allocate(8).copyFrom(echoRequest(id)), 0, 8, to)).isEqualTo(8);

    while (true) {
      long length = ping.receive(room, 0, 64, from);
      if (length == Errno.WOULD_BLOCK) {
        assertThat(ping.awaitReadable(LIMIT)).as("an answer").isTrue();
      } else if (isReply(id)) {
        break;
      }
    }
    assertThat(SockAddr.from(from)).isEqualTo(target);
  }

  /** The header of IPv4 comes with it: its first byte says how many words it has. */
  private boolean isReply(int id) {
    int header = (room.get(JAVA_BYTE, 0) & 15) * 4;
    ByteBuffer packet = room.asByteBuffer();
    return packet.get(header) == ECHO_REPLY && (packet.getShort(header + 4) & 0xffff) == id;
  }

  private static MemorySegment echoRequest(int id) {
    ByteBuffer packet = ByteBuffer.allocate(8).put(0, ECHO_REQUEST).putShort(4, (short) id);
    int sum = (ECHO_REQUEST << 8) + id;
    return MemorySegment.ofBuffer(packet.putShort(2, (short) ~((sum & 0xffff) + (sum >>> 16))));
  }

  private static boolean mayMakeRawSockets() throws Exception {
    String line =
        Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(each -> each.startsWith("CapEff:"))
            .findFirst()
            .orElseThrow();
    long effective = Long.parseUnsignedLong(line.substring(7).strip(), 16);
    return (effective >>> CAP_NET_RAW & 1) == 1;
  }

  private UdpSocket bound() throws ErrnoException {
    return ends.add(UdpSocket.bound(SockAddr.inet4("127.0.0.1", 0)));
  }
}
