package dev.sluice.sys;

import static dev.sluice.sys.FileConstants.FD_CLOEXEC;
import static dev.sluice.sys.FileConstants.F_GETFD;
import static dev.sluice.sys.FileConstants.O_NONBLOCK;
import static dev.sluice.sys.PollConstants.EPOLLERR;
import static dev.sluice.sys.PollConstants.EPOLLET;
import static dev.sluice.sys.PollConstants.EPOLLEXCLUSIVE;
import static dev.sluice.sys.PollConstants.EPOLLHUP;
import static dev.sluice.sys.PollConstants.EPOLLIN;
import static dev.sluice.sys.PollConstants.EPOLLONESHOT;
import static dev.sluice.sys.PollConstants.EPOLLOUT;
import static dev.sluice.sys.PollConstants.EPOLLRDHUP;
import static dev.sluice.sys.PollConstants.EPOLL_CLOEXEC;
import static dev.sluice.sys.PollConstants.EPOLL_CTL_ADD;
import static dev.sluice.sys.PollConstants.EPOLL_CTL_DEL;
import static dev.sluice.sys.PollConstants.EPOLL_CTL_MOD;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.errno.Errno;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** epoll; what stands for events and timers has its own tests. */
@Bounded
class PollsTest {
  @AutoClose private final Owned owned = new Owned();
  @AutoClose private final Arena arena = Arena.ofShared();
  private final EpollEvents events = EpollEvents.allocate(8);

  @Test
  void anEpollHasTheFlagThatWasAskedFor() {
    assertThat(Descriptors.fcntl(owned.add(Polls.epoll_create1(0)), F_GETFD, 0)).isZero();
    assertThat(Descriptors.fcntl(owned.add(Polls.epoll_create1(EPOLL_CLOEXEC)), F_GETFD, 0))
        .isEqualTo(FD_CLOEXEC);
    assertThat(Polls.epoll_create1(1)).isEqualTo(-Errno.EINVAL.number());
  }

  @ParameterizedTest
  @ValueSource(
      longs = {0, 1, -1, Long.MIN_VALUE, Long.MAX_VALUE, 0x0123_4567_89ab_cdefL, 0xffff_ffffL})
  void theDataComesBackAsItWas(long data) {
    Owned.Pair pipe = owned.pipe(0);
    int epoll = epoll(pipe.second(), EPOLLOUT, data);

    assertThat(Polls.epoll_wait(epoll, events, 8, -1)).isEqualTo(1);

    assertThat(events.data(0)).isEqualTo(data);
    assertThat(events.events(0)).isEqualTo(EPOLLOUT);
  }

  @Test
  void severalEventsComeAtOnceOrInTurns() {
    int epoll = owned.add(Polls.epoll_create1(0));
    Map<Long, Integer> expected = new HashMap<>();
    for (long i = 0; i < 5; i++) {
      long data = i << 40 | i;
      add(epoll, owned.pipe(0).second(), EPOLLOUT, data);
      expected.put(data, EPOLLOUT);
    }

    assertThat(Polls.epoll_wait(epoll, events, 8, 0)).isEqualTo(5);
    assertThat(happened(5)).isEqualTo(expected);

    assertThat(Polls.epoll_wait(epoll, events, 3, 0)).isEqualTo(3);
    Map<Long, Integer> inTurns = new HashMap<>(happened(3));
    assertThat(Polls.epoll_wait(epoll, events, 3, 0)).isEqualTo(3);
    inTurns.putAll(happened(3));
    assertThat(inTurns).isEqualTo(expected);
  }

  @Test
  void elementsBeyondTheResultStayAsTheyWere() {
    Owned.Pair pipe = owned.pipe(0);
    int epoll = epoll(pipe.second(), EPOLLOUT, 1);
    for (int i = 0; i < events.capacity(); i++) {
      events.set(i, -i, Long.MIN_VALUE + i);
    }

    assertThat(Polls.epoll_wait(epoll, events, 8, 0)).isEqualTo(1);

    for (int i = 1; i < events.capacity(); i++) {
      assertThat(events.events(i)).isEqualTo(-i);
      assertThat(events.data(i)).isEqualTo(Long.MIN_VALUE + i);
    }
  }

  @Test
  void levelTriggeredComesAsLongAsItLasts() {
    Owned.Pair pipe = owned.pipe(0);
    int epoll = epoll(pipe.first(), EPOLLIN, 7);

    assertThat(Polls.epoll_wait(epoll, events, 8, 0)).isZero();
    write(pipe, 2);
    assertThat(Polls.epoll_wait(epoll, events, 8, 0)).isEqualTo(1);
    assertThat(Io.read(pipe.first(), arena.allocate(1))).isEqualTo(1);
    assertThat(Polls.epoll_wait(epoll, events, 8, 0)).isEqualTo(1);
    assertThat(Io.read(pipe.first(), arena.allocate(1))).isEqualTo(1);
    assertThat(Polls.epoll_wait(epoll, events, 8, 0)).isZero();
  }

  @Test
  void edgeTriggeredComesOncePerChange() {
    Owned.Pair pipe = owned.pipe(0);
    int epoll = epoll(pipe.first(), EPOLLIN | EPOLLET, 7);

    write(pipe, 1);
    assertThat(Polls.epoll_wait(epoll, events, 8, 0)).isEqualTo(1);
    assertThat(Polls.epoll_wait(epoll, events, 8, 0)).isZero();
    write(pipe, 1);
    assertThat(Polls.epoll_wait(epoll, events, 8, 0)).isEqualTo(1);
    assertThat(Polls.epoll_wait(epoll, events, 8, 0)).isZero();
  }

  @Test
  void oneshotComesOnceUntilItIsArmedAgain() {
    Owned.Pair pipe = owned.pipe(0);
    int epoll = epoll(pipe.first(), EPOLLIN | EPOLLONESHOT, 7);

    write(pipe, 1);
    assertThat(Polls.epoll_wait(epoll, events, 8, 0)).isEqualTo(1);
    write(pipe, 1);
    assertThat(Polls.epoll_wait(epoll, events, 8, 0)).isZero();
    events.set(0, EPOLLIN | EPOLLONESHOT, 8);
    assertThat(Polls.epoll_ctl(epoll, EPOLL_CTL_MOD, pipe.first(), events)).isZero();
    assertThat(Polls.epoll_wait(epoll, events, 8, 0)).isEqualTo(1);
    assertThat(events.data(0)).isEqualTo(8);
  }

  @Test
  void whatIsRemovedComesNoMore() {
    Owned.Pair pipe = owned.pipe(0);
    int epoll = epoll(pipe.second(), EPOLLOUT, 7);

    assertThat(Polls.epoll_ctl(epoll, EPOLL_CTL_DEL, pipe.second(), null)).isZero();

    assertThat(Polls.epoll_wait(epoll, events, 8, 0)).isZero();
  }

  @Test
  void theEndsOfAConnectionAreSeen() {
    Owned.Pair ends = owned.tcp();
    int epoll = epoll(ends.second(), EPOLLIN | EPOLLRDHUP, 0);
    assertThat(Net.shutdown(ends.first(), NetConstants.SHUT_WR)).isZero();

    assertThat(Polls.epoll_wait(epoll, events, 8, -1)).isEqualTo(1);
    assertThat(events.events(0)).isEqualTo(EPOLLIN | EPOLLRDHUP);

    Owned.Pair pipe = owned.pipe(0);
    int other = epoll(pipe.second(), 0, 0);
    owned.close(pipe.first());
    assertThat(Polls.epoll_wait(other, events, 8, -1)).isEqualTo(1);
    assertThat(events.events(0)).isEqualTo(EPOLLERR);
    Owned.Pair third = owned.pipe(0);
    int last = epoll(third.first(), 0, 0);
    owned.close(third.second());
    assertThat(Polls.epoll_wait(last, events, 8, -1)).isEqualTo(1);
    assertThat(events.events(0)).isEqualTo(EPOLLHUP);
  }

  @Test
  void waitingEndsWithAnEvent() {
    Owned.Pair pipe = owned.pipe(0);
    int epoll = epoll(pipe.first(), EPOLLIN, 7);

    CompletableFuture<Integer> waiting =
        CompletableFuture.supplyAsync(() -> Polls.epoll_wait(epoll, events, 8, -1));
    write(pipe, 1);

    assertThat(waiting.join()).isEqualTo(1);
    assertThat(events.data(0)).isEqualTo(7);
  }

  @Test
  void waitingEndsWithTheTimeout() {
    int epoll = epoll(owned.pipe(0).first(), EPOLLIN, 7);
    Timespec timeout = new Timespec();

    assertThat(Polls.epoll_wait(epoll, events, 8, 1)).isZero();
    assertThat(Polls.epoll_pwait2(epoll, events, 8, timeout)).isZero();
    timeout.set(0, 1);
    assertThat(Polls.epoll_pwait2(epoll, events, 8, timeout)).isZero();
    timeout.set(0, 999_999);
    assertThat(Polls.epoll_pwait2(epoll, events, 8, timeout)).isZero();
  }

  @Test
  void waitingToTheNanosecondYieldsEventsToo() {
    int epoll = epoll(owned.pipe(0).second(), EPOLLOUT, Long.MIN_VALUE + 1);
    Timespec timeout = new Timespec();
    timeout.set(Long.MAX_VALUE, 999_999_999);

    assertThat(Polls.epoll_pwait2(epoll, events, 8, timeout)).isEqualTo(1);
    assertThat(Polls.epoll_pwait2(epoll, events, 1, null)).isEqualTo(1);

    assertThat(events.data(0)).isEqualTo(Long.MIN_VALUE + 1);
    assertThat(events.events(0)).isEqualTo(EPOLLOUT);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 1_000_000_000, Long.MAX_VALUE, Long.MIN_VALUE})
  void nanosecondsBeyondASecondAreAnErrno(long nanos) {
    int epoll = owned.add(Polls.epoll_create1(0));
    Timespec timeout = new Timespec();
    timeout.set(0, nanos);

    assertThat(Polls.epoll_pwait2(epoll, events, 8, timeout)).isEqualTo(-Errno.EINVAL.number());
    timeout.set(-1, 0);
    assertThat(Polls.epoll_pwait2(epoll, events, 8, timeout)).isEqualTo(-Errno.EINVAL.number());
  }

  @Test
  void epollCtlSaysWhatIsWrong(@TempDir Path folder) {
    Owned.Pair pipe = owned.pipe(0);
    int epoll = epoll(pipe.first(), EPOLLIN, 7);
    events.set(0, EPOLLIN, 0);

    assertThat(Polls.epoll_ctl(epoll, EPOLL_CTL_ADD, pipe.first(), events))
        .isEqualTo(-Errno.EEXIST.number());
    assertThat(Polls.epoll_ctl(epoll, EPOLL_CTL_MOD, pipe.second(), events))
        .isEqualTo(-Errno.ENOENT.number());
    assertThat(Polls.epoll_ctl(epoll, EPOLL_CTL_DEL, pipe.second(), null))
        .isEqualTo(-Errno.ENOENT.number());
    assertThat(Polls.epoll_ctl(epoll, EPOLL_CTL_ADD, owned.file(folder, 0), events))
        .as("folders and regular files are always ready")
        .isEqualTo(-Errno.EPERM.number());
    assertThat(Polls.epoll_ctl(epoll, EPOLL_CTL_ADD, epoll, events))
        .isEqualTo(-Errno.EINVAL.number());
    assertThat(Polls.epoll_ctl(epoll, 99, pipe.second(), events)).isEqualTo(-Errno.EINVAL.number());
    assertThat(Polls.epoll_ctl(epoll, EPOLL_CTL_ADD, owned.closedOne(), events))
        .isEqualTo(-Errno.EBADF.number());
    assertThat(Polls.epoll_ctl(pipe.first(), EPOLL_CTL_ADD, pipe.second(), events))
        .isEqualTo(-Errno.EINVAL.number());
    assertThat(Polls.epoll_ctl(epoll, EPOLL_CTL_ADD, pipe.second(), null))
        .isEqualTo(-Errno.EFAULT.number());
    events.set(0, EPOLLIN | EPOLLEXCLUSIVE | EPOLLONESHOT, 0);
    assertThat(Polls.epoll_ctl(epoll, EPOLL_CTL_ADD, pipe.second(), events))
        .isEqualTo(-Errno.EINVAL.number());
  }

  @Test
  void epollWaitSaysWhatIsWrong() {
    Timespec timeout = new Timespec();

    assertThat(Polls.epoll_wait(owned.closedOne(), events, 1, 0)).isEqualTo(-Errno.EBADF.number());
    assertThat(Polls.epoll_wait(owned.pipe(O_NONBLOCK).first(), events, 1, 0))
        .isEqualTo(-Errno.EINVAL.number());
    assertThat(Polls.epoll_pwait2(owned.closedOne(), events, 1, timeout))
        .isEqualTo(-Errno.EBADF.number());
  }

  @Test
  void eventsAreKeptWithinTheirCapacity() {
    assertThat(events.capacity()).isEqualTo(8);
    for (int i = 0; i < 8; i++) {
      events.set(i, i, -i);
    }
    for (int i = 0; i < 8; i++) {
      assertThat(events.events(i)).isEqualTo(i);
      assertThat(events.data(i)).isEqualTo(-i);
    }

    for (int index : new int[] {-1, 8, Integer.MAX_VALUE, Integer.MIN_VALUE}) {
      assertThatThrownBy(() -> events.set(index, 0, 0))
          .isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> events.events(index)).isInstanceOf(IndexOutOfBoundsException.class);
      assertThatThrownBy(() -> events.data(index)).isInstanceOf(IndexOutOfBoundsException.class);
    }
    assertThatIllegalArgumentException().isThrownBy(() -> EpollEvents.allocate(0));
    assertThatIllegalArgumentException().isThrownBy(() -> EpollEvents.allocate(-1));
  }

  private int epoll(int fd, int interest, long data) {
    int epoll = owned.add(Polls.epoll_create1(EPOLL_CLOEXEC));
    add(epoll, fd, interest, data);
    return epoll;
  }

  private static void add(int epoll, int fd, int interest, long data) {
    EpollEvents event = EpollEvents.allocate(1);
    event.set(0, interest, data);
    assertThat(Polls.epoll_ctl(epoll, EPOLL_CTL_ADD, fd, event)).isZero();
  }

  private void write(Owned.Pair pipe, int count) {
    MemorySegment bytes = arena.allocate(count);
    assertThat(Io.write(pipe.second(), bytes)).isEqualTo(count);
  }

  private Map<Long, Integer> happened(int count) {
    Map<Long, Integer> happened = new HashMap<>();
    for (int i = 0; i < count; i++) {
      happened.put(events.data(i), events.events(i));
    }
    return happened;
  }
}
