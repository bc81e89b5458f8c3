package dev.sluice.sys;

import static dev.sluice.sys.FileConstants.CLOSE_RANGE_CLOEXEC;
import static dev.sluice.sys.FileConstants.FD_CLOEXEC;
import static dev.sluice.sys.FileConstants.F_DUPFD_CLOEXEC;
import static dev.sluice.sys.FileConstants.F_GETFD;
import static dev.sluice.sys.FileConstants.F_GETFL;
import static dev.sluice.sys.FileConstants.F_SETFL;
import static dev.sluice.sys.FileConstants.F_SETPIPE_SZ;
import static dev.sluice.sys.FileConstants.MFD_CLOEXEC;
import static dev.sluice.sys.FileConstants.O_CLOEXEC;
import static dev.sluice.sys.FileConstants.O_NONBLOCK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.errno.Errno;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** Second numbers of descriptors, ranges of them, and how much they hold to be read. */
@Bounded
class DuplicatesTest {
  /** Numbers that no process here reaches by opening files one after the other. */
  private static final int FAR = 6_000;

  @AutoClose private final Owned owned = new Owned();
  @AutoClose private final Arena arena = Arena.ofShared();

  @Test
  void aDuplicateIsTheSameFile() {
    int file = file(16);
    int second = owned.add(Descriptors.dup(file));

    assertThat(second).isNotEqualTo(file);
    assertThat(Descriptors.fcntl(second, F_GETFD, 0)).as("inherited at exec").isZero();
    assertThat(Io.read(second, arena.allocate(4))).isEqualTo(4);
    assertThat(Descriptors.fionread(file)).as("the position is shared").isEqualTo(12);
    Owned.Pair pipe = owned.pipe(0);
    int end = owned.add(Descriptors.dup(pipe.first()));
    assertThat(Descriptors.fcntl(end, F_SETFL, O_NONBLOCK)).isZero();
    assertThat(Descriptors.fcntl(pipe.first(), F_GETFL, 0) & O_NONBLOCK).isEqualTo(O_NONBLOCK);
  }

  @Test
  void theLastDuplicateKeepsThePipe() {
    Owned.Pair pipe = owned.pipe(0);
    int second = owned.add(Descriptors.dup(pipe.second()));

    owned.close(pipe.second());
    assertThat(Io.write(second, arena.allocate(3))).isEqualTo(3);
    owned.close(second);
    assertThat(Io.read(pipe.first(), arena.allocate(8))).isEqualTo(3);
    assertThat(Io.read(pipe.first(), arena.allocate(8))).isZero();
  }

  @Test
  void dup3TakesTheNumberOver() {
    Owned.Pair old = owned.pipe(O_NONBLOCK);
    int file = file(16);

    assertThat(Descriptors.dup3(file, old.second(), O_CLOEXEC)).isEqualTo(old.second());

    assertThat(Io.read(old.first(), arena.allocate(1))).as("its last writer is closed").isZero();
    assertThat(Descriptors.fionread(old.second())).isEqualTo(16);
    assertThat(Descriptors.fcntl(old.second(), F_GETFD, 0)).isEqualTo(FD_CLOEXEC);
    assertThat(Descriptors.dup3(file, old.second(), 0)).isEqualTo(old.second());
    assertThat(Descriptors.fcntl(old.second(), F_GETFD, 0)).isZero();
  }

  @Test
  void dup3OpensAFreeNumber() {
    int free = owned.closedOne();

    assertThat(owned.add(Descriptors.dup3(file(16), free, O_CLOEXEC))).isEqualTo(free);
    assertThat(Descriptors.fionread(free)).isEqualTo(16);
  }

  @Test
  void dupAndDup3SayWhatIsWrong() {
    int file = file(16);
    int closed = owned.closedOne();

    assertThat(Descriptors.dup(closed)).isEqualTo(-Errno.EBADF.number());
    assertThat(Descriptors.dup3(file, file, 0)).isEqualTo(-Errno.EINVAL.number());
    assertThat(Descriptors.dup3(file, closed, O_NONBLOCK)).isEqualTo(-Errno.EINVAL.number());
    assertThat(Descriptors.dup3(closed, file, 0)).isEqualTo(-Errno.EBADF.number());
    assertThat(Descriptors.dup3(file, -1, 0)).isEqualTo(-Errno.EBADF.number());
    assertThat(Descriptors.dup3(file, Integer.MAX_VALUE, 0)).isEqualTo(-Errno.EBADF.number());
    assertThat(Descriptors.fionread(file)).as("nothing has changed").isEqualTo(16);
  }

  /** Over numbers that only this test has. */
  @Test
  void aRangeIsClosed() {
    int file = file(16);
    int first = duplicate(file);
    int second = duplicate(file);
    int third = duplicate(file);
    assertThat(new int[] {second, third})
        .as("nobody else opens as far up")
        .containsExactly(first + 1, first + 2);

    assertThat(Descriptors.close_range(first, second, CLOSE_RANGE_CLOEXEC)).isZero();
    assertThat(Descriptors.fcntl(first, F_GETFD, 0)).isEqualTo(FD_CLOEXEC);
    assertThat(Descriptors.close_range(first, second, 0)).isZero();

    assertThat(Descriptors.fcntl(first, F_GETFD, 0)).isEqualTo(-Errno.EBADF.number());
    assertThat(Descriptors.fcntl(second, F_GETFD, 0)).isEqualTo(-Errno.EBADF.number());
    assertThat(Descriptors.fcntl(third, F_GETFD, 0)).isEqualTo(FD_CLOEXEC);
    assertThat(Descriptors.close_range(first, third, 0)).as("holes do not matter").isZero();
    assertThat(Descriptors.fcntl(third, F_GETFD, 0)).isEqualTo(-Errno.EBADF.number());
    assertThat(Descriptors.fionread(file)).isEqualTo(16);
  }

  @Test
  void closeRangeSetsCloseOnExec() {
    Owned.Pair pipe = owned.pipe(0);
    int inherited = owned.add(Descriptors.dup(pipe.first()));
    assertThat(Descriptors.fcntl(inherited, F_GETFD, 0)).isZero();

    assertThat(Descriptors.close_range(inherited, inherited, CLOSE_RANGE_CLOEXEC)).isZero();
    assertThat(Descriptors.fcntl(inherited, F_GETFD, 0)).isEqualTo(FD_CLOEXEC);
  }

  @Test
  void closeRangeSaysWhatIsWrong() {
    assertThat(Descriptors.close_range(-1, -2, 0)).isEqualTo(-Errno.EINVAL.number());
    assertThat(Descriptors.close_range(-2, -1, 1 << 30)).isEqualTo(-Errno.EINVAL.number());
    assertThat(Descriptors.close_range(-2, -1, 0)).as("nothing is open there").isZero();
  }

  @Test
  void fionreadSaysHowMuchThereIs() {
    Owned.Pair pipe = owned.pipe(0);
    Owned.Pair udp = owned.udp();

    assertThat(Descriptors.fionread(pipe.first())).isZero();
    assertThat(Io.write(pipe.second(), arena.allocate(1234))).isEqualTo(1234);
    assertThat(Descriptors.fionread(pipe.first())).isEqualTo(1234);
    assertThat(Descriptors.fionread(pipe.second())).as("either end knows").isEqualTo(1234);
    assertThat(Messages.send(udp.first(), arena.allocate(7), 0)).isEqualTo(7);
    assertThat(Messages.send(udp.first(), arena.allocate(9), 0)).isEqualTo(9);
    assertThat(Descriptors.fionread(udp.second())).as("the next datagram").isEqualTo(7);
  }

  /** The kernel's int would be negative, as an errno is. */
  @Test
  void fionreadOfAFileIsTheLower32Bits() {
    assertThat(Descriptors.fionread(file((1L << 32) - 1))).isEqualTo((1L << 32) - 1);
    assertThat(Descriptors.fionread(file((1L << 32) + 5))).isEqualTo(5);
  }

  @Test
  void fionreadSaysWhatIsWrong() {
    SockAddrBuf address = SockAddrBuf.allocate();

    assertThat(Descriptors.fionread(owned.closedOne())).isEqualTo(-Errno.EBADF.number());
    assertThat(Descriptors.fionread(owned.add(EventDescriptors.eventfd(0, 0))))
        .isEqualTo(-Errno.ENOTTY.number());
    assertThat(Descriptors.fionread(owned.listener(address, 0))).isEqualTo(-Errno.EINVAL.number());
  }

  @Test
  void aPipeDoesNotShrinkBelowWhatItHolds() {
    Owned.Pair pipe = owned.pipe(O_NONBLOCK);
    assertThat(Descriptors.fcntl(pipe.first(), F_SETPIPE_SZ, 1 << 20)).isEqualTo(1 << 20);
    MemorySegment most = arena.allocate(300_000);
    assertThat(Io.write(pipe.second(), most)).isEqualTo(300_000);

    assertThat(Descriptors.fcntl(pipe.first(), F_SETPIPE_SZ, 1 << 16))
        .isEqualTo(-Errno.EBUSY.number());
    assertThat(Descriptors.fcntl(pipe.first(), F_SETPIPE_SZ, -1)).isNegative();
    assertThat(Io.read(pipe.first(), most)).isEqualTo(300_000);
    assertThat(Descriptors.fcntl(pipe.first(), F_SETPIPE_SZ, 1 << 16)).isEqualTo(1 << 16);
  }

  private int duplicate(int fd) {
    int result = Descriptors.fcntl(fd, F_DUPFD_CLOEXEC, FAR);
    assertThat(result).isGreaterThanOrEqualTo(FAR);
    return result;
  }

  private int file(long size) {
    int fd = owned.add(Files.memfd_create(PathBuf.of("file"), MFD_CLOEXEC));
    assertThat(Files.ftruncate(fd, size)).isZero();
    return fd;
  }
}
