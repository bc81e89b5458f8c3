package dev.sluice.sys;

import static dev.sluice.sys.FileConstants.FD_CLOEXEC;
import static dev.sluice.sys.FileConstants.F_GETFD;
import static dev.sluice.sys.FileConstants.F_GETFL;
import static dev.sluice.sys.FileConstants.O_NONBLOCK;
import static dev.sluice.sys.NetConstants.AF_INET;
import static dev.sluice.sys.NetConstants.AF_INET6;
import static dev.sluice.sys.NetConstants.SHUT_RD;
import static dev.sluice.sys.NetConstants.SHUT_RDWR;
import static dev.sluice.sys.NetConstants.SHUT_WR;
import static dev.sluice.sys.NetConstants.SOCK_CLOEXEC;
import static dev.sluice.sys.NetConstants.SOCK_DGRAM;
import static dev.sluice.sys.NetConstants.SOCK_NONBLOCK;
import static dev.sluice.sys.NetConstants.SOCK_STREAM;
import static dev.sluice.sys.NetConstants.SOL_SOCKET;
import static dev.sluice.sys.SocketOptionConstants.SO_ERROR;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.errno.Errno;
import dev.sluice.support.Tools;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** The calls that make, name and connect sockets. */
@Bounded
class NetTest {
  private static final String LOOPBACK = "127.0.0.1";

  @AutoClose private final Owned owned = new Owned();

  @Test
  void aSocketHasTheFlagsThatWereAskedFor() {
    int plain = owned.add(Net.socket(AF_INET, SOCK_STREAM, 0));
    int flagged = owned.add(Net.socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));

    assertThat(Descriptors.fcntl(plain, F_GETFD, 0) & FD_CLOEXEC).isZero();
    assertThat(Descriptors.fcntl(plain, F_GETFL, 0) & O_NONBLOCK).isZero();
    assertThat(Descriptors.fcntl(flagged, F_GETFD, 0) & FD_CLOEXEC).isEqualTo(FD_CLOEXEC);
    assertThat(Descriptors.fcntl(flagged, F_GETFL, 0) & O_NONBLOCK).isEqualTo(O_NONBLOCK);
  }

  @Test
  void whatTheKernelHasNoSocketsForIsAnErrno() {
    assertThat(Net.socket(9999, SOCK_STREAM, 0)).isEqualTo(-Errno.EAFNOSUPPORT.number());
    assertThat(Net.socket(-1, SOCK_STREAM, 0)).isEqualTo(-Errno.EAFNOSUPPORT.number());
    assertThat(Net.socket(AF_INET, 15, 0)).isEqualTo(-Errno.EINVAL.number());
    assertThat(Net.socket(AF_INET, SOCK_STREAM, NetConstants.IPPROTO_UDP))
        .isEqualTo(-Errno.EPROTONOSUPPORT.number());
  }

  @Test
  void aBoundSocketKnowsItsName() {
    SockAddrBuf name = SockAddrBuf.allocate();
    int fd = owned.socket(AF_INET, SOCK_STREAM);

    assertThat(Net.bind(fd, SockAddrBuf.inet4("127.0.0.3", 0))).isZero();
    assertThat(Net.getsockname(fd, name)).isZero();

    assertThat(name.family()).isEqualTo(AF_INET);
    assertThat(name.inet4Bits()).isEqualTo(0x7f000003);
    assertThat(name.port()).isPositive();
    assertThat(name.length()).isEqualTo(16);
  }

  @Test
  void bindSaysWhatIsWrong() {
    SockAddrBuf taken = SockAddrBuf.allocate();
    int listener = owned.listener(taken, 0);
    int fd = owned.socket(AF_INET, SOCK_STREAM);
    SockAddrBuf any = SockAddrBuf.inet4(LOOPBACK, 0);

    assertThat(Net.bind(fd, taken)).isEqualTo(-Errno.EADDRINUSE.number());
    // An address reserved for documentation: no machine has it.
    assertThat(Net.bind(fd, SockAddrBuf.inet4("192.0.2.1", 0)))
        .isEqualTo(-Errno.EADDRNOTAVAIL.number());
    assertThat(Net.bind(fd, SockAddrBuf.allocate())).isEqualTo(-Errno.EINVAL.number());
    assertThat(Net.bind(listener, any)).isEqualTo(-Errno.EINVAL.number());
    assertThat(Net.bind(owned.pipe(0).first(), any)).isEqualTo(-Errno.ENOTSOCK.number());
    assertThat(Net.bind(owned.closedOne(), any)).isEqualTo(-Errno.EBADF.number());
  }

  @Test
  void listenSaysWhatIsWrong() {
    assertThat(Net.listen(owned.socket(AF_INET, SOCK_DGRAM), 1))
        .isEqualTo(-Errno.EOPNOTSUPP.number());
    assertThat(Net.listen(owned.pipe(0).first(), 1)).isEqualTo(-Errno.ENOTSOCK.number());
    assertThat(Net.listen(owned.closedOne(), 1)).isEqualTo(-Errno.EBADF.number());
  }

  @Test
  void acceptTellsThePeerAndSetsTheFlags() {
    SockAddrBuf address = SockAddrBuf.allocate();
    SockAddrBuf client = SockAddrBuf.allocate();
    SockAddrBuf peer = SockAddrBuf.allocate();
    int listener = owned.listener(address, 0);
    int fd = owned.socket(AF_INET, SOCK_STREAM);

    assertThat(Net.connect(fd, address)).isZero();
    int accepted = owned.add(Net.accept4(listener, peer, SOCK_NONBLOCK | SOCK_CLOEXEC));
    assertThat(Net.getsockname(fd, client)).isZero();

    assertThat(peer.port()).isEqualTo(client.port());
    assertThat(peer.inet4Bits()).isEqualTo(client.inet4Bits());
    assertThat(peer.length()).isEqualTo(16);
    assertThat(Descriptors.fcntl(accepted, F_GETFL, 0) & O_NONBLOCK).isEqualTo(O_NONBLOCK);
    assertThat(Descriptors.fcntl(accepted, F_GETFD, 0) & FD_CLOEXEC).isEqualTo(FD_CLOEXEC);
  }

  @Test
  void acceptGoesWithoutAPeerToo() {
    SockAddrBuf address = SockAddrBuf.allocate();
    int listener = owned.listener(address, 0);
    int fd = owned.socket(AF_INET, SOCK_STREAM);

    assertThat(Net.connect(fd, address)).isZero();

    int accepted = owned.add(Net.accept4(listener, null, 0));
    assertThat(Descriptors.fcntl(accepted, F_GETFL, 0) & O_NONBLOCK).isZero();
  }

  @Test
  void acceptSaysWhatIsWrong() {
    int listener = owned.listener(SockAddrBuf.allocate(), SOCK_NONBLOCK);
    SockAddrBuf peer = SockAddrBuf.allocate();

    assertThat(Net.accept4(listener, peer, 0)).isEqualTo(Errno.WOULD_BLOCK);
    assertThat(Net.accept4(listener, peer, 1)).isEqualTo(-Errno.EINVAL.number());
    assertThat(Net.accept4(owned.socket(AF_INET, SOCK_STREAM), peer, 0))
        .isEqualTo(-Errno.EINVAL.number());
    assertThat(Net.accept4(owned.closedOne(), null, 0)).isEqualTo(-Errno.EBADF.number());
  }

  @Test
  void connectWithoutWaitingIsInProgress() {
    SockAddrBuf address = SockAddrBuf.allocate();
    owned.listener(address, 0);
    int fd = owned.socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK);

    assertThat(Net.connect(fd, address)).isEqualTo(-Errno.EINPROGRESS.number());
    waitUntilWritable(fd);
    assertThat(pendingError(fd)).isZero();
    assertThat(Net.getpeername(fd, SockAddrBuf.allocate())).isZero();
  }

  @Test
  void aRefusedConnectionIsAnErrnoEitherWay() {
    SockAddrBuf nobodyListens = SockAddrBuf.allocate();
    Owned.bindToLoopback(owned.socket(AF_INET, SOCK_STREAM), nobodyListens);
    int waiting = owned.socket(AF_INET, SOCK_STREAM);
    int polling = owned.socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK);

    assertThat(Net.connect(waiting, nobodyListens)).isEqualTo(-Errno.ECONNREFUSED.number());
    assertThat(Net.connect(polling, nobodyListens)).isEqualTo(-Errno.EINPROGRESS.number());
    waitUntilWritable(polling);
    assertThat(pendingError(polling)).isEqualTo(Errno.ECONNREFUSED.number());
  }

  @Test
  void connectSaysWhatIsWrong() {
    SockAddrBuf address = SockAddrBuf.allocate();
    owned.listener(address, 0);
    int client = owned.socket(AF_INET, SOCK_STREAM);

    assertThat(Net.connect(client, address)).isZero();
    assertThat(Net.connect(client, address)).isEqualTo(-Errno.EISCONN.number());
    assertThat(Net.connect(owned.socket(AF_INET, SOCK_STREAM), SockAddrBuf.inet6("::1", 1)))
        .isEqualTo(-Errno.EAFNOSUPPORT.number());
    assertThat(Net.connect(owned.closedOne(), address)).isEqualTo(-Errno.EBADF.number());
  }

  @Test
  void shutdownEndsOneDirection() {
    Owned.Pair ends = owned.tcp();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment room = arena.allocate(8);

      assertThat(Net.shutdown(ends.first(), SHUT_WR)).isZero();
      assertThat(Messages.recv(ends.second(), room, 0)).as("the end of the stream").isZero();
      assertThat(Messages.send(ends.second(), Canary.bytes(arena, "still"), 0)).isEqualTo(5);
      assertThat(Messages.recv(ends.first(), room, 0)).isEqualTo(5);
      assertThat(Net.shutdown(ends.first(), SHUT_RD)).isZero();
      assertThat(Messages.recv(ends.first(), room, 0)).isZero();
    }
  }

  @Test
  void shutdownSaysWhatIsWrong() {
    assertThat(Net.shutdown(owned.socket(AF_INET, SOCK_STREAM), SHUT_RDWR))
        .isEqualTo(-Errno.ENOTCONN.number());
    assertThat(Net.shutdown(owned.tcp().first(), 99)).isEqualTo(-Errno.EINVAL.number());
    assertThat(Net.shutdown(owned.closedOne(), SHUT_WR)).isEqualTo(-Errno.EBADF.number());
  }

  @Test
  void bothEndsAgreeOnTheirNames() {
    Owned.Pair ends = owned.tcp();
    SockAddrBuf name = SockAddrBuf.allocate();
    SockAddrBuf peer = SockAddrBuf.allocate();

    assertThat(Net.getsockname(ends.first(), name)).isZero();
    assertThat(Net.getpeername(ends.second(), peer)).isZero();

    assertThat(peer.port()).isEqualTo(name.port());
    assertThat(peer.inet4Bits()).isEqualTo(name.inet4Bits());
  }

  @Test
  void namesOfIpv6HaveSixteenBytes() {
    SockAddrBuf name = SockAddrBuf.allocate();
    int fd = owned.socket(AF_INET6, SOCK_DGRAM);

    int result = Net.bind(fd, SockAddrBuf.inet6("::1", 0));
    if (result == -Errno.EADDRNOTAVAIL.number()) {
      Tools.missing("IPv6 on the loopback interface");
    }
    assertThat(result).isZero();
    assertThat(Net.getsockname(fd, name)).isZero();

    byte[] loopback = new byte[16];
    loopback[15] = 1;
    assertThat(name.family()).isEqualTo(AF_INET6);
    assertThat(name.inet6Bytes()).isEqualTo(loopback);
    assertThat(name.length()).isEqualTo(28);
    assertThat(name.port()).isPositive();
  }

  @Test
  void namesSayWhatIsWrong() {
    SockAddrBuf name = SockAddrBuf.allocate();
    int unconnected = owned.socket(AF_INET, SOCK_STREAM);
    int pipe = owned.pipe(0).first();

    assertThat(Net.getpeername(unconnected, name)).isEqualTo(-Errno.ENOTCONN.number());
    assertThat(Net.getpeername(pipe, name)).isEqualTo(-Errno.ENOTSOCK.number());
    assertThat(Net.getsockname(pipe, name)).isEqualTo(-Errno.ENOTSOCK.number());
    assertThat(Net.getsockname(owned.closedOne(), name)).isEqualTo(-Errno.EBADF.number());
  }

  private void waitUntilWritable(int fd) {
    int epoll = owned.add(Polls.epoll_create1(0));
    EpollEvents events = EpollEvents.allocate(1);
    events.set(0, PollConstants.EPOLLOUT, 0);
    assertThat(Polls.epoll_ctl(epoll, PollConstants.EPOLL_CTL_ADD, fd, events)).isZero();
    assertThat(Polls.epoll_wait(epoll, events, 1, 30_000)).isEqualTo(1);
  }

  private static int pendingError(int fd) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment error = arena.allocate(ValueLayout.JAVA_INT);
      assertThat(SocketOptions.getsockopt(fd, SOL_SOCKET, SO_ERROR, error)).isEqualTo(4);
      return error.get(ValueLayout.JAVA_INT, 0);
    }
  }
}
