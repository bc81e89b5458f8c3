package dev.sluice.examples.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.examples.RawClient;
import dev.sluice.support.Strace;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sending, receiving and closing fail, or take their time. */
class TransferFaultsTest extends EchoFaults {
  private static final int CLIENTS = 5;
  private static final int ROUNDS = 20;

  /** None of this is the server's failure. */
  @AfterEach
  void saysNothing() {
    assertThat(echo.errors()).isEmpty();
  }

  /** Every second send: what was not taken goes out in its order. */
  @Test
  void sendsWouldBlockNowAndThen() throws Exception {
    List<RawClient> clients = echo.clients(CLIENTS);
    try (Strace strace = echo.inject("sendto:error=EAGAIN:when=1+2")) {
      for (int i = 0; i < ROUNDS; i++) {
        for (RawClient client : clients) {
          FaultyEcho.echoesMuch(client, i);
        }
      }
      assertThat(strace.injected()).isGreaterThan(ROUNDS);
    } finally {
      FaultyEcho.end(clients);
    }
  }

  /** No send at all, though all sockets are writable: others are accepted meanwhile. */
  @Test
  void sendsWouldBlockForAWhile() throws Exception {
    List<RawClient> clients = echo.clients(1);
    try {
      FaultyEcho.echoes(clients.getFirst());
      try (Strace strace = echo.inject("sendto:error=EAGAIN")) {
        clients.addAll(echo.clients(1));
        for (RawClient client : clients) {
          FaultyEcho.send(client);
        }
        echo.awaitConnections(2);
        strace.awaitInjected(3);
        echo.doesNotSpin(strace);
      }
      for (RawClient client : clients) {
        FaultyEcho.comesBack(client);
        FaultyEcho.echoesMuch(client, 1);
      }
    } finally {
      FaultyEcho.end(clients);
    }
  }

  /** Of one connection, and that one alone ends. */
  @ParameterizedTest
  @CsvSource({"recvfrom, ECONNRESET", "recvfrom, ETIMEDOUT", "sendto, EPIPE", "sendto, ECONNRESET"})
  void broken(String call, String errno) throws Exception {
    List<RawClient> others = echo.clients(CLIENTS);
    try (RawClient victim = echo.client()) {
      for (RawClient client : others) {
        FaultyEcho.echoes(client);
      }
      FaultyEcho.echoes(victim);
      try (Strace strace = echo.inject(call + ":error=" + errno + ":when=1")) {
        FaultyEcho.send(victim);
        assertThat(victim.drain()).isZero();
        assertThat(strace.injected()).isEqualTo(1);
        echo.awaitConnections(CLIENTS);
      }
      for (RawClient client : others) {
        FaultyEcho.echoesMuch(client, 2);
      }
    } finally {
      FaultyEcho.end(others);
    }
  }

  /** A close is made, and late: it holds up its thread, and loses nothing. */
  @Test
  void closesTakeTheirTime() throws Exception {
    List<RawClient> clients = echo.clients(CLIENTS);
    try (RawClient stays = echo.client();
        Strace strace = echo.inject("close:delay_enter=20000:delay_exit=20000")) {
      for (RawClient client : clients) {
        FaultyEcho.echoes(client);
        client.endOutput();
      }
      for (int i = 0; i < ROUNDS; i++) {
        FaultyEcho.echoes(stays);
      }
      for (RawClient client : clients) {
        assertThat(client.untilEnd()).isEmpty();
      }
      echo.awaitConnections(1);
      assertThat(strace.injected()).isGreaterThanOrEqualTo(CLIENTS);
      FaultyEcho.echoes(stays);
      echo.doesNotSpin(strace);
    } finally {
      FaultyEcho.end(clients);
    }
  }
}
