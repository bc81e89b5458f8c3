package dev.sluice.timer;

import java.util.Arrays;

/**
 * Timers of one thread, in a binary heap: O(log n) to schedule, cancel and move, O(1) to ask for
 * the next.
 *
 * <p>Times are nanoseconds of {@link System#nanoTime}, which is CLOCK_MONOTONIC, passed in by the
 * caller, so that one look at the clock serves a whole turn of a loop. Differences are compared,
 * never times: they may wrap around.
 */
public final class Timers {
  /** Longer delays are cut to this: 146 years, so that differences never overflow. */
  private static final long MAX_DELAY = Long.MAX_VALUE / 2;

  private Timer[] heap = new Timer[16];
  private int size;

  /** Makes an empty set. */
  public Timers() {}

  /**
   * Schedules a task.
   *
   * @param now the time
   * @param delayNanos how long from now; negative counts as 0
   * @param task what to do; may schedule and cancel
   * @return the timer
   */
  public Timer schedule(long now, long delayNanos, Runnable task) {
    Timer timer = new Timer(task);
    reschedule(timer, now, delayNanos);
    return timer;
  }

  /**
   * Moves a timer to another time, also when it went off or was cancelled. Allocates nothing.
   *
   * @param timer a timer of this set
   * @param now the time
   * @param delayNanos how long from now; negative counts as 0
   */
  public void reschedule(Timer timer, long now, long delayNanos) {
    long deadline = now + Math.clamp(delayNanos, 0, MAX_DELAY);
    if (timer.index == Timer.IDLE) {
      if (size == heap.length) {
        heap = Arrays.copyOf(heap, size * 2);
      }
      timer.deadline = deadline;
      siftUp(size++, timer);
    } else {
      timer.deadline = deadline;
      place(timer.index, timer);
    }
  }

  /**
   * Cancels a timer; does nothing when it is not pending.
   *
   * @param timer a timer of this set
   */
  public void cancel(Timer timer) {
    int at = timer.index;
    if (at == Timer.IDLE) {
      return;
    }
    timer.index = Timer.IDLE;
    Timer last = heap[--size];
    clear(size);
    if (last != timer) {
      place(at, last);
    }
  }

  /**
   * {@return how long until the next timer in nanoseconds, 0 when it is due, -1 when there is none}
   *
   * @param now the time
   */
  public long untilNext(long now) {
    return size == 0 ? -1 : Math.max(0, heap[0].deadline - now);
  }

  /**
   * Runs what is due, in the order of their times. A task that throws ends the turn; the rest stays
   * due.
   *
   * @param now the time; tasks scheduled meanwhile run in the next turn at the earliest when due
   *     later than this
   * @return how many ran
   */
  public int runDue(long now) {
    int ran = 0;
    // At most those that were there: a task that schedules itself with no delay must not hold the
    // loop.
    for (int left = size; left > 0 && size > 0 && heap[0].deadline - now <= 0; left--) {
      Timer due = heap[0];
      cancel(due);
      ran++;
      due.task.run();
    }
    return ran;
  }

  /** {@return how many are pending} */
  public int size() {
    return size;
  }

  private void place(int at, Timer timer) {
    siftUp(at, timer);
    if (timer.index == at) {
      siftDown(at, timer);
    }
  }

  private void siftUp(int from, Timer timer) {
    int at = from;
    while (at > 0) {
      int parent = (at - 1) >>> 1;
      if (timer.deadline - heap[parent].deadline >= 0) {
        break;
      }
      put(at, heap[parent]);
      at = parent;
    }
    put(at, timer);
  }

  private void siftDown(int from, Timer timer) {
    int at = from;
    while (2 * at + 1 < size) {
      int child = 2 * at + 1;
      if (child + 1 < size && heap[child + 1].deadline - heap[child].deadline < 0) {
        child++;
      }
      if (timer.deadline - heap[child].deadline <= 0) {
        break;
      }
      put(at, heap[child]);
      at = child;
    }
    put(at, timer);
  }

  private void put(int at, Timer timer) {
    heap[at] = timer;
    timer.index = at;
  }

  @SuppressWarnings("NullAway") // Beyond size the array is empty.
  private void clear(int at) {
    heap[at] = null;
  }
}
