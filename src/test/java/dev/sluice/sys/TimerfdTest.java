package dev.sluice.sys;

import static dev.sluice.sys.PollConstants.CLOCK_BOOTTIME;
import static dev.sluice.sys.PollConstants.CLOCK_MONOTONIC;
import static dev.sluice.sys.PollConstants.CLOCK_REALTIME;
import static dev.sluice.sys.PollConstants.TFD_CLOEXEC;
import static dev.sluice.sys.PollConstants.TFD_NONBLOCK;
import static dev.sluice.sys.PollConstants.TFD_TIMER_ABSTIME;
import static dev.sluice.sys.PollConstants.TFD_TIMER_CANCEL_ON_SET;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.errno.Errno;
import dev.sluice.support.Clock;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What timers tell; {@link EventFdTest} arms them. */
@Bounded
class TimerfdTest {
  /** Until the year 5138. */
  private static final long FAR = 100_000_000_000L;

  @AutoClose private final Owned owned = new Owned();
  @AutoClose private final Arena arena = Arena.ofShared();
  private final MemorySegment count = arena.allocate(JAVA_LONG);
  private final Itimerspec value = new Itimerspec();
  private final Itimerspec now = new Itimerspec();

  @Test
  void aDisarmedTimerHasNothingLeft() {
    now.value(1, 2);
    now.interval(3, 4);

    assertThat(EventDescriptors.timerfd_gettime(timer(CLOCK_MONOTONIC), now)).isZero();

    assertThat(now.valueSeconds()).isZero();
    assertThat(now.valueNanos()).isZero();
    assertThat(now.intervalSeconds()).isZero();
    assertThat(now.intervalNanos()).isZero();
  }

  @Test
  void theTimeThatIsLeftAndTheIntervalAreTold() {
    int fd = timer(CLOCK_MONOTONIC);
    value.value(3600, 0);
    value.interval(7, 8);
    assertThat(EventDescriptors.timerfd_settime(fd, 0, value, null)).isZero();

    assertThat(EventDescriptors.timerfd_gettime(fd, now)).isZero();

    assertThat(now.valueSeconds()).isBetween(1L, 3600L);
    assertThat(now.intervalSeconds()).isEqualTo(7);
    assertThat(now.intervalNanos()).isEqualTo(8);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7})
  void aPointInTimeIsToldAsTheTimeThatIsLeft(int clock) {
    assertThat(clock).isIn(CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_BOOTTIME);
    int fd = timer(clock);
    value.value(FAR, 0);
    assertThat(EventDescriptors.timerfd_settime(fd, TFD_TIMER_ABSTIME, value, null)).isZero();

    assertThat(EventDescriptors.timerfd_gettime(fd, now)).isZero();

    assertThat(now.valueSeconds()).isPositive().isLessThan(FAR);
    assertThat(Io.read(fd, count)).isEqualTo(Errno.WOULD_BLOCK);
  }

  @Test
  void expirationsAddUp() {
    int fd = timer(CLOCK_MONOTONIC);
    value.value(0, 1);
    value.interval(0, 1_000_000);
    long begin = System.nanoTime();
    assertThat(EventDescriptors.timerfd_settime(fd, 0, value, null)).isZero();

    long expirations = 0;
    PollFds fds = PollFds.allocate(1);
    fds.set(0, fd, PollConstants.POLLIN);
    while (expirations < 10) {
      assertThat(Polls.poll(fds, 1, -1)).isEqualTo(1);
      assertThat(Io.read(fd, count)).isEqualTo(Long.BYTES);
      expirations += count.get(JAVA_LONG, 0);
    }

    // The first comes at once, each of the others a millisecond later.
    assertThat(System.nanoTime() - begin).isGreaterThanOrEqualTo((expirations - 1) * 1_000_000);
  }

  /** Where nobody may set it, the flag is taken at least. */
  @Test
  void whoeverSetsTheClockCancelsWhatWasAskedTo() throws Exception {
    int cancelled = timer(CLOCK_REALTIME);
    int other = timer(CLOCK_REALTIME);
    value.value(FAR, 0);
    assertThat(
            EventDescriptors.timerfd_settime(
                cancelled, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, value, null))
        .isZero();
    assertThat(EventDescriptors.timerfd_settime(other, TFD_TIMER_ABSTIME, value, null)).isZero();
    assertThat(Io.read(cancelled, count)).isEqualTo(Errno.WOULD_BLOCK);

    if (Clock.setForthAndBack()) {
      assertThat(Io.read(cancelled, count)).isEqualTo(-Errno.ECANCELED.number());
    }
    assertThat(Io.read(other, count)).isEqualTo(Errno.WOULD_BLOCK);
  }

  @Test
  void timerfdGettimeSaysWhatIsWrong() {
    assertThat(EventDescriptors.timerfd_gettime(owned.closedOne(), now))
        .isEqualTo(-Errno.EBADF.number());
    assertThat(EventDescriptors.timerfd_gettime(owned.pipe(0).first(), now))
        .isEqualTo(-Errno.EINVAL.number());
  }

  private int timer(int clock) {
    return owned.add(EventDescriptors.timerfd_create(clock, TFD_NONBLOCK | TFD_CLOEXEC));
  }
}
