package dev.sluice.reactor;

import dev.sluice.errno.ErrnoException;
import dev.sluice.event.Poller;
import dev.sluice.timer.Timers;
import java.util.concurrent.TimeUnit;

/**
 * How a loop waits: until the next timer, a task or an event; asleep, or asking again and again.
 */
final class Waiting {
  private static final int MAX_WAIT_MILLIS = 60_000;

  private final EventLoop loop;
  private final Poller poller;
  private final Timers timers;
  private final TaskQueue tasks;
  private final long busyPollNanos;
  private final Starvation starvation = new Starvation();
  private long lastEvent = System.nanoTime();

  Waiting(EventLoop loop, Poller poller, Timers timers, TaskQueue tasks) {
    this.loop = loop;
    this.poller = poller;
    this.timers = timers;
    this.tasks = tasks;
    this.busyPollNanos = loop.options().busyPoll().toNanos();
  }

  /**
   * Waits.
   *
   * @param from the time
   * @param more there is work for which nothing has to be waited
   * @return how many events there are
   */
  int await(long from, boolean more) throws ErrnoException {
    int millis = more ? 0 : untilNextTimer(from);
    if (busyPollNanos == 0) {
      return sleep(millis);
    }
    int ready = millis == 0 ? 0 : pollBusily(from);
    if (ready == 0) {
      ready = sleep(millis);
    }
    if (ready > 0) {
      lastEvent = System.nanoTime();
    }
    return ready;
  }

  private int untilNextTimer(long from) {
    long nanos = timers.untilNext(from);
    // Rounded up: rounding down would poll again and again until the time has come.
    return nanos < 0
        ? MAX_WAIT_MILLIS
        : (int) Math.min(TimeUnit.NANOSECONDS.toMillis(nanos + 999_999), MAX_WAIT_MILLIS);
  }

  private int sleep(int millis) throws ErrnoException {
    int ready = poll(millis != 0 && tasks.maySleep() ? millis : 0);
    tasks.awoke();
    return ready;
  }

  /** Asks again and again until the time after the last event is up, or there is work. */
  private int pollBusily(long from) throws ErrnoException {
    long time = from;
    while (time - lastEvent < busyPollNanos && tasks.isEmpty() && timers.untilNext(time) != 0) {
      int ready = poll(0);
      if (ready > 0) {
        return ready;
      }
      Thread.onSpinWait();
      time = System.nanoTime();
    }
    return 0;
  }

  private int poll(int millis) throws ErrnoException {
    try {
      return poller.await(millis);
    } catch (ErrnoException e) {
      starvation.outlast(loop, e);
      return 0;
    }
  }
}
