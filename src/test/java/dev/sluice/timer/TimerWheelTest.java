package dev.sluice.timer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TimerWheelTest extends TimersContract {
  private static final long TICK = 1 << 20;

  @Override
  protected Timers open() {
    return Timers.wheel();
  }

  @Override
  protected long resolution() {
    return TICK;
  }

  @Override
  protected int many() {
    return 1_000_000;
  }

  @Test
  void thoseOfOneTickRunInTheOrderInWhichTheyWereScheduled() {
    for (long ticks : new long[] {1, 63, 64, 65, 5_000, 300_000, 1L << 30}) {
      ran.clear();
      Timer moved = schedule(0, (ticks - 1) * TICK + 1, "moved");
      schedule(0, ticks * TICK, "a");
      schedule(0, ticks * TICK - 5, "b");
      schedule(0, ticks * TICK - 1, "c");
      schedule(0, (ticks + 1) * TICK, "next tick");
      timers.reschedule(moved, 0, ticks * TICK - 9);
      // Halfway, so that they have come down some levels before the last is scheduled.
      timers.runDue(ticks * TICK / 2);
      schedule(ticks * TICK / 2, (ticks * TICK + 1) / 2 - 1, "d");

      timers.runDue((ticks + 2) * TICK);
      assertThat(ran).as("%d", ticks).containsExactly("a", "b", "c", "moved", "d", "next tick");
    }
  }
}
