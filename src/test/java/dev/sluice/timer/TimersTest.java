package dev.sluice.timer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimersTest {
  private final Timers timers = new Timers();
  private final List<String> ran = new ArrayList<>();

  private Timer schedule(long now, long delay, String name) {
    return timers.schedule(now, delay, () -> ran.add(name));
  }

  @Test
  void runsWhatIsDueInTheOrderOfTheTimes() {
    schedule(0, 30, "c");
    schedule(0, 10, "a");
    schedule(0, 20, "b");

    assertThat(timers.runDue(9)).isZero();
    assertThat(timers.runDue(20)).isEqualTo(2);
    assertThat(ran).containsExactly("a", "b");
    assertThat(timers.untilNext(20)).isEqualTo(10);
    timers.runDue(1_000);
    assertThat(ran).containsExactly("a", "b", "c");
    assertThat(timers.untilNext(1_000)).isEqualTo(-1);
  }

  @Test
  void aCancelledTimerDoesNotRun() {
    Timer timer = schedule(0, 10, "a");
    schedule(0, 20, "b");

    timers.cancel(timer);
    timers.cancel(timer);

    assertThat(timer.isPending()).isFalse();
    timers.runDue(100);
    assertThat(ran).containsExactly("b");
  }

  @Test
  void aTimerMovesBothWaysAndAfterItWentOff() {
    Timer timer = schedule(0, 10, "a");
    schedule(0, 50, "b");
    timers.reschedule(timer, 0, 100);
    timers.runDue(60);
    assertThat(ran).containsExactly("b");

    timers.reschedule(timer, 60, 5);
    timers.runDue(65);
    assertThat(ran).containsExactly("b", "a");

    timers.reschedule(timer, 65, 5);
    timers.runDue(70);
    assertThat(ran).containsExactly("b", "a", "a");
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

    assertThat(timers.runDue(0)).isEqualTo(1);
    assertThat(timers.runDue(0)).isEqualTo(1);
    assertThat(ran).containsExactly("again", "again");
  }

  @Test
  void aTaskThatThrowsLeavesTheRestDue() {
    timers.schedule(
        0,
        1,
        () -> {
          throw new IllegalStateException("on purpose");
        });
    schedule(0, 2, "b");

    try {
      timers.runDue(10);
    } catch (IllegalStateException expected) {
      ran.add(expected.getMessage());
    }
    timers.runDue(10);
    assertThat(ran).containsExactly("on purpose", "b");
  }

  @Test
  void delaysAreClampedAndTheClockMayWrapAround() {
    long now = Long.MAX_VALUE - 5;
    schedule(now, 10, "wrapped");
    schedule(now, Long.MAX_VALUE, "far");
    schedule(now, Long.MIN_VALUE, "past");

    timers.runDue(now);
    assertThat(ran).containsExactly("past");
    timers.runDue(now + 10);
    assertThat(ran).containsExactly("past", "wrapped");
    assertThat(timers.untilNext(now + 10)).isEqualTo(Long.MAX_VALUE / 2 - 10);
  }

  @Test
  void agreesWithAQueueThatIsKnownToWork() {
    record Due(long deadline, Timer timer) {}
    Random random = new Random(42);
    PriorityQueue<Due> model = new PriorityQueue<>(Comparator.comparingLong(Due::deadline));
    List<Timer> fired = new ArrayList<>();
    long now = 0;
    for (int step = 0; step < 50_000; step++) {
      switch (random.nextInt(4)) {
        case 0, 1 -> {
          long delay = random.nextInt(1_000);
          Timer[] timer = new Timer[1];
          timer[0] = timers.schedule(now, delay, () -> fired.add(timer[0]));
          model.add(new Due(now + delay, timer[0]));
        }
        case 2 -> {
          Due any = model.stream().skip(random.nextInt(model.size() + 1)).findFirst().orElse(null);
          if (any != null) {
            timers.cancel(any.timer());
            model.remove(any);
          }
        }
        default -> {
          now += random.nextInt(200);
          fired.clear();
          timers.runDue(now);
          long[] times = new long[fired.size()];
          List<Timer> expected = new ArrayList<>();
          for (int i = 0; i < times.length; i++) {
            Due due = model.remove();
            times[i] = due.deadline();
            expected.add(due.timer());
          }
          assertThat(fired).containsExactlyInAnyOrderElementsOf(expected);
          assertThat(times).isSorted();
          assertThat(model.isEmpty() || model.peek().deadline() > now).isTrue();
        }
      }
      assertThat(timers.size()).isEqualTo(model.size());
    }
  }
}
