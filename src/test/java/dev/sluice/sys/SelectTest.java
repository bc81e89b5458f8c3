package dev.sluice.sys;

import static dev.sluice.sys.FileConstants.F_DUPFD_CLOEXEC;
import static dev.sluice.sys.PollConstants.FD_SETSIZE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.errno.Errno;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** select, pselect6 and their sets. */
@Bounded
class SelectTest {
  private static final int LAST = FD_SETSIZE - 1;

  @AutoClose private final Owned owned = new Owned();
  @AutoClose private final Arena arena = Arena.ofShared();
  private final FdSet read = new FdSet();
  private final FdSet write = new FdSet();
  private final FdSet except = new FdSet();

  @Test
  void theSetsKeepWhatIsReady() {
    Owned.Pair pipe = owned.pipe(0);
    read.add(pipe.first());
    read.add(pipe.second());
    write.add(pipe.second());

    assertThat(Polls.select(FD_SETSIZE, read, write, except, 0)).isEqualTo(1);
    assertThat(read).hasToString("[]");
    assertThat(write).hasToString("[" + pipe.second() + "]");

    assertThat(Io.write(pipe.second(), arena.allocate(1))).isEqualTo(1);
    read.add(pipe.first());
    assertThat(Polls.pselect6(FD_SETSIZE, read, write, except, null, null)).isEqualTo(2);
    assertThat(read.contains(pipe.first())).isTrue();
    assertThat(write.contains(pipe.second())).isTrue();
  }

  @Test
  void urgentDataIsAnException() {
    Owned.Pair tcp = owned.tcp();
    assertThat(Messages.send(tcp.first(), arena.allocate(1), NetConstants.MSG_OOB)).isEqualTo(1);
    except.add(tcp.second());

    assertThat(Polls.select(FD_SETSIZE, null, null, except, -1)).isEqualTo(1);
    assertThat(except.contains(tcp.second())).isTrue();
  }

  @Test
  void theLastDescriptorOfASetIsOne() {
    int last = lastOne(owned.pipe(0).second());
    write.add(last);

    assertThat(Polls.select(FD_SETSIZE, null, write, null, -1)).isEqualTo(1);
    assertThat(write).hasToString("[" + LAST + "]");
    assertThat(Polls.select(LAST, null, write, null, 0)).as("not among the first 1023").isZero();
  }

  /** The number, which somebody else may have at the moment. */
  private int lastOne(int fd) {
    int last = owned.add(Descriptors.fcntl(fd, F_DUPFD_CLOEXEC, LAST));
    assertThat(last).isEqualTo(LAST);
    return last;
  }

  @Test
  void aClosedOneFailsAndTheSetsStay() {
    int closed = IntStream.range(0, FD_SETSIZE).filter(this::isClosed).max().orElseThrow();
    int writable = owned.pipe(0).second();
    read.add(closed);
    write.add(writable);

    assertThat(Polls.select(FD_SETSIZE, read, write, null, -1)).isEqualTo(-Errno.EBADF.number());
    assertThat(read).hasToString("[" + closed + "]");
    assertThat(write).hasToString("[" + writable + "]");
  }

  private boolean isClosed(int fd) {
    return Descriptors.fcntl(fd, FileConstants.F_GETFD, 0) == -Errno.EBADF.number();
  }

  @Test
  void filesAreAlwaysReady(@TempDir Path folder) {
    int file = owned.file(folder, FileConstants.O_RDONLY);
    read.add(file);
    write.add(file);

    assertThat(Polls.select(file + 1, read, write, except, -1)).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 999_999, 1_000_001})
  void aTimeoutIsNeverShort(long micros) {
    read.add(owned.pipe(0).first());
    long begin = System.nanoTime();

    assertThat(Polls.select(FD_SETSIZE, read, null, null, micros)).isZero();

    assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo(micros * 1_000L);
    assertThat(read).hasToString("[]");
  }

  /** The kernel writes the time that is left into it. */
  @Test
  void theTimeoutStaysAsItIs() {
    Timespec timeout = new Timespec();
    timeout.set(1000, 999_999_999);
    int writable = owned.pipe(0).second();
    write.add(writable);

    assertThat(Polls.pselect6(FD_SETSIZE, null, write, null, timeout, new SigSet())).isEqualTo(1);
    assertThat(timeout.segment().toArray(ValueLayout.JAVA_LONG)).containsExactly(1000, 999_999_999);
    timeout.set(0, 1);
    assertThat(Polls.pselect6(0, null, null, null, timeout, null)).isZero();
    assertThat(timeout.segment().toArray(ValueLayout.JAVA_LONG)).containsExactly(0, 1);
    timeout.set(0, -1);
    assertThat(Polls.pselect6(0, null, null, null, timeout, null))
        .isEqualTo(-Errno.EINVAL.number());
    timeout.set(Long.MAX_VALUE, 0);
    assertThat(Polls.pselect6(FD_SETSIZE, null, write, null, timeout, null)).isEqualTo(1);
    assertThat(Polls.select(FD_SETSIZE, null, write, null, Long.MAX_VALUE)).isEqualTo(1);
  }

  @Test
  void waitingEndsWithAnEvent() throws InterruptedException {
    Owned.Pair pipe = owned.pipe(0);
    read.add(pipe.first());

    Blocked waiting =
        Blocked.start(Numbers.PSELECT6, () -> Polls.select(FD_SETSIZE, read, null, null, -1));
    assertThat(Io.write(pipe.second(), arena.allocate(1))).isEqualTo(1);

    assertThat(waiting.result()).isEqualTo(1);
    assertThat(read.contains(pipe.first())).isTrue();
  }

  @Test
  void descriptorsComeAndGo() {
    FdSet set = new FdSet();
    for (int fd : new int[] {0, 63, 64, 127, 1000, LAST}) {
      set.add(fd);
      set.add(fd);
    }
    assertThat(set).hasToString("[0, 63, 64, 127, 1000, 1023]");
    assertThat(set.contains(63)).isTrue();
    assertThat(set.contains(62)).isFalse();
    assertThat(set.next(0)).isZero();
    assertThat(set.next(1)).isEqualTo(63);
    assertThat(set.next(128)).isEqualTo(1000);
    assertThat(set.next(LAST)).isEqualTo(LAST);
    assertThat(set.next(FD_SETSIZE)).isEqualTo(-1);
    assertThat(set.next(Integer.MAX_VALUE)).isEqualTo(-1);

    set.remove(63);
    set.remove(63);
    FdSet copy = new FdSet();
    copy.add(5);
    copy.copyFrom(set);
    set.clear();
    assertThat(set).hasToString("[]");
    assertThat(set.next(0)).isEqualTo(-1);
    assertThat(copy).hasToString("[0, 64, 127, 1000, 1023]");
  }

  /** What would write beyond the set in C. */
  @ParameterizedTest
  @ValueSource(ints = {-1, Integer.MIN_VALUE, 1024, 1025, 65_536, Integer.MAX_VALUE})
  void otherNumbersAreRefused(int fd) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read.add(fd))
        .withMessageContaining("1023")
        .withMessageContaining("" + fd);
    assertThatIllegalArgumentException().isThrownBy(() -> read.remove(fd));
    assertThatIllegalArgumentException().isThrownBy(() -> read.contains(fd));
    if (fd < 0) {
      assertThatIllegalArgumentException().isThrownBy(() -> read.next(fd));
      assertThat(Polls.select(fd, read, null, null, 0)).isEqualTo(-Errno.EINVAL.number());
    } else if (fd > FD_SETSIZE) {
      assertThatThrownBy(() -> Polls.select(fd, read, null, null, 0))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> Polls.pselect6(fd, read, null, null, null, null))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
  }
}
