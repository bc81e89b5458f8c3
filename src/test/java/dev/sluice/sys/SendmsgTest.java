package dev.sluice.sys;

import static dev.sluice.sys.NetConstants.AF_INET;
import static dev.sluice.sys.NetConstants.IPPROTO_UDP;
import static dev.sluice.sys.NetConstants.MSG_DONTWAIT;
import static dev.sluice.sys.NetConstants.MSG_NOSIGNAL;
import static dev.sluice.sys.NetConstants.MSG_WAITALL;
import static dev.sluice.sys.NetConstants.SOCK_DGRAM;
import static dev.sluice.sys.UdpOptionConstants.UDP_SEGMENT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bindings.x86_64.cmsghdr;
import dev.sluice.errno.Errno;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Bounded
class SendmsgTest {
  @AutoClose private final Owned owned = new Owned();
  @AutoClose private final Arena arena = Arena.ofShared();

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void partsGoOutInOrder(boolean dontWait) {
    IoVec parts = IoVec.allocate(arena, 4);
    MsgHdr message = MsgHdr.allocate(arena, parts);
    Owned.Pair ends = owned.tcp();
    MemorySegment room = arena.allocate(16);
    parts.add(Canary.bytes(arena, "one ")).add(arena.allocate(0)).add(Canary.bytes(arena, "two"));

    assertThat(Messages.sendmsg(ends.first(), message, dontWait ? MSG_DONTWAIT : 0)).isEqualTo(7);
    assertThat(Messages.recv(ends.second(), room, 0, 7, MSG_WAITALL)).isEqualTo(7);

    assertThat(Canary.text(room, 0, 7)).isEqualTo("one two");
  }

  @Test
  void partsMayChangeBetweenCalls() {
    IoVec parts = IoVec.allocate(arena, 4);
    MsgHdr message = MsgHdr.allocate(arena, parts);
    Owned.Pair ends = owned.udp();
    MemorySegment room = arena.allocate(16);

    parts.add(Canary.bytes(arena, "first"));
    assertThat(Messages.sendmsg(ends.first(), message, 0)).isEqualTo(5);
    parts.clear();
    assertThat(Messages.sendmsg(ends.first(), message, 0)).as("an empty datagram").isZero();
    parts.add(Canary.bytes(arena, "third"));
    assertThat(Messages.sendmsg(ends.first(), message, 0)).isEqualTo(5);

    assertThat(Messages.recv(ends.second(), room, 0)).isEqualTo(5);
    assertThat(Messages.recv(ends.second(), room, 0)).isZero();
    assertThat(Messages.recv(ends.second(), room, 0)).isEqualTo(5);
    assertThat(Canary.text(room, 0, 5)).isEqualTo("third");
  }

  @Test
  void theAddressSaysWhereTo() {
    IoVec parts = IoVec.allocate(arena, 4);
    MsgHdr message = MsgHdr.allocate(arena, parts);
    SockAddrBuf address = SockAddrBuf.allocate(arena);
    int receiver = owned.socket(AF_INET, SOCK_DGRAM);
    Owned.bindToLoopback(receiver, address);
    int sender = owned.socket(AF_INET, SOCK_DGRAM);
    MemorySegment room = arena.allocate(16);
    parts.add(Canary.bytes(arena, "hello"));

    assertThat(Messages.sendmsg(sender, message, 0)).isEqualTo(-Errno.EDESTADDRREQ.number());
    message.name(address);
    assertThat(Messages.sendmsg(sender, message, 0)).isEqualTo(5);
    assertThat(Messages.recv(receiver, room, 0)).isEqualTo(5);
    assertThat(Canary.text(room, 0, 5)).isEqualTo("hello");
    message.name(null);
    assertThat(Messages.sendmsg(sender, message, 0)).isEqualTo(-Errno.EDESTADDRREQ.number());
  }

  @Test
  void controlMessagesAreObeyed() {
    IoVec parts = IoVec.allocate(arena, 4);
    MsgHdr message = MsgHdr.allocate(arena, parts);
    Owned.Pair ends = owned.udp();
    MemorySegment room = arena.allocate(64);
    parts.add(Canary.bytes(arena, "aaaaabbbbbcc"));

    // Generic segmentation: one call, datagrams of five bytes.
    message.control(ControlBuf.allocate(arena, 64).addShort(IPPROTO_UDP, UDP_SEGMENT, 5));
    assertThat(Messages.sendmsg(ends.first(), message, 0)).isEqualTo(12);
    assertThat(Messages.recv(ends.second(), room, 0)).isEqualTo(5);
    assertThat(Messages.recv(ends.second(), room, 0)).isEqualTo(5);
    assertThat(Canary.text(room, 0, 5)).isEqualTo("bbbbb");
    assertThat(Messages.recv(ends.second(), room, 0)).isEqualTo(2);

    message.control(null);
    assertThat(Messages.sendmsg(ends.first(), message, 0)).isEqualTo(12);
    assertThat(Messages.recv(ends.second(), room, 0)).isEqualTo(12);
  }

  @Test
  void brokenControlMessagesAreAnErrno() {
    IoVec parts = IoVec.allocate(arena, 4);
    MsgHdr message = MsgHdr.allocate(arena, parts);
    Owned.Pair ends = owned.udp();
    parts.add(Canary.bytes(arena, "x"));
    ControlBuf control = ControlBuf.allocate(arena, 64);
    MemorySegment bytes = controlOfShort(IPPROTO_UDP, UDP_SEGMENT, 5);
    message.control(control);

    for (long length : new long[] {0, 1, 15, 1 << 20, Integer.MAX_VALUE, Long.MAX_VALUE, -1}) {
      bytes.set(JAVA_LONG, cmsghdr.cmsg_len$offset(), length);
      control.set(bytes);
      assertThat(Messages.sendmsg(ends.first(), message, 0))
          .as("length %s", length)
          .isEqualTo(-Errno.EINVAL.number());
    }
  }

  @Test
  void moreThanTheKernelTakesIsWouldBlock() {
    IoVec parts = IoVec.allocate(arena, 4);
    MsgHdr message = MsgHdr.allocate(arena, parts);
    Owned.Pair ends = owned.tcp();
    MemorySegment part = arena.allocate(100_000);
    parts.add(part).add(part).add(part).add(part);
    long result = 0;

    for (int i = 0; i < 10_000 && result >= 0; i++) {
      result = Messages.sendmsg(ends.first(), message, MSG_DONTWAIT | MSG_NOSIGNAL);
    }
    assertThat(result).isEqualTo(Errno.WOULD_BLOCK);
  }

  @Test
  void sendmsgSaysWhatIsWrong() {
    IoVec parts = IoVec.allocate(arena, 4);
    MsgHdr message = MsgHdr.allocate(arena, parts);
    Owned.Pair ends = owned.tcp();
    parts.add(arena.allocate(1));
    assertThat(Net.shutdown(ends.first(), NetConstants.SHUT_WR)).isZero();

    assertThat(Messages.sendmsg(ends.first(), message, MSG_NOSIGNAL))
        .isEqualTo(-Errno.EPIPE.number());
    // SIGPIPE in the midst of a critical call.
    assertThat(Messages.sendmsg(ends.first(), message, MSG_DONTWAIT))
        .isEqualTo(-Errno.EPIPE.number());
    assertThat(Messages.sendmsg(owned.closedOne(), message, 0)).isEqualTo(-Errno.EBADF.number());
    assertThat(Messages.sendmsg(owned.pipe(0).second(), message, 0))
        .isEqualTo(-Errno.ENOTSOCK.number());
    parts.clear();
    parts.add(arena.allocate(65_536));
    assertThat(Messages.sendmsg(owned.udp().first(), message, 0))
        .isEqualTo(-Errno.EMSGSIZE.number());
  }

  /** One cmsghdr with a 16-bit value behind it, aligned as CMSG_SPACE does. */
  private MemorySegment controlOfShort(int level, int type, int value) {
    long header = cmsghdr.sizeof();
    MemorySegment control = arena.allocate(header + 8, 8);
    control.set(JAVA_LONG, cmsghdr.cmsg_len$offset(), header + 2);
    control.set(JAVA_INT, cmsghdr.cmsg_level$offset(), level);
    control.set(JAVA_INT, cmsghdr.cmsg_type$offset(), type);
    control.set(JAVA_SHORT, header, (short) value);
    return control;
  }
}
