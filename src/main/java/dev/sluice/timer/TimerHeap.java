package dev.sluice.timer;

import java.util.Arrays;

/** Timers in a binary heap, each knowing its place. */
final class TimerHeap extends AbstractTimers {
  private Timer[] heap = new Timer[16];
  private int count;

  @Override
  void insert(Timer timer, long now) {
    if (count == heap.length) {
      heap = Arrays.copyOf(heap, count * 2);
    }
    siftUp(count++, timer);
  }

  @Override
  void remove(Timer timer) {
    if (timer.index == Timer.DUE) {
      timer.unlink();
      return;
    }
    Timer last = heap[--count];
    clear(count);
    if (last != timer) {
      place(timer.index, last);
    }
  }

  @Override
  void collectDue(long now) {
    while (count > 0 && heap[0].deadline - now <= 0) {
      Timer first = heap[0];
      remove(first);
      first.index = Timer.DUE;
      first.linkBefore(due);
    }
  }

  @Override
  long next() {
    return heap[0].deadline;
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
    while (2 * at + 1 < count) {
      int child = 2 * at + 1;
      if (child + 1 < count && heap[child + 1].deadline - heap[child].deadline < 0) {
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

  @SuppressWarnings("NullAway") // Beyond count the array is empty.
  private void clear(int at) {
    heap[at] = null;
  }
}
