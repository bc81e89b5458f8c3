package dev.sluice.sys;

import static dev.sluice.sys.FileConstants.FD_CLOEXEC;
import static dev.sluice.sys.FileConstants.F_GETFD;
import static dev.sluice.sys.FileConstants.F_GETFL;
import static dev.sluice.sys.FileConstants.O_NONBLOCK;
import static dev.sluice.sys.NetConstants.AF_INET;
import static dev.sluice.sys.NetConstants.AF_UNIX;
import static dev.sluice.sys.NetConstants.MSG_OOB;
import static dev.sluice.sys.NetConstants.SOCK_CLOEXEC;
import static dev.sluice.sys.NetConstants.SOCK_DGRAM;
import static dev.sluice.sys.NetConstants.SOCK_NONBLOCK;
import static dev.sluice.sys.NetConstants.SOCK_STREAM;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.errno.Errno;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.IntUnaryOperator;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pairs of sockets, what waits in their queues, and the mark of urgent data. */
@Bounded
class NetPairTest {
  @AutoClose private final Owned owned = new Owned();
  @AutoClose private final Arena arena = Arena.ofShared();

  @Test
  void whatOneEndSendsTheOtherReceives() {
    int[] ends = pair(SOCK_STREAM);
    MemorySegment room = arena.allocate(8);

    assertThat(Messages.send(ends[0], Canary.bytes(arena, "there"), 0)).isEqualTo(5);
    assertThat(Messages.recv(ends[1], room, 0)).isEqualTo(5);
    assertThat(Messages.send(ends[1], room, 0, 2, 0)).isEqualTo(2);
    assertThat(Messages.recv(ends[0], room, 0)).isEqualTo(2);
  }

  @Test
  void bothEndsHaveTheFlagsThatWereAskedFor() {
    for (int fd : pair(SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC)) {
      assertThat(Descriptors.fcntl(fd, F_GETFD, 0) & FD_CLOEXEC).isEqualTo(FD_CLOEXEC);
      assertThat(Descriptors.fcntl(fd, F_GETFL, 0) & O_NONBLOCK).isEqualTo(O_NONBLOCK);
    }
    for (int fd : pair(SOCK_STREAM)) {
      assertThat(Descriptors.fcntl(fd, F_GETFD, 0) & FD_CLOEXEC).isZero();
    }
  }

  @Test
  void whatHasNoPairsIsAnErrnoAndLeavesTheArrayAlone() {
    int[] ends = {-5, -6, -7};

    assertThat(Net.socketpair(AF_INET, SOCK_STREAM, 0, ends)).isEqualTo(-Errno.EOPNOTSUPP.number());
    assertThat(Net.socketpair(9999, SOCK_STREAM, 0, ends)).isEqualTo(-Errno.EAFNOSUPPORT.number());
    assertThat(Net.socketpair(AF_UNIX, 15, 0, ends)).isEqualTo(-Errno.EINVAL.number());
    assertThat(ends).containsExactly(-5, -6, -7);
  }

  @Test
  void anArrayThatIsTooShortIsRefusedBeforeAnythingIsOpened() {
    assertThatThrownBy(() -> Net.socketpair(AF_UNIX, SOCK_STREAM, 0, new int[1]))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> Net.socketpair(AF_UNIX, SOCK_STREAM, 0, new int[0]))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void theQueuesSayHowMuchWaits() {
    Owned.Pair ends = owned.tcp();
    assertThat(Net.siocinq(ends.second())).isZero();

    assertThat(Messages.send(ends.first(), Canary.bytes(arena, "waiting"), 0)).isEqualTo(7);

    assertThat(Net.siocinq(ends.second())).isEqualTo(7);
    assertThat(Messages.recv(ends.second(), arena.allocate(3), 0)).isEqualTo(3);
    assertThat(Net.siocinq(ends.second())).isEqualTo(4);
    assertThat(Net.siocoutq(ends.second())).isZero();
  }

  @Test
  void ofDatagramsTheNextOneCounts() {
    Owned.Pair ends = owned.udp();
    Messages.send(ends.first(), Canary.bytes(arena, "first"), 0);
    Messages.send(ends.first(), Canary.bytes(arena, "the second"), 0);

    assertThat(Net.siocinq(ends.second())).isEqualTo(5);
  }

  @Test
  void whatWasSentAndNotReadTakesMemoryOfTheSender() {
    int[] ends = pair(SOCK_DGRAM);
    assertThat(Net.siocoutq(ends[0])).isZero();

    Messages.send(ends[0], Canary.bytes(arena, "unread"), 0);

    assertThat(Net.siocoutq(ends[0])).isGreaterThanOrEqualTo(6);
    assertThat(Net.siocinq(ends[1])).isEqualTo(6);
  }

  @Test
  void theMarkStandsWhereTheUrgentByteWas() {
    Owned.Pair ends = owned.tcp();
    Messages.send(ends.first(), Canary.bytes(arena, "ab!"), MSG_OOB);
    assertThat(Net.sockatmark(ends.second())).isZero();

    MemorySegment room = arena.allocate(8);
    assertThat(Messages.recv(ends.second(), room, 0)).as("up to the mark").isEqualTo(2);

    assertThat(Net.sockatmark(ends.second())).isEqualTo(1);
    assertThat(Messages.recv(ends.second(), room, MSG_OOB)).isEqualTo(1);
    assertThat(room.get(java.lang.foreign.ValueLayout.JAVA_BYTE, 0)).isEqualTo((byte) '!');
  }

  @Test
  void whatHasNoQueueOrMarkIsAnErrno() {
    int listener = owned.listener(SockAddrBuf.allocate(), 0);
    int pipe = owned.pipe(0).first();

    assertThat(Net.siocinq(listener)).isEqualTo(-Errno.EINVAL.number());
    assertThat(Net.siocoutq(listener)).isEqualTo(-Errno.EINVAL.number());
    assertThat(Net.sockatmark(owned.udp().first())).isEqualTo(-Errno.ENOTTY.number());
    assertThat(Net.sockatmark(pipe)).isEqualTo(-Errno.ENOTTY.number());
    assertThat(Net.siocoutq(pipe)).isEqualTo(-Errno.ENOTTY.number());
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 1 << 20})
  void numbersThatAreNoDescriptorsAreEbadf(int fd) {
    for (IntUnaryOperator call :
        new IntUnaryOperator[] {Net::sockatmark, Net::siocinq, Net::siocoutq}) {
      assertThat(call.applyAsInt(fd)).isEqualTo(-Errno.EBADF.number());
    }
  }

  private int[] pair(int type) {
    int[] ends = new int[2];
    assertThat(Net.socketpair(AF_UNIX, type, 0, ends)).isZero();
    owned.add(ends[0]);
    owned.add(ends[1]);
    return ends;
  }
}
