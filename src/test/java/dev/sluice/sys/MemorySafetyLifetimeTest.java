package dev.sluice.sys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.errno.Errno;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Which segments the kernel gets: living ones of this thread, writable ones to write to. */
@Bounded
class MemorySafetyLifetimeTest {
  private static final int SIZE = 64;

  @TempDir private Path folder;
  @AutoClose private final Owned owned = new Owned();
  @AutoClose private final Arena arena = Arena.ofShared();

  @SuppressWarnings("NullAway.Init") // Made anew for each test.
  private Use.Fds fds;

  @BeforeEach
  void open() throws IOException {
    Path file = java.nio.file.Files.write(folder.resolve("file"), new byte[SIZE]);
    fds = new Use.Fds(owned, folder, file, arena.allocate(SIZE));
  }

  @ParameterizedTest
  @EnumSource
  void livingMemoryIsTaken(Use use) {
    assertThat(use.on(fds, arena.allocate(SIZE, 8))).isNotNegative();
  }

  @ParameterizedTest
  @EnumSource
  void closedMemoryIsRefused(Use use) {
    MemorySegment confined;
    MemorySegment shared;
    try (Arena one = Arena.ofConfined();
        Arena other = Arena.ofShared()) {
      confined = one.allocate(SIZE, 8);
      shared = other.allocate(SIZE, 8);
    }

    assertThatIllegalStateException().isThrownBy(() -> use.on(fds, confined));
    assertThatIllegalStateException().isThrownBy(() -> use.on(fds, shared));
    assertThatIllegalStateException().isThrownBy(() -> use.on(fds, shared.asSlice(8, 8)));
  }

  @ParameterizedTest
  @EnumSource
  void memoryOfAnotherThreadIsRefused(Use use) {
    try (Arena confined = Arena.ofConfined()) {
      Canary room = Canary.around(confined, SIZE);

      CompletableFuture<Long> foreign =
          CompletableFuture.supplyAsync(() -> use.on(fds, room.target()));

      assertThatExceptionOfType(java.util.concurrent.CompletionException.class)
          .isThrownBy(foreign::join)
          .withCauseInstanceOf(WrongThreadException.class);
      room.assertUntouched();
    }
  }

  @ParameterizedTest
  @EnumSource
  void readOnlyMemoryIsNeverWritten(Use use) {
    Canary room = Canary.around(arena, SIZE);
    MemorySegment readOnly = room.target().asReadOnly();

    if (use.writes) {
      assertThatIllegalArgumentException().isThrownBy(() -> use.on(fds, readOnly));
      assertThatIllegalArgumentException().isThrownBy(() -> use.on(fds, readOnly.asSlice(8)));
    } else {
      assertThat(use.on(fds, readOnly)).isGreaterThan(-4096);
    }
    room.assertUntouched();
  }

  @ParameterizedTest
  @EnumSource
  void readOnlyHeapMemoryIsNeverWrittenEither(Use use) {
    Canary room = Canary.onHeap(SIZE);
    MemorySegment readOnly = room.target().asReadOnly();

    if (use.takesHeap() && !use.writes) {
      assertThat(use.on(fds, readOnly)).isEqualTo(SIZE);
    } else {
      assertThatIllegalArgumentException().isThrownBy(() -> use.on(fds, readOnly));
    }
    room.assertUntouched();
  }

  @ParameterizedTest
  @EnumSource
  void heapMemoryIsTakenWhereItCanBe(Use use) {
    for (MemorySegment heap :
        new MemorySegment[] {
          MemorySegment.ofArray(new byte[SIZE]),
          MemorySegment.ofArray(new int[SIZE / 4]),
          MemorySegment.ofArray(new long[SIZE / 8]).asSlice(8, 16),
          MemorySegment.ofArray(new byte[0]),
          MemorySegment.ofBuffer(ByteBuffer.allocate(SIZE).position(3)),
        }) {
      if (use.takesHeap()) {
        assertThat(use.on(fds, heap)).isGreaterThan(-4096).isLessThanOrEqualTo(heap.byteSize());
      } else {
        // An offset of sendfile that is too short is refused for that.
        assertThatThrownBy(() -> use.on(fds, heap))
            .isInstanceOfAny(IllegalArgumentException.class, IndexOutOfBoundsException.class);
      }
    }
  }

  /** What a use does with nothing is the kernel's affair; where nothing stands must not matter. */
  @ParameterizedTest
  @EnumSource
  void emptyMemoryIsHarmlessWhereverItIs(Use use) {
    Canary room = Canary.around(arena, SIZE);
    for (MemorySegment empty :
        new MemorySegment[] {
          MemorySegment.NULL,
          MemorySegment.ofAddress(1),
          MemorySegment.ofAddress(Long.MIN_VALUE),
          MemorySegment.ofAddress(-1),
          room.target().asSlice(0, 0),
          room.target().asSlice(SIZE),
          arena.allocate(0),
        }) {
      if (use.isOffset()) {
        assertThatExceptionOfType(IndexOutOfBoundsException.class)
            .isThrownBy(() -> use.on(fds, empty));
      } else {
        assertThat(use.on(fds, empty))
            .isIn(0L, (long) -Errno.EINVAL.number(), (long) -Errno.EFAULT.number());
      }
    }
    room.assertUntouched();
  }

  @ParameterizedTest
  @EnumSource
  void nothingAroundIsWritten(Use use) {
    for (int size : new int[] {1, 7, 8, 9, 24, SIZE}) {
      Canary room = Canary.around(arena, size);
      try {
        assertThat(use.on(fds, room.target())).isGreaterThan(-4096).isLessThanOrEqualTo(SIZE);
      } catch (IndexOutOfBoundsException e) {
        assertThat(use.isOffset()).as("%s takes an offset", use).isTrue();
        assertThat(size).isLessThan(8);
      }
      room.assertIntactAround();
      if (!use.writes) {
        room.assertUntouched();
      }
    }
  }

  @Test
  void onlyTheOffsetOfSendfileIsWritten() {
    Canary room = Canary.around(arena, SIZE);
    MemorySegment odd = room.target().asSlice(3, 20);
    odd.asSlice(0, 8).fill((byte) 0);

    assertThat(ZeroCopy.sendfile(fds.tcp.first(), fds.file, odd, 5)).isEqualTo(5);

    assertThat(odd.get(java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED, 0)).isEqualTo(5);
    room.assertOnly(3, 8);
  }

  /** With SO_ZEROCOPY set, the kernel would read the memory when the peer takes the bytes. */
  @Test
  void theKernelDoesNotReadAfterTheCall() {
    int zeroCopy = 0x4000000;
    assertThat(SocketOptions.setsockopt(fds.tcp.first(), NetConstants.SOL_SOCKET, 60, 1)).isZero();
    MemorySegment memory = arena.allocate(SIZE);
    MemorySegment heap = MemorySegment.ofArray(new byte[SIZE]);
    IoVec parts = IoVec.allocate(arena, 1).add(memory);
    MsgHdr message = MsgHdr.allocate(arena, parts);

    for (int flags : new int[] {zeroCopy, zeroCopy | NetConstants.MSG_DONTWAIT, -1}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Messages.send(fds.tcp.first(), memory, flags));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Messages.send(fds.tcp.first(), heap, flags));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Messages.sendmsg(fds.tcp.first(), message, flags));
    }
  }
}
