package dev.sluice.sys;

import static dev.sluice.sys.FileConstants.O_NONBLOCK;
import static dev.sluice.sys.MemoryConstants.MAP_ANONYMOUS;
import static dev.sluice.sys.MemoryConstants.MAP_NORESERVE;
import static dev.sluice.sys.MemoryConstants.MAP_PRIVATE;
import static dev.sluice.sys.MemoryConstants.PROT_READ;
import static dev.sluice.sys.MemoryConstants.PROT_WRITE;
import static dev.sluice.sys.NetConstants.MSG_DONTWAIT;
import static dev.sluice.sys.NetConstants.SOL_SOCKET;
import static dev.sluice.sys.SocketOptionConstants.SO_REUSEADDR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.errno.Errno;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Offsets, lengths and counts, at every edge and beyond. */
@Bounded
class MemorySafetyBoundsTest {
  private static final int SIZE = 32;

  /** A call that takes a segment, an offset and a length. */
  @FunctionalInterface
  interface Call {
    long on(MemorySegment segment, long offset, long length);
  }

  @AutoClose private final Owned owned = new Owned();
  @AutoClose private final Arena arena = Arena.ofShared();

  @ParameterizedTest(name = "{0}, {1}")
  @CsvSource({
    "-1, 0",
    "-1, 1",
    "0, -1",
    "32, -1",
    "33, 0",
    "0, 33",
    "1, 32",
    "32, 1",
    "31, 2",
    "9223372036854775807, 0",
    "9223372036854775807, 1",
    "0, 9223372036854775807",
    "1, 9223372036854775807",
    "9223372036854775807, 9223372036854775807",
    "-9223372036854775808, 0",
    "-9223372036854775808, -9223372036854775808",
    "0, -9223372036854775808",
    "-32, 32",
    "-1, 9223372036854775807",
    "4294967296, 1",
    "0, 4294967296",
    "4294967295, 4294967297",
  })
  void whatLiesOutsideIsRefused(long offset, long length) {
    for (Call call : calls()) {
      Canary room = Canary.around(arena, SIZE);
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> call.on(room.target(), offset, length));
      room.assertUntouched();
      Canary heap = Canary.onHeap(SIZE);
      assertThatThrownBy(() -> call.on(heap.target(), offset, length))
          .isInstanceOf(IndexOutOfBoundsException.class);
      heap.assertUntouched();
    }
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("inside")
  void whatLiesInsideIsAllThatIsWritten(long offset, long length) {
    Owned.Pair udp = owned.udp();
    Owned.Pair pipe = owned.pipe(O_NONBLOCK);
    MemorySegment much = arena.allocate(4L * SIZE);

    Canary room = Canary.around(arena, SIZE);
    assertThat(Messages.send(udp.first(), much, 0)).isEqualTo(much.byteSize());
    assertThat(Messages.recv(udp.second(), room.target(), offset, length, 0)).isEqualTo(length);
    room.assertOnly(offset, length);

    room.reset();
    assertThat(Messages.send(udp.first(), much, 0)).isEqualTo(much.byteSize());
    assertThat(Messages.recv(udp.second(), room.target(), offset, length, MSG_DONTWAIT))
        .isEqualTo(length);
    room.assertOnly(offset, length);

    Canary heap = Canary.onHeap(SIZE);
    assertThat(Messages.send(udp.first(), much, 0)).isEqualTo(much.byteSize());
    assertThat(Messages.recv(udp.second(), heap.target(), offset, length, MSG_DONTWAIT))
        .isEqualTo(length);
    heap.assertOnly(offset, length);

    room.reset();
    assertThat(Io.write(pipe.second(), much)).isEqualTo(much.byteSize());
    assertThat(Io.read(pipe.first(), room.target(), offset, length)).isEqualTo(length);
    room.assertOnly(offset, length);
  }

  private static Stream<Arguments> inside() {
    return Stream.of(0, 1, 7, 31, 32)
        .flatMap(
            offset ->
                Stream.of(0, 1, SIZE - offset)
                    .filter(length -> offset + length <= SIZE)
                    .distinct()
                    .map(length -> Arguments.of((long) offset, (long) length)));
  }

  @Test
  void onlyWhatLiesInsideIsSent() {
    Owned.Pair udp = owned.udp();
    MemorySegment text = Canary.bytes(arena, "0123456789");
    MemorySegment room = arena.allocate(SIZE);

    for (int flags : new int[] {0, MSG_DONTWAIT}) {
      assertThat(Messages.send(udp.first(), text.asSlice(2, 6), 1, 3, flags)).isEqualTo(3);
      assertThat(Messages.recv(udp.second(), room, 0)).isEqualTo(3);
      assertThat(Canary.text(room, 0, 3)).isEqualTo("345");
    }
    MemorySegment array =
        MemorySegment.ofArray(text.toArray(java.lang.foreign.ValueLayout.JAVA_BYTE));
    assertThat(Messages.send(udp.first(), array.asSlice(2, 6), 1, 3, MSG_DONTWAIT)).isEqualTo(3);
    assertThat(Messages.recv(udp.second(), room, 0)).isEqualTo(3);
    assertThat(Canary.text(room, 0, 3)).isEqualTo("345");
  }

  @Test
  void theOffsetOfSendfileHasEightBytes() {
    int out = owned.pipe(O_NONBLOCK).second();
    int in = owned.pipe(0).first();

    for (int size : new int[] {0, 1, 7}) {
      MemorySegment small = arena.allocate(8).asSlice(0, size);
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> ZeroCopy.sendfile(out, in, small, 1));
    }
  }

  @Test
  void moreEventsThanThereIsRoomForAreRefused() {
    int epoll = owned.add(Polls.epoll_create1(0));
    EpollEvents events = EpollEvents.allocate(4);
    Timespec now = new Timespec();

    for (int most : new int[] {5, 6, 1 << 20, Integer.MAX_VALUE}) {
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> Polls.epoll_wait(epoll, events, most, 0));
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> Polls.epoll_wait(epoll, events, most, 1));
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> Polls.epoll_pwait2(epoll, events, most, now));
    }
    for (int most : new int[] {0, -1, Integer.MIN_VALUE}) {
      assertThat(Polls.epoll_wait(epoll, events, most, 0)).isEqualTo(-Errno.EINVAL.number());
      assertThat(Polls.epoll_wait(epoll, events, most, 1)).isEqualTo(-Errno.EINVAL.number());
      assertThat(Polls.epoll_pwait2(epoll, events, most, now)).isEqualTo(-Errno.EINVAL.number());
    }
  }

  @Test
  void pathsEndWithinTheirMemory() {
    PathBuf path = new PathBuf();
    byte[] bytes = new byte[100];
    java.util.Arrays.fill(bytes, (byte) 'x');

    for (int[] range :
        new int[][] {
          {-1, 1},
          {0, -1},
          {0, 101},
          {100, 1},
          {101, 0},
          {Integer.MAX_VALUE, 10},
          {10, Integer.MAX_VALUE},
          {Integer.MIN_VALUE, Integer.MIN_VALUE},
          {0, Integer.MIN_VALUE}
        }) {
      assertThatThrownBy(() -> path.set(bytes, range[0], range[1]))
          .isInstanceOfAny(IndexOutOfBoundsException.class, IllegalArgumentException.class);
      assertThat(path).hasToString("");
    }
    path.set(bytes, 100, 0);
    assertThat(path).hasToString("");
  }

  /** Sizes that do not fit into what the kernel takes for a length. */
  @Test
  void memoryBeyondTwoGigabytesIsNoHarm() {
    Mapping mapping = new Mapping();
    long size = 3L << 30;
    assertThat(
            Memory.mmap(
                mapping,
                size,
                PROT_READ | PROT_WRITE,
                MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
                -1,
                0))
        .isZero();
    try {
      MemorySegment huge = mapping.segment();
      Owned.Pair tcp = owned.tcp();
      Owned.Pair pipe = owned.pipe(O_NONBLOCK);
      int fd = tcp.first();
      int folder = owned.file(java.nio.file.Path.of("/"), FileConstants.O_RDONLY);

      assertThatThrownBy(() -> SocketOptions.setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, huge))
          .isInstanceOfAny(ArithmeticException.class, IllegalArgumentException.class);
      assertThatThrownBy(() -> SocketOptions.getsockopt(fd, SOL_SOCKET, SO_REUSEADDR, huge))
          .isInstanceOfAny(ArithmeticException.class, IllegalArgumentException.class);
      assertThat(Messages.recv(fd, huge, MSG_DONTWAIT)).isEqualTo(Errno.WOULD_BLOCK);
      assertThat(Messages.send(owned.udp().first(), huge, MSG_DONTWAIT))
          .isEqualTo(-Errno.EMSGSIZE.number());
      assertThat(Io.write(pipe.second(), huge)).isPositive();
      assertThat(Io.read(pipe.first(), huge, size - 10, 10)).isEqualTo(10);
      assertThat(Io.read(pipe.first(), huge, 1, size - 1)).isPositive();
      assertThat(Files.getdents64(folder, huge)).isGreaterThan(-4096);
    } finally {
      assertThat(Memory.munmap(mapping)).isZero();
    }
  }

  private Call[] calls() {
    Owned.Pair tcp = owned.tcp();
    Owned.Pair pipe = owned.pipe(O_NONBLOCK);
    assertThat(Messages.send(tcp.first(), arena.allocate(100), 0)).isEqualTo(100);
    assertThat(Io.write(pipe.second(), arena.allocate(100))).isEqualTo(100);
    return new Call[] {
      (segment, offset, length) -> Messages.recv(tcp.second(), segment, offset, length, 0),
      (segment, offset, length) ->
          Messages.recv(tcp.second(), segment, offset, length, MSG_DONTWAIT),
      (segment, offset, length) -> Messages.send(tcp.second(), segment, offset, length, 0),
      (segment, offset, length) ->
          Messages.send(tcp.second(), segment, offset, length, MSG_DONTWAIT),
      (segment, offset, length) -> Io.read(pipe.first(), segment, offset, length),
      (segment, offset, length) -> Io.write(pipe.second(), segment, offset, length),
      (segment, offset, length) -> new DirEntries(segment.asSlice(offset), length).next() ? 1 : 0,
    };
  }
}
