package dev.sluice.timer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TimerListTest extends TimersContract {
  @Override
  protected Timers open() {
    return Timers.list();
  }

  @Override
  protected long resolution() {
    return 1;
  }

  /** Each looks at half of those before it. */
  @Override
  protected int many() {
    return 5_000;
  }

  @Test
  void thoseOfOneTimeRunInTheOrderInWhichTheyWereScheduled() {
    Timer moved = schedule(0, STEP, "moved");
    schedule(0, STEP, "a");
    schedule(0, 2 * STEP, "last");
    schedule(0, STEP, "b");
    timers.reschedule(moved, 0, STEP);

    timers.runDue(3 * STEP);
    assertThat(ran).containsExactly("a", "b", "moved", "last");
  }

  @Test
  void manyOfTheSameDelayAreNoWork() {
    int count = 1_000_000;
    for (int i = 0; i < count; i++) {
      timers.schedule(i, STEP, () -> {});
    }
    assertThat(timers.runDue(STEP + count)).isEqualTo(count);
  }
}
