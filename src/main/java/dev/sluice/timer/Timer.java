package dev.sluice.timer;

/**
 * Something to do at a time. Made by {@link Timers#schedule}; belongs to the thread of its {@link
 * Timers}.
 */
public final class Timer {
  static final int IDLE = -1;

  final Runnable task;
  long deadline;
  int index = IDLE;

  Timer(Runnable task) {
    this.task = task;
  }

  /** {@return whether it still waits for its time} */
  public boolean isPending() {
    return index != IDLE;
  }
}
