package dev.sluice.sys;

import static dev.sluice.sys.FileConstants.AT_FDCWD;
import static dev.sluice.sys.FileConstants.MFD_CLOEXEC;
import static dev.sluice.sys.FileConstants.O_NONBLOCK;
import static dev.sluice.sys.MemoryConstants.MADV_DONTNEED;
import static dev.sluice.sys.MemoryConstants.MADV_NORMAL;
import static dev.sluice.sys.MemoryConstants.MAP_ANONYMOUS;
import static dev.sluice.sys.MemoryConstants.MAP_PRIVATE;
import static dev.sluice.sys.MemoryConstants.MAP_SHARED;
import static dev.sluice.sys.MemoryConstants.MS_SYNC;
import static dev.sluice.sys.MemoryConstants.PROT_READ;
import static dev.sluice.sys.MemoryConstants.PROT_WRITE;
import static dev.sluice.sys.ZeroCopyConstants.SPLICE_F_GIFT;
import static dev.sluice.sys.ZeroCopyConstants.SPLICE_F_NONBLOCK;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.errno.Errno;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntToLongFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Misuse of files, of memory that pipes keep, and of mappings; {@link Use} has the rest. */
@Bounded
class MemorySafetyFileTest {
  private static final int READ_WRITE = PROT_READ | PROT_WRITE;
  private static final int FRESH = MAP_PRIVATE | MAP_ANONYMOUS;
  private static final int SIZE = 4096;

  @AutoClose private final Owned owned = new Owned();
  @AutoClose private final Arena arena = Arena.ofShared();
  private final Mapping mapping = new Mapping();
  private int file;

  @BeforeEach
  void open() {
    file = owned.add(Files.memfd_create(PathBuf.of("file"), MFD_CLOEXEC));
    assertThat(Files.ftruncate(file, SIZE)).isZero();
    assertThat(Memory.mmap(mapping, SIZE, READ_WRITE, FRESH, -1, 0)).isZero();
  }

  @AfterEach
  void unmap() {
    try {
      assertThat(Memory.munmap(mapping)).isZero();
    } catch (IllegalStateException e) {
      assertThat(e).as("a test unmapped it").hasMessage("nothing is mapped");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "-1, 1",
    "0, 65",
    "64, 1",
    "65, 0",
    "1, 64",
    "0, -1",
    "-1, 0",
    "1, 9223372036854775807",
    "-9223372036854775808, 1",
    "4294967296, 1",
    "0, 4294967297"
  })
  void whatLiesOutsideIsRefused(long offset, long length) {
    Canary room = Canary.around(arena, 64);
    MemorySegment target = room.target();

    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> Io.pread(file, target, offset, length, 0));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> Io.pwrite(file, target, offset, length, 0));
    room.assertUntouched();
  }

  @ParameterizedTest
  @CsvSource({"-1, 1", "0, 4097", "4096, 1", "0, -1", "4096, 4096", "4294967296, 1", "1, 4096"})
  void whatLiesOutsideAMappingIsRefused(long offset, long length) {
    int pipe = owned.pipe(O_NONBLOCK).second();

    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> Memory.msync(mapping, offset, length, MS_SYNC));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> Memory.madvise(mapping, offset, length, MADV_DONTNEED));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> ZeroCopy.vmsplice(pipe, mapping, offset, length, 0));
    assertThat(Descriptors.fionread(pipe)).isZero();
  }

  @Test
  void anUnmappedMappingIsRefused() {
    int pipe = owned.pipe(O_NONBLOCK).second();
    assertThat(Memory.munmap(mapping)).isZero();

    for (Mapping none : List.of(mapping, new Mapping())) {
      assertThatIllegalStateException().isThrownBy(() -> Memory.msync(none, 0, 0, MS_SYNC));
      assertThatIllegalStateException().isThrownBy(() -> Memory.madvise(none, 0, 0, MADV_NORMAL));
      assertThatIllegalStateException().isThrownBy(() -> ZeroCopy.vmsplice(pipe, none, 0, 0, 0));
    }
  }

  /**
   * MADV_REMOVE, MADV_MERGEABLE, MADV_UNMERGEABLE, MADV_WIPEONFORK, MADV_KEEPONFORK, MADV_COLLAPSE,
   * MADV_HWPOISON, MADV_SOFT_OFFLINE, MADV_GUARD_INSTALL, MADV_GUARD_REMOVE, and what is nothing.
   */
  @ParameterizedTest
  @ValueSource(
      ints = {
        9,
        12,
        13,
        18,
        19,
        25,
        100,
        101,
        102,
        103,
        5,
        6,
        7,
        24,
        26,
        -1,
        Integer.MIN_VALUE,
        Integer.MAX_VALUE
      })
  void adviceThatDestroysIsRefused(int advice) {
    mapping.segment().fill((byte) 5);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Memory.madvise(mapping, 0, SIZE, advice))
        .withMessageContaining(Integer.toString(advice));
    assertThat(mapping.segment().get(JAVA_BYTE, SIZE - 1)).isEqualTo((byte) 5);
  }

  /** The page would belong to a file, and to the JVM still. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 4, -1})
  void pagesAreNotGivenAway(int flags) {
    int pipe = owned.pipe(O_NONBLOCK).second();
    IoVec parts = IoVec.allocate(Arena.global(), 1).add(Arena.global().allocate(8));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> ZeroCopy.vmsplice(pipe, mapping, 0, SIZE, flags | SPLICE_F_GIFT));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ZeroCopy.vmsplice(pipe, parts, flags | SPLICE_F_GIFT));
    assertThat(Descriptors.fionread(pipe)).isZero();
  }

  /** Freed, it would be handed out again, and the reader of the pipe see what stands there then. */
  @Test
  void memoryThatIsFreedSomeTimeIsNotLeftToAPipe() {
    int pipe = owned.pipe(O_NONBLOCK).second();
    try (Arena confined = Arena.ofConfined()) {
      for (Arena own : List.of(arena, confined, Arena.ofAuto())) {
        IoVec global = IoVec.allocate(own, 1).add(Arena.global().allocate(8));
        IoVec all = IoVec.allocate(own, 1).add(own.allocate(8));

        assertThatIllegalArgumentException().isThrownBy(() -> ZeroCopy.vmsplice(pipe, global, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> ZeroCopy.vmsplice(pipe, all, 0));
      }
    }
    IoVec parts = IoVec.allocate(Arena.global(), 1);
    for (MemorySegment part :
        List.of(
            arena.allocate(8),
            Arena.ofAuto().allocate(8),
            mapping.segment(),
            MemorySegment.ofBuffer(ByteBuffer.allocateDirect(8)))) {
      assertThatIllegalArgumentException().isThrownBy(() -> parts.add(part));
    }
    assertThat(Descriptors.fionread(pipe)).isZero();
  }

  /** The end of the pipe decides: one to read from writes into the memory. */
  @Test
  void readOnlyMemoryIsNotHandedToAPipeThatCouldWriteThere() {
    Owned.Pair pipe = owned.pipe(O_NONBLOCK);
    MemorySegment memory = Arena.global().allocate(8);
    IoVec parts = IoVec.allocate(Arena.global(), 1).add(memory.asReadOnly());
    assertThat(Io.write(pipe.second(), arena.allocate(8).fill((byte) 1))).isEqualTo(8);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> ZeroCopy.vmsplice(pipe.first(), parts, 0));
    assertThat(memory.toArray(JAVA_BYTE)).containsOnly(0);
  }

  @Test
  void aReadOnlyMappingIsNotWrittenByAPipe() {
    Owned.Pair pipe = owned.pipe(O_NONBLOCK);
    Mapping readOnly = new Mapping();
    assertThat(Memory.mmap(readOnly, SIZE, PROT_READ, MAP_SHARED, file, 0)).isZero();
    assertThat(Io.write(pipe.second(), arena.allocate(8).fill((byte) 1))).isEqualTo(8);

    assertThat(ZeroCopy.vmsplice(pipe.first(), readOnly, 0, 8, SPLICE_F_NONBLOCK))
        .isEqualTo(-Errno.EFAULT.number());
    assertThat(readOnly.segment().get(JAVA_BYTE, 0)).isZero();
    assertThat(Memory.munmap(readOnly)).isZero();
  }

  @Test
  void aPipeWritesIntoAMappingAndNowhereElse() {
    Owned.Pair pipe = owned.pipe(O_NONBLOCK);
    assertThat(Io.write(pipe.second(), arena.allocate(100).fill((byte) 1))).isEqualTo(100);

    assertThat(ZeroCopy.vmsplice(pipe.first(), mapping, 7, 20, SPLICE_F_NONBLOCK)).isEqualTo(20);

    byte[] bytes = mapping.segment().toArray(JAVA_BYTE);
    for (int i = 0; i < bytes.length; i++) {
      assertThat(bytes[i]).as("byte %s", i).isEqualTo((byte) (i >= 7 && i < 27 ? 1 : 0));
    }
  }

  /** The pages stay the pipe's alone: neither the end of the mapping nor a new one shows in it. */
  @Test
  void unmappedPagesStayWhatTheyWereInThePipe() {
    Owned.Pair pipe = owned.pipe(O_NONBLOCK);
    MemorySegment room = arena.allocate(SIZE);
    for (int round = 0; round < 200; round++) {
      mapping.segment().fill((byte) 'a');
      assertThat(ZeroCopy.vmsplice(pipe.second(), mapping, 0, SIZE, 0)).isEqualTo(SIZE);
      assertThat(Memory.munmap(mapping)).isZero();
      assertThat(Memory.mmap(mapping, SIZE, READ_WRITE, FRESH, -1, 0)).isZero();
      mapping.segment().fill((byte) 'b');

      assertThat(Io.read(pipe.first(), room)).isEqualTo(SIZE);
      assertThat(room.toArray(JAVA_BYTE)).containsOnly('a');
    }
  }

  @Test
  void aMappingStaysWhileAPipeWaitsForIt() throws InterruptedException {
    Owned.Pair pipe = owned.pipe(0);
    Blocked reading =
        Blocked.start(Numbers.VMSPLICE, () -> ZeroCopy.vmsplice(pipe.first(), mapping, 0, SIZE, 0));

    assertThatIllegalStateException().isThrownBy(() -> Memory.munmap(mapping));
    assertThat(Io.write(pipe.second(), arena.allocate(8).fill((byte) 3))).isEqualTo(8);
    assertThat(reading.result()).isEqualTo(8);
    assertThat(mapping.segment().get(JAVA_BYTE, 7)).isEqualTo((byte) 3);
  }

  @Test
  void vectorsBelongToTheirThreadAndLiveAsLongAsTheirArena() {
    IoVec mine = IoVec.allocate(arena, 1).add(arena.allocate(8));
    IoVec readOnly = IoVec.allocate(arena, 1).add(arena.allocate(8).asReadOnly());
    IoVec dead;
    try (Arena closing = Arena.ofShared()) {
      dead = IoVec.allocate(closing, 1).add(closing.allocate(8));
    }

    assertThatThrownBy(CompletableFuture.supplyAsync(() -> Io.preadv2(file, mine, 0, 0))::join)
        .hasCauseInstanceOf(WrongThreadException.class);
    assertThatThrownBy(CompletableFuture.supplyAsync(() -> Io.pwritev2(file, mine, 0, 0))::join)
        .hasCauseInstanceOf(WrongThreadException.class);
    assertThatIllegalStateException().isThrownBy(() -> Io.preadv2(file, dead, 0, 0));
    assertThatIllegalStateException().isThrownBy(() -> Io.pwritev2(file, dead, 0, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> Io.preadv2(file, readOnly, 0, 0));
    assertThat(Io.pwritev2(file, readOnly, 0, 0)).isEqualTo(8);
  }

  @Test
  void aNulInANameIsRefused() {
    for (String name : List.of("a\0b", "\0", "a\0")) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Files.openat(AT_FDCWD, PathBuf.of(name), 0, 0));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Files.mkfifoat(AT_FDCWD, PathBuf.of(name), 0));
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Files.memfd_create(PathBuf.of(name), 0));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, -2, Integer.MIN_VALUE, Integer.MAX_VALUE, 1 << 20, 0x7fff_0000})
  void numbersThatAreNoDescriptorsAreEbadf(int fd) {
    Canary room = Canary.around(arena, 128);
    MemorySegment target = room.target();
    IoVec parts = IoVec.allocate(arena, 1).add(target);
    IoVec global = IoVec.allocate(Arena.global(), 1).add(Arena.global().allocate(8));
    Owned.Pair pipe = owned.pipe(O_NONBLOCK);
    List<IntToLongFunction> calls =
        List.of(
            bad -> Io.pread(bad, target, 0),
            bad -> Io.pwrite(bad, target, 0),
            bad -> Io.preadv2(bad, parts, 0, 0),
            bad -> Io.pwritev2(bad, parts, 0, 0),
            bad -> ZeroCopy.splice(bad, null, pipe.second(), null, 8, 0),
            bad -> ZeroCopy.splice(pipe.first(), null, bad, null, 8, 0),
            bad -> ZeroCopy.splice(bad, target, pipe.second(), null, 8, 0),
            bad -> ZeroCopy.tee(bad, pipe.second(), 8, 0),
            bad -> ZeroCopy.tee(pipe.first(), bad, 8, 0),
            bad -> ZeroCopy.vmsplice(bad, mapping, 0, 8, 0),
            bad -> ZeroCopy.vmsplice(bad, global, 0),
            bad -> ZeroCopy.copy_file_range(bad, target, file, null, 8, 0),
            bad -> ZeroCopy.copy_file_range(file, null, bad, target, 8, 0),
            bad -> Files.openat(bad, PathBuf.of("relative"), 0, 0),
            bad -> Files.mkfifoat(bad, PathBuf.of("relative"), 0600),
            bad -> Files.ftruncate(bad, 0),
            bad -> Files.fsync(bad),
            bad -> Files.fdatasync(bad),
            Descriptors::dup,
            bad -> Descriptors.dup3(bad, 0, 0),
            bad -> Descriptors.dup3(file, bad, 0),
            Descriptors::fionread);

    for (int i = 0; i < calls.size(); i++) {
      assertThat(calls.get(i).applyAsLong(fd))
          .as("call %s of the list", i)
          .isEqualTo(-Errno.EBADF.number());
    }
    room.assertUntouched();
  }
}
