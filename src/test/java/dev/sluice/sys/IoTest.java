package dev.sluice.sys;

import static dev.sluice.sys.FileConstants.FD_CLOEXEC;
import static dev.sluice.sys.FileConstants.F_GETFD;
import static dev.sluice.sys.FileConstants.F_GETFL;
import static dev.sluice.sys.FileConstants.O_CLOEXEC;
import static dev.sluice.sys.FileConstants.O_NONBLOCK;
import static dev.sluice.sys.FileConstants.O_RDONLY;
import static dev.sluice.sys.FileConstants.O_RDWR;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.errno.Errno;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Bounded
class IoTest {
  @TempDir private static Path folder;

  @AutoClose private final Owned owned = new Owned();
  @AutoClose private final Arena arena = Arena.ofShared();

  @Test
  void aPipeHasTheFlagsThatWereAskedFor() {
    int[] plain = new int[3];
    int[] flagged = new int[2];
    assertThat(Io.pipe2(plain, 0)).isZero();
    assertThat(Io.pipe2(flagged, O_CLOEXEC | O_NONBLOCK)).isZero();

    for (int i = 0; i < 2; i++) {
      assertThat(Descriptors.fcntl(owned.add(plain[i]), F_GETFD, 0)).isZero();
      assertThat(Descriptors.fcntl(owned.add(flagged[i]), F_GETFD, 0)).isEqualTo(FD_CLOEXEC);
      assertThat(Descriptors.fcntl(flagged[i], F_GETFL, 0) & O_NONBLOCK).isEqualTo(O_NONBLOCK);
    }
    assertThat(plain[2]).as("no third one is written").isZero();
  }

  @Test
  void pipe2SaysWhatIsWrong() {
    int[] ends = {-7, -7};

    assertThat(Io.pipe2(ends, 1)).isEqualTo(-Errno.EINVAL.number());
    assertThat(ends).as("no pipe, no numbers").containsExactly(-7, -7);
    assertThatThrownBy(() -> Io.pipe2(new int[1], 0)).isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> Io.pipe2(new int[0], 0)).isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void bytesGoFromAnOffsetToAnOffset() {
    Owned.Pair pipe = owned.pipe(0);
    Canary room = Canary.around(arena, 16);

    assertThat(Io.write(pipe.second(), Canary.bytes(arena, "..hello.."), 2, 5)).isEqualTo(5);
    assertThat(Io.read(pipe.first(), room.target(), 3, 13)).isEqualTo(5);

    assertThat(Canary.text(room.target(), 3, 5)).isEqualTo("hello");
    room.assertOnly(3, 5);
  }

  @Test
  void theWholeSegmentIsMeantWithoutAnOffset() {
    Owned.Pair pipe = owned.pipe(0);
    MemorySegment room = arena.allocate(4);

    assertThat(Io.write(pipe.second(), Canary.bytes(arena, "abcdef"))).isEqualTo(6);
    assertThat(Io.read(pipe.first(), room)).isEqualTo(4);
    assertThat(Canary.text(room, 0, 4)).isEqualTo("abcd");
    assertThat(Io.read(pipe.first(), room)).isEqualTo(2);
    assertThat(Canary.text(room, 0, 4)).isEqualTo("efcd");
  }

  @Test
  void nothingThereIsWouldBlockAndNoWriterIsZero() {
    Owned.Pair pipe = owned.pipe(O_NONBLOCK);
    MemorySegment room = arena.allocate(4);

    assertThat(Io.read(pipe.first(), room)).isEqualTo(Errno.WOULD_BLOCK);
    owned.close(pipe.second());
    assertThat(Io.read(pipe.first(), room)).isZero();
  }

  @Test
  void aFullPipeTakesAPartThenNothing() {
    Owned.Pair pipe = owned.pipe(O_NONBLOCK);
    int size = Descriptors.fcntl(pipe.first(), FileConstants.F_GETPIPE_SZ, 0);

    assertThat(Io.write(pipe.second(), arena.allocate(size + 4096L))).isEqualTo(size);
    assertThat(Io.write(pipe.second(), arena.allocate(1))).isEqualTo(Errno.WOULD_BLOCK);
  }

  @Test
  void readWaitsForBytes() {
    Owned.Pair pipe = owned.pipe(0);
    MemorySegment room = Arena.ofAuto().allocate(4);

    CompletableFuture<Long> read = CompletableFuture.supplyAsync(() -> Io.read(pipe.first(), room));
    assertThat(Io.write(pipe.second(), arena.allocate(3))).isEqualTo(3);

    assertThat(read.join()).isEqualTo(3);
  }

  @Test
  void readAndWriteSayWhatIsWrong() {
    Owned.Pair pipe = owned.pipe(0);
    MemorySegment one = arena.allocate(1);
    int closed = owned.closedOne();

    assertThat(Io.read(closed, one)).isEqualTo(-Errno.EBADF.number());
    assertThat(Io.write(closed, one)).isEqualTo(-Errno.EBADF.number());
    assertThat(Io.read(pipe.second(), one)).isEqualTo(-Errno.EBADF.number());
    assertThat(Io.write(pipe.first(), one)).isEqualTo(-Errno.EBADF.number());
    assertThat(Io.read(owned.file(folder, O_RDONLY), one)).isEqualTo(-Errno.EISDIR.number());
    owned.close(pipe.first());
    assertThat(Io.write(pipe.second(), one)).isEqualTo(-Errno.EPIPE.number());
  }

  @Test
  void aFileIsReadAtItsPosition() throws IOException {
    int fd = file("position", "0123456789");
    MemorySegment room = arena.allocate(6);

    assertThat(Io.read(fd, room)).isEqualTo(6);
    assertThat(Io.read(fd, room)).isEqualTo(4);
    assertThat(Canary.text(room, 0, 6)).isEqualTo("678945");
    assertThat(Io.read(fd, room)).as("the end of the file").isZero();
  }

  @Test
  void partsAreWrittenAndReadInOrder() {
    Owned.Pair pipe = owned.pipe(0);
    Canary first = Canary.around(arena, 3);
    Canary second = Canary.around(arena, 8);
    IoVec out =
        IoVec.allocate(arena, 3)
            .add(Canary.bytes(arena, "ab"))
            .add(MemorySegment.NULL)
            .add(Canary.bytes(arena, "cdefg"));
    IoVec in = IoVec.allocate(arena, 1024).add(first.target()).add(second.target());

    assertThat(out.count()).isEqualTo(3);
    assertThat(out.byteCount()).isEqualTo(7);
    assertThat(Io.writev(pipe.second(), out)).isEqualTo(7);
    assertThat(Io.readv(pipe.first(), in)).isEqualTo(7);

    assertThat(Canary.text(first.target(), 0, 3)).isEqualTo("abc");
    assertThat(Canary.text(second.target(), 0, 4)).isEqualTo("defg");
    first.assertIntactAround();
    second.assertOnly(0, 4);
  }

  @Test
  void aVectorWithoutPartsMovesNothing() {
    Owned.Pair pipe = owned.pipe(O_NONBLOCK);
    IoVec parts = IoVec.allocate(arena, 2).add(arena.allocate(2));
    parts.clear();

    assertThat(parts.count()).isZero();
    assertThat(parts.byteCount()).isZero();
    assertThat(Io.writev(pipe.second(), parts)).isZero();
    assertThat(Io.readv(pipe.first(), parts)).isZero();
  }

  @Test
  void vectorsOfAnyLegalCapacity() {
    assertThatIllegalArgumentException().isThrownBy(() -> IoVec.allocate(arena, 0));
    assertThatIllegalArgumentException().isThrownBy(() -> IoVec.allocate(arena, -1));
    assertThatIllegalArgumentException().isThrownBy(() -> IoVec.allocate(arena, 1025));

    IoVec most = IoVec.allocate(arena, 1024);
    MemorySegment two = arena.allocate(2);
    for (int i = 0; i < 1024; i++) {
      most.add(two);
    }
    assertThatThrownBy(() -> most.add(two)).isInstanceOf(IllegalStateException.class);
    assertThat(Io.writev(owned.pipe(0).second(), most)).isEqualTo(2048);
  }

  @Test
  void readvAndWritevSayWhatIsWrong() {
    Owned.Pair pipe = owned.pipe(O_NONBLOCK);
    IoVec parts = IoVec.allocate(arena, 1).add(arena.allocate(1));

    assertThat(Io.readv(pipe.first(), parts)).isEqualTo(Errno.WOULD_BLOCK);
    assertThat(Io.readv(pipe.second(), parts)).isEqualTo(-Errno.EBADF.number());
    assertThat(Io.writev(owned.closedOne(), parts)).isEqualTo(-Errno.EBADF.number());
    owned.close(pipe.first());
    assertThat(Io.writev(pipe.second(), parts)).isEqualTo(-Errno.EPIPE.number());
  }

  @Test
  void sendfileMovesTheOffsetAndNotTheFile() throws IOException {
    int fd = file("offset", "0123456789");
    Owned.Pair pipe = owned.pipe(0);
    Canary offset = Canary.around(arena, 8);
    offset.target().set(JAVA_LONG, 0, 4);
    MemorySegment room = arena.allocate(16);

    assertThat(ZeroCopy.sendfile(pipe.second(), fd, offset.target(), 3)).isEqualTo(3);
    assertThat(offset.target().get(JAVA_LONG, 0)).isEqualTo(7);
    assertThat(ZeroCopy.sendfile(pipe.second(), fd, offset.target(), 100)).isEqualTo(3);
    assertThat(offset.target().get(JAVA_LONG, 0)).isEqualTo(10);
    offset.assertIntactAround();

    assertThat(Io.read(pipe.first(), room)).isEqualTo(6);
    assertThat(Canary.text(room, 0, 6)).isEqualTo("456789");
    assertThat(Io.read(fd, room)).as("from the start").isEqualTo(10);
  }

  @Test
  void sendfileWithoutAnOffsetMovesTheFile() throws IOException {
    int fd = file("no-offset", "0123456789");
    Owned.Pair ends = owned.tcp();
    MemorySegment room = arena.allocate(16);

    assertThat(ZeroCopy.sendfile(ends.first(), fd, null, 4)).isEqualTo(4);
    assertThat(ZeroCopy.sendfile(ends.first(), fd, null, 100)).isEqualTo(6);
    assertThat(ZeroCopy.sendfile(ends.first(), fd, null, 100)).as("the end of the file").isZero();

    assertThat(Messages.recv(ends.second(), room, 0, 10, NetConstants.MSG_WAITALL)).isEqualTo(10);
    assertThat(Canary.text(room, 0, 10)).isEqualTo("0123456789");
  }

  @Test
  void sendfileBeyondTheEndIsZero() throws IOException {
    int fd = file("beyond", "0123456789");
    int out = owned.pipe(O_NONBLOCK).second();
    MemorySegment offset = arena.allocate(JAVA_LONG);

    for (long at : new long[] {10, 11, 1L << 40}) {
      offset.set(JAVA_LONG, 0, at);
      assertThat(ZeroCopy.sendfile(out, fd, offset, 5)).as("offset %s", at).isZero();
      assertThat(offset.get(JAVA_LONG, 0)).isEqualTo(at);
    }
  }

  @Test
  void sendfileSaysWhatIsWrong() throws IOException {
    int fd = file("wrong", "0123456789");
    Owned.Pair pipe = owned.pipe(O_NONBLOCK);
    MemorySegment offset = arena.allocate(JAVA_LONG);

    offset.set(JAVA_LONG, 0, -1);
    assertThat(ZeroCopy.sendfile(pipe.second(), fd, offset, 5)).isEqualTo(-Errno.EINVAL.number());
    assertThat(ZeroCopy.sendfile(pipe.second(), fd, null, -1)).isEqualTo(-Errno.EINVAL.number());
    assertThat(ZeroCopy.sendfile(pipe.second(), owned.add(Polls.epoll_create1(0)), null, 5))
        .isEqualTo(-Errno.EINVAL.number());
    assertThat(ZeroCopy.sendfile(pipe.second(), owned.closedOne(), null, 5))
        .isEqualTo(-Errno.EBADF.number());
    assertThat(ZeroCopy.sendfile(owned.closedOne(), fd, null, 5)).isEqualTo(-Errno.EBADF.number());
    int size = Descriptors.fcntl(pipe.first(), FileConstants.F_GETPIPE_SZ, 0);
    assertThat(Io.write(pipe.second(), arena.allocate(size))).isEqualTo(size);
    assertThat(ZeroCopy.sendfile(pipe.second(), fd, null, 5)).isEqualTo(Errno.WOULD_BLOCK);
  }

  private int file(String name, String contents) throws IOException {
    Path path = folder.resolve(name);
    java.nio.file.Files.writeString(path, contents, StandardCharsets.US_ASCII);
    return owned.file(path, O_RDWR);
  }
}
