package dev.sluice.sys;

import static dev.sluice.sys.IpOptionConstants.IP_RECVERR;
import static dev.sluice.sys.NetConstants.AF_INET;
import static dev.sluice.sys.NetConstants.AF_INET6;
import static dev.sluice.sys.NetConstants.AF_UNSPEC;
import static dev.sluice.sys.NetConstants.IPPROTO_IP;
import static dev.sluice.sys.NetConstants.MSG_DONTWAIT;
import static dev.sluice.sys.NetConstants.MSG_ERRQUEUE;
import static dev.sluice.sys.NetConstants.MSG_NOSIGNAL;
import static dev.sluice.sys.NetConstants.MSG_OOB;
import static dev.sluice.sys.NetConstants.MSG_PEEK;
import static dev.sluice.sys.NetConstants.MSG_TRUNC;
import static dev.sluice.sys.NetConstants.MSG_WAITALL;
import static dev.sluice.sys.NetConstants.SHUT_WR;
import static dev.sluice.sys.NetConstants.SOCK_DGRAM;
import static dev.sluice.sys.NetConstants.SOCK_STREAM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.errno.Errno;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** recvfrom and sendto: by each of their three handles. */
@Bounded
class RecvfromTest {
  /** The handles. */
  enum Way {
    WAITING,
    CRITICAL,
    HEAP;

    int flags() {
      return this == WAITING ? 0 : MSG_DONTWAIT;
    }

    Canary room(Arena arena, int size) {
      return this == HEAP ? Canary.onHeap(size) : Canary.around(arena, size);
    }

    MemorySegment bytes(Arena arena, String text) {
      MemorySegment bytes = Canary.bytes(arena, text);
      return this == HEAP
          ? MemorySegment.ofArray(bytes.toArray(java.lang.foreign.ValueLayout.JAVA_BYTE))
          : bytes;
    }
  }

  @AutoClose private final Owned owned = new Owned();
  @AutoClose private final Arena arena = Arena.ofShared();

  private final SockAddrBuf there = SockAddrBuf.allocate();
  private final SockAddrBuf here = SockAddrBuf.allocate();
  private final SockAddrBuf peer = SockAddrBuf.allocate();

  private int udp(SockAddrBuf name) {
    int fd = owned.socket(AF_INET, SOCK_DGRAM);
    Owned.bindToLoopback(fd, name);
    return fd;
  }

  @ParameterizedTest
  @EnumSource
  void bytesComeWithTheirSender(Way way) {
    int receiver = udp(there);
    int sender = udp(here);
    Canary room = way.room(arena, 16);

    assertThat(Messages.sendto(sender, way.bytes(arena, "..hello.."), 2, 5, way.flags(), there))
        .isEqualTo(5);
    assertThat(Messages.recvfrom(receiver, room.target(), 3, 10, way.flags(), peer)).isEqualTo(5);

    assertThat(Canary.text(room.target(), 3, 5)).isEqualTo("hello");
    room.assertOnly(3, 5);
    assertThat(peer.family()).isEqualTo(AF_INET);
    assertThat(peer.port()).isEqualTo(here.port());
    assertThat(peer.inet4Bits()).isEqualTo(0x7f000001);
  }

  @ParameterizedTest
  @EnumSource
  void theAddressMayBeMissing(Way way) {
    Owned.Pair ends = owned.udp();
    Canary room = way.room(arena, 8);

    assertThat(Messages.sendto(ends.first(), way.bytes(arena, "abc"), 0, 3, way.flags(), null))
        .isEqualTo(3);
    assertThat(Messages.recvfrom(ends.second(), room.target(), 0, 8, way.flags(), null))
        .isEqualTo(3);
    assertThat(Canary.text(room.target(), 0, 3)).isEqualTo("abc");
  }

  @Test
  void ipv6HasItsAddressesToo() {
    int receiver = owned.socket(AF_INET6, SOCK_DGRAM);
    int sender = owned.socket(AF_INET6, SOCK_DGRAM);
    assertThat(Net.bind(receiver, SockAddrBuf.inet6("::1", 0))).isZero();
    assertThat(Net.bind(sender, SockAddrBuf.inet6("::1", 0))).isZero();
    assertThat(Net.getsockname(receiver, there)).isZero();
    assertThat(Net.getsockname(sender, here)).isZero();

    assertThat(Messages.sendto(sender, arena.allocate(2), 0, 2, 0, there)).isEqualTo(2);
    assertThat(Messages.recvfrom(receiver, arena.allocate(2), 0, 2, 0, peer)).isEqualTo(2);
    assertThat(peer.length()).isEqualTo(28);
    assertThat(peer.port()).isEqualTo(here.port());
    assertThat(peer.inet6Bytes()).isEqualTo(here.inet6Bytes());
  }

  @ParameterizedTest
  @EnumSource(names = {"CRITICAL", "HEAP"})
  void afterAFailureThereIsNoSender(Way way) {
    int receiver = udp(there);
    peer.setInet4(1, 2);
    MemorySegment room = way.room(arena, 8).target();

    assertThat(Messages.recvfrom(receiver, room, 0, 8, MSG_DONTWAIT, peer))
        .isEqualTo(Errno.WOULD_BLOCK);
    assertThat(peer.length()).isZero();
    assertThat(peer.family()).isEqualTo(AF_UNSPEC);
  }

  @Test
  void aStreamNamesNoSender() {
    Owned.Pair ends = owned.tcp();
    peer.setInet4(1, 2);

    assertThat(Messages.sendto(ends.first(), arena.allocate(2), 0, 2, 0, null)).isEqualTo(2);
    assertThat(Messages.recvfrom(ends.second(), arena.allocate(2), 0, 2, 0, peer)).isEqualTo(2);
    assertThat(peer.family()).isEqualTo(AF_UNSPEC);
    assertThat(Net.shutdown(ends.first(), SHUT_WR)).isZero();
    assertThat(Messages.recvfrom(ends.second(), arena.allocate(2), 0, 2, 0, peer)).isZero();
  }

  @Test
  void peekingLeavesTheDatagramAndTruncTellsItsLength() {
    int receiver = udp(there);
    int sender = udp(here);
    MemorySegment room = arena.allocate(4);
    Messages.sendto(sender, arena.allocate(10), 0, 10, 0, there);

    assertThat(Messages.recvfrom(receiver, room, 0, 4, MSG_PEEK, peer)).isEqualTo(4);
    assertThat(Messages.recvfrom(receiver, room, 0, 4, MSG_PEEK | MSG_TRUNC, peer)).isEqualTo(10);
    assertThat(Messages.recvfrom(receiver, room, 0, 0, MSG_TRUNC | MSG_DONTWAIT, peer))
        .isEqualTo(10);
    assertThat(peer.port()).isEqualTo(here.port());
    assertThat(Messages.recvfrom(receiver, room, 0, 4, MSG_DONTWAIT, peer))
        .isEqualTo(Errno.WOULD_BLOCK);
  }

  @Test
  void waitingForAllWaitsForTheSecondPart() throws Exception {
    Owned.Pair ends = owned.tcp();
    Arena own = Arena.ofAuto();
    MemorySegment room = own.allocate(8);
    assertThat(Messages.send(ends.first(), arena.allocate(3), 0)).isEqualTo(3);

    Blocked waiting =
        Blocked.start(
            Numbers.RECVFROM,
            () -> Messages.recvfrom(ends.second(), room, 0, 8, MSG_WAITALL, null));
    assertThat(waiting.isDone()).isFalse();
    assertThat(Messages.send(ends.first(), arena.allocate(5), 0)).isEqualTo(5);

    assertThat(waiting.result()).isEqualTo(8);
  }

  @Test
  void urgentDataComesBesideTheRest() {
    Owned.Pair ends = owned.tcp();
    MemorySegment room = arena.allocate(8);

    assertThat(Messages.recvfrom(ends.second(), room, 0, 8, MSG_OOB, peer))
        .isEqualTo(-Errno.EINVAL.number());
    assertThat(Messages.sendto(ends.first(), Canary.bytes(arena, "a!"), 0, 2, MSG_OOB, null))
        .isEqualTo(2);
    assertThat(Messages.recvfrom(ends.second(), room, 0, 8, 0, peer)).isEqualTo(1);
    assertThat(Canary.text(room, 0, 1)).isEqualTo("a");
    assertThat(Messages.recvfrom(ends.second(), room, 0, 8, MSG_OOB, peer)).isEqualTo(1);
    assertThat(Canary.text(room, 0, 1)).isEqualTo("!");
  }

  @Test
  void theErrorQueueSaysWhereItWasSent() {
    int nobody = udp(there);
    owned.close(nobody);
    int sender = udp(here);
    assertThat(SocketOptions.setsockopt(sender, IPPROTO_IP, IP_RECVERR, 1)).isZero();
    MemorySegment room = arena.allocate(8);

    assertThat(Messages.recvfrom(sender, room, 0, 8, MSG_ERRQUEUE, peer))
        .isEqualTo(Errno.WOULD_BLOCK);
    assertThat(Messages.sendto(sender, Canary.bytes(arena, "lost"), 0, 4, 0, there)).isEqualTo(4);
    assertThat(Messages.recvfrom(sender, room, 0, 8, MSG_ERRQUEUE, peer)).isEqualTo(4);
    assertThat(Canary.text(room, 0, 4)).isEqualTo("lost");
    assertThat(peer.port()).isEqualTo(there.port());
  }

  @Test
  void errorsAreTheirErrno() {
    MemorySegment one = arena.allocate(1);
    Owned.Pair tcp = owned.tcp();
    int udp = udp(here);

    assertThat(Messages.sendto(udp, one, 0, 1, 0, null)).isEqualTo(-Errno.EDESTADDRREQ.number());
    assertThat(Messages.sendto(udp, one, 0, 1, 0, SockAddrBuf.inet6("::1", 9)))
        .isEqualTo(-Errno.EAFNOSUPPORT.number());
    assertThat(Messages.sendto(udp, one, 0, 1, 0, SockAddrBuf.inet4("255.255.255.255", 9)))
        .isEqualTo(-Errno.EACCES.number());
    assertThat(Messages.sendto(udp, arena.allocate(65_536), 0, 65_536, 0, here))
        .isEqualTo(-Errno.EMSGSIZE.number());
    assertThat(Net.shutdown(tcp.first(), SHUT_WR)).isZero();
    assertThat(Messages.sendto(tcp.first(), one, 0, 1, MSG_NOSIGNAL, null))
        .isEqualTo(-Errno.EPIPE.number());
    int closed = owned.closedOne();
    int pipe = owned.pipe(0).first();
    assertThat(Messages.sendto(closed, one, 0, 1, 0, here)).isEqualTo(-Errno.EBADF.number());
    assertThat(Messages.recvfrom(closed, one, 0, 1, 0, peer)).isEqualTo(-Errno.EBADF.number());
    assertThat(Messages.sendto(pipe, one, 0, 1, 0, here)).isEqualTo(-Errno.ENOTSOCK.number());
    assertThat(Messages.recvfrom(pipe, one, 0, 1, 0, peer)).isEqualTo(-Errno.ENOTSOCK.number());
    assertThat(Messages.recvfrom(owned.socket(AF_INET, SOCK_STREAM), one, 0, 1, 0, peer))
        .isEqualTo(-Errno.ENOTCONN.number());
  }

  @Test
  void anArrayMustNotWait() {
    MemorySegment heap = MemorySegment.ofArray(new byte[8]);
    int fd = udp(here);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Messages.recvfrom(fd, heap, 0, 8, MSG_PEEK, peer));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Messages.sendto(fd, heap, 0, 8, MSG_NOSIGNAL, here));
  }
}
