package dev.sluice.sys;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Structs with garbage in them, and used by two threads at once although they must not be. */
@Bounded
class MemorySafetyBufferTest {
  private static final long RECORD_LENGTH = 16;

  @AutoClose private final Arena arena = Arena.ofShared();

  @Test
  void entriesOfGarbageEndWithinTheSegment() {
    Random random = new Random(20_261_121);
    byte[] garbage = new byte[600];
    for (int round = 0; round < 20_000; round++) {
      random.nextBytes(garbage);
      int length = random.nextInt(garbage.length + 1);
      // Small record lengths, or the walk ends after one step.
      for (int at = 0; at < 500; at += 24) {
        garbage[at + 16] = (byte) random.nextInt(60);
        garbage[at + 17] = (byte) (random.nextInt(20) == 0 ? 1 : 0);
      }
      DirEntries entries = new DirEntries(MemorySegment.ofArray(garbage), length);
      int steps = 0;
      while (entries.next()) {
        assertThat(entries.type()).isBetween(0, 255);
        assertThat(nameLength(entries)).isLessThanOrEqualTo(length);
        assertThat(++steps).as("each step goes on").isLessThanOrEqualTo(length);
      }
    }
  }

  private static int nameLength(DirEntries entries) {
    try {
      return entries.name().length;
    } catch (IndexOutOfBoundsException e) {
      return 0;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 18, 19, 20, 23, 24, 25})
  void entriesOfFewBytes(int length) {
    MemorySegment bytes = arena.allocate(64, 8);
    bytes.set(JAVA_SHORT_UNALIGNED, RECORD_LENGTH, (short) 24);
    DirEntries entries = new DirEntries(bytes, length);

    assertThat(entries.next()).as("a whole header and a byte of name").isEqualTo(length > 19);
    assertThat(entries.next()).isFalse();
  }

  @Test
  void anEntryOfNoLengthIsTheLast() {
    MemorySegment bytes = arena.allocate(64, 8);
    DirEntries entries = new DirEntries(bytes, 64);

    assertThat(entries.next()).isTrue();
    assertThat(entries.name()).isEmpty();
    assertThat(entries.next()).isFalse();
  }

  @Test
  void aNameWithoutAnEndIsAnException() {
    MemorySegment bytes = arena.allocate(64, 8).fill((byte) 'x');
    DirEntries entries = new DirEntries(bytes, 40);

    assertThat(entries.next()).isTrue();
    assertThatThrownBy(entries::name).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void entriesLiveAsLongAsTheirSegment() {
    DirEntries shared;
    try (Arena closing = Arena.ofShared()) {
      shared = new DirEntries(closing.allocate(64, 8), 64);
      assertThat(shared.next()).isTrue();
    }
    assertThatIllegalStateException().isThrownBy(shared::next);
    assertThatIllegalStateException().isThrownBy(shared::type);
    assertThatIllegalStateException().isThrownBy(shared::name);

    try (Arena confined = Arena.ofConfined()) {
      DirEntries mine = new DirEntries(confined.allocate(64, 8), 64);
      assertThat(mine.next()).isTrue();
      assertThatThrownBy(CompletableFuture.supplyAsync(mine::type)::join)
          .isInstanceOf(CompletionException.class)
          .hasCauseInstanceOf(WrongThreadException.class);
    }
  }

  @Test
  void addressesFromDeadMemoryAreRefused() {
    MemorySegment closed;
    try (Arena closing = Arena.ofShared()) {
      closed = closing.allocate(16);
    }
    SockAddrBuf address = SockAddrBuf.allocate();

    assertThatIllegalStateException().isThrownBy(() -> address.setInet6(closed, 1, 0, 0));
    for (long size : new long[] {0, 15, 17}) {
      assertThatThrownBy(() -> address.setInet6(arena.allocate(size), 1, 0, 0))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  /** The kernel reads a path up to its NUL: there is one, whatever two threads do to it. */
  @Test
  void aPathThatTwoThreadsChangeHasAnEnd() {
    PathBuf path = new PathBuf();
    StatxBuf result = new StatxBuf();
    AtomicBoolean done = new AtomicBoolean();
    byte[] slashes = new byte[PathBuf.PATH_MAX - 1];
    java.util.Arrays.fill(slashes, (byte) '/');
    CompletableFuture<?> changing =
        CompletableFuture.runAsync(
            () -> {
              Random random = new Random(1);
              while (!done.get()) {
                path.set(slashes, 0, random.nextInt(slashes.length + 1));
              }
            });
    try {
      for (int i = 0; i < 5_000; i++) {
        assertThat(Files.statx(FileConstants.AT_FDCWD, path, 0, 0, result)).isIn(0, -2);
        assertThat(path.toString()).hasSizeLessThan(PathBuf.PATH_MAX);
        path.set(slashes, 0, i % PathBuf.PATH_MAX);
      }
    } finally {
      done.set(true);
    }
    changing.join();
  }

  /** The length that the kernel reads and writes stands in memory that threads share. */
  @Test
  void anAddressThatTwoThreadsChangeStaysWithinItsMemory() {
    try (Owned owned = new Owned()) {
      int fd = owned.socket(NetConstants.AF_INET, NetConstants.SOCK_DGRAM);
      Owned.bindToLoopback(fd, SockAddrBuf.allocate());
      Canary neighbours = Canary.around(arena, 64);
      SockAddrBuf address = SockAddrBuf.allocate(arena);
      Canary others = Canary.around(arena, 64);
      CompletableFuture<?>[] threads =
          IntStream.range(0, 2)
              .mapToObj(
                  i ->
                      CompletableFuture.runAsync(
                          () -> {
                            for (int round = 0; round < 5_000; round++) {
                              address.setInet6(arena.allocate(16), round, 0, 0);
                              assertThat(Net.getsockname(fd, address)).isZero();
                              assertThat(Net.bind(fd, address)).isNegative();
                              assertThat(address.length()).isBetween(0, 128);
                            }
                          }))
              .toArray(CompletableFuture<?>[]::new);
      CompletableFuture.allOf(threads).join();
      neighbours.assertUntouched();
      others.assertUntouched();
      assertThat(address.inet6Bytes()).hasSize(16);
    }
  }

  /** What two threads read into one array of events is one or the other, within its memory. */
  @Test
  void eventsThatTwoThreadsReceiveAreWhole() {
    try (Owned owned = new Owned()) {
      int epoll = owned.add(Polls.epoll_create1(0));
      EpollEvents one = EpollEvents.allocate(1);
      one.set(0, PollConstants.EPOLLOUT, 0x1111_1111_1111_1111L);
      int writable = owned.pipe(0).second();
      assertThat(Polls.epoll_ctl(epoll, PollConstants.EPOLL_CTL_ADD, writable, one)).isZero();
      EpollEvents events = EpollEvents.allocate(4);
      CompletableFuture<?>[] threads =
          IntStream.range(0, 2)
              .mapToObj(
                  i ->
                      CompletableFuture.runAsync(
                          () -> {
                            for (int round = 0; round < 5_000; round++) {
                              assertThat(Polls.epoll_wait(epoll, events, 4, 0)).isEqualTo(1);
                              assertThat(events.data(0)).isEqualTo(0x1111_1111_1111_1111L);
                            }
                          }))
              .toArray(CompletableFuture<?>[]::new);
      CompletableFuture.allOf(threads).join();
      assertThat(events.data(1)).as("nothing else was written").isZero();
    }
  }

  @Test
  void heapSegmentsAreWalkedToo() {
    MemorySegment bytes = MemorySegment.ofArray(new byte[48]);
    bytes.set(JAVA_SHORT_UNALIGNED, RECORD_LENGTH, (short) 24);
    bytes.set(JAVA_BYTE, 19, (byte) 'a');
    DirEntries entries = new DirEntries(bytes, 48);

    assertThat(entries.next()).isTrue();
    assertThat(entries.name()).containsExactly('a');
    assertThat(entries.next()).isTrue();
    assertThat(entries.name()).isEmpty();
    assertThat(entries.next()).isFalse();
  }
}
