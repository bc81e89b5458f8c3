package dev.sluice.timer;

/**
 * Something to do at a time. Made by {@link Timers#schedule}; belongs to its {@link Timers} and
 * their thread.
 */
public final class Timer {
  static final int IDLE = -1;
  static final int DUE = -2;

  final Timers owner;
  final Runnable task;
  long deadline;

  /** Where it waits, by the reckoning of its owner. */
  int index = IDLE;

  /** Lists are rings, closed by a timer that is none. One that is in no list is its own ring. */
  Timer next = this;

  Timer previous = this;

  Timer(Timers owner, Runnable task) {
    this.owner = owner;
    this.task = task;
  }

  /** {@return whether it still waits for its time} */
  public boolean isPending() {
    return index != IDLE;
  }

  boolean isAlone() {
    return next == this;
  }

  void linkBefore(Timer successor) {
    Timer predecessor = successor.previous;
    next = successor;
    previous = predecessor;
    predecessor.next = this;
    successor.previous = this;
  }

  void unlink() {
    next.previous = previous;
    previous.next = next;
    // Also so that one that is kept does not keep its former neighbours.
    next = this;
    previous = this;
  }

  /** Moves all others of its ring into another ring, in their order; there is one at least. */
  void spillBefore(Timer successor) {
    Timer predecessor = successor.previous;
    predecessor.next = next;
    next.previous = predecessor;
    previous.next = successor;
    successor.previous = previous;
    next = this;
    previous = this;
  }
}
