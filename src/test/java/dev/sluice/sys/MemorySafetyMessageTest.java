package dev.sluice.sys;

import static dev.sluice.sys.NetConstants.AF_INET;
import static dev.sluice.sys.NetConstants.MSG_DONTWAIT;
import static dev.sluice.sys.NetConstants.SOCK_DGRAM;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.sluice.errno.Errno;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Messages with addresses, headers, arrays of them, and control messages. */
@Bounded
class MemorySafetyMessageTest {
  private static final int SIZE = 32;
  private static final int MSG_ZEROCOPY = 0x4000000;
  private static final int SOL_RDS = 276;

  @AutoClose private final Owned owned = new Owned();
  @AutoClose private final Arena arena = Arena.ofShared();

  private MsgHdr message(MemorySegment part) {
    return MsgHdr.allocate(arena, IoVec.allocate(arena, 1).add(part));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @CsvSource({
    "-1, 0",
    "-1, 1",
    "0, -1",
    "33, 0",
    "0, 33",
    "1, 32",
    "9223372036854775807, 9223372036854775807",
    "-9223372036854775808, -9223372036854775808",
    "-32, 32",
    "4294967296, 1",
    "4294967295, 4294967297",
  })
  void whatLiesOutsideIsRefused(long offset, long length) {
    Owned.Pair ends = owned.udp();
    assertThat(Messages.send(ends.first(), arena.allocate(64), 0)).isEqualTo(64);
    for (Canary room : new Canary[] {Canary.around(arena, SIZE), Canary.onHeap(SIZE)}) {
      MemorySegment target = room.target();
      for (int flags : new int[] {0, MSG_DONTWAIT}) {
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
            .isThrownBy(
                () -> Messages.recvfrom(ends.second(), target, offset, length, flags, null));
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
            .isThrownBy(() -> Messages.sendto(ends.second(), target, offset, length, flags, null));
      }
      room.assertUntouched();
    }
  }

  @Test
  void onlyLivingMemoryOfThisThreadIsTaken() {
    Owned.Pair ends = owned.udp();
    assertThat(Messages.send(ends.first(), arena.allocate(SIZE), 0)).isEqualTo(SIZE);
    SockAddrBuf name = SockAddrBuf.inet4("127.0.0.1", 9);
    MemorySegment closed;
    SockAddrBuf closedName;
    try (Arena shared = Arena.ofShared()) {
      closed = shared.allocate(SIZE);
      closedName = SockAddrBuf.allocate(shared);
      closedName.setInet4(0x7f000001, 9);
    }
    MemorySegment living = arena.allocate(SIZE);
    MemorySegment heap = MemorySegment.ofArray(new byte[SIZE]);
    for (int flags : new int[] {0, MSG_DONTWAIT}) {
      assertThatIllegalStateException()
          .isThrownBy(() -> Messages.recvfrom(ends.second(), closed, 0, 8, flags, name));
      assertThatIllegalStateException()
          .isThrownBy(() -> Messages.sendto(ends.second(), closed, 0, 8, flags, name));
      assertThatIllegalStateException()
          .isThrownBy(() -> Messages.recvfrom(ends.second(), living, 0, 8, flags, closedName));
      assertThatIllegalStateException()
          .isThrownBy(() -> Messages.sendto(ends.second(), living, 0, 8, flags, closedName));
      try (Arena confined = Arena.ofConfined()) {
        Canary room = Canary.around(confined, SIZE);
        MemorySegment foreign = room.target();
        assertElsewhereRefused(() -> Messages.recvfrom(ends.second(), foreign, 0, 8, flags, null));
        assertElsewhereRefused(() -> Messages.sendto(ends.second(), foreign, 0, 8, flags, null));
        SockAddrBuf foreignName = SockAddrBuf.allocate(confined);
        assertElsewhereRefused(
            () -> Messages.recvfrom(ends.second(), living, 0, 8, flags, foreignName));
        assertElsewhereRefused(
            () -> Messages.sendto(ends.second(), living, 0, 8, flags, foreignName));
        room.assertUntouched();
      }
    }
    assertThatIllegalStateException()
        .isThrownBy(() -> Messages.recvfrom(ends.second(), heap, 0, 8, MSG_DONTWAIT, closedName));
    assertThatIllegalStateException()
        .isThrownBy(() -> Messages.sendto(ends.second(), heap, 0, 8, MSG_DONTWAIT, closedName));
    assertThat(Messages.recv(ends.second(), living, MSG_DONTWAIT)).as("left alone").isEqualTo(SIZE);
  }

  @Test
  void readOnlyMemoryIsNeverWritten() {
    Owned.Pair ends = owned.udp();
    Canary room = Canary.around(arena, SIZE);
    MsgHdr message = message(room.target().asReadOnly());
    MMsgHdr batch = MMsgHdr.allocate(arena, 1).add(message);
    MemorySegment heap = Canary.onHeap(SIZE).target().asReadOnly();
    assertThat(Messages.send(ends.first(), arena.allocate(8), 0)).isEqualTo(8);

    for (int flags : new int[] {0, MSG_DONTWAIT}) {
      assertThatIllegalArgumentException()
          .isThrownBy(
              () ->
                  Messages.recvfrom(ends.second(), room.target().asReadOnly(), 0, 8, flags, null));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Messages.recvfrom(ends.second(), heap, 0, 8, flags, null));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Messages.recvmsg(ends.second(), message, flags));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> MessageBatches.recvmmsg(ends.second(), batch, 0, 1, flags, null));
      assertThat(Messages.sendmsg(ends.first(), message, flags)).isEqualTo(SIZE);
      assertThat(MessageBatches.sendmmsg(ends.first(), batch, 0, 1, flags)).isEqualTo(1);
    }
    room.assertUntouched();
  }

  /** An address that claims more than there is, and a name for the kernel to fill. */
  @Test
  void addressesStayWithinTheirMemory() {
    int receiver = owned.socket(AF_INET, SOCK_DGRAM);
    SockAddrBuf there = SockAddrBuf.allocate();
    Owned.bindToLoopback(receiver, there);
    int sender = owned.socket(AF_INET, SOCK_DGRAM);
    MsgHdr message = message(arena.allocate(8));
    for (int length : new int[] {-1, Integer.MIN_VALUE, Integer.MAX_VALUE, 1000}) {
      SockAddrBuf name = SockAddrBuf.allocate(arena);
      name.lengthSegment().set(JAVA_INT, 0, length);
      message.name(name);
      assertThat(Messages.sendto(sender, arena.allocate(1), 0, 1, 0, name)).isNegative();
      assertThat(Messages.sendmsg(sender, message, 0)).isNegative();
      assertThat(Messages.sendto(sender, arena.allocate(1), 0, 1, 0, there)).isEqualTo(1);
      assertThat(Messages.recvmsg(receiver, message, 0)).isEqualTo(1);
      assertThat(name.length()).isEqualTo(16);
    }
  }

  @Test
  void partsOfABatchAreOfItsArenaAndThread() {
    Owned.Pair ends = owned.udp();
    MsgHdr message = message(arena.allocate(8));
    MMsgHdr batch = MMsgHdr.allocate(arena, 2).add(message);
    try (Arena other = Arena.ofShared()) {
      MsgHdr foreign = MsgHdr.allocate(other, IoVec.allocate(other, 1));
      assertThatIllegalArgumentException().isThrownBy(() -> batch.add(foreign));
    }
    assertElsewhereRefused(() -> batch.add(message));
    assertElsewhereRefused(batch::clear);
    assertElsewhereRefused(() -> MessageBatches.sendmmsg(ends.first(), batch, 0, 1, 0));
    assertElsewhereRefused(() -> MessageBatches.recvmmsg(ends.first(), batch, 0, 1, 64, null));
    assertElsewhereRefused(() -> Messages.recvmsg(ends.first(), message, MSG_DONTWAIT));
    for (int[] range : new int[][] {{0, 2}, {1, 1}, {-1, 1}, {0, -1}, {2, 0}, {1, 1 << 31}}) {
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(
              () -> MessageBatches.sendmmsg(ends.first(), batch, range[0], range[1], MSG_DONTWAIT));
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(
              () ->
                  MessageBatches.recvmmsg(
                      ends.first(), batch, range[0], range[1], MSG_DONTWAIT, null));
    }
    assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> batch.length(1));
    assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> batch.length(-1));
  }

  @Test
  void messagesDieWithTheirArena() {
    Owned.Pair ends = owned.udp();
    MsgHdr message;
    MMsgHdr batch;
    ControlBuf control;
    try (Arena shared = Arena.ofShared()) {
      message = MsgHdr.allocate(shared, IoVec.allocate(shared, 1).add(shared.allocate(8)));
      batch = MMsgHdr.allocate(shared, 1).add(message);
      control = ControlBuf.allocate(shared, 64).addInt(1, 2, 3);
      message.control(control);
    }
    for (int flags : new int[] {0, MSG_DONTWAIT}) {
      assertThatIllegalStateException()
          .isThrownBy(() -> Messages.recvmsg(ends.first(), message, flags));
      assertThatIllegalStateException()
          .isThrownBy(() -> MessageBatches.sendmmsg(ends.first(), batch, 0, 1, flags));
      assertThatIllegalStateException()
          .isThrownBy(() -> MessageBatches.recvmmsg(ends.first(), batch, 0, 1, flags, null));
    }
    assertThatIllegalStateException().isThrownBy(control::next);
    assertThatIllegalStateException().isThrownBy(() -> control.addInt(1, 2, 3));
  }

  /** While the kernel waits to write, nothing that it would write to can go away. */
  @Test
  void anArenaIsHeldDuringACall() throws Exception {
    Owned.Pair ends = owned.udp();
    for (boolean batch : new boolean[] {false, true}) {
      Arena shared = Arena.ofShared();
      Blocked waiting =
          Blocked.start(
              batch ? Numbers.RECVMMSG : Numbers.RECVMSG,
              () -> {
                MsgHdr one =
                    MsgHdr.allocate(shared, IoVec.allocate(shared, 1).add(shared.allocate(8)));
                one.name(SockAddrBuf.allocate(shared));
                one.control(ControlBuf.allocate(shared, 64));
                return batch
                    ? MessageBatches.recvmmsg(
                        ends.second(), MMsgHdr.allocate(shared, 1).add(one), 0, 1, 0, null)
                    : Messages.recvmsg(ends.second(), one, 0);
              });
      assertThatIllegalStateException().isThrownBy(shared::close);
      assertThat(Messages.send(ends.first(), arena.allocate(1), 0)).isEqualTo(1);
      assertThat(waiting.result()).isEqualTo(1);
      shared.close();
    }
  }

  @Test
  void anAddressIsHeldDuringACall() throws Exception {
    Owned.Pair ends = owned.udp();
    Arena shared = Arena.ofShared();
    SockAddrBuf name = SockAddrBuf.allocate(shared);
    MemorySegment room = arena.allocate(8);
    Blocked waiting =
        Blocked.start(
            Numbers.RECVFROM, () -> Messages.recvfrom(ends.second(), room, 0, 8, 0, name));

    assertThatIllegalStateException().isThrownBy(shared::close);
    assertThat(Messages.send(ends.first(), arena.allocate(1), 0)).isEqualTo(1);
    assertThat(waiting.result()).isEqualTo(1);
    shared.close();
  }

  /** The kernel would read the memory after the call, or follow addresses. */
  @Test
  void whatOutlivesTheCallIsRefused() {
    Owned.Pair ends = owned.udp();
    MsgHdr message = message(arena.allocate(8));
    MMsgHdr batch = MMsgHdr.allocate(arena, 1).add(message);
    MemorySegment heap = MemorySegment.ofArray(new byte[8]);
    for (int flags : new int[] {MSG_ZEROCOPY, MSG_ZEROCOPY | MSG_DONTWAIT, -1}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Messages.sendto(ends.first(), arena.allocate(8), 0, 8, flags, null));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Messages.sendto(ends.first(), heap, 0, 8, flags, null));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> MessageBatches.sendmmsg(ends.first(), batch, 0, 1, flags));
    }
    ControlBuf control = ControlBuf.allocate(arena, 64);
    message.control(control);
    control.addInt(1, 2, 3).addInt(SOL_RDS, 1, 1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Messages.sendmsg(ends.first(), message, 0));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> MessageBatches.sendmmsg(ends.first(), batch, 0, 1, MSG_DONTWAIT));
    MemorySegment bytes = arena.allocate(24, 8);
    bytes.set(JAVA_LONG, 0, 24);
    bytes.set(JAVA_INT, 8, SOL_RDS);
    control.set(bytes);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Messages.sendmsg(ends.first(), message, MSG_DONTWAIT));
    control.clear();
    assertThat(Messages.sendmsg(ends.first(), message, 0)).isEqualTo(8);
  }

  @Test
  void controlMessagesAreNobodyElses() {
    Owned.Pair ends = owned.udp();
    MsgHdr message = message(arena.allocate(8));
    ControlBuf control = ControlBuf.allocate(arena, 64);
    message.control(control);

    assertElsewhereRefused(control::clear);
    assertElsewhereRefused(() -> control.addInt(1, 2, 3));
    assertElsewhereRefused(() -> control.addShort(1, 2, 3));
    assertElsewhereRefused(() -> control.add(1, 2, MemorySegment.NULL));
    assertElsewhereRefused(() -> control.set(MemorySegment.NULL));
    MemorySegment[] seen = new MemorySegment[1];
    Arena spy =
        new ForeignArena(arena, (size, alignment) -> seen[0] = arena.allocate(size, alignment));
    assertThatIllegalArgumentException().isThrownBy(() -> ControlBuf.allocate(spy, 64));
    assertThatIllegalArgumentException().isThrownBy(() -> MMsgHdr.allocate(spy, 1));
    assertThat(seen[0]).isNull();
    assertThatIllegalArgumentException().isThrownBy(() -> ControlBuf.allocate(arena, -1));
    assertThat(Messages.recvmsg(ends.second(), message, MSG_DONTWAIT)).isEqualTo(Errno.WOULD_BLOCK);
  }

  private static void assertElsewhereRefused(ThrowingCallable misuse) {
    CompletableFuture<Void> elsewhere =
        CompletableFuture.runAsync(
            () -> {
              try {
                misuse.call();
              } catch (RuntimeException e) {
                throw e;
              } catch (Throwable e) {
                throw new AssertionError(e);
              }
            });

    assertThatExceptionOfType(CompletionException.class)
        .isThrownBy(elsewhere::join)
        .withCauseInstanceOf(WrongThreadException.class);
  }
}
