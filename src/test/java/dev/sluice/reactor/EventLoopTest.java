package dev.sluice.reactor;

import static dev.sluice.sys.PollConstants.EPOLLIN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.errno.ErrnoException;
import dev.sluice.event.EventFd;
import dev.sluice.timer.Timer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.function.Executable;

@Timeout(60)
class EventLoopTest {
  @Test
  void runsEveryTaskOfManyThreadsOnItsOwn() throws Exception {
    try (LoopThread thread = new LoopThread()) {
      int tasks = 20_000;
      int[] count = new int[1];
      AtomicInteger elsewhere = new AtomicInteger();
      CountDownLatch done = new CountDownLatch(4 * tasks);
      for (int t = 0; t < 4; t++) {
        Thread.ofPlatform()
            .start(
                () -> {
                  for (int i = 0; i < tasks; i++) {
                    thread.loop.execute(
                        () -> {
                          count[0]++;
                          if (!thread.loop.isCurrent()) {
                            elsewhere.incrementAndGet();
                          }
                          done.countDown();
                        });
                    if (i % 1000 == 0) {
                      // Lets the loop fall asleep, so that waking it is tried often.
                      LockSupport.parkNanos(1_000);
                    }
                  }
                });
      }
      assertThat(done.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(count[0]).isEqualTo(4 * tasks);
      assertThat(elsewhere).hasValue(0);
    }
  }

  @Test
  void oneTaskAtATimeWakesASleepingLoop() throws Exception {
    try (LoopThread thread = new LoopThread()) {
      for (int i = 0; i < 5_000; i++) {
        int n = i;
        assertThat(thread.call(() -> n)).isEqualTo(n);
      }
    }
  }

  @Test
  void aTaskThatThrowsDoesNotEndTheLoop() throws Exception {
    try (LoopThread thread = new LoopThread()) {
      thread.loop.execute(
          () -> {
            throw new AssertionError("on purpose");
          });
      thread.call(
          () ->
              thread.loop.schedule(
                  Duration.ZERO,
                  () -> {
                    throw new IllegalStateException("on purpose");
                  }));
      assertThat(thread.call(() -> 1)).isEqualTo(1);
    }
  }

  @Test
  void timersRunInOrderAndCanBeMovedAndCancelled() throws Exception {
    try (LoopThread thread = new LoopThread()) {
      List<String> ran = new ArrayList<>();
      CountDownLatch last = new CountDownLatch(1);
      thread.call(
          () -> {
            EventLoop loop = thread.loop;
            loop.schedule(Duration.ofMillis(40), () -> ran.add("b"));
            loop.schedule(Duration.ofMillis(20), () -> ran.add("a"));
            Timer cancelled = loop.schedule(Duration.ofMillis(10), () -> ran.add("never"));
            loop.cancel(cancelled);
            Timer moved = loop.schedule(Duration.ofMillis(1), () -> ran.add("moved"));
            loop.reschedule(moved, Duration.ofMillis(60));
            loop.schedule(Duration.ofSeconds(Long.MAX_VALUE), () -> ran.add("far"));
            return loop.schedule(Duration.ofMillis(80), last::countDown);
          });
      assertThat(last.await(30, TimeUnit.SECONDS)).isTrue();
      assertThat(thread.call(() -> List.copyOf(ran))).containsExactly("a", "b", "moved");
    }
  }

  @Test
  void otherThreadsAreTurnedAway() throws Exception {
    try (LoopThread thread = new LoopThread()) {
      List<Executable> calls =
          List.of(
              () -> thread.loop.schedule(Duration.ZERO, () -> {}),
              () -> thread.loop.close(),
              () -> thread.loop.stopOn(10),
              () ->
                  TcpServer.listen(
                      thread.loop,
                      dev.sluice.net.SockAddr.inet4("127.0.0.1", 0),
                      c -> (d, in) -> {}));
      for (Executable call : calls) {
        assertThatThrownBy(call::execute)
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("belongs to");
      }
    }
  }

  /** Counts what reaches it, and drains its counter. */
  private static class Counter extends Channel {
    final EventFd counter;
    int events;

    Counter(EventLoop loop, EventFd counter) {
      super(loop, counter.fd());
      this.counter = counter;
    }

    void open() throws ErrnoException {
      register(EPOLLIN);
    }

    @Override
    protected void onReady(int ready) throws IOException {
      events++;
      counter.drain();
    }

    void close() {
      deregister();
      counter.close();
    }
  }

  @Test
  void anEventOfAClosedDescriptorNeverReachesItsSuccessor() throws Exception {
    try (EventLoop loop = EventLoop.open()) {
      List<Counter> pair = new ArrayList<>();
      List<Counter> successors = new ArrayList<>();
      List<Integer> numbers = new ArrayList<>();
      // Both are ready at once: whichever comes first closes the other, whose number goes to a
      // successor.
      for (int i = 0; i < 2; i++) {
        EventFd ready = EventFd.open();
        ready.signal();
        Counter mine =
            new Counter(loop, ready) {
              @Override
              protected void onReady(int events) throws IOException {
                super.onReady(events);
                Counter other = pair.get(1 - pair.indexOf(this));
                numbers.add(other.counter.fd());
                other.close();
                Counter successor = new Counter(loop, EventFd.open());
                numbers.add(successor.counter.fd());
                successor.open();
                successors.add(successor);
              }
            };
        pair.add(mine);
      }
      for (Counter counter : pair) {
        counter.open();
      }
      loop.schedule(Duration.ofMillis(50), loop::stop);
      loop.run();

      assertThat(successors).hasSize(1);
      assertThat(numbers.get(1)).isEqualTo(numbers.get(0));
      assertThat(successors.get(0).events).isZero();
      assertThat(pair.get(0).events + pair.get(1).events).isEqualTo(1);
      successors.get(0).counter.close();
      pair.forEach(counter -> counter.counter.close());
    }
  }

  @Test
  void aChannelThatFailsIsWatchedNoLonger() throws Exception {
    try (EventLoop loop = EventLoop.open();
        EventFd ready = EventFd.open()) {
      int[] calls = new int[1];
      Channel failing =
          new Channel(loop, ready.fd()) {
            @Override
            protected void onReady(int events) throws IOException {
              calls[0]++;
              throw new IOException("on purpose");
            }
          };
      failing.register(EPOLLIN);
      ready.signal();
      loop.schedule(Duration.ofMillis(20), loop::stop);
      loop.run();
      assertThat(calls[0]).isEqualTo(1);
      assertThat(failing.isRegistered()).isFalse();
    }
  }
}
