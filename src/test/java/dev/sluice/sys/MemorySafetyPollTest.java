package dev.sluice.sys;

import static dev.sluice.abi.Bindings.layout;
import static dev.sluice.abi.Bindings.offset;
import static dev.sluice.sys.PollConstants.FD_SETSIZE;
import static dev.sluice.sys.PollConstants.POLLIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.errno.Errno;
import java.lang.foreign.MemoryLayout;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What poll and select may touch: their own memory, as far as it goes. */
@Bounded
class MemorySafetyPollTest {
  @AutoClose private final Owned owned = new Owned();

  @ParameterizedTest
  @ValueSource(ints = {-1, Integer.MIN_VALUE, 4, 5, 1 << 20, Integer.MAX_VALUE})
  void moreDescriptorsThanThereIsRoomForAreRefused(int count) {
    PollFds fds = PollFds.allocate(3);

    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> Polls.poll(fds, count, 0));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> Polls.ppoll(fds, count, null, null));
  }

  /**
   * The kernel goes by how many descriptors the process has room for, which is more than a set has:
   * it would write beyond.
   */
  @Test
  void selectStaysWithinItsSetsWhateverTheProcessHasOpen() {
    int far =
        owned.add(
            Descriptors.fcntl(
                owned.pipe(0).first(), FileConstants.F_DUPFD_CLOEXEC, 2L * FD_SETSIZE));
    FdSet set = new FdSet();

    for (int count : new int[] {FD_SETSIZE + 1, far + 1, Integer.MAX_VALUE}) {
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> Polls.select(count, set, set, set, 0));
    }
    assertThat(Polls.select(-1, set, set, set, 0)).isEqualTo(-Errno.EINVAL.number());
    assertThat(Polls.select(FD_SETSIZE, set, set, set, 0)).isZero();
  }

  /** Their memory lives as long as the call, even if nobody else holds them. */
  @Test
  void whatIsWaitedWithLivesUntilTheEnd() throws InterruptedException {
    Owned.Pair pipe = owned.pipe(0);
    List<Blocked> waiting = new ArrayList<>();
    waiting.add(
        Blocked.start(
            Numbers.PPOLL,
            () -> Polls.ppoll(readable(pipe.first()), 1, quarterOfAnHour(), new SigSet())));
    waiting.add(
        Blocked.start(
            Numbers.PSELECT6,
            () ->
                Polls.pselect6(
                    FD_SETSIZE,
                    set(pipe.first()),
                    new FdSet(),
                    new FdSet(),
                    quarterOfAnHour(),
                    new SigSet())));
    for (int i = 0; i < 20; i++) {
      System.gc();
      Thread.sleep(1);
    }

    owned.close(pipe.second());

    assertThat(waiting).allSatisfy(wait -> assertThat(wait.result()).isEqualTo(1));
  }

  private static PollFds readable(int fd) {
    PollFds fds = PollFds.allocate(1);
    fds.set(0, fd, POLLIN);
    return fds;
  }

  private static FdSet set(int fd) {
    FdSet set = new FdSet();
    set.add(fd);
    return set;
  }

  private static Timespec quarterOfAnHour() {
    Timespec time = new Timespec();
    time.set(900, 0);
    return time;
  }

  @ParameterizedTest
  @ValueSource(strings = {"x86_64", "aarch64"})
  void theLayoutsAreThoseOfTheBindings(String arch) throws Exception {
    MemoryLayout fd = layout(arch, "pollfd");

    assertThat(PollFds.SIZE).isEqualTo(fd.byteSize());
    assertThat(PollFds.FD).isEqualTo(offset(fd, "fd"));
    assertThat(PollFds.EVENTS).isEqualTo(offset(fd, "events"));
    assertThat(PollFds.REVENTS).isEqualTo(offset(fd, "revents"));
    assertThat(FdSet.SIZE).isEqualTo(layout(arch, "fd_set").byteSize());
  }
}
