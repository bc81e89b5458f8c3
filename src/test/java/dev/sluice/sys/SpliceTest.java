package dev.sluice.sys;

import static dev.sluice.sys.FileConstants.F_GETPIPE_SZ;
import static dev.sluice.sys.FileConstants.MFD_CLOEXEC;
import static dev.sluice.sys.FileConstants.O_APPEND;
import static dev.sluice.sys.FileConstants.O_CREAT;
import static dev.sluice.sys.FileConstants.O_NONBLOCK;
import static dev.sluice.sys.FileConstants.O_RDWR;
import static dev.sluice.sys.ZeroCopyConstants.SPLICE_F_NONBLOCK;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.errno.Errno;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Moving bytes within the kernel, and out of memory; sendfile stands in {@link IoTest}. */
@Bounded
class SpliceTest {
  private static final long FAR = (5L << 30) + 3;

  @TempDir private Path folder;
  @AutoClose private final Owned owned = new Owned();
  @AutoClose private final Arena arena = Arena.ofShared();

  @Test
  void bytesGoFromSocketToSocketThroughAPipe() {
    Owned.Pair from = owned.tcp();
    Owned.Pair to = owned.tcp();
    Owned.Pair pipe = owned.pipe(O_NONBLOCK);
    assertThat(Messages.send(from.first(), Canary.bytes(arena, "hello"), 0)).isEqualTo(5);

    assertThat(splice(from.second(), pipe.second(), 100)).isEqualTo(5);
    assertThat(splice(pipe.first(), to.first(), 100)).isEqualTo(5);

    MemorySegment room = arena.allocate(8);
    assertThat(Messages.recv(to.second(), room, 0, 5, NetConstants.MSG_WAITALL)).isEqualTo(5);
    assertThat(Canary.text(room, 0, 5)).isEqualTo("hello");
  }

  @Test
  void theEndOfASocketIsZero() {
    Owned.Pair from = owned.tcp();
    Owned.Pair pipe = owned.pipe(O_NONBLOCK);
    assertThat(Net.shutdown(from.first(), NetConstants.SHUT_WR)).isZero();

    assertThat(splice(from.second(), pipe.second(), 100)).isZero();
    assertThat(splice(pipe.first(), from.second(), 100))
        .as("an empty pipe that can still be written to")
        .isEqualTo(Errno.WOULD_BLOCK);
    owned.close(pipe.second());
    assertThat(splice(pipe.first(), from.second(), 100)).isZero();
  }

  /** The same errno for both: what the pipe holds tells them apart. */
  @Test
  void wouldBlockIsAnEmptySourceOrAFullPipe() {
    Owned.Pair from = owned.tcp();
    Owned.Pair pipe = owned.pipe(O_NONBLOCK);
    assertThat(Descriptors.fcntl(from.second(), FileConstants.F_SETFL, O_NONBLOCK)).isZero();

    assertThat(splice(from.second(), pipe.second(), 100)).isEqualTo(Errno.WOULD_BLOCK);
    assertThat(Descriptors.fionread(pipe.first())).as("the source is empty").isZero();

    int size = Descriptors.fcntl(pipe.first(), F_GETPIPE_SZ, 0);
    assertThat(Io.write(pipe.second(), arena.allocate(size))).isEqualTo(size);
    assertThat(Messages.send(from.first(), Canary.bytes(arena, "tail"), 0)).isEqualTo(4);
    assertThat(splice(from.second(), pipe.second(), 100)).isEqualTo(Errno.WOULD_BLOCK);
    assertThat(Descriptors.fionread(pipe.first())).as("the pipe is full").isEqualTo(size);

    assertThat(Io.read(pipe.first(), arena.allocate(size))).isEqualTo(size);
    MemorySegment room = arena.allocate(8);
    awaitReadable(from.second());
    assertThat(splice(from.second(), pipe.second(), 100)).as("still readable").isEqualTo(4);
    assertThat(Io.read(pipe.first(), room)).isEqualTo(4);
    assertThat(Canary.text(room, 0, 4)).isEqualTo("tail");
  }

  @Test
  void placesInFilesAreMovedOn() {
    int in = file("0123456789");
    int out = file("..........");
    Owned.Pair pipe = owned.pipe(O_NONBLOCK);
    Canary from = Canary.around(arena, 8);
    Canary to = Canary.around(arena, 8);
    from.target().set(JAVA_LONG, 0, 4);
    to.target().set(JAVA_LONG, 0, 1);

    assertThat(ZeroCopy.splice(in, from.target(), pipe.second(), null, 3, 0)).isEqualTo(3);
    assertThat(from.target().get(JAVA_LONG, 0)).isEqualTo(7);
    assertThat(ZeroCopy.splice(pipe.first(), null, out, to.target(), 100, 0)).isEqualTo(3);
    assertThat(to.target().get(JAVA_LONG, 0)).isEqualTo(4);
    from.assertIntactAround();
    to.assertIntactAround();

    assertThat(contents(out)).isEqualTo(".456......");
    from.target().set(JAVA_LONG, 0, 10);
    assertThat(ZeroCopy.splice(in, from.target(), pipe.second(), null, 3, 0))
        .as("the end of the file")
        .isZero();
  }

  @Test
  void placesBeyondFourGigabytesAreReached() {
    int in = sparse("in");
    int out = sparse("out");
    int copy = sparse("copy");
    assertThat(Io.pwrite(in, Canary.bytes(arena, "far"), FAR)).isEqualTo(3);
    Owned.Pair pipe = owned.pipe(O_NONBLOCK);

    assertThat(ZeroCopy.splice(in, at(FAR), pipe.second(), null, 8, 0)).isEqualTo(3);
    assertThat(ZeroCopy.splice(pipe.first(), null, out, at(FAR + 1), 8, 0)).isEqualTo(3);
    assertThat(ZeroCopy.copy_file_range(out, at(FAR + 1), copy, at(FAR + 2), 3, 0)).isEqualTo(3);
    assertThat(ZeroCopy.sendfile(pipe.second(), copy, at(FAR + 2), 8)).isEqualTo(3);

    MemorySegment room = arena.allocate(8);
    assertThat(Io.read(pipe.first(), room)).isEqualTo(3);
    assertThat(Canary.text(room, 0, 3)).isEqualTo("far");
  }

  @Test
  void spliceSaysWhatIsWrong() {
    Owned.Pair pipe = owned.pipe(O_NONBLOCK);
    Owned.Pair tcp = owned.tcp();
    int file = file("0123456789");
    assertThat(Io.write(pipe.second(), arena.allocate(8))).isEqualTo(8);

    assertThat(splice(file, tcp.first(), 8)).as("no pipe").isEqualTo(-Errno.EINVAL.number());
    assertThat(splice(pipe.first(), pipe.second(), 8)).isEqualTo(-Errno.EINVAL.number());
    assertThat(ZeroCopy.splice(pipe.first(), at(0), file, null, 8, 0))
        .isEqualTo(-Errno.ESPIPE.number());
    assertThat(ZeroCopy.splice(pipe.first(), null, tcp.first(), at(0), 8, 0)).isNegative();
    assertThat(ZeroCopy.splice(pipe.first(), null, file, null, 8, 1 << 30))
        .isEqualTo(-Errno.EINVAL.number());
    assertThat(splice(pipe.second(), file, 8)).isEqualTo(-Errno.EBADF.number());
    assertThat(splice(owned.closedOne(), pipe.second(), 8)).isEqualTo(-Errno.EBADF.number());
    int appends = open("appends", O_RDWR | O_CREAT | O_APPEND);
    assertThat(splice(pipe.first(), appends, 8)).isEqualTo(-Errno.EINVAL.number());
    owned.close(pipe.first());
    assertThat(splice(file, pipe.second(), 8)).isEqualTo(-Errno.EPIPE.number());
  }

  @Test
  void teeLeavesTheBytesWhereTheyAre() {
    Owned.Pair one = owned.pipe(O_NONBLOCK);
    Owned.Pair other = owned.pipe(O_NONBLOCK);
    assertThat(Io.write(one.second(), Canary.bytes(arena, "hello"))).isEqualTo(5);

    assertThat(ZeroCopy.tee(one.first(), other.second(), 3, 0)).isEqualTo(3);
    assertThat(ZeroCopy.tee(one.first(), other.second(), 100, 0))
        .as("from the first byte again")
        .isEqualTo(5);

    MemorySegment room = arena.allocate(16);
    assertThat(Io.read(one.first(), room)).isEqualTo(5);
    assertThat(Canary.text(room, 0, 5)).isEqualTo("hello");
    assertThat(Io.read(other.first(), room)).isEqualTo(8);
    assertThat(Canary.text(room, 0, 8)).isEqualTo("helhello");
  }

  @Test
  void teeSaysWhatIsWrong() {
    Owned.Pair one = owned.pipe(O_NONBLOCK);
    Owned.Pair other = owned.pipe(0);

    assertThat(ZeroCopy.tee(one.first(), other.second(), 8, SPLICE_F_NONBLOCK))
        .isEqualTo(Errno.WOULD_BLOCK);
    assertThat(ZeroCopy.tee(one.first(), one.second(), 8, 0)).isEqualTo(-Errno.EINVAL.number());
    assertThat(ZeroCopy.tee(file("x"), other.second(), 8, 0)).isEqualTo(-Errno.EINVAL.number());
    assertThat(ZeroCopy.tee(one.second(), other.second(), 8, 0)).isEqualTo(-Errno.EBADF.number());
    assertThat(ZeroCopy.tee(one.first(), other.second(), 8, 1 << 30))
        .isEqualTo(-Errno.EINVAL.number());
    assertThat(Io.write(one.second(), arena.allocate(8))).isEqualTo(8);
    int size = Descriptors.fcntl(other.first(), F_GETPIPE_SZ, 0);
    assertThat(Io.write(other.second(), arena.allocate(size))).isEqualTo(size);
    assertThat(ZeroCopy.tee(one.first(), other.second(), 8, SPLICE_F_NONBLOCK))
        .as("the second is full")
        .isEqualTo(Errno.WOULD_BLOCK);
    owned.close(one.second());
    assertThat(Io.read(one.first(), arena.allocate(8))).isEqualTo(8);
    assertThat(ZeroCopy.tee(one.first(), owned.pipe(0).second(), 8, 0)).isZero();
  }

  @Test
  void filesAreCopiedFromPlaceToPlace() {
    int in = file("0123456789");
    int out = file("..........");

    MemorySegment from = at(2);
    MemorySegment to = at(5);
    assertThat(ZeroCopy.copy_file_range(in, from, out, to, 3, 0)).isEqualTo(3);
    assertThat(from.get(JAVA_LONG, 0)).isEqualTo(5);
    assertThat(to.get(JAVA_LONG, 0)).isEqualTo(8);
    assertThat(ZeroCopy.copy_file_range(in, null, out, null, 2, 0)).isEqualTo(2);
    assertThat(ZeroCopy.copy_file_range(in, null, out, null, 1, 0)).isEqualTo(1);
    assertThat(contents(out)).isEqualTo("012..234..");
    assertThat(ZeroCopy.copy_file_range(in, at(10), out, at(0), 3, 0)).as("the end").isZero();
  }

  @Test
  void copyFileRangeSaysWhatIsWrong() {
    int file = file("0123456789");
    Owned.Pair pipe = owned.pipe(O_NONBLOCK);
    int appends = open("appends", O_RDWR | O_CREAT | O_APPEND);
    int same = open("same", O_RDWR | O_CREAT);

    assertThat(ZeroCopy.copy_file_range(file, at(0), file, at(4), 8, 0))
        .as("the ranges overlap")
        .isEqualTo(-Errno.EINVAL.number());
    assertThat(ZeroCopy.copy_file_range(pipe.first(), null, file, null, 8, 0))
        .isEqualTo(-Errno.EINVAL.number());
    assertThat(ZeroCopy.copy_file_range(same, null, appends, null, 8, 0))
        .isEqualTo(-Errno.EBADF.number());
    assertThat(ZeroCopy.copy_file_range(file, null, file, null, 8, 1))
        .isEqualTo(-Errno.EINVAL.number());
  }

  /** The pages themselves are in the pipe. */
  @Test
  void memoryInAPipeIsNoCopy() {
    Owned.Pair pipe = owned.pipe(O_NONBLOCK);
    MemorySegment memory = Arena.global().allocate(8);
    MemorySegment.copy(Canary.bytes(arena, "01234567"), 0, memory, 0, 8);
    IoVec parts = IoVec.allocate(Arena.global(), 2);
    parts.add(memory.asSlice(0, 2)).add(memory.asSlice(4, 3));

    assertThat(ZeroCopy.vmsplice(pipe.second(), parts, SPLICE_F_NONBLOCK)).isEqualTo(5);
    memory.set(java.lang.foreign.ValueLayout.JAVA_BYTE, 5, (byte) 'X');

    MemorySegment room = arena.allocate(8);
    assertThat(Io.read(pipe.first(), room)).isEqualTo(5);
    assertThat(Canary.text(room, 0, 5)).isEqualTo("014X6");
  }

  @Test
  void vmspliceSaysWhatIsWrong() {
    Owned.Pair pipe = owned.pipe(0);
    IoVec parts = IoVec.allocate(Arena.global(), 1).add(Arena.global().allocate(8));

    assertThat(ZeroCopy.vmsplice(pipe.first(), parts, SPLICE_F_NONBLOCK))
        .isEqualTo(Errno.WOULD_BLOCK);
    assertThat(ZeroCopy.vmsplice(file("x"), parts, 0)).isEqualTo(-Errno.EBADF.number());
    assertThat(ZeroCopy.vmsplice(pipe.second(), parts, 1 << 30)).isEqualTo(-Errno.EINVAL.number());
    int size = Descriptors.fcntl(pipe.first(), F_GETPIPE_SZ, 0);
    assertThat(Io.write(pipe.second(), arena.allocate(size))).isEqualTo(size);
    assertThat(ZeroCopy.vmsplice(pipe.second(), parts, SPLICE_F_NONBLOCK))
        .isEqualTo(Errno.WOULD_BLOCK);
    owned.close(pipe.first());
    assertThat(ZeroCopy.vmsplice(pipe.second(), parts, 0)).isEqualTo(-Errno.EPIPE.number());
  }

  private static long splice(int in, int out, long count) {
    return ZeroCopy.splice(in, null, out, null, count, SPLICE_F_NONBLOCK);
  }

  private MemorySegment at(long position) {
    MemorySegment offset = arena.allocate(JAVA_LONG);
    offset.set(JAVA_LONG, 0, position);
    return offset;
  }

  private void awaitReadable(int fd) {
    int epoll = owned.add(Polls.epoll_create1(0));
    EpollEvents events = EpollEvents.allocate(1);
    events.set(0, PollConstants.EPOLLIN, 0);
    assertThat(Polls.epoll_ctl(epoll, PollConstants.EPOLL_CTL_ADD, fd, events)).isZero();
    assertThat(Polls.epoll_wait(epoll, events, 1, 30_000)).isEqualTo(1);
  }

  private int file(String contents) {
    int fd = owned.add(Files.memfd_create(PathBuf.of("file"), MFD_CLOEXEC));
    assertThat(Io.pwrite(fd, Canary.bytes(arena, contents), 0)).isEqualTo(contents.length());
    return fd;
  }

  private String contents(int fd) {
    MemorySegment room = arena.allocate(64);
    return Canary.text(room, 0, Io.pread(fd, room, 0));
  }

  private int sparse(String name) {
    return open(name, O_RDWR | O_CREAT);
  }

  private int open(String name, int flags) {
    PathBuf path = PathBuf.of(folder.resolve(name).toString());
    return owned.add(
        Files.openat(FileConstants.AT_FDCWD, path, flags | FileConstants.O_CLOEXEC, 0600));
  }
}
