package dev.sluice.timer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What all timers do alike; each has a subclass, with what it promises beyond. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class TimersContract {
  /** Longer than any tick. */
  protected static final long STEP = 10_000_000;

  private static final int SEED = 42;
  private static final long YEAR = TimeUnit.DAYS.toNanos(365);
  private static final long LONGEST = Long.MAX_VALUE / 2;

  /** A level of a wheel is entered once at most on the way to a timer. */
  private static final int MOST_TURNS = 9;

  protected final Timers timers = open();
  protected final List<String> ran = new ArrayList<>();

  /** New ones. */
  protected abstract Timers open();

  /** Nanoseconds from which a timer may be told from an earlier one: 1 where they are exact. */
  protected abstract long resolution();

  /** As many as can wait at the same time. */
  protected abstract int many();

  protected final Timer schedule(long now, long delay, String name) {
    return timers.schedule(now, delay, () -> ran.add(name));
  }

  @Test
  void runsWhatIsDueInTheOrderOfTheTimes() {
    schedule(0, 3 * STEP, "c");
    schedule(0, STEP, "a");
    schedule(0, 2 * STEP, "b");

    assertThat(timers.runDue(STEP - 1)).isZero();
    assertThat(timers.size()).isEqualTo(3);
    assertThat(timers.runDue(2 * STEP + resolution())).isEqualTo(2);
    assertThat(ran).containsExactly("a", "b");
    assertThat(timers.size()).isEqualTo(1);
    timers.runDue(10 * STEP);
    assertThat(ran).containsExactly("a", "b", "c");
    assertThat(timers.size()).isZero();
    assertThat(timers.untilNext(10 * STEP)).isEqualTo(-1);
  }

  @Test
  void aCancelledTimerDoesNotRun() {
    Timer timer = schedule(0, STEP, "a");
    schedule(0, 2 * STEP, "b");
    assertThat(timer.isPending()).isTrue();

    timers.cancel(timer);
    timers.cancel(timer);

    assertThat(timer.isPending()).isFalse();
    assertThat(timers.size()).isEqualTo(1);
    timers.runDue(10 * STEP);
    assertThat(ran).containsExactly("b");
  }

  @Test
  void nobodyWaitsForACancelledTimer() {
    Timer near = schedule(0, STEP, "near");
    schedule(0, 1_000 * STEP, "far");
    assertThat(timers.untilNext(0)).isBetween(STEP, STEP + resolution() - 1);

    timers.cancel(near);

    assertThat(timers.untilNext(0)).isGreaterThan(500 * STEP);
  }

  @Test
  void aTimerMovesBothWaysAndAfterItWentOffOrWasCancelled() {
    Timer timer = schedule(0, STEP, "a");
    schedule(0, 5 * STEP, "b");
    timers.reschedule(timer, 0, 10 * STEP);
    timers.runDue(6 * STEP);
    assertThat(ran).containsExactly("b");

    timers.reschedule(timer, 6 * STEP, STEP);
    timers.runDue(8 * STEP);
    assertThat(ran).containsExactly("b", "a");

    timers.reschedule(timer, 8 * STEP, STEP);
    timers.runDue(10 * STEP);
    assertThat(ran).containsExactly("b", "a", "a");

    timers.reschedule(timer, 10 * STEP, STEP);
    timers.cancel(timer);
    timers.reschedule(timer, 10 * STEP, STEP);
    timers.runDue(12 * STEP);
    assertThat(ran).containsExactly("b", "a", "a", "a");
    assertThat(timer.isPending()).isFalse();
  }

  @Test
  void noneIsEarlyOrMuchTooLate() {
    Random random = new Random(SEED);
    long now = random.nextLong();
    for (int i = 0; i < 20_000; i++) {
      long delay = delay(random, 50);
      Timer timer = schedule(now, delay, "x");
      if (delay > 0) {
        timers.runDue(now + delay - 1);
        assertThat(timer.isPending()).isTrue();
      }
      now += delay + resolution() - 1;
      assertThat(timers.runDue(now)).isEqualTo(1);
      now += delay(random, 40);
    }
    assertThat(ran).hasSize(20_000);
  }

  /** Of any magnitude. */
  private static long delay(Random random, int bits) {
    return random.nextLong() >>> (Long.SIZE - random.nextInt(bits + 1)) & (1L << bits) - 1;
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, STEP + 1, -STEP - 1, Long.MAX_VALUE, Long.MIN_VALUE})
  void whatIsNotDelayedIsDueAtOnce(long now) {
    schedule(now, YEAR, "later");
    schedule(now, 0, "at once");
    schedule(now, Long.MIN_VALUE, "overdue");

    assertThat(timers.untilNext(now)).isZero();
    assertThat(timers.runDue(now)).isEqualTo(2);
    assertThat(ran).containsExactlyInAnyOrder("at once", "overdue");
    assertThat(timers.untilNext(now)).isPositive();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, Long.MAX_VALUE - 5, Long.MIN_VALUE, LONGEST, -LONGEST, -1})
  void delaysAreClampedAndTheClockMayWrapAround(long now) {
    schedule(now, Long.MAX_VALUE, "far");
    schedule(now, 10 * STEP, "near");
    schedule(now, Long.MIN_VALUE, "past");

    timers.runDue(now);
    assertThat(ran).containsExactly("past");
    timers.runDue(now + 10 * STEP - 1);
    assertThat(ran).containsExactly("past");
    timers.runDue(now + 11 * STEP);
    assertThat(ran).containsExactly("past", "near");
    timers.runDue(now + LONGEST - 1);
    assertThat(ran).containsExactly("past", "near");
    timers.runDue(now + LONGEST + resolution() - 1);
    assertThat(ran).containsExactly("past", "near", "far");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, Long.MAX_VALUE - 5, -5})
  void anyJumpOfTheClockIsOneTurn(long now) {
    long[] delays = {1, STEP, 100 * STEP, YEAR / 365, YEAR, 40 * YEAR, 100 * YEAR};
    for (int i = delays.length - 1; i >= 0; i--) {
      schedule(now, delays[i], "by " + i);
    }
    Timer never = schedule(now, LONGEST, "never");

    assertThat(timers.runDue(now + 140 * YEAR)).isEqualTo(delays.length);
    assertThat(ran).containsExactly("by 0", "by 1", "by 2", "by 3", "by 4", "by 5", "by 6");
    timers.cancel(never);
    schedule(now + 140 * YEAR, 140 * YEAR, "last");
    assertThat(timers.runDue(now + 280 * YEAR - 1)).isZero();
    assertThat(timers.runDue(now + 281 * YEAR)).isEqualTo(1);
  }

  @Test
  void timersThatStoodEmptyForAgesAreAsGoodAsNew() {
    long now = Long.MIN_VALUE;
    for (int i = 0; i < 10; i++) {
      schedule(now, STEP, "x");
      assertThat(timers.untilNext(now)).isBetween(1L, STEP + resolution());
      assertThat(timers.runDue(now + STEP - 1)).isZero();
      assertThat(timers.runDue(now + 2 * STEP)).isEqualTo(1);
      now += 70 * YEAR;
    }
  }

  @Test
  void whoWaitsAsToldReachesEachTimerInFewTurns() {
    Random random = new Random(SEED);
    long now = random.nextLong();
    for (int i = 0; i < 2_000; i++) {
      long delay = 1 + delay(random, 61);
      long deadline = now + delay;
      Timer timer = schedule(now, delay, "x");
      int turns = 0;
      while (timer.isPending()) {
        long wait = timers.untilNext(now);
        assertThat(wait).isBetween(1L, deadline - now + resolution() - 1);
        now += wait;
        timers.runDue(now);
        turns++;
      }
      assertThat(now - deadline).isBetween(0L, resolution() - 1);
      assertThat(turns).isLessThanOrEqualTo(resolution() == 1 ? 1 : MOST_TURNS);
    }
  }

  @Test
  void aTaskThatSchedulesItselfAtOnceDoesNotHoldTheTurn() {
    Timer[] self = new Timer[1];
    self[0] =
        timers.schedule(
            0,
            0,
            () -> {
              ran.add("again");
              timers.reschedule(self[0], 0, 0);
            });
    schedule(0, YEAR, "far");

    assertThat(timers.runDue(0)).isEqualTo(1);
    assertThat(timers.untilNext(0)).isZero();
    assertThat(timers.runDue(0)).isEqualTo(1);
    assertThat(timers.runDue(STEP)).isEqualTo(1);
    assertThat(ran).containsExactly("again", "again", "again");
    assertThat(timers.size()).isEqualTo(2);
  }

  @Test
  void whatATaskSchedulesWaitsForTheNextTurn() {
    timers.schedule(0, STEP, () -> schedule(0, 0, "overdue at once"));
    schedule(0, 2 * STEP, "b");

    assertThat(timers.runDue(5 * STEP)).isEqualTo(2);
    assertThat(ran).containsExactly("b");
    assertThat(timers.untilNext(5 * STEP)).isZero();
    assertThat(timers.runDue(5 * STEP)).isEqualTo(1);
  }

  @Test
  void aTaskCancelsAndMovesOthersOfItsTurn() {
    Timer[] others = new Timer[3];
    timers.schedule(
        0,
        STEP,
        () -> {
          assertThat(others[0].isPending()).isTrue();
          timers.cancel(others[0]);
          timers.reschedule(others[1], 9 * STEP, STEP);
          timers.reschedule(others[2], 9 * STEP, 0);
        });
    others[0] = schedule(0, 2 * STEP, "cancelled");
    others[1] = schedule(0, 3 * STEP, "moved");
    others[2] = schedule(0, 4 * STEP, "moved to now");
    schedule(0, 5 * STEP, "as planned");

    assertThat(timers.runDue(9 * STEP)).isEqualTo(2);
    assertThat(timers.size()).isEqualTo(2);
    assertThat(timers.runDue(9 * STEP)).isEqualTo(1);
    assertThat(timers.runDue(11 * STEP)).isEqualTo(1);
    assertThat(ran).containsExactly("as planned", "moved to now", "moved");
  }

  @Test
  void aTaskThatCancelsItselfHasRunAndMayBeMovedOn() {
    Timer[] self = new Timer[1];
    self[0] =
        timers.schedule(
            0,
            STEP,
            () -> {
              assertThat(self[0].isPending()).isFalse();
              timers.cancel(self[0]);
              timers.reschedule(self[0], 2 * STEP, STEP);
              timers.cancel(self[0]);
            });

    assertThat(timers.runDue(2 * STEP)).isEqualTo(1);
    assertThat(timers.size()).isZero();
    assertThat(timers.runDue(9 * STEP)).isZero();
  }

  @Test
  void aTaskThatThrowsLeavesTheRestDue() {
    timers.schedule(
        0,
        STEP,
        () -> {
          throw new IllegalStateException("on purpose");
        });
    schedule(0, 2 * STEP, "b");
    Timer cancelled = schedule(0, 3 * STEP, "c");
    schedule(0, 4 * STEP, "d");

    assertThatIllegalStateException()
        .isThrownBy(() -> timers.runDue(9 * STEP))
        .withMessage("on purpose");

    assertThat(timers.size()).isEqualTo(3);
    assertThat(timers.untilNext(9 * STEP)).isZero();
    timers.cancel(cancelled);
    assertThat(timers.runDue(9 * STEP)).isEqualTo(2);
    assertThat(ran).containsExactly("b", "d");
    assertThat(timers.untilNext(9 * STEP)).isEqualTo(-1);
  }

  @Test
  void othersTimersAndNothingAreRefused() {
    Timers others = open();
    Timer foreign = others.schedule(0, STEP, () -> {});
    schedule(0, STEP, "own");

    assertThatIllegalArgumentException().isThrownBy(() -> timers.cancel(foreign));
    assertThatIllegalArgumentException().isThrownBy(() -> timers.reschedule(foreign, 0, 0));
    assertThatNullPointerException().isThrownBy(() -> timers.cancel(nothing()));
    assertThatNullPointerException().isThrownBy(() -> timers.reschedule(nothing(), 0, 0));
    assertThatNullPointerException().isThrownBy(() -> timers.schedule(0, 0, nothing()));

    assertThat(foreign.isPending()).isTrue();
    assertThat(timers.size()).isEqualTo(1);
    assertThat(timers.runDue(2 * STEP)).isEqualTo(1);
    assertThat(others.runDue(2 * STEP)).isEqualTo(1);
  }

  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // What a careless caller passes.
  private static <T> T nothing() {
    return null;
  }

  @Test
  void manyTimersRunOnceEachUnlessCancelled() {
    int count = many();
    byte[] runs = new byte[count];
    long[] deadlines = new Random(SEED).longs(count, 0, 600_000 * STEP).toArray();
    Timer[] all = new Timer[count];
    for (int i = 0; i < count; i++) {
      int which = i;
      all[i] = timers.schedule(0, deadlines[i], () -> runs[which]++);
    }
    for (int i = 0; i < count; i += 3) {
      timers.cancel(all[i]);
    }
    assertThat(timers.size()).isEqualTo(count - (count + 2) / 3);

    long ran = 0;
    for (long now = 0; timers.size() > 0; now += 600 * STEP) {
      ran += timers.runDue(now);
      for (int i = 0; i < count; i += count / 10) {
        boolean early = runs[i] > 0 && deadlines[i] > now;
        boolean late = all[i].isPending() && deadlines[i] + resolution() <= now;
        assertThat(early || late).isFalse();
      }
    }
    byte[] expected = new byte[count];
    Arrays.fill(expected, (byte) 1);
    for (int i = 0; i < count; i += 3) {
      expected[i] = 0;
    }
    assertThat(runs).isEqualTo(expected);
    assertThat(ran).isEqualTo(count - (count + 2) / 3);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void agreesWithAModel(int seed) {
    new TimersModel(timers, resolution(), seed).run(100_000);
  }
}
