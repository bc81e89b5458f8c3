package dev.sluice.reactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What comes to a loop that has ended, or is about to. */
@Timeout(60)
class LoopEndTest {
  private static final ConnectionHandler ECHO = (c, in) -> c.write(in);

  @Test
  void aClosedLoopRefusesTasks() throws Exception {
    EventLoop loop = EventLoop.open();
    loop.close();

    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(() -> loop.execute(() -> {}));
    loop.stop();
    loop.close();
  }

  @Test
  void whatWaitsWhenItIsClosedRunsAndFindsItStopped() throws Exception {
    List<String> seen = new ArrayList<>();
    EventLoop loop = EventLoop.open();
    loop.execute(
        () -> {
          seen.add(loop.isRunning() ? "running" : "stopped");
          try {
            loop.execute(() -> seen.add("late"));
          } catch (RejectedExecutionException e) {
            seen.add("refused");
          }
        });
    loop.close();

    assertThat(seen).containsExactly("stopped", "refused");
  }

  @Test
  void everyTaskEitherRunsOrIsRefusedWhileOthersClose() throws Exception {
    for (int round = 0; round < 20; round++) {
      AtomicInteger taken = new AtomicInteger();
      AtomicInteger ran = new AtomicInteger();
      EventLoop loop = EventLoop.open();
      List<Thread> threads = new ArrayList<>();
      CountDownLatch begun = new CountDownLatch(3);
      for (int i = 0; i < 3; i++) {
        threads.add(Thread.ofPlatform().start(() -> bring(loop, begun, taken, ran)));
      }
      begun.await();
      assertThat(loop.turn()).isTrue();
      loop.close();
      for (Thread thread : threads) {
        thread.join();
      }
      assertThat(ran).hasValue(taken.get());
    }
  }

  private static void bring(
      EventLoop loop, CountDownLatch begun, AtomicInteger taken, AtomicInteger ran) {
    try {
      for (int i = 0; i < 100_000; i++) {
        loop.execute(ran::incrementAndGet);
        taken.incrementAndGet();
        begun.countDown();
      }
    } catch (RejectedExecutionException e) {
      begun.countDown();
    }
  }

  @Test
  void aConnectionForALoopThatHasEndedIsClosed() throws Exception {
    try (LoopThread acceptor = new LoopThread();
        LoopGroup ended = LoopGroup.start(1, LoopOptions.DEFAULT)) {
      InetSocketAddress address =
          acceptor.listen(ServerOptions.DEFAULT.handOverTo(ended), c -> ECHO);
      ended.stop();
      ended.join();

      assertRefused(address);
      assertThat(acceptor.call(() -> acceptor.loop.statistics().refused())).isEqualTo(1);
    }
  }

  @Test
  void aConnectionForALoopThatStopsIsClosed() throws Exception {
    CountDownLatch go = new CountDownLatch(1);
    try (LoopThread acceptor = new LoopThread();
        LoopGroup stopping = LoopGroup.start(1, LoopOptions.DEFAULT)) {
      EventLoop home = stopping.loops().getFirst();
      InetSocketAddress address =
          acceptor.listen(ServerOptions.DEFAULT.handOverTo(stopping), c -> ECHO);
      home.execute(() -> awaitIt(go));
      home.stop();
      try (Socket socket = LoopThread.connect(address)) {
        while (acceptor.call(() -> acceptor.loop.statistics().accepted()) == 0) {
          TimeUnit.MILLISECONDS.sleep(1);
        }
        go.countDown();
        assertThat(socket.getInputStream().read()).isEqualTo(-1);
      }
      stopping.join();
      assertThat(home.statistics().refused()).isEqualTo(1);
    } finally {
      go.countDown();
    }
  }

  private static void awaitIt(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static void assertRefused(InetSocketAddress address) throws IOException {
    try (Socket socket = LoopThread.connect(address)) {
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    } catch (SocketException e) {
      // Reset: as good.
    }
  }
}
