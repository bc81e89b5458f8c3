package dev.sluice.examples.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.examples.RawClient;
import java.io.IOException;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Back ends of a running proxy go down, come back, and never say a word. */
@Timeout(120)
class ProxyBackEndsTest {
  private static String up(String address) {
    return "backend_up{backend=\"" + address + "\"}";
  }

  private static String given(String address) {
    return "backend_connections_total{backend=\"" + address + "\"}";
  }

  private static void served(ProxyProcess proxy, int count) throws Exception {
    for (int i = 0; i < count; i++) {
      try (RawClient client = proxy.client()) {
        ProxyProcess.echoes(client, 100);
        client.endOutput();
        assertThat(client.untilEnd()).isEmpty();
      }
    }
  }

  private static void notServed(ProxyProcess proxy) throws IOException {
    try (RawClient client = proxy.client()) {
      assertThat(client.drain()).isZero();
    } catch (SocketException e) {
      // Reset before it knew that it was connected.
    }
  }

  @Test
  void theyTakeTurnsAndThoseThatAreDownAreLeftOut() throws Exception {
    EchoServer first = EchoServer.start();
    int port = first.port();
    String where = first.address();
    EchoServer second = EchoServer.start();
    try (ProxyProcess proxy =
        ProxyProcess.start("--to", where, "--to", second.address(), "--probe", "1")) {
      served(proxy, 6);
      assertThat(first.accepted()).isEqualTo(3);
      assertThat(second.accepted()).isEqualTo(3);

      try (RawClient cut = proxy.client()) {
        ProxyProcess.echoes(cut, 100);
        first.awaitOpen(1);
        first.close();
        assertThat(cut.drain()).isZero();
      }
      served(proxy, 6);
      assertThat(second.accepted()).isEqualTo(9);
      assertThat(proxy.figure(up(where))).isZero();
      assertThat(proxy.figure(up(second.address()))).isEqualTo(1);

      second.close();
      notServed(proxy);
      notServed(proxy);
      proxy.awaitFigure("connections_refused_total", 1);
      assertThat(proxy.figure("errors_total{kind=\"connect\"}")).isEqualTo(1);

      try (EchoServer again = EchoServer.startAt(port)) {
        proxy.awaitFigure(up(where), 1);
        served(proxy, 2);
        // The probe was one, too.
        assertThat(again.accepted()).isEqualTo(3);
      }
      assertThat(proxy.server.errors())
          .contains("back end " + where + " is down: ")
          .contains("all back ends are down: connections are refused")
          .endsWith("back end " + where + " is up\n");
    } finally {
      first.close();
      second.close();
    }
  }

  /** One that is full does not answer; one that says nothing is not waited for any longer. */
  @Test
  void silence() throws Exception {
    try (FullServer full = new FullServer();
        EchoServer good = EchoServer.start();
        ProxyProcess proxy =
            ProxyProcess.start(
                "--to",
                full.address(),
                "--to",
                good.address(),
                "--balance",
                "leastconn",
                "--connect-timeout",
                "1",
                "--idle",
                "2")) {
      served(proxy, 2);
      assertThat(good.accepted()).isEqualTo(2);
      proxy.awaitFigure(up(full.address()), 0);

      try (RawClient silent = proxy.client()) {
        assertThat(silent.drain()).isZero();
      }
      proxy.awaitFigure("errors_total{kind=\"timeout\"}", 1);
      proxy.awaitFigure("connections_open", 0);
      good.awaitOpen(0);
      assertThat(proxy.figure(given(good.address()))).isEqualTo(3);
    }
  }

  @Test
  void leastConnections() throws Exception {
    List<RawClient> held = new ArrayList<>();
    try (EchoServer first = EchoServer.start();
        EchoServer second = EchoServer.start();
        ProxyProcess proxy =
            ProxyProcess.start(
                "--to", first.address(), "--to", second.address(), "--balance", "leastconn")) {
      for (int i = 0; i < 4; i++) {
        RawClient client = proxy.client();
        held.add(client);
        ProxyProcess.echoes(client, 100);
      }
      assertThat(first.accepted()).isEqualTo(2);
      // Both of the first one's.
      held.get(0).end();
      held.get(2).end();
      first.awaitOpen(0);
      proxy.awaitFigure("connections_open", 2);
      for (int i = 0; i < 2; i++) {
        RawClient client = proxy.client();
        held.add(client);
        ProxyProcess.echoes(client, 100);
      }
      assertThat(first.accepted()).isEqualTo(4);
      assertThat(second.accepted()).isEqualTo(2);
    } finally {
      for (RawClient each : held) {
        each.close();
      }
    }
  }
}
