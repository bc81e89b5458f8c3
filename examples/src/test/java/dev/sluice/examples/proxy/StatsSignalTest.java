package dev.sluice.examples.proxy;

import static dev.sluice.sys.SignalConstants.SIGUSR1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.support.KeepsOpen;
import dev.sluice.sys.Ids;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@KeepsOpen("pipe:.*")
@Timeout(60)
class StatsSignalTest {
  private static void send() throws Exception {
    Process kill =
        new ProcessBuilder("kill", "-s", "USR1", Integer.toString(Ids.getpid()))
            .inheritIO()
            .start();
    assertThat(kill.waitFor()).isZero();
  }

  @Test
  void eachTimeTheSignalComes() throws Exception {
    Semaphore called = new Semaphore(0);
    StatsSignal signal;
    try (ProxyLoop thread = new ProxyLoop()) {
      signal = thread.call(() -> StatsSignal.on(thread.loop, SIGUSR1, called::release));
      send();
      assertThat(called.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
      send();
      assertThat(called.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
    }
    try (signal) {
      // The loop is gone: it must not end the process all the same.
      send();
      assertThat(signal.isRegistered()).isFalse();
    }
  }

  @Test
  void anActionThatThrowsIsCalledAgain() throws Exception {
    Semaphore called = new Semaphore(0);
    StatsSignal signal;
    try (ProxyLoop thread = new ProxyLoop()) {
      Runnable action =
          () -> {
            called.release();
            throw new IllegalStateException("on purpose");
          };
      signal = thread.call(() -> StatsSignal.on(thread.loop, SIGUSR1, action));
      for (int i = 0; i < 2; i++) {
        send();
        assertThat(called.tryAcquire(30, TimeUnit.SECONDS)).isTrue();
      }
    }
    signal.close();
  }
}
