package dev.sluice.examples.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.examples.Await;
import dev.sluice.examples.CommandProcess;
import dev.sluice.examples.RawClient;
import java.io.IOException;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a proxy ends, what it has counted by then, and why it does not even begin. */
@Timeout(120)
class ProxyStopTest {
  private static final int MUCH = 3_000_000;

  @Test
  void figuresAgreeAndTransfersEndWell() throws Exception {
    try (EchoServer server = EchoServer.start();
        ProxyProcess proxy = ProxyProcess.start("--to", server.address());
        RawClient runs = proxy.client()) {
      ProxyProcess.echoes(runs, MUCH);
      try (RawClient client = proxy.client()) {
        ProxyProcess.echoes(client, 100);
      }
      proxy.awaitFigure("connections_open", 1);
      assertThat(proxy.figure("connections_total")).isEqualTo(2);
      for (String direction : new String[] {"to_backend", "to_client"}) {
        assertThat(proxy.figure("bytes_total{direction=\"" + direction + "\"}"))
            .isEqualTo(MUCH + 100);
      }
      proxy.server.signal("USR1");
      String text = proxy.get("/");
      assertThat(text).contains("connections: 1 open, 2 in all, 0 refused, 0 failed\n");
      Await.until(
          ProxyProcess.LIMIT,
          () -> proxy.server.printed().endsWith(text),
          () -> proxy.server.printed() + " is not " + text);

      proxy.server.signal("TERM");
      Await.until(ProxyProcess.LIMIT, () -> refuses(proxy), () -> "still accepts");
      ProxyProcess.echoes(runs, MUCH);
      runs.endOutput();
      assertThat(runs.untilEnd()).isEmpty();
      assertThat(proxy.server.awaitExit()).isZero();
      assertThat(proxy.server.errors()).isEmpty();
    }
  }

  private static boolean refuses(ProxyProcess proxy) {
    try {
      // Accepted by the kernel, and reset.
      proxy.client().close();
      return false;
    } catch (IOException e) {
      return true;
    }
  }

  /** What does not end by itself ends with the drain, or with the second signal. */
  @ParameterizedTest
  @CsvSource({"1, false", "0, true"})
  void whatDoesNotEnd(String drain, boolean again) throws Exception {
    try (EchoServer server = EchoServer.start();
        ProxyProcess proxy = ProxyProcess.start("--to", server.address(), "--drain", drain);
        RawClient stays = proxy.client()) {
      ProxyProcess.echoes(stays, 100);
      proxy.server.signal("TERM");
      Await.until(ProxyProcess.LIMIT, () -> refuses(proxy), () -> "still accepts");
      if (again) {
        ProxyProcess.echoes(stays, 100);
        proxy.server.signal("TERM");
      }
      assertThat(stays.drain()).isZero();
      assertThat(proxy.server.awaitExit()).isZero();
      server.awaitOpen(0);
    }
  }

  /** One line, and the status of wrong use. */
  @Test
  void aBackEndThatDoesNotResolve() throws Exception {
    try (CommandProcess proxy =
        CommandProcess.sluice("proxy", "--listen", "127.0.0.1:0", "--to", "nowhere.invalid:80")) {
      assertThat(proxy.awaitExit()).isEqualTo(2);
      assertThat(proxy.errors())
          .startsWith("proxy: --to nowhere.invalid:80: ")
          .contains("getaddrinfo(nowhere.invalid, 80)")
          .hasLineCount(1);
    }
  }

  @Test
  void aPortThatIsTaken() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, EchoServer.LOOPBACK);
        CommandProcess proxy =
            CommandProcess.sluice(
                "proxy",
                "--listen",
                "127.0.0.1:" + taken.getLocalPort(),
                "--to",
                "127.0.0.1:" + taken.getLocalPort())) {
      assertThat(proxy.awaitExit()).isEqualTo(1);
      assertThat(proxy.errors())
          .isEqualTo(
              "bind(127.0.0.1:"
                  + taken.getLocalPort()
                  + "): EADDRINUSE (Address already in use)\n");
    }
  }
}
