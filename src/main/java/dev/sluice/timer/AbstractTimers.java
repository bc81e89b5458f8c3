package dev.sluice.timer;

import java.util.Objects;

/** What all timers have in common: whose they are, how many, and how a turn goes. */
abstract sealed class AbstractTimers implements Timers permits TimerWheel, TimerHeap, TimerList {
  /** Longer delays are cut to this: 146 years, so that differences never overflow. */
  private static final long MAX_DELAY = Long.MAX_VALUE / 2;

  /** Closes the ring of those that run in this turn, or stayed behind because a task threw. */
  final Timer due = end();

  private int size;

  /** A timer that is none, but closes a ring. */
  final Timer end() {
    return new Timer(this, () -> {});
  }

  /** Lets a timer wait for its deadline. */
  abstract void insert(Timer timer, long now);

  /** Takes one out that waits or is due. */
  abstract void remove(Timer timer);

  /** Moves those whose time has come to the end of {@link #due}, the earliest first. */
  abstract void collectDue(long now);

  /** {@return a time not after that of the first that waits; there is one} */
  abstract long next();

  @Override
  public final Timer schedule(long now, long delayNanos, Runnable task) {
    Timer timer = new Timer(this, Objects.requireNonNull(task, "task"));
    start(timer, now, delayNanos);
    return timer;
  }

  @Override
  public final void reschedule(Timer timer, long now, long delayNanos) {
    cancel(timer);
    start(timer, now, delayNanos);
  }

  private void start(Timer timer, long now, long delayNanos) {
    timer.deadline = now + Math.clamp(delayNanos, 0, MAX_DELAY);
    insert(timer, now);
    size++;
  }

  @Override
  public final void cancel(Timer timer) {
    if (timer.owner != this) {
      throw new IllegalArgumentException("a timer of other timers");
    }
    if (timer.isPending()) {
      remove(timer);
      timer.index = Timer.IDLE;
      size--;
    }
  }

  @Override
  public final long untilNext(long now) {
    if (size == 0) {
      return -1;
    }
    return due.isAlone() ? Math.max(0, next() - now) : 0;
  }

  @Override
  public final int runDue(long now) {
    if (size == 0) {
      return 0;
    }
    collectDue(now);
    int ran = 0;
    // What a task schedules is not among them: one that schedules itself at once must not hold the
    // loop.
    while (!due.isAlone()) {
      Timer timer = due.next;
      cancel(timer);
      ran++;
      timer.task.run();
    }
    return ran;
  }

  @Override
  public final int size() {
    return size;
  }
}
