package dev.sluice.timer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;

/** Does by chance all that can be done with timers, and keeps a tree of what must be pending. */
final class TimersModel {
  private static final int MOST = 400;

  private final Timers timers;
  private final long resolution;
  private final Random random;

  /** Where the clock wraps around in the middle of the run. */
  private final long origin;

  private final NavigableMap<Long, List<Entry>> pending = new TreeMap<>();
  private final List<Entry> all = new ArrayList<>();
  private int size;
  private long now;

  /** The turn in hand. */
  private int turn;

  private int ran;
  private long latest;

  TimersModel(Timers timers, long resolution, int seed) {
    this.timers = timers;
    this.resolution = resolution;
    this.random = new Random(seed);
    this.origin = Long.MAX_VALUE - (1L << 45);
  }

  /** A timer, and when it should run if it is pending. */
  private final class Entry {
    final Timer timer;
    long deadline;
    int scheduledIn;

    Entry(long delay) {
      timer = timers.schedule(origin + now, delay, () -> run(this));
      expect(this, delay);
    }
  }

  void run(int operations) {
    for (int i = 0; i < operations; i++) {
      switch (random.nextInt(8)) {
        case 0, 1, 2 -> schedule();
        case 3, 4 -> move();
        case 5 -> cancel();
        default -> turn();
      }
      assertThat(timers.size()).isEqualTo(size);
    }
    assertThat(now).isGreaterThan(1L << 46);
  }

  private void schedule() {
    if (all.size() < MOST) {
      all.add(new Entry(delay()));
    } else {
      move();
    }
  }

  private void move() {
    if (!all.isEmpty()) {
      move(all.get(random.nextInt(all.size())));
    }
  }

  private void move(Entry entry) {
    forget(entry);
    long delay = delay();
    timers.reschedule(entry.timer, origin + now, delay);
    expect(entry, delay);
  }

  private void cancel() {
    if (!all.isEmpty()) {
      Entry entry = all.get(random.nextInt(all.size()));
      forget(entry);
      timers.cancel(entry.timer);
      assertThat(entry.timer.isPending()).isFalse();
    }
  }

  /** Of any magnitude, often none, sometimes less than none. */
  private long delay() {
    return (random.nextLong() >>> (20 + random.nextInt(44))) - 3;
  }

  private void expect(Entry entry, long delay) {
    entry.deadline = now + Math.max(0, delay);
    entry.scheduledIn = turn;
    pending.computeIfAbsent(entry.deadline, time -> new ArrayList<>()).add(entry);
    size++;
  }

  private void forget(Entry entry) {
    List<Entry> same = pending.get(entry.deadline);
    if (same != null && same.remove(entry)) {
      size--;
      if (same.isEmpty()) {
        pending.remove(entry.deadline);
      }
    }
  }

  private void turn() {
    long next = pending.isEmpty() ? -1 : Math.max(0, pending.firstKey() - now);
    long told = timers.untilNext(origin + now);
    assertThat(told).isBetween(Math.min(next, 0), next < 0 ? -1 : next + resolution - 1);
    if (resolution == 1) {
      assertThat(told).isEqualTo(next);
    }
    now +=
        random.nextBoolean() && told > 0 ? told : random.nextLong() >>> (21 + random.nextInt(43));
    turn++;
    ran = 0;
    latest = 0;
    assertThat(timers.runDue(origin + now)).isEqualTo(ran);
    for (List<Entry> overdue : pending.headMap(now - resolution + 1, true).values()) {
      assertThat(overdue).isNotEmpty().allMatch(entry -> entry.scheduledIn == turn);
    }
  }

  /** The task of each. */
  private void run(Entry entry) {
    ran++;
    assertThat(pending.getOrDefault(entry.deadline, List.of())).contains(entry);
    assertThat(entry.deadline).isLessThanOrEqualTo(now).isGreaterThan(latest - resolution);
    assertThat(entry.scheduledIn).isLessThan(turn);
    assertThat(entry.timer.isPending()).isFalse();
    latest = Math.max(latest, entry.deadline);
    forget(entry);
    switch (random.nextInt(4)) {
      case 0 -> move(entry);
      case 1 -> move();
      case 2 -> cancel();
      default -> schedule();
    }
  }
}
