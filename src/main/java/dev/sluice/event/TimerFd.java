package dev.sluice.event;

import static dev.sluice.sys.PollConstants.CLOCK_MONOTONIC;
import static dev.sluice.sys.PollConstants.TFD_CLOEXEC;
import static dev.sluice.sys.PollConstants.TFD_NONBLOCK;
import static dev.sluice.sys.PollConstants.TFD_TIMER_ABSTIME;
import static dev.sluice.sys.PollConstants.TFD_TIMER_CANCEL_ON_SET;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.sluice.errno.ErrnoException;
import dev.sluice.fd.Fd;
import dev.sluice.fd.HasFd;
import dev.sluice.sys.EventDescriptors;
import dev.sluice.sys.Itimerspec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.time.Instant;

/**
 * A timer that can be waited for: readable when it went off. One thread at a time.
 *
 * <p>What is past goes off at once, be it a negative delay or a point before the clock's start; the
 * kernel would refuse it, or disarm at 0. No time is too far away.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/timerfd_create.2.html">timerfd_create(2)</a>
 */
public final class TimerFd implements HasFd, AutoCloseable {
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private final Fd fd;
  private final MemorySegment count = Arena.ofAuto().allocate(JAVA_LONG);
  private final Itimerspec time = new Itimerspec();

  /**
   * Takes a timer over.
   *
   * @param fd a timerfd that never blocks; the caller gives it up
   */
  public TimerFd(Fd fd) {
    this.fd = fd;
  }

  /**
   * Makes a disarmed timer by the clock that is never set.
   *
   * @return the timer
   * @throws ErrnoException EMFILE, ENFILE
   */
  public static TimerFd open() throws ErrnoException {
    return open(CLOCK_MONOTONIC);
  }

  /**
   * Makes a disarmed timer.
   *
   * @param clock {@code CLOCK_MONOTONIC}, {@code CLOCK_REALTIME}, {@code CLOCK_BOOTTIME}, …
   * @return the timer
   * @throws ErrnoException EINVAL (no such clock), EPERM (an alarm clock), EMFILE, ENFILE
   */
  public static TimerFd open(int clock) throws ErrnoException {
    int result = EventDescriptors.timerfd_create(clock, TFD_CLOEXEC | TFD_NONBLOCK);
    return new TimerFd(Fd.adopt(ErrnoException.check(result, "timerfd_create")));
  }

  /**
   * Goes off once.
   *
   * @param delay after what time
   * @throws ErrnoException should the kernel refuse
   */
  public void after(Duration delay) throws ErrnoException {
    time.interval(0, 0);
    arm(0, delay.getSeconds(), delay.getNano());
  }

  /**
   * Goes off once; as {@link #after}, without an object.
   *
   * @param nanos after what time, in nanoseconds
   * @throws ErrnoException should the kernel refuse
   */
  public void afterNanos(long nanos) throws ErrnoException {
    time.interval(0, 0);
    arm(0, Math.floorDiv(nanos, NANOS_PER_SECOND), Math.floorMod(nanos, NANOS_PER_SECOND));
  }

  /**
   * Goes off again and again.
   *
   * @param delay after what time first
   * @param interval after what time again; more than 0
   * @throws ErrnoException should the kernel refuse
   */
  public void every(Duration delay, Duration interval) throws ErrnoException {
    if (!interval.isPositive()) {
      throw new IllegalArgumentException("a timer cannot go off every " + interval);
    }
    time.interval(interval.getSeconds(), interval.getNano());
    arm(0, delay.getSeconds(), delay.getNano());
  }

  /**
   * Goes off at a point in time, whenever the clock gets there: for {@code CLOCK_REALTIME} also by
   * being set.
   *
   * @param point the point; by another clock than that of the wall, as much after the clock's start
   *     as this is after 1970
   * @throws ErrnoException should the kernel refuse
   */
  public void at(Instant point) throws ErrnoException {
    time.interval(0, 0);
    arm(TFD_TIMER_ABSTIME, point.getEpochSecond(), point.getNano());
  }

  /**
   * Goes off at a point in time; {@link #read} fails with ECANCELED once the wall clock was set
   * before.
   *
   * @param point the point, by {@code CLOCK_REALTIME}
   * @throws ErrnoException ECANCELED when the clock was set since the last read that told so
   */
  public void atUnlessClockIsSet(Instant point) throws ErrnoException {
    time.interval(0, 0);
    int flags = TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET;
    arm(flags, point.getEpochSecond(), point.getNano());
  }

  /**
   * Goes off no more; what was not read is dropped.
   *
   * @throws ErrnoException should the kernel refuse
   */
  public void disarm() throws ErrnoException {
    time.interval(0, 0);
    time.value(0, 0);
    set(0);
  }

  private void arm(int flags, long seconds, long nanos) throws ErrnoException {
    boolean past = seconds < 0 || (seconds == 0 && nanos == 0);
    time.value(past ? 0 : seconds, past ? 1 : nanos);
    set(flags);
  }

  private void set(int flags) throws ErrnoException {
    ErrnoException.check(
        EventDescriptors.timerfd_settime(fd.number(), flags, time, null), "timerfd_settime");
  }

  /**
   * Says when it goes off next.
   *
   * @return the time until then; 0 when it is disarmed
   * @throws ErrnoException should the kernel refuse
   */
  public Duration remaining() throws ErrnoException {
    ErrnoException.check(EventDescriptors.timerfd_gettime(fd.number(), time), "timerfd_gettime");
    return Duration.ofSeconds(time.valueSeconds(), time.valueNanos());
  }

  /**
   * Asks how often it went off; does not wait.
   *
   * @return how often since it was armed or last read; 0 when it did not
   * @throws ErrnoException ECANCELED, see {@link #atUnlessClockIsSet}
   */
  public long read() throws ErrnoException {
    return Counter.take(fd, count, "timerfd");
  }

  /** {@return its descriptor, lent; readable when it went off} */
  @Override
  public int fd() {
    return fd.number();
  }

  @Override
  public void close() {
    fd.close();
  }
}
