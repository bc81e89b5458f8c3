package dev.sluice.examples.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.examples.Await;
import dev.sluice.examples.RawClient;
import dev.sluice.support.Strace;
import java.io.IOException;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Accepting fails. */
class AcceptFaultsTest extends EchoFaults {
  private static final int WAITING = 10;
  private static final int ECHOES = 20;
  private static final int PASSED_OVER = 100;

  /** Those who are connected are served meanwhile, those who wait once it is over. */
  @ParameterizedTest
  @ValueSource(strings = {"EMFILE", "ENFILE", "ENOBUFS", "ENOMEM"})
  void forAWhile(String errno) throws Exception {
    List<RawClient> waiting = new ArrayList<>();
    try (RawClient early = echo.client()) {
      FaultyEcho.echoes(early);
      try (Strace strace = echo.inject("accept4:error=" + errno)) {
        waiting.addAll(echo.clients(WAITING));
        for (RawClient client : waiting) {
          FaultyEcho.send(client);
        }
        for (int i = 0; i < ECHOES; i++) {
          FaultyEcho.echoesMuch(early, i);
        }
        strace.awaitInjected(1);
        echo.doesNotSpin(strace);
        assertThat(echo.connections()).isEqualTo(1);
      }
      assertThat(served(waiting)).isGreaterThanOrEqualTo(WAITING - mayBeTurnedAway(errno));
      FaultyEcho.echoes(early);
    } finally {
      FaultyEcho.end(waiting);
    }
    assertThat(echo.errors()).contains(errno);
  }

  /**
   * Without descriptors the connection in front is taken and closed, so that its peer knows. When
   * the fault ends within that, it is one of these.
   */
  private static int mayBeTurnedAway(String errno) {
    return errno.endsWith("FILE") ? 1 : 0;
  }

  private static int served(List<RawClient> clients) throws IOException {
    int served = 0;
    for (RawClient client : clients) {
      try {
        served += client.in().readNBytes(5).length / 5;
      } catch (SocketException e) {
        // Reset: turned away.
      }
    }
    return served;
  }

  /** The reserve does what it is for. */
  @ParameterizedTest
  @ValueSource(strings = {"EMFILE", "ENFILE"})
  void onePeerIsTurnedAwayAndTheOthersWait(String errno) throws Exception {
    try (Strace strace = echo.inject("accept4:error=" + errno + ":when=1");
        RawClient unlucky = echo.client()) {
      assertThat(unlucky.drain()).isZero();
      assertThat(strace.injected()).isEqualTo(1);
    }
    Await.until(Duration.ofSeconds(20), this::accepts, () -> "nobody is accepted any more");
  }

  private boolean accepts() throws IOException {
    try (RawClient client = echo.client()) {
      FaultyEcho.echoes(client);
      return true;
    } catch (SocketException e) {
      return false;
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ECONNABORTED", "EPROTO", "EINTR"})
  void isTriedAgainAtOnce(String errno) throws Exception {
    try (RawClient early = echo.client()) {
      FaultyEcho.echoes(early);
      String injection = "accept4:error=" + errno + ":when=1.." + PASSED_OVER;
      try (Strace strace = echo.inject(injection);
          RawClient client = echo.client()) {
        FaultyEcho.echoes(client);
        FaultyEcho.echoes(early);
        assertThat(strace.injected()).isGreaterThanOrEqualTo(PASSED_OVER);
        // One that succeeds, and one that finds nothing more.
        assertThat(strace.calls("accept4")).isBetween(PASSED_OVER + 1, PASSED_OVER + 10);
      }
    }
    assertThat(echo.errors()).doesNotContain(errno);
  }
}
