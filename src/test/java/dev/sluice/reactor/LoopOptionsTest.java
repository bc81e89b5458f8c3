package dev.sluice.reactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.process.Affinity;
import java.time.Duration;
import java.util.BitSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How a loop waits, and where. */
@Timeout(60)
class LoopOptionsTest {
  @ParameterizedTest
  @EnumSource(
      value = Trigger.class,
      names = {"EDGE", "ONESHOT"})
  void whatAPollerDoesNotKnowIsRefused(Trigger trigger) {
    for (PollerKind poller : new PollerKind[] {PollerKind.POLL, PollerKind.SELECT}) {
      assertThatThrownBy(() -> LoopOptions.DEFAULT.trigger(trigger).poller(poller))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage(poller + " is level-triggered only, not " + trigger);
    }
  }

  @Test
  void timeBackwardsIsRefused() {
    assertThatThrownBy(() -> LoopOptions.DEFAULT.busyPoll(Duration.ofNanos(-1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> LoopOptions.DEFAULT.stopDeadline(Duration.ofNanos(-1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aLoopRunsOnTheProcessorThatItWasGiven() throws Exception {
    int last = Affinity.get().length() - 1;
    CompletableFuture<BitSet> where = new CompletableFuture<>();
    try (LoopGroup group = LoopGroup.start(1, LoopOptions.DEFAULT.cpu(last))) {
      group
          .next()
          .execute(
              () -> {
                try {
                  where.complete(Affinity.get());
                } catch (Exception e) {
                  where.completeExceptionally(e);
                }
              });
      assertThat(where.get(20, TimeUnit.SECONDS).stream()).containsExactly(last);
    }
  }

  @Test
  void aLoopThatPollsBusilySeesTimersAndTasksAndSleepsInTheEnd() throws Exception {
    LoopOptions busy = LoopOptions.DEFAULT.busyPoll(Duration.ofMillis(200));
    try (LoopGroup group = LoopGroup.start(1, busy)) {
      EventLoop loop = group.next();
      for (int i = 0; i < 20; i++) {
        CompletableFuture<Boolean> timer = new CompletableFuture<>();
        loop.execute(() -> loop.schedule(Duration.ofMillis(1), () -> timer.complete(true)));
        assertThat(timer.get(20, TimeUnit.SECONDS)).isTrue();
      }
      // Long after the last event the loop sleeps, and a task still wakes it.
      TimeUnit.MILLISECONDS.sleep(400);
      CompletableFuture<Boolean> task = new CompletableFuture<>();
      loop.execute(() -> task.complete(true));
      assertThat(task.get(20, TimeUnit.SECONDS)).isTrue();
      assertThat(loop.statistics().timers()).isGreaterThanOrEqualTo(20);
      assertThat(loop.statistics().tasks()).isGreaterThanOrEqualTo(20);
    }
  }
}
