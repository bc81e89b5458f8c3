package dev.sluice.timer;

/** Timers in a list sorted by their deadlines. */
final class TimerList extends AbstractTimers {
  private final Timer end = end();

  @Override
  void insert(Timer timer, long now) {
    // From behind: a later deadline is the rule, and equal ones keep their order.
    Timer successor = end;
    while (successor.previous != end && successor.previous.deadline - timer.deadline > 0) {
      successor = successor.previous;
    }
    timer.linkBefore(successor);
    timer.index = 0;
  }

  @Override
  void remove(Timer timer) {
    timer.unlink();
  }

  @Override
  void collectDue(long now) {
    while (!end.isAlone() && end.next.deadline - now <= 0) {
      Timer first = end.next;
      first.unlink();
      first.linkBefore(due);
    }
  }

  @Override
  long next() {
    return end.next.deadline;
  }
}
