package dev.sluice.sys;

import static dev.sluice.sys.FileConstants.O_NONBLOCK;
import static dev.sluice.sys.FileConstants.O_RDWR;
import static dev.sluice.sys.MemoryConstants.MAP_ANONYMOUS;
import static dev.sluice.sys.MemoryConstants.MAP_PRIVATE;
import static dev.sluice.sys.MemoryConstants.MAP_SHARED;
import static dev.sluice.sys.MemoryConstants.PROT_EXEC;
import static dev.sluice.sys.MemoryConstants.PROT_READ;
import static dev.sluice.sys.MemoryConstants.PROT_WRITE;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.errno.Errno;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Mapped memory: which can be had, and that it is dead once it is unmapped. */
@Bounded
class MemorySafetyMappingTest {
  private static final int READ_WRITE = PROT_READ | PROT_WRITE;
  private static final int FRESH = MAP_PRIVATE | MAP_ANONYMOUS;
  private static final int SIZE = 4096;

  @TempDir private Path folder;
  @AutoClose private final Owned owned = new Owned();
  @AutoClose private final Arena arena = Arena.ofShared();
  private final Mapping mapping = new Mapping();

  @ParameterizedTest
  @ValueSource(ints = {0, 2, 4, 5, 6, 7, 8, 0x01000001, 0x02000001, -1, Integer.MIN_VALUE})
  void executableAndUnreadablePagesAreRefused(int prot) {
    assertThat(PROT_EXEC).isEqualTo(4);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Memory.mmap(mapping, SIZE, prot, FRESH, -1, 0));
    assertThatIllegalStateException().isThrownBy(mapping::segment);
  }

  /**
   * MAP_FIXED, MAP_32BIT, MAP_GROWSDOWN, MAP_DENYWRITE, MAP_EXECUTABLE, MAP_NONBLOCK, MAP_STACK,
   * MAP_HUGETLB, MAP_SYNC, MAP_FIXED_NOREPLACE, MAP_UNINITIALIZED, and what is nothing.
   */
  @ParameterizedTest
  @ValueSource(
      ints = {
        0x10,
        0x40,
        0x100,
        0x800,
        0x1000,
        0x10000,
        0x20000,
        0x40000,
        0x80000,
        0x100000,
        0x4000000,
        0x40000000,
        Integer.MIN_VALUE
      })
  void flagsThatCouldReplaceAMappingAreRefused(int flag) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Memory.mmap(mapping, SIZE, READ_WRITE, FRESH | flag, -1, 0));
    assertThatIllegalStateException().isThrownBy(mapping::segment);
  }

  @Test
  void impossibleLengthsAndOffsetsAreRefused() {
    for (long length : new long[] {-1, Long.MIN_VALUE, -SIZE}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Memory.mmap(mapping, length, READ_WRITE, FRESH, -1, 0));
    }
    for (long length : new long[] {Long.MAX_VALUE, 1L << 62, 1L << 48, Long.MAX_VALUE - SIZE}) {
      assertThat(Memory.mmap(mapping, length, READ_WRITE, FRESH, -1, 0)).isNegative();
    }
    int fd = owned.file(folder, 0);
    for (long offset : new long[] {-1, 1, Long.MIN_VALUE, Long.MAX_VALUE, -SIZE}) {
      assertThat(Memory.mmap(mapping, SIZE, PROT_READ, MAP_PRIVATE, fd, offset)).isNegative();
    }
    assertThatIllegalStateException().isThrownBy(mapping::segment);
  }

  @ParameterizedTest
  @EnumSource
  void unmappedMemoryIsRefused(Use use) throws IOException {
    Path file = java.nio.file.Files.write(folder.resolve("file"), new byte[8]);
    Use.Fds fds = new Use.Fds(owned, folder, file, arena.allocate(SIZE));
    map();
    MemorySegment memory = mapping.segment();
    MemorySegment part = memory.asSlice(8, 64);
    assertThat(use.on(fds, part)).isGreaterThan(-4096);

    assertThat(Memory.munmap(mapping)).isZero();

    assertThatIllegalStateException().isThrownBy(() -> use.on(fds, memory));
    assertThatIllegalStateException().isThrownBy(() -> use.on(fds, part));
    assertThatIllegalStateException().isThrownBy(() -> memory.fill((byte) 1));
    assertThatIllegalStateException().isThrownBy(() -> part.get(JAVA_BYTE, 0));
    assertThatIllegalStateException().isThrownBy(() -> Memory.munmap(mapping));
  }

  @Test
  void buffersOfUnmappedMemoryAreDeadToo() {
    map();
    ByteBuffer buffer = mapping.segment().asByteBuffer();
    DirEntries entries = new DirEntries(mapping.segment(), SIZE);
    assertThat(entries.next()).isTrue();
    assertThat(Memory.munmap(mapping)).isZero();

    assertThatIllegalStateException().isThrownBy(() -> buffer.get(0));
    assertThatIllegalStateException().isThrownBy(entries::type);
    assertThatIllegalStateException().isThrownBy(entries::name);
    assertThatIllegalStateException().isThrownBy(entries::next);
  }

  @Test
  void aMappingIsNoPartOfAVector() {
    map();
    IoVec parts = IoVec.allocate(arena, 1);

    assertThatIllegalArgumentException().isThrownBy(() -> parts.add(mapping.segment()));
    assertThat(Memory.munmap(mapping)).isZero();
  }

  @Test
  void aReadOnlyMappingIsNeverWritten() throws IOException {
    Path file = java.nio.file.Files.writeString(folder.resolve("file"), "untouched");
    Use.Fds fds = new Use.Fds(owned, folder, file, arena.allocate(SIZE));
    assertThat(Memory.mmap(mapping, 9, PROT_READ, MAP_SHARED, owned.file(file, O_RDWR), 0))
        .isZero();

    for (Use use : Use.values()) {
      if (use.writes) {
        assertThatIllegalArgumentException().isThrownBy(() -> use.on(fds, mapping.segment()));
      }
    }

    assertThat(Canary.text(mapping.segment(), 0, 9)).isEqualTo("untouched");
    assertThat(Memory.munmap(mapping)).isZero();
  }

  /** Pages behind the end of the file: the kernel says EFAULT, the JVM throws. */
  @Test
  void pagesBehindTheEndOfAFileAreNoCrash() throws IOException {
    Path file = java.nio.file.Files.write(folder.resolve("short"), new byte[1]);
    long page = 64 * 1024;
    assertThat(Memory.mmap(mapping, 2 * page, READ_WRITE, MAP_SHARED, owned.file(file, O_RDWR), 0))
        .isZero();
    MemorySegment behind = mapping.segment().asSlice(page, 16);
    Owned.Pair pipe = owned.pipe(O_NONBLOCK);
    Owned.Pair tcp = owned.tcp();

    assertThat(Io.write(pipe.second(), behind)).isEqualTo(-Errno.EFAULT.number());
    assertThat(Messages.send(tcp.first(), behind, 0)).isEqualTo(-Errno.EFAULT.number());
    assertThat(Messages.send(tcp.first(), behind, NetConstants.MSG_DONTWAIT))
        .isEqualTo(-Errno.EFAULT.number());
    assertThat(Io.write(pipe.second(), arena.allocate(8))).isEqualTo(8);
    assertThat(Io.read(pipe.first(), behind)).isEqualTo(-Errno.EFAULT.number());
    assertThatThrownBy(() -> touchForLong(behind)).isInstanceOf(InternalError.class);
    assertThat(Memory.munmap(mapping)).isZero();
  }

  @Test
  void munmapFailsWhileACallUsesTheMemory() throws InterruptedException {
    map();
    MemorySegment memory = mapping.segment();
    Owned.Pair pipe = owned.pipe(0);
    Blocked reading = Blocked.start(Numbers.READ, () -> Io.read(pipe.first(), memory, 0, 8));

    for (int i = 0; i < 10; i++) {
      assertThatIllegalStateException().isThrownBy(() -> Memory.munmap(mapping));
    }

    assertThat(mapping.segment().get(JAVA_BYTE, 0)).as("nothing has changed").isZero();
    assertThat(Io.write(pipe.second(), arena.allocate(8).fill((byte) 3))).isEqualTo(8);
    assertThat(reading.result()).isEqualTo(8);
    assertThat(memory.get(JAVA_BYTE, 7)).isEqualTo((byte) 3);
    assertThat(Memory.munmap(mapping)).isZero();
  }

  /** The memory is mapped anew all the time, so a late use would hit somebody else's. */
  @Test
  void usesThatRaceAgainstMunmapFindItAliveOrDead() throws Exception {
    Owned.Pair pipe = owned.pipe(O_NONBLOCK);
    for (int round = 0; round < 60; round++) {
      map();
      MemorySegment memory = mapping.segment();
      CyclicBarrier start = new CyclicBarrier(4);
      List<CompletableFuture<Integer>> uses = new ArrayList<>();
      uses.add(
          CompletableFuture.supplyAsync(() -> touch(start, memory), Thread::startVirtualThread));
      uses.add(elsewhere(() -> touch(start, memory)));
      uses.add(elsewhere(() -> write(start, pipe, memory)));

      start.await();
      while (!unmapped()) {
        Thread.onSpinWait();
      }
      map();
      mapping.segment().fill((byte) 9);
      uses.forEach(use -> assertThat(use.join()).isNotNegative());
      assertThat(mapping.segment().get(JAVA_BYTE, 0)).isEqualTo((byte) 9);
      assertThat(mapping.segment().get(JAVA_BYTE, SIZE - 1)).isEqualTo((byte) 9);
      assertThat(Memory.munmap(mapping)).isZero();
    }
  }

  @Test
  void onlyOneOfTwoUnmaps() throws Exception {
    for (int round = 0; round < 200; round++) {
      map();
      CyclicBarrier start = new CyclicBarrier(2);
      CompletableFuture<Boolean> other = elsewhere(() -> unmapped(start));
      boolean mine = unmapped(start);

      assertThat(mine ^ other.join()).as("exactly one").isTrue();
      assertThatIllegalStateException().isThrownBy(mapping::segment);
    }
  }

  /** The JVM may throw a little later than at the access. */
  private static void touchForLong(MemorySegment memory) {
    for (int i = 0; i < 100_000; i++) {
      memory.set(JAVA_BYTE, i % memory.byteSize(), (byte) 1);
    }
  }

  private void map() {
    assertThat(Memory.mmap(mapping, SIZE, READ_WRITE, FRESH, -1, 0)).isZero();
  }

  /** False while a use holds it. */
  private boolean unmapped() {
    try {
      return Memory.munmap(mapping) == 0;
    } catch (IllegalStateException e) {
      return false;
    }
  }

  private boolean unmapped(CyclicBarrier start) {
    await(start);
    return unmapped();
  }

  private static int touch(CyclicBarrier start, MemorySegment memory) {
    await(start);
    // Far longer than munmap takes; it ends with the memory.
    for (int i = 0; i < Integer.MAX_VALUE; i++) {
      try {
        memory.set(JAVA_BYTE, i % SIZE, (byte) 1);
      } catch (IllegalStateException e) {
        return i;
      }
    }
    return -1;
  }

  private static int write(CyclicBarrier start, Owned.Pair pipe, MemorySegment memory) {
    await(start);
    try (Arena own = Arena.ofConfined()) {
      MemorySegment room = own.allocate(SIZE);
      for (int i = 0; i < 50_000_000; i++) {
        // Calls without a gap between them would keep the memory mapped for long.
        LockSupport.parkNanos(1_000);
        try {
          Io.write(pipe.second(), memory);
          Io.read(pipe.first(), memory);
          Io.read(pipe.first(), room);
        } catch (IllegalStateException e) {
          return i;
        }
      }
    }
    return -1;
  }

  private static void await(CyclicBarrier start) {
    try {
      start.await();
    } catch (InterruptedException | java.util.concurrent.BrokenBarrierException e) {
      throw new AssertionError(e);
    }
  }

  private static <T> CompletableFuture<T> elsewhere(java.util.function.Supplier<T> task) {
    return CompletableFuture.supplyAsync(task, run -> new Thread(run).start());
  }
}
