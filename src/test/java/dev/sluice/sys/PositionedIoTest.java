package dev.sluice.sys;

import static dev.sluice.sys.FileConstants.MFD_CLOEXEC;
import static dev.sluice.sys.FileConstants.O_APPEND;
import static dev.sluice.sys.FileConstants.O_CREAT;
import static dev.sluice.sys.FileConstants.O_NONBLOCK;
import static dev.sluice.sys.FileConstants.O_RDONLY;
import static dev.sluice.sys.FileConstants.O_RDWR;
import static dev.sluice.sys.FileConstants.O_WRONLY;
import static dev.sluice.sys.FileConstants.RWF_APPEND;
import static dev.sluice.sys.FileConstants.RWF_DSYNC;
import static dev.sluice.sys.FileConstants.RWF_NOWAIT;
import static dev.sluice.sys.FileConstants.RWF_SYNC;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.errno.Errno;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Reading and writing at places of a file; what a full disk says stands in {@link FullDiskTest}.
 */
@Bounded
class PositionedIoTest {
  private static final long FAR = (5L << 30) + 3;

  @TempDir private Path folder;
  @AutoClose private final Owned owned = new Owned();
  @AutoClose private final Arena arena = Arena.ofShared();

  @Test
  void theFileStaysWhereItStands() {
    int fd = file("0123456789");
    Canary room = Canary.around(arena, 16);

    assertThat(Io.pread(fd, room.target(), 2, 3, 4)).isEqualTo(3);
    assertThat(Canary.text(room.target(), 2, 3)).isEqualTo("456");
    room.assertOnly(2, 3);
    assertThat(Io.pwrite(fd, Canary.bytes(arena, "..xy.."), 2, 2, 8)).isEqualTo(2);

    MemorySegment all = arena.allocate(16);
    assertThat(Io.read(fd, all)).as("from the start").isEqualTo(10);
    assertThat(Canary.text(all, 0, 10)).isEqualTo("01234567xy");
  }

  @Test
  void theEndOfTheFileIsZero() {
    int fd = file("0123456789");
    MemorySegment room = arena.allocate(8);

    assertThat(Io.pread(fd, room, 6)).isEqualTo(4);
    for (long at : new long[] {10, 11, 1L << 40, Long.MAX_VALUE - 8}) {
      assertThat(Io.pread(fd, room, at)).as("position %s", at).isZero();
    }
    assertThat(Io.pread(fd, room, 0, 0, 3)).as("nothing was asked for").isZero();
  }

  @Test
  void placesBeyondFourGigabytesAreReached() {
    int fd = owned.add(openAt("sparse", O_RDWR | O_CREAT));
    MemorySegment room = arena.allocate(8);
    IoVec parts = IoVec.allocate(arena, 2).add(room.asSlice(0, 3)).add(room.asSlice(3, 5));

    assertThat(Io.pwrite(fd, Canary.bytes(arena, "far"), FAR)).isEqualTo(3);
    assertThat(size(fd)).isEqualTo(FAR + 3);
    assertThat(Io.pread(fd, room, FAR - 1)).isEqualTo(4);
    assertThat(Canary.text(room, 0, 4)).isEqualTo("\0far");
    assertThat(Io.pread(fd, room, FAR & 0xffff_ffffL)).as("a hole there").isEqualTo(8);
    assertThat(Canary.text(room, 0, 8)).isEqualTo("\0".repeat(8));

    MemorySegment.copy(Canary.bytes(arena, "farther."), 0, room, 0, 8);
    assertThat(Io.pwritev2(fd, parts, FAR + 3, 0)).isEqualTo(8);
    assertThat(size(fd)).isEqualTo(FAR + 11);
    room.fill((byte) 0);
    assertThat(Io.preadv2(fd, parts, FAR + 3, 0)).isEqualTo(8);
    assertThat(Canary.text(room, 0, 8)).isEqualTo("farther.");
  }

  @Test
  void preadAndPwriteSayWhatIsWrong() {
    int fd = file("0123456789");
    Owned.Pair pipe = owned.pipe(O_NONBLOCK);
    MemorySegment room = arena.allocate(8);

    assertThat(Io.pread(fd, room, -1)).isEqualTo(-Errno.EINVAL.number());
    assertThat(Io.pwrite(fd, room, -1)).isEqualTo(-Errno.EINVAL.number());
    assertThat(Io.pwrite(fd, room, Long.MAX_VALUE - 4)).isNegative();
    assertThat(Io.pread(pipe.first(), room, 0)).isEqualTo(-Errno.ESPIPE.number());
    assertThat(Io.pwrite(pipe.second(), room, 0)).isEqualTo(-Errno.ESPIPE.number());
    assertThat(Io.pread(owned.closedOne(), room, 0)).isEqualTo(-Errno.EBADF.number());
    assertThat(Io.pread(owned.file(folder, O_RDONLY), room, 0)).isEqualTo(-Errno.EISDIR.number());
    int readOnly = owned.add(openAt("read-only", O_RDONLY | O_CREAT));
    assertThat(Io.pwrite(readOnly, room, 0)).isEqualTo(-Errno.EBADF.number());
  }

  @Test
  void heapSegmentsAreRefused() {
    int fd = file("0123456789");
    MemorySegment heap = MemorySegment.ofArray(new byte[4]);

    assertThatIllegalArgumentException().isThrownBy(() -> Io.pread(fd, heap, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> Io.pwrite(fd, heap, 0));
  }

  @Test
  void aFileThatAppendsDoesSoWhereverOneWrites() {
    int fd = owned.add(openAt("appends", O_RDWR | O_CREAT | O_APPEND));
    assertThat(Io.pwrite(fd, Canary.bytes(arena, "abc"), 0)).isEqualTo(3);
    assertThat(Io.pwrite(fd, Canary.bytes(arena, "def"), 0)).isEqualTo(3);

    assertThat(folder.resolve("appends")).hasContent("abcdef");
  }

  @Test
  void oneWriteAppends() {
    int fd = owned.add(openAt("once", O_RDWR | O_CREAT));
    IoVec parts = IoVec.allocate(arena, 2);
    parts.add(Canary.bytes(arena, "ab")).add(Canary.bytes(arena, "c"));

    assertThat(Io.pwritev2(fd, parts, 0, 0)).isEqualTo(3);
    assertThat(Io.pwritev2(fd, parts, 0, RWF_APPEND)).isEqualTo(3);
    assertThat(Io.pwritev2(fd, parts, 1, RWF_DSYNC)).isEqualTo(3);
    assertThat(Io.pwritev2(fd, parts, 6, RWF_SYNC)).isEqualTo(3);

    assertThat(folder.resolve("once")).hasContent("aabcbcabc");
  }

  @Test
  void withoutAPositionTheFileMoves() {
    int fd = file("0123456789");
    Owned.Pair pipe = owned.pipe(O_NONBLOCK);
    MemorySegment room = arena.allocate(4);
    IoVec parts = IoVec.allocate(arena, 1).add(room);

    assertThat(Io.preadv2(fd, parts, -1, 0)).isEqualTo(4);
    assertThat(Io.preadv2(fd, parts, -1, 0)).isEqualTo(4);
    assertThat(Canary.text(room, 0, 4)).isEqualTo("4567");
    assertThat(Io.preadv2(fd, parts, -1, 0)).isEqualTo(2);
    assertThat(Io.pwritev2(pipe.second(), parts, -1, 0)).isEqualTo(4);
    assertThat(Io.preadv2(pipe.first(), parts, -1, 0)).isEqualTo(4);
    assertThat(Canary.text(room, 0, 4)).isEqualTo("8967");
  }

  /** Not O_NONBLOCK: the flag alone keeps the call from waiting. */
  @Test
  void nowaitDoesNotWait() {
    Owned.Pair pipe = owned.pipe(0);
    IoVec parts = IoVec.allocate(arena, 1).add(arena.allocate(4));

    assertThat(Io.preadv2(pipe.first(), parts, -1, RWF_NOWAIT)).isEqualTo(Errno.WOULD_BLOCK);
    assertThat(Io.pwritev2(pipe.second(), parts, -1, RWF_NOWAIT)).isEqualTo(4);
    assertThat(Io.preadv2(pipe.first(), parts, -1, RWF_NOWAIT)).isEqualTo(4);
  }

  @Test
  void preadv2AndPwritev2SayWhatIsWrong() {
    int fd = file("0123456789");
    Owned.Pair pipe = owned.pipe(O_NONBLOCK);
    IoVec parts = IoVec.allocate(arena, 1).add(arena.allocate(4));

    assertThat(Io.preadv2(fd, parts, 0, 1 << 30)).isEqualTo(-Errno.EOPNOTSUPP.number());
    assertThat(Io.pwritev2(fd, parts, 0, 1 << 30)).isEqualTo(-Errno.EOPNOTSUPP.number());
    assertThat(Io.preadv2(fd, parts, -2, 0)).isEqualTo(-Errno.EINVAL.number());
    assertThat(Io.pwritev2(fd, parts, -2, 0)).isEqualTo(-Errno.EINVAL.number());
    assertThat(Io.preadv2(pipe.first(), parts, 0, 0)).isEqualTo(-Errno.ESPIPE.number());
    assertThat(Io.pwritev2(pipe.second(), parts, 0, 0)).isEqualTo(-Errno.ESPIPE.number());
    assertThat(Io.preadv2(owned.closedOne(), parts, 0, 0)).isEqualTo(-Errno.EBADF.number());
    int writeOnly = owned.add(openAt("write-only", O_WRONLY | O_CREAT));
    assertThat(Io.preadv2(writeOnly, parts, 0, 0)).isEqualTo(-Errno.EBADF.number());
  }

  private int file(String contents) {
    int fd = owned.add(Files.memfd_create(PathBuf.of("file"), MFD_CLOEXEC));
    assertThat(Io.pwrite(fd, Canary.bytes(arena, contents), 0)).isEqualTo(contents.length());
    return fd;
  }

  private int openAt(String name, int flags) {
    String path = folder.resolve(name).toString();
    return Files.openat(
        FileConstants.AT_FDCWD, PathBuf.of(path), flags | FileConstants.O_CLOEXEC, 0600);
  }

  private static long size(int fd) {
    StatxBuf stat = new StatxBuf();
    assertThat(
            Files.statx(
                fd, PathBuf.of(""), FileConstants.AT_EMPTY_PATH, FileConstants.STATX_SIZE, stat))
        .isZero();
    return stat.size();
  }
}
