package dev.sluice.sys;

import static dev.sluice.sys.FileConstants.F_GETFD;
import static dev.sluice.sys.FileConstants.F_SETFL;
import static dev.sluice.sys.FileConstants.O_NONBLOCK;
import static dev.sluice.sys.IpOptionConstants.IP_PKTINFO;
import static dev.sluice.sys.IpOptionConstants.IP_TTL;
import static dev.sluice.sys.MessageConstants.SCM_RIGHTS;
import static dev.sluice.sys.NetConstants.AF_INET;
import static dev.sluice.sys.NetConstants.IPPROTO_IP;
import static dev.sluice.sys.NetConstants.MSG_CMSG_CLOEXEC;
import static dev.sluice.sys.NetConstants.MSG_CTRUNC;
import static dev.sluice.sys.NetConstants.MSG_DONTWAIT;
import static dev.sluice.sys.NetConstants.MSG_OOB;
import static dev.sluice.sys.NetConstants.MSG_PEEK;
import static dev.sluice.sys.NetConstants.MSG_TRUNC;
import static dev.sluice.sys.NetConstants.MSG_WAITALL;
import static dev.sluice.sys.NetConstants.SOCK_DGRAM;
import static dev.sluice.sys.NetConstants.SOCK_STREAM;
import static dev.sluice.sys.NetConstants.SOL_SOCKET;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.errno.Errno;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Bounded
class RecvmsgTest {
  @AutoClose private final Owned owned = new Owned();
  @AutoClose private final Arena arena = Arena.ofShared();

  private MsgHdr message(int size) {
    return MsgHdr.allocate(arena, IoVec.allocate(arena, 1).add(arena.allocate(size)));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 64})
  void partsAreFilledInOrder(int dontWait) {
    Owned.Pair ends = owned.udp();
    Canary room = Canary.around(arena, 16);
    IoVec parts =
        IoVec.allocate(arena, 3)
            .add(room.target().asSlice(8, 4))
            .add(arena.allocate(0))
            .add(room.target().asSlice(2, 3));
    MsgHdr message = MsgHdr.allocate(arena, parts);
    assertThat(MSG_DONTWAIT).isEqualTo(64);

    assertThat(Messages.send(ends.first(), Canary.bytes(arena, "abcdef"), 0)).isEqualTo(6);
    assertThat(Messages.recvmsg(ends.second(), message, dontWait)).isEqualTo(6);

    assertThat(Canary.text(room.target(), 8, 4)).isEqualTo("abcd");
    assertThat(Canary.text(room.target(), 2, 2)).isEqualTo("ef");
    room.assertIntactAround();
    assertThat(message.flags()).isZero();
  }

  @Test
  void onlyTheBytesThatCountAreFilledAndSent() {
    Owned.Pair ends = owned.udp();
    Canary room = Canary.around(arena, 16);
    IoVec parts =
        IoVec.allocate(arena, 3)
            .add(room.target().asSlice(0, 4))
            .add(room.target().asSlice(4, 4))
            .add(room.target().asSlice(8, 4));
    MsgHdr message = MsgHdr.allocate(arena, parts);

    assertThat(parts.limit(6).byteCount()).isEqualTo(6);
    assertThat(Messages.send(ends.first(), Canary.bytes(arena, "0123456789"), 0)).isEqualTo(10);
    assertThat(Messages.recvmsg(ends.second(), message, 0)).isEqualTo(6);
    room.assertOnly(0, 6);
    assertThat(message.flags()).isEqualTo(MSG_TRUNC);
    assertThat(Messages.sendmsg(ends.second(), message, 0)).isEqualTo(6);
    assertThat(Messages.recv(ends.first(), arena.allocate(16), 0)).isEqualTo(6);
    assertThat(parts.limit(Long.MAX_VALUE).byteCount()).isEqualTo(12);
    assertThat(Messages.sendmsg(ends.second(), message, 0)).isEqualTo(12);
    assertThat(parts.limit(-5).byteCount()).isZero();
    assertThat(Messages.sendmsg(ends.second(), message, 0)).isZero();
  }

  @Test
  void oneMessageServesBothDirections() {
    SockAddrBuf there = SockAddrBuf.allocate();
    int server = owned.socket(AF_INET, SOCK_DGRAM);
    Owned.bindToLoopback(server, there);
    Owned.Pair client = owned.udp();
    MsgHdr message = message(8);
    SockAddrBuf name = SockAddrBuf.allocate(arena);
    message.name(name);
    assertThat(Net.connect(client.first(), there)).isZero();

    assertThat(Messages.send(client.first(), arena.allocate(3), 0)).isEqualTo(3);
    assertThat(Messages.recvmsg(server, message, 0)).isEqualTo(3);
    assertThat(name.length()).isEqualTo(16);
    assertThat(Messages.sendmsg(server, message, 0)).isEqualTo(8);
    assertThat(Messages.recv(client.first(), arena.allocate(16), 0)).isEqualTo(8);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 64})
  void afterAFailureItIsEmpty(int dontWait) {
    Owned.Pair ends = owned.udp();
    assertThat(Descriptors.fcntl(ends.second(), F_SETFL, O_NONBLOCK)).isZero();
    MsgHdr message = message(4);
    SockAddrBuf name = SockAddrBuf.allocate(arena);
    ControlBuf control = ControlBuf.allocate(arena, 64).addInt(IPPROTO_IP, IP_TTL, 1);
    message.name(name);
    message.control(control);
    assertThat(Messages.send(ends.first(), arena.allocate(8), 0)).isEqualTo(8);
    assertThat(Messages.recvmsg(ends.second(), message, MSG_PEEK)).isEqualTo(4);
    assertThat(message.flags()).isEqualTo(MSG_TRUNC);
    assertThat(Messages.recvmsg(ends.second(), message, 0)).isEqualTo(4);

    name.setInet4(1, 2);
    control.addInt(IPPROTO_IP, IP_TTL, 1);
    assertThat(Messages.recvmsg(ends.second(), message, dontWait)).isEqualTo(Errno.WOULD_BLOCK);

    assertThat(message.flags()).isZero();
    assertThat(name.length()).isZero();
    assertThat(control.byteCount()).isZero();
    assertThat(control.next()).isFalse();
  }

  @Test
  void controlMessagesComeAndAreCutWhereThereIsNoRoom() {
    Owned.Pair ends = owned.udp();
    assertThat(SocketOptions.setsockopt(ends.second(), IPPROTO_IP, IP_PKTINFO, 1)).isZero();
    MsgHdr message = message(4);
    MemorySegment byteOfData = arena.allocate(1);

    int whole = (int) ControlBuf.space(12);
    for (int size : new int[] {whole, 64, 20, 16, 15, 8, 1, 0}) {
      ControlBuf control = ControlBuf.allocate(arena, size);
      message.control(control);
      assertThat(Messages.send(ends.first(), byteOfData, 0)).isEqualTo(1);
      assertThat(Messages.recvmsg(ends.second(), message, MSG_DONTWAIT)).isEqualTo(1);

      assertThat(message.flags()).as("room of %s", size).isEqualTo(size < whole ? MSG_CTRUNC : 0);
      assertThat(control.byteCount()).isEqualTo(size >= whole ? whole : size < 16 ? 0 : size);
      assertThat(control.next()).isEqualTo(size >= 16);
      if (size >= whole) {
        assertThat(control.level()).isEqualTo(IPPROTO_IP);
        assertThat(control.type()).isEqualTo(IP_PKTINFO);
        assertThat(control.dataLength()).isEqualTo(12);
        assertThat(control.dataInt(8)).isEqualTo(0x0100007f);
      }
      assertThat(control.next()).isFalse();
    }
    message.control(null);
    assertThat(Messages.send(ends.first(), byteOfData, 0)).isEqualTo(1);
    assertThat(Messages.recvmsg(ends.second(), message, 0)).isEqualTo(1);
    assertThat(message.flags()).isEqualTo(MSG_CTRUNC);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void descriptorsArePassed(boolean closeOnExec) {
    Owned.Pair pair = owned.unix(SOCK_DGRAM);
    Owned.Pair pipe = owned.pipe(0);
    MsgHdr message = message(1);
    ControlBuf control = ControlBuf.allocate(arena, 64);
    message.control(control.addInt(SOL_SOCKET, SCM_RIGHTS, pipe.second()));
    int flags = closeOnExec ? MSG_CMSG_CLOEXEC : 0;

    assertThat(Messages.sendmsg(pair.first(), message, MSG_DONTWAIT)).isEqualTo(1);
    assertThat(Messages.recvmsg(pair.second(), message, MSG_DONTWAIT | flags)).isEqualTo(1);
    assertThat(control.next()).isTrue();
    assertThat(control.level()).isEqualTo(SOL_SOCKET);
    assertThat(control.type()).isEqualTo(SCM_RIGHTS);
    int copy = owned.add(control.dataInt(0));

    assertThat(copy).isNotEqualTo(pipe.second());
    assertThat(Descriptors.fcntl(copy, F_GETFD, 0)).isEqualTo(closeOnExec ? 1 : 0);
    assertThat(Io.write(copy, arena.allocate(2))).isEqualTo(2);
    assertThat(Io.read(pipe.first(), arena.allocate(8))).isEqualTo(2);
  }

  @Test
  void urgentDataIsMarked() {
    Owned.Pair ends = owned.tcp();
    MsgHdr message = message(4);

    assertThat(Messages.send(ends.first(), arena.allocate(1), MSG_OOB)).isEqualTo(1);
    assertThat(Messages.recvmsg(ends.second(), message, MSG_OOB)).isEqualTo(1);
    assertThat(message.flags()).isEqualTo(MSG_OOB);
  }

  @Test
  void waitingForAllFillsAllParts() throws Exception {
    Owned.Pair ends = owned.tcp();
    assertThat(Messages.send(ends.first(), arena.allocate(3), 0)).isEqualTo(3);

    Blocked waiting =
        Blocked.start(
            Numbers.RECVMSG, () -> Messages.recvmsg(ends.second(), message(8), MSG_WAITALL));
    assertThat(Messages.send(ends.first(), arena.allocate(5), 0)).isEqualTo(5);

    assertThat(waiting.result()).isEqualTo(8);
  }

  @Test
  void errorsAreTheirErrno() {
    MsgHdr message = message(4);
    Owned.Pair ends = owned.tcp();
    assertThat(Messages.send(ends.first(), arena.allocate(1), 0)).isEqualTo(1);
    assertThat(Messages.recv(ends.second(), arena.allocate(1), MSG_PEEK)).isEqualTo(1);
    owned.close(ends.second());

    assertThat(Messages.recvmsg(ends.first(), message, 0)).isEqualTo(-Errno.ECONNRESET.number());
    assertThat(Messages.recvmsg(owned.closedOne(), message, 0)).isEqualTo(-Errno.EBADF.number());
    assertThat(Messages.recvmsg(owned.pipe(0).first(), message, MSG_DONTWAIT))
        .isEqualTo(-Errno.ENOTSOCK.number());
    assertThat(Messages.recvmsg(owned.socket(AF_INET, SOCK_STREAM), message, 0))
        .isEqualTo(-Errno.ENOTCONN.number());
  }
}
