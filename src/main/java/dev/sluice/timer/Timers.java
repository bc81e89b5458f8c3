package dev.sluice.timer;

/**
 * Timers of one thread: only it may call any method.
 *
 * <p>Times are nanoseconds of {@link System#nanoTime}, which is CLOCK_MONOTONIC, passed in by the
 * caller, so that one look at the clock serves a whole turn of a loop. Differences are compared,
 * never times: they may wrap around. No time may lie before one that was passed in earlier.
 *
 * <p>All kinds keep the same promises, except for time and order: none runs a task early, each runs
 * a task once for each time that it was scheduled.
 */
public sealed interface Timers permits AbstractTimers {
  /**
   * Makes a hierarchical wheel: O(1) to schedule, cancel and move, whatever their number. What a
   * loop takes.
   *
   * <p>It turns by ticks of 2<sup>20</sup> ns, about a millisecond. A task runs up to a tick late,
   * unless its delay was 0. Those due in one turn run by ticks, those of one tick in the order in
   * which they were scheduled: so one may run before another whose deadline is less than a tick
   * earlier.
   *
   * @return the empty wheel, of about 25 KB
   */
  static Timers wheel() {
    return new TimerWheel();
  }

  /**
   * Makes a binary heap: O(log n) to schedule, cancel and move. Exact, and small while there are
   * few timers.
   *
   * <p>Those due in one turn run by their deadlines, equal ones in any order.
   *
   * @return the empty heap
   */
  static Timers heap() {
    return new TimerHeap();
  }

  /**
   * Makes a sorted list: O(n) to schedule and move, O(1) where the new deadline is the last; O(1)
   * to cancel. Exact, for few timers, or many of the same delay.
   *
   * <p>Those due in one turn run by their deadlines, equal ones in the order in which they were
   * scheduled.
   *
   * @return the empty list
   */
  static Timers list() {
    return new TimerList();
  }

  /**
   * Schedules a task.
   *
   * @param now the time
   * @param delayNanos how long from now; negative counts as 0, more than 146 years as those
   * @param task what to do; may schedule, move and cancel, itself and others
   * @return the timer
   */
  Timer schedule(long now, long delayNanos, Runnable task);

  /**
   * Moves a timer to another time, also when it went off or was cancelled. Allocates nothing, but
   * that a heap may grow.
   *
   * @param timer a timer of these
   * @param now the time
   * @param delayNanos how long from now; negative counts as 0, more than 146 years as those
   * @throws IllegalArgumentException if others made the timer
   */
  void reschedule(Timer timer, long now, long delayNanos);

  /**
   * Cancels a timer; does nothing when it is not pending. One that is due in this turn and has not
   * run yet is still pending.
   *
   * @param timer a timer of these
   * @throws IllegalArgumentException if others made the timer
   */
  void cancel(Timer timer);

  /**
   * {@return how long to wait for the next turn in nanoseconds, 0 when a timer is due, -1 when
   * there is none}
   *
   * <p>It is exact but in a wheel, which may want up to seven turns in between, that run nothing,
   * to sort timers that were far away. After a turn it is 0 only when a task threw or scheduled
   * something without delay.
   *
   * @param now the time
   */
  long untilNext(long now);

  /**
   * Runs what is due, the earliest first. What tasks schedule meanwhile waits for the next turn,
   * whatever its delay. A task that throws ends the turn; the rest stays due.
   *
   * @param now the time
   * @return how many ran
   */
  int runDue(long now);

  /** {@return how many are pending} */
  int size();
}
