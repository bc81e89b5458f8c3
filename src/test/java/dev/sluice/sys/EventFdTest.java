package dev.sluice.sys;

import static dev.sluice.sys.FileConstants.FD_CLOEXEC;
import static dev.sluice.sys.FileConstants.F_GETFD;
import static dev.sluice.sys.PollConstants.CLOCK_MONOTONIC;
import static dev.sluice.sys.PollConstants.CLOCK_REALTIME;
import static dev.sluice.sys.PollConstants.EFD_CLOEXEC;
import static dev.sluice.sys.PollConstants.EFD_NONBLOCK;
import static dev.sluice.sys.PollConstants.EFD_SEMAPHORE;
import static dev.sluice.sys.PollConstants.TFD_CLOEXEC;
import static dev.sluice.sys.PollConstants.TFD_NONBLOCK;
import static dev.sluice.sys.PollConstants.TFD_TIMER_ABSTIME;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.errno.Errno;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The descriptors of Polls that stand for events and timers. */
@Bounded
class EventFdTest {
  @AutoClose private final Owned owned = new Owned();
  @AutoClose private final Arena arena = Arena.ofShared();

  @Test
  void aCounterAddsUpAndIsReadAsAWhole() {
    int fd = owned.add(EventDescriptors.eventfd(3, EFD_NONBLOCK));

    write(fd, 4);
    write(fd, 1L << 40);

    assertThat(read(fd)).isEqualTo((1L << 40) + 7);
    assertThat(Io.read(fd, arena.allocate(8))).isEqualTo(Errno.WOULD_BLOCK);
  }

  @Test
  void theFirstValueIsUnsigned() {
    int fd = owned.add(EventDescriptors.eventfd(-1, EFD_NONBLOCK));

    assertThat(read(fd)).isEqualTo(0xffff_ffffL);
  }

  @Test
  void aSemaphoreIsReadOneByOne() {
    int fd = owned.add(EventDescriptors.eventfd(2, EFD_NONBLOCK | EFD_SEMAPHORE));

    write(fd, 1);

    for (int i = 0; i < 3; i++) {
      assertThat(read(fd)).isEqualTo(1);
    }
    assertThat(Io.read(fd, arena.allocate(8))).isEqualTo(Errno.WOULD_BLOCK);
  }

  @Test
  void eventfdSaysWhatIsWrong() {
    int fd = owned.add(EventDescriptors.eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
    MemorySegment most = arena.allocate(JAVA_LONG);

    assertThat(Descriptors.fcntl(fd, F_GETFD, 0)).isEqualTo(FD_CLOEXEC);
    assertThat(Io.read(fd, arena.allocate(7))).isEqualTo(-Errno.EINVAL.number());
    most.set(JAVA_LONG, 0, -1);
    assertThat(Io.write(fd, most)).isEqualTo(-Errno.EINVAL.number());
    most.set(JAVA_LONG, 0, -2);
    assertThat(Io.write(fd, most)).isEqualTo(8);
    assertThat(Io.write(fd, most)).as("it would overflow").isEqualTo(Errno.WOULD_BLOCK);
    assertThat(EventDescriptors.eventfd(0, 1 << 30)).isEqualTo(-Errno.EINVAL.number());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aTimerGoesOff(boolean again) {
    int fd = owned.add(EventDescriptors.timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC));
    Itimerspec value = new Itimerspec();
    value.value(0, 1_000_000);
    value.interval(0, again ? 1_000_000 : 0);

    assertThat(EventDescriptors.timerfd_settime(fd, 0, value, null)).isZero();

    assertThat(read(fd)).as("expirations").isPositive();
    if (again) {
      assertThat(read(fd)).isPositive();
    }
  }

  @Test
  void anAbsoluteTimeInThePastGoesOffAtOnce() {
    int fd = owned.add(EventDescriptors.timerfd_create(CLOCK_REALTIME, TFD_NONBLOCK));
    Itimerspec value = new Itimerspec();
    value.value(1, 0);

    assertThat(EventDescriptors.timerfd_settime(fd, TFD_TIMER_ABSTIME, value, null)).isZero();

    assertThat(read(fd)).isEqualTo(1);
    assertThat(Io.read(fd, arena.allocate(8))).isEqualTo(Errno.WOULD_BLOCK);
  }

  @Test
  void whatWasSetBeforeIsTold() {
    int fd = owned.add(EventDescriptors.timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK));
    Itimerspec hour = new Itimerspec();
    hour.value(3600, 5);
    hour.interval(7, 8);
    assertThat(hour.valueSeconds()).isEqualTo(3600);
    assertThat(hour.valueNanos()).isEqualTo(5);
    Itimerspec old = new Itimerspec();
    old.value(1, 1);

    assertThat(EventDescriptors.timerfd_settime(fd, 0, hour, old)).isZero();
    assertThat(old.valueSeconds()).as("nothing was set").isZero();
    assertThat(old.valueNanos()).isZero();
    assertThat(EventDescriptors.timerfd_settime(fd, 0, new Itimerspec(), old)).isZero();
    assertThat(old.valueSeconds()).as("what was left").isBetween(1L, 3600L);
    assertThat(EventDescriptors.timerfd_settime(fd, 0, new Itimerspec(), old)).isZero();
    assertThat(old.valueSeconds()).as("disarmed").isZero();
    assertThat(Io.read(fd, arena.allocate(8))).isEqualTo(Errno.WOULD_BLOCK);
  }

  @Test
  void newAndOldMayBeTheSame() {
    int fd = owned.add(EventDescriptors.timerfd_create(CLOCK_MONOTONIC, 0));
    Itimerspec both = new Itimerspec();
    both.value(3600, 0);

    assertThat(EventDescriptors.timerfd_settime(fd, 0, both, both)).isZero();
    assertThat(both.valueSeconds()).isZero();
  }

  @Test
  void timersSayWhatIsWrong() {
    int fd = owned.add(EventDescriptors.timerfd_create(CLOCK_MONOTONIC, 0));
    Itimerspec value = new Itimerspec();

    value.value(0, 1_000_000_000);
    assertThat(EventDescriptors.timerfd_settime(fd, 0, value, null))
        .isEqualTo(-Errno.EINVAL.number());
    value.value(-1, 0);
    assertThat(EventDescriptors.timerfd_settime(fd, 0, value, null))
        .isEqualTo(-Errno.EINVAL.number());
    value.value(1, 0);
    assertThat(EventDescriptors.timerfd_settime(fd, 1 << 30, value, null))
        .isEqualTo(-Errno.EINVAL.number());
    assertThat(EventDescriptors.timerfd_settime(owned.pipe(0).first(), 0, value, null))
        .isEqualTo(-Errno.EINVAL.number());
    assertThat(EventDescriptors.timerfd_settime(owned.closedOne(), 0, value, null))
        .isEqualTo(-Errno.EBADF.number());
    assertThat(EventDescriptors.timerfd_create(12_345, 0)).isEqualTo(-Errno.EINVAL.number());
    assertThat(EventDescriptors.timerfd_create(CLOCK_MONOTONIC, 1 << 30))
        .isEqualTo(-Errno.EINVAL.number());
  }

  private long read(int fd) {
    MemorySegment count = arena.allocate(JAVA_LONG);
    assertThat(Io.read(fd, count)).isEqualTo(8);
    return count.get(JAVA_LONG, 0);
  }

  private void write(int fd, long value) {
    assertThat(Io.write(fd, arena.allocateFrom(JAVA_LONG, value))).isEqualTo(8);
  }
}
