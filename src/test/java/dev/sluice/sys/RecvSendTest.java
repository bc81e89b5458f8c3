package dev.sluice.sys;

import static dev.sluice.sys.FileConstants.F_SETFL;
import static dev.sluice.sys.FileConstants.O_NONBLOCK;
import static dev.sluice.sys.NetConstants.AF_INET;
import static dev.sluice.sys.NetConstants.MSG_DONTWAIT;
import static dev.sluice.sys.NetConstants.MSG_NOSIGNAL;
import static dev.sluice.sys.NetConstants.MSG_PEEK;
import static dev.sluice.sys.NetConstants.MSG_TRUNC;
import static dev.sluice.sys.NetConstants.MSG_WAITALL;
import static dev.sluice.sys.NetConstants.SOCK_DGRAM;
import static dev.sluice.sys.NetConstants.SOCK_STREAM;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.errno.Errno;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** recv and send: by native and heap memory, with and without waiting. */
@Bounded
class RecvSendTest {
  @AutoClose private final Owned owned = new Owned();
  @AutoClose private final Arena arena = Arena.ofShared();

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void bytesGoFromAnOffsetToAnOffset(boolean dontWait) {
    Owned.Pair ends = owned.tcp();
    int flags = dontWait ? MSG_DONTWAIT : 0;
    Canary room = Canary.around(arena, 16);

    assertThat(Messages.send(ends.first(), Canary.bytes(arena, "..hello.."), 2, 5, flags))
        .isEqualTo(5);
    Messages.recv(ends.second(), arena.allocate(1), MSG_PEEK);
    assertThat(Messages.recv(ends.second(), room.target(), 3, 5, flags)).isEqualTo(5);

    assertThat(Canary.text(room.target(), 3, 5)).isEqualTo("hello");
    room.assertOnly(3, 5);
  }

  @Test
  void theWholeSegmentIsMeantWithoutAnOffset() {
    Owned.Pair ends = owned.tcp();
    MemorySegment room = arena.allocate(5);

    assertThat(Messages.send(ends.first(), Canary.bytes(arena, "hello world"), 0)).isEqualTo(11);
    assertThat(Messages.recv(ends.second(), room, MSG_WAITALL)).isEqualTo(5);

    assertThat(Canary.text(room, 0, 5)).isEqualTo("hello");
  }

  @Test
  void nothingThereIsWouldBlock() {
    Owned.Pair ends = owned.tcp();
    MemorySegment room = arena.allocate(8);
    MemorySegment heap = MemorySegment.ofArray(new byte[8]);

    assertThat(Messages.recv(ends.second(), room, MSG_DONTWAIT)).isEqualTo(Errno.WOULD_BLOCK);
    assertThat(Messages.recv(ends.second(), heap, MSG_DONTWAIT)).isEqualTo(Errno.WOULD_BLOCK);
    assertThat(Descriptors.fcntl(ends.second(), F_SETFL, O_NONBLOCK)).isZero();
    assertThat(Messages.recv(ends.second(), room, 0)).isEqualTo(Errno.WOULD_BLOCK);
  }

  @Test
  void noRoomLeftIsWouldBlock() {
    assertThat(fill(owned.tcp().first(), arena.allocate(64 * 1024))).isPositive();
    assertThat(fill(owned.tcp().first(), arena.allocate(256 * 1024))).isPositive();
    assertThat(fill(owned.tcp().first(), MemorySegment.ofArray(new byte[64 * 1024]))).isPositive();
  }

  @Test
  void theEndOfTheStreamIsZero() {
    Owned.Pair ends = owned.tcp();
    owned.close(ends.first());

    assertThat(Messages.recv(ends.second(), arena.allocate(8), 0)).isZero();
    assertThat(Messages.recv(ends.second(), arena.allocate(8), MSG_DONTWAIT)).isZero();
    assertThat(Messages.recv(ends.second(), MemorySegment.ofArray(new byte[8]), MSG_DONTWAIT))
        .isZero();
  }

  @Test
  void recvWaitsForBytes() {
    Owned.Pair ends = owned.tcp();
    MemorySegment word = Arena.ofAuto().allocate(1);

    CompletableFuture<Long> received =
        CompletableFuture.supplyAsync(() -> Messages.recv(ends.second(), word, 0));
    assertThat(Messages.send(ends.first(), Canary.bytes(arena, "x"), 0)).isEqualTo(1);

    assertThat(received.join()).isEqualTo(1);
    assertThat(word.get(JAVA_BYTE, 0)).isEqualTo((byte) 'x');
  }

  @Test
  void peekingLeavesTheBytes() {
    Owned.Pair ends = owned.tcp();
    MemorySegment room = arena.allocate(8);
    assertThat(Messages.send(ends.first(), Canary.bytes(arena, "peek"), 0)).isEqualTo(4);

    assertThat(Messages.recv(ends.second(), room, MSG_PEEK)).isEqualTo(4);
    assertThat(Canary.text(room, 0, 4)).isEqualTo("peek");
    room.fill((byte) 0);
    assertThat(Messages.recv(ends.second(), room, 0)).isEqualTo(4);

    assertThat(Canary.text(room, 0, 4)).isEqualTo("peek");
    assertThat(Messages.recv(ends.second(), room, MSG_DONTWAIT)).isEqualTo(Errno.WOULD_BLOCK);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aLongDatagramIsCutAndMsgTruncTellsItsLength(boolean heap) {
    Owned.Pair ends = owned.udp();
    Canary room = heap ? Canary.onHeap(4) : Canary.around(arena, 4);
    MemorySegment message = Canary.bytes(arena, "0123456789");

    assertThat(Messages.send(ends.first(), message, 0)).isEqualTo(10);
    assertThat(Messages.send(ends.first(), message, 0)).isEqualTo(10);
    Messages.recv(ends.second(), arena.allocate(1), MSG_PEEK);

    assertThat(Messages.recv(ends.second(), room.target(), MSG_DONTWAIT)).isEqualTo(4);
    assertThat(Canary.text(room.target(), 0, 4)).isEqualTo("0123");
    assertThat(Messages.recv(ends.second(), room.target(), MSG_DONTWAIT | MSG_TRUNC)).isEqualTo(10);
    room.assertIntactAround();
  }

  @Test
  void anEmptyDatagramIsNoEnd() {
    Owned.Pair ends = owned.udp();
    MemorySegment room = arena.allocate(8);

    assertThat(Messages.send(ends.first(), MemorySegment.NULL, 0)).isZero();
    assertThat(Messages.recv(ends.second(), room, 0)).isZero();
    assertThat(Messages.recv(ends.second(), room, MSG_DONTWAIT)).isEqualTo(Errno.WOULD_BLOCK);
  }

  @Test
  void aDatagramIsSentWholeOrNotAtAll() {
    Owned.Pair ends = owned.udp();

    assertThat(Messages.send(ends.first(), arena.allocate(65_536), MSG_DONTWAIT))
        .isEqualTo(-Errno.EMSGSIZE.number());
    assertThat(
            Messages.send(
                ends.first(), MemorySegment.ofArray(new byte[70_000]), 0, 70_000, MSG_DONTWAIT))
        .isEqualTo(-Errno.EMSGSIZE.number());
    assertThat(Messages.recv(ends.second(), arena.allocate(8), MSG_DONTWAIT))
        .isEqualTo(Errno.WOULD_BLOCK);
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, 64 * 1024, 64 * 1024 + 1, 300_000})
  void arraysGoToTheKernelAndComeBack(int size) {
    Owned.Pair ends = owned.tcp();
    byte[] sent = new byte[size + 14];
    new Random(size).nextBytes(sent);
    Canary room = Canary.onHeap(size);

    transfer(ends, MemorySegment.ofArray(sent), 7, room.target(), size);

    assertThat(room.target().mismatch(MemorySegment.ofArray(sent).asSlice(7, size))).isEqualTo(-1);
    room.assertIntactAround();
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, 64 * 1024, 64 * 1024 + 1, 300_000})
  void nativeMemoryOfAnyLengthGoesWithoutWaiting(int size) {
    Owned.Pair ends = owned.tcp();
    MemorySegment sent = arena.allocate(size + 14);
    MemorySegment.copy(random(size + 14), 0, sent, JAVA_BYTE, 0, size + 14);
    Canary room = Canary.around(arena, size);

    transfer(ends, sent, 7, room.target(), size);

    assertThat(room.target().mismatch(sent.asSlice(7, size))).isEqualTo(-1);
    room.assertIntactAround();
  }

  @ParameterizedTest
  @MethodSource("arraysOfAllTypes")
  void arraysOfOtherTypesAreBytesToo(MemorySegment array) {
    Owned.Pair ends = owned.tcp();
    byte[] bytes = random(24);
    MemorySegment text = MemorySegment.ofArray(bytes);

    MemorySegment.copy(text, 0, array, 0, 24);
    assertThat(Messages.send(ends.first(), array.asReadOnly(), 0, 24, MSG_DONTWAIT)).isEqualTo(24);
    array.fill((byte) 0);
    Messages.recv(ends.second(), arena.allocate(1), MSG_PEEK);
    // Odd offsets: the kernel knows no alignment.
    assertThat(Messages.recv(ends.second(), array, 3, 5, MSG_DONTWAIT)).isEqualTo(5);
    assertThat(Messages.recv(ends.second(), array.asSlice(8), 1, 7, MSG_DONTWAIT)).isEqualTo(7);

    assertThat(array.asSlice(0, 3).toArray(JAVA_BYTE)).containsOnly(0);
    assertThat(array.asSlice(3, 5).mismatch(text.asSlice(0, 5))).isEqualTo(-1);
    assertThat(array.asSlice(9, 7).mismatch(text.asSlice(5, 7))).isEqualTo(-1);
    assertThat(array.asSlice(16).toArray(JAVA_BYTE)).containsOnly(0);
  }

  private static Stream<MemorySegment> arraysOfAllTypes() {
    return Stream.of(
        MemorySegment.ofArray(new byte[24]),
        MemorySegment.ofArray(new short[12]),
        MemorySegment.ofArray(new char[12]),
        MemorySegment.ofArray(new int[6]),
        MemorySegment.ofArray(new float[6]),
        MemorySegment.ofArray(new long[4]).asSlice(8),
        MemorySegment.ofArray(new double[3]));
  }

  @Test
  void anArrayMustNotWait() {
    Owned.Pair ends = owned.tcp();
    MemorySegment heap = MemorySegment.ofArray(new byte[8]);

    assertThatIllegalArgumentException().isThrownBy(() -> Messages.recv(ends.first(), heap, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> Messages.send(ends.first(), heap, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Messages.send(ends.first(), heap, MSG_NOSIGNAL | MSG_WAITALL));
  }

  /** Without MSG_NOSIGNAL there is a SIGPIPE, here also in the midst of critical calls. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aClosedPeerIsEpipeAndTheJvmLivesOn(boolean quiet) {
    Owned.Pair ends = owned.tcp();
    int flags = quiet ? MSG_NOSIGNAL : 0;
    MemorySegment one = arena.allocate(1);
    assertThat(Net.shutdown(ends.first(), NetConstants.SHUT_WR)).isZero();

    assertThat(Messages.send(ends.first(), one, flags)).isEqualTo(-Errno.EPIPE.number());
    assertThat(Messages.send(ends.first(), one, flags | MSG_DONTWAIT))
        .isEqualTo(-Errno.EPIPE.number());
    assertThat(
            Messages.send(ends.first(), MemorySegment.ofArray(new byte[1]), flags | MSG_DONTWAIT))
        .isEqualTo(-Errno.EPIPE.number());
  }

  @Test
  void unreadBytesAtCloseResetTheConnection() {
    Owned.Pair ends = owned.tcp();
    assertThat(Messages.send(ends.first(), arena.allocate(1), 0)).isEqualTo(1);
    Messages.recv(ends.second(), arena.allocate(1), MSG_PEEK);
    owned.close(ends.second());

    assertThat(Messages.recv(ends.first(), arena.allocate(1), 0))
        .isEqualTo(-Errno.ECONNRESET.number());
  }

  @Test
  void whatIsNoConnectionIsAnErrno() {
    MemorySegment one = arena.allocate(1);
    int closed = owned.closedOne();
    int pipe = owned.pipe(0).first();

    assertThat(Messages.recv(closed, one, 0)).isEqualTo(-Errno.EBADF.number());
    assertThat(Messages.send(closed, one, 0)).isEqualTo(-Errno.EBADF.number());
    assertThat(Messages.recv(pipe, one, 0)).isEqualTo(-Errno.ENOTSOCK.number());
    assertThat(Messages.send(pipe, one, 0)).isEqualTo(-Errno.ENOTSOCK.number());
    assertThat(Messages.recv(owned.socket(AF_INET, SOCK_STREAM), one, 0))
        .isEqualTo(-Errno.ENOTCONN.number());
    assertThat(Messages.send(owned.socket(AF_INET, SOCK_DGRAM), one, 0))
        .isEqualTo(-Errno.EDESTADDRREQ.number());
  }

  /** Sends and receives in turns, none of which waits. */
  private static void transfer(
      Owned.Pair ends, MemorySegment from, long offset, MemorySegment to, long length) {
    long sent = 0;
    long received = 0;
    while (received < length) {
      if (sent < length) {
        long n = Messages.send(ends.first(), from, offset + sent, length - sent, MSG_DONTWAIT);
        assertThat(n == Errno.WOULD_BLOCK || n > 0).as("send: %s", n).isTrue();
        sent += Math.max(n, 0);
      }
      long n = Messages.recv(ends.second(), to, received, length - received, MSG_DONTWAIT);
      assertThat(n == Errno.WOULD_BLOCK || n > 0).as("recv: %s", n).isTrue();
      received += Math.max(n, 0);
    }
  }

  /** Sends until the kernel takes no more for now, and says so. */
  private static long fill(int fd, MemorySegment much) {
    long sent = 0;
    // Far more than the kernel's largest socket buffers.
    for (int i = 0; i < 10_000; i++) {
      long n = Messages.send(fd, much, MSG_DONTWAIT);
      if (n < 0) {
        assertThat(n).isEqualTo(Errno.WOULD_BLOCK);
        return sent;
      }
      sent += n;
    }
    throw new AssertionError("the socket is never full");
  }

  private static byte[] random(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }
}
