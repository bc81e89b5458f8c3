package dev.sluice.sys;

import static dev.sluice.sys.Ipv6OptionConstants.IPV6_V6ONLY;
import static dev.sluice.sys.NetConstants.AF_INET;
import static dev.sluice.sys.NetConstants.AF_INET6;
import static dev.sluice.sys.NetConstants.IPPROTO_IP;
import static dev.sluice.sys.NetConstants.IPPROTO_IPV6;
import static dev.sluice.sys.NetConstants.IPPROTO_TCP;
import static dev.sluice.sys.NetConstants.IPPROTO_UDP;
import static dev.sluice.sys.NetConstants.SOCK_DGRAM;
import static dev.sluice.sys.NetConstants.SOCK_STREAM;
import static dev.sluice.sys.NetConstants.SOL_SOCKET;
import static dev.sluice.sys.SocketOptionConstants.SO_ACCEPTCONN;
import static dev.sluice.sys.SocketOptionConstants.SO_ERROR;
import static dev.sluice.sys.SocketOptionConstants.SO_KEEPALIVE;
import static dev.sluice.sys.SocketOptionConstants.SO_LINGER;
import static dev.sluice.sys.SocketOptionConstants.SO_RCVBUF;
import static dev.sluice.sys.SocketOptionConstants.SO_REUSEADDR;
import static dev.sluice.sys.SocketOptionConstants.SO_TYPE;
import static dev.sluice.sys.TcpOptionConstants.TCP_KEEPCNT;
import static dev.sluice.sys.TcpOptionConstants.TCP_NODELAY;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.errno.Errno;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

@Bounded
class SocketOptionsTest {
  private static final int TCP_CONGESTION = 13;
  private static final int IP_TTL = 2;
  private static final int IP_MULTICAST_TTL = 33;

  @AutoClose private final Owned owned = new Owned();
  @AutoClose private final Arena arena = Arena.ofShared();

  @Test
  void anIntIsSetAndRead() {
    int fd = owned.socket(AF_INET, SOCK_STREAM);

    for (int value : new int[] {1, 0, 1}) {
      assertThat(SocketOptions.setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, value)).isZero();
      assertThat(get(fd, SOL_SOCKET, SO_REUSEADDR)).isEqualTo(value);
    }
    assertThat(SocketOptions.setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, 1)).isZero();
    assertThat(get(fd, IPPROTO_TCP, TCP_NODELAY)).isEqualTo(1);
    assertThat(SocketOptions.setsockopt(fd, IPPROTO_TCP, TCP_KEEPCNT, 77)).isZero();
    assertThat(get(fd, IPPROTO_TCP, TCP_KEEPCNT)).isEqualTo(77);
    assertThat(SocketOptions.setsockopt(fd, IPPROTO_IP, IP_TTL, 55)).isZero();
    assertThat(get(fd, IPPROTO_IP, IP_TTL)).isEqualTo(55);
  }

  @Test
  void theKernelDoublesBufferSizes() {
    int fd = owned.socket(AF_INET, SOCK_STREAM);

    assertThat(SocketOptions.setsockopt(fd, SOL_SOCKET, SO_RCVBUF, 20_000)).isZero();

    assertThat(get(fd, SOL_SOCKET, SO_RCVBUF)).isEqualTo(40_000);
  }

  @Test
  void everyLevelThatIsAllowedWorks() {
    int six = owned.socket(AF_INET6, SOCK_DGRAM);

    assertThat(SocketOptions.setsockopt(six, IPPROTO_IPV6, IPV6_V6ONLY, 1)).isZero();
    assertThat(get(six, IPPROTO_IPV6, IPV6_V6ONLY)).isEqualTo(1);
    assertThat(SocketOptions.setsockopt(six, IPPROTO_UDP, 1, 1)).as("UDP_CORK").isZero();
    assertThat(get(six, IPPROTO_UDP, 1)).isEqualTo(1);
    assertThat(get(six, SOL_SOCKET, SO_TYPE)).isEqualTo(SOCK_DGRAM);
  }

  @Test
  void aStructIsSetAndRead() {
    int fd = owned.socket(AF_INET, SOCK_STREAM);
    MemorySegment linger = arena.allocateFrom(JAVA_INT, 1, 9);

    assertThat(SocketOptions.setsockopt(fd, SOL_SOCKET, SO_LINGER, linger)).isZero();
    Canary room = Canary.around(arena, 16);
    assertThat(SocketOptions.getsockopt(fd, SOL_SOCKET, SO_LINGER, room.target())).isEqualTo(8);

    assertThat(room.target().get(JAVA_INT, 0)).isEqualTo(1);
    assertThat(room.target().get(JAVA_INT, 4)).isEqualTo(9);
    room.assertOnly(0, 8);
  }

  @Test
  void lingeringForNoTimeResetsTheConnection() {
    Owned.Pair ends = owned.tcp();
    MemorySegment linger = arena.allocateFrom(JAVA_INT, 1, 0);

    assertThat(SocketOptions.setsockopt(ends.first(), SOL_SOCKET, SO_LINGER, linger)).isZero();
    owned.close(ends.first());

    assertThat(Messages.recv(ends.second(), arena.allocate(1), 0))
        .isEqualTo(-Errno.ECONNRESET.number());
  }

  @Test
  void aTextIsAsLongAsTheKernelSays() {
    int fd = owned.socket(AF_INET, SOCK_STREAM);
    Canary room = Canary.around(arena, 16);

    int length = SocketOptions.getsockopt(fd, IPPROTO_TCP, TCP_CONGESTION, room.target());
    assertThat(length).isEqualTo(16);
    room.assertIntactAround();
    String name = room.target().getString(0, US_ASCII);
    assertThat(name).isNotEmpty();

    MemorySegment same = arena.allocateFrom(name, US_ASCII);
    assertThat(SocketOptions.setsockopt(fd, IPPROTO_TCP, TCP_CONGESTION, same)).isZero();
  }

  @Test
  void aShortValueGetsWhatFits() {
    int fd = owned.socket(AF_INET, SOCK_STREAM);
    assertThat(SocketOptions.setsockopt(fd, SOL_SOCKET, SO_RCVBUF, 0x4321)).isZero();

    for (int size = 0; size < 4; size++) {
      Canary room = Canary.around(arena, size);
      assertThat(SocketOptions.getsockopt(fd, SOL_SOCKET, SO_RCVBUF, room.target()))
          .isEqualTo(size);
      room.assertIntactAround();
      if (size > 1) {
        assertThat(room.target().get(JAVA_BYTE, 1)).as("of 0x8642").isEqualTo((byte) 0x86);
      }
    }
    int datagrams = owned.socket(AF_INET, SOCK_DGRAM);
    MemorySegment one = arena.allocate(1);
    assertThat(SocketOptions.getsockopt(datagrams, IPPROTO_IP, IP_MULTICAST_TTL, one)).isEqualTo(1);
    assertThat(one.get(JAVA_BYTE, 0)).isEqualTo((byte) 1);
  }

  @Test
  void listenersAndErrorsAreTold() {
    int fd = owned.listener(SockAddrBuf.allocate(), 0);

    assertThat(get(fd, SOL_SOCKET, SO_ACCEPTCONN)).isEqualTo(1);
    assertThat(get(fd, SOL_SOCKET, SO_ERROR)).isZero();
  }

  @Test
  void optionsSayWhatIsWrong() {
    int fd = owned.socket(AF_INET, SOCK_STREAM);
    MemorySegment four = arena.allocate(4);

    assertThat(SocketOptions.setsockopt(fd, SOL_SOCKET, 9999, 1))
        .isEqualTo(-Errno.ENOPROTOOPT.number());
    assertThat(SocketOptions.getsockopt(fd, SOL_SOCKET, 9999, four))
        .isEqualTo(-Errno.ENOPROTOOPT.number());
    assertThat(SocketOptions.getsockopt(fd, IPPROTO_TCP, -1, four))
        .isEqualTo(-Errno.ENOPROTOOPT.number());
    assertThat(SocketOptions.setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, arena.allocate(3)))
        .isEqualTo(-Errno.EINVAL.number());
    assertThat(SocketOptions.setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, MemorySegment.NULL))
        .isEqualTo(-Errno.EINVAL.number());
    assertThat(SocketOptions.setsockopt(fd, IPPROTO_TCP, TCP_KEEPCNT, 100_000))
        .isEqualTo(-Errno.EINVAL.number());
    assertThat(SocketOptions.setsockopt(owned.pipe(0).first(), SOL_SOCKET, SO_KEEPALIVE, 1))
        .isEqualTo(-Errno.ENOTSOCK.number());
    assertThat(SocketOptions.setsockopt(owned.closedOne(), SOL_SOCKET, SO_KEEPALIVE, 1))
        .isEqualTo(-Errno.EBADF.number());
    assertThat(SocketOptions.getsockopt(owned.closedOne(), SOL_SOCKET, SO_KEEPALIVE, four))
        .isEqualTo(-Errno.EBADF.number());
  }

  @Test
  void valuesAreNative() {
    int fd = owned.socket(AF_INET, SOCK_STREAM);
    MemorySegment heap = MemorySegment.ofArray(new int[] {1});
    MemorySegment longer = MemorySegment.ofArray(new long[2]);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> SocketOptions.setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, heap));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SocketOptions.getsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, heap));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> SocketOptions.getsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, longer));
    assertThat(heap.get(JAVA_INT, 0)).isEqualTo(1);
    assertThat(get(fd, SOL_SOCKET, SO_KEEPALIVE)).isZero();
  }

  private int get(int fd, int level, int name) {
    MemorySegment value = arena.allocate(JAVA_INT);
    assertThat(SocketOptions.getsockopt(fd, level, name, value)).isEqualTo(4);
    return value.get(JAVA_INT, 0);
  }
}
