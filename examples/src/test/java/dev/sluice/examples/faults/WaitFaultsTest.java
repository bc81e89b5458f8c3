package dev.sluice.examples.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.examples.RawClient;
import dev.sluice.support.Strace;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The wait of the loop fails. */
class WaitFaultsTest extends EchoFaults {
  private static final int ROUNDS = 30;

  private void served(List<RawClient> clients) throws IOException {
    for (int i = 0; i < ROUNDS; i++) {
      for (RawClient client : clients) {
        FaultyEcho.echoesMuch(client, i);
      }
    }
    try (RawClient client = echo.client()) {
      FaultyEcho.echoes(client);
    }
  }

  /** Every second one, as if it rained signals. */
  @Test
  void interrupted() throws Exception {
    List<RawClient> clients = echo.clients(3);
    try (Strace strace = echo.inject(Strace.WAITS + ":error=EINTR:when=1+2")) {
      served(clients);
      assertThat(strace.injected()).isGreaterThan(ROUNDS);
      echo.doesNotSpin(strace);
    } finally {
      FaultyEcho.end(clients);
    }
    assertThat(echo.errors()).doesNotContain("EINTR");
  }

  @Test
  void outOfMemoryNowAndThen() throws Exception {
    List<RawClient> clients = echo.clients(3);
    try (Strace strace = echo.inject(Strace.WAITS + ":error=ENOMEM:when=1+3")) {
      served(clients);
      assertThat(strace.injected()).isGreaterThan(ROUNDS / 3);
      echo.doesNotSpin(strace);
    } finally {
      FaultyEcho.end(clients);
    }
  }

  /** Nobody can be served meanwhile, and everybody is afterwards. */
  @Test
  void outOfMemoryForAWhile() throws Exception {
    List<RawClient> clients = echo.clients(3);
    try {
      for (RawClient client : clients) {
        FaultyEcho.echoes(client);
      }
      try (Strace strace = echo.inject(Strace.WAITS + ":error=ENOMEM")) {
        clients.addAll(echo.clients(3));
        for (RawClient client : clients) {
          FaultyEcho.send(client);
        }
        strace.awaitInjected(20);
        echo.doesNotSpin(strace);
      }
      for (RawClient client : clients) {
        FaultyEcho.comesBack(client);
      }
    } finally {
      FaultyEcho.end(clients);
    }
    // Each loop once a minute, however often it happened.
    assertThat(echo.errors().split("ENOMEM", -1).length - 1).isBetween(1, 9);
  }
}
