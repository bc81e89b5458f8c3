package dev.sluice.timer;

/**
 * Timers in a hierarchical wheel (Varghese and Lauck's seventh scheme). A level's slots cover the
 * bits of time above those of the level below; a timer waits at the level of the highest bits in
 * which its deadline differs from the current tick, and comes down whenever the wheel enters its
 * slot. So all of one tick are in one slot, in the order in which they came, and the first is in
 * the lowest level that has any. The levels cover all 64 bits, so that the clock may wrap around.
 */
final class TimerWheel extends AbstractTimers {
  private static final int TICK_BITS = 20;
  private static final long WITHIN_TICK = (1L << TICK_BITS) - 1;
  private static final int SLOT_BITS = 6;
  private static final int SLOTS = 1 << SLOT_BITS;
  private static final long WITHIN_LEVEL_0 = (1L << (TICK_BITS + SLOT_BITS)) - 1;
  private static final int LEVELS = (Long.SIZE - TICK_BITS + SLOT_BITS - 1) / SLOT_BITS;

  /** What closes the ring of each slot, level by level; its index is the slot's number. */
  private final Timer[] slots = new Timer[LEVELS * SLOTS];

  /** A bit per slot that is not empty, and a word for the ring of those due, which nobody reads. */
  private final long[] occupied = new long[LEVELS + 1];

  /** The tick up to which the wheel has turned. */
  private long current;

  TimerWheel() {
    for (int i = 0; i < slots.length; i++) {
      slots[i] = end();
      slots[i].index = i;
    }
    due.index = slots.length;
  }

  @Override
  void insert(Timer timer, long now) {
    if (size() == 0) {
      current = now & ~WITHIN_TICK;
    }
    // Rounded up, or it would run early. What is to run at once need not wait for the next tick.
    long later = timer.deadline == now ? 0 : WITHIN_TICK;
    long tick = (timer.deadline + later) & ~WITHIN_TICK;
    timer.deadline = tick - current < 0 ? current : tick;
    place(timer);
  }

  private void place(Timer timer) {
    long differing = (timer.deadline ^ current) | WITHIN_LEVEL_0;
    int highest = Long.SIZE - 1 - Long.numberOfLeadingZeros(differing);
    int level = (highest - TICK_BITS) / SLOT_BITS;
    int slot = (int) (timer.deadline >>> shift(level)) & (SLOTS - 1);
    occupied[level] |= 1L << slot;
    timer.index = level;
    timer.linkBefore(slots[level * SLOTS + slot]);
  }

  @Override
  void remove(Timer timer) {
    Timer neighbour = timer.next;
    timer.unlink();
    if (neighbour.isAlone()) {
      occupied[neighbour.index / SLOTS] &= ~(1L << neighbour.index);
    }
  }

  @Override
  void collectDue(long now) {
    long target = now & ~WITHIN_TICK;
    for (int level = lowest(); level < LEVELS; level = lowest()) {
      long start = firstStart(level);
      if (start - target > 0) {
        break;
      }
      current = start;
      int slot = (int) (start >>> shift(level)) & (SLOTS - 1);
      occupied[level] &= ~(1L << slot);
      empty(level, slots[level * SLOTS + slot]);
    }
    if (target - current > 0) {
      current = target;
    }
  }

  private void empty(int level, Timer end) {
    if (level == 0) {
      end.spillBefore(due);
      return;
    }
    while (!end.isAlone()) {
      Timer first = end.next;
      first.unlink();
      place(first);
    }
  }

  @Override
  long next() {
    return firstStart(lowest());
  }

  private int lowest() {
    int level = 0;
    while (level < LEVELS && occupied[level] == 0) {
      level++;
    }
    return level;
  }

  /** When the first slot of a level that is not empty begins. */
  private long firstStart(int level) {
    long position = current >>> shift(level);
    // Round the wheel, which matters at the top only: elsewhere those behind are empty.
    int ahead = Long.numberOfTrailingZeros(Long.rotateRight(occupied[level], (int) position));
    return (position + ahead) << shift(level);
  }

  private static int shift(int level) {
    return TICK_BITS + level * SLOT_BITS;
  }
}
