package dev.sluice.event;

import static dev.sluice.sys.FileConstants.FD_CLOEXEC;
import static dev.sluice.sys.FileConstants.F_GETFD;
import static dev.sluice.sys.PollConstants.CLOCK_REALTIME;
import static dev.sluice.sys.PollConstants.EPOLLIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.fd.Fd;
import dev.sluice.support.Clock;
import dev.sluice.sys.Descriptors;
import dev.sluice.sys.EventDescriptors;
import dev.sluice.sys.PollConstants;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class TimerFdTest {
  @SuppressWarnings("NullAway.Init") // Made anew for each test.
  private TimerFd timer;

  @SuppressWarnings("NullAway.Init")
  private Poll poll;

  @BeforeEach
  void open() throws Exception {
    timer = TimerFd.open();
    poll = Poll.open();
    poll.add(timer.fd(), EPOLLIN, 0);
  }

  @AfterEach
  void close() {
    poll.close();
    timer.close();
  }

  @Test
  void oneThatIsNotArmedNeverGoesOff() throws Exception {
    assertThat(timer.read()).isZero();
    assertThat(timer.remaining()).isZero();
    assertThat(poll.await(0)).isZero();
    assertThat(Descriptors.fcntl(timer.fd(), F_GETFD, 0)).isEqualTo(FD_CLOEXEC);
  }

  @Test
  void oneShotGoesOffOnce() throws Exception {
    timer.after(Duration.ofMillis(2));

    assertThat(poll.await(-1)).isEqualTo(1);
    assertThat(timer.read()).isEqualTo(1);
    assertThat(timer.read()).isZero();
    assertThat(timer.remaining()).isZero();
    timer.afterNanos(1_000_000);
    assertThat(poll.await(-1)).isEqualTo(1);
    assertThat(timer.read()).isEqualTo(1);
  }

  @Test
  void aPeriodicOneGoesOffUntilItIsDisarmed() throws Exception {
    timer.every(Duration.ZERO, Duration.ofMillis(1));

    long expirations = 0;
    while (expirations < 5) {
      assertThat(poll.await(-1)).isEqualTo(1);
      expirations += timer.read();
    }
    assertThat(poll.await(-1)).isEqualTo(1);
    timer.disarm();
    assertThat(timer.read()).isZero();
    assertThat(poll.await(0)).isZero();
    timer.every(Duration.ofHours(1), Duration.ofMillis(1));
    timer.after(Duration.ZERO);
    assertThat(poll.await(-1)).isEqualTo(1);
    assertThat(timer.read()).as("no longer periodic").isEqualTo(1);
    assertThat(timer.remaining()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, -999_999_999, -1_000_000_000, -1_000_000_001, Long.MIN_VALUE})
  void whatIsPastGoesOffAtOnce(long nanos) throws Exception {
    timer.afterNanos(nanos);
    assertThat(poll.await(-1)).isEqualTo(1);
    assertThat(timer.read()).isEqualTo(1);

    timer.after(Duration.ofNanos(nanos));
    assertThat(poll.await(-1)).isEqualTo(1);
    assertThat(timer.read()).isEqualTo(1);

    timer.at(Instant.EPOCH.plusNanos(nanos));
    assertThat(poll.await(-1)).isEqualTo(1);
    assertThat(timer.read()).isEqualTo(1);
  }

  @Test
  void theLongestAgoGoesOffAtOnceToo() throws Exception {
    timer.after(Duration.ofSeconds(Long.MIN_VALUE));
    assertThat(poll.await(-1)).isEqualTo(1);
    assertThat(timer.read()).isEqualTo(1);
    timer.at(Instant.MIN);
    assertThat(poll.await(-1)).isEqualTo(1);
    assertThat(timer.read()).isEqualTo(1);
  }

  @Test
  void noTimeIsTooFarAway() throws Exception {
    timer.after(Duration.ofSeconds(Long.MAX_VALUE, 999_999_999));
    assertFarAway();
    timer.afterNanos(Long.MAX_VALUE);
    assertFarAway();
    timer.at(Instant.MAX);
    assertFarAway();
    timer.every(Duration.ofSeconds(Long.MAX_VALUE), Duration.ofSeconds(Long.MAX_VALUE));
    assertFarAway();
    timer.every(Duration.ZERO, Duration.ofSeconds(Long.MAX_VALUE));
    assertThat(poll.await(-1)).isEqualTo(1);
    assertThat(timer.read()).isEqualTo(1);
    assertFarAway();
  }

  private void assertFarAway() throws ErrnoException {
    assertThat(timer.remaining()).isGreaterThan(Duration.ofDays(36_500));
    assertThat(poll.await(0)).isZero();
    assertThat(timer.read()).isZero();
  }

  @Test
  void aPointInTimeIsByItsClock() throws Exception {
    try (TimerFd wall = TimerFd.open(CLOCK_REALTIME)) {
      Instant point = Instant.now().plusMillis(3);
      wall.at(point);
      poll.add(wall.fd(), EPOLLIN, 1);

      assertThat(poll.await(-1)).isEqualTo(1);

      assertThat(wall.read()).isEqualTo(1);
      wall.at(Instant.now().plusSeconds(3_600));
      assertThat(wall.remaining()).isBetween(Duration.ofMinutes(50), Duration.ofHours(1));
    }
  }

  @Test
  void theClockBeingSetIsToldWhereItIsAskedFor() throws Exception {
    try (TimerFd wall = TimerFd.open(CLOCK_REALTIME)) {
      wall.atUnlessClockIsSet(Instant.MAX);
      assertThat(wall.read()).isZero();

      if (Clock.setForthAndBack()) {
        assertThatThrownBy(wall::read)
            .isInstanceOfSatisfying(
                ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ECANCELED));
      }
      assertThat(wall.read()).isZero();
    }
  }

  @Test
  void noIntervalIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> timer.every(Duration.ZERO, Duration.ZERO));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> timer.every(Duration.ZERO, Duration.ofNanos(-1)));
  }

  @Test
  void whatIsWrongIsAnErrno() {
    assertThatThrownBy(() -> TimerFd.open(12_345)).hasMessage("timerfd_create: " + Errno.EINVAL);
    try (TimerFd none = new TimerFd(Fd.adopt(EventDescriptors.eventfd(0, 0)))) {
      assertThatThrownBy(() -> none.after(Duration.ZERO))
          .hasMessage("timerfd_settime: " + Errno.EINVAL);
      assertThatThrownBy(none::remaining).hasMessage("timerfd_gettime: " + Errno.EINVAL);
    }
  }

  @Test
  void aTimerIsAdoptedByItsNumber() throws Exception {
    int number = EventDescriptors.timerfd_create(PollConstants.CLOCK_BOOTTIME, 0);
    try (TimerFd adopted = new TimerFd(Fd.adopt(number))) {
      adopted.afterNanos(0);
      poll.add(adopted.fd(), EPOLLIN, 1);
      assertThat(poll.await(-1)).isEqualTo(1);
      assertThat(adopted.read()).isEqualTo(1);
    }
  }
}
