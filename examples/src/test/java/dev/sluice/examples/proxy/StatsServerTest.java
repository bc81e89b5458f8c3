package dev.sluice.examples.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.examples.Answer;
import dev.sluice.examples.RawClient;
import dev.sluice.net.SockAddr;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The figures by HTTP. */
@Timeout(60)
class StatsServerTest {
  private final ProxyStatistics figures =
      new ProxyStatistics(List.of(new Backend("127.0.0.1:80", BackendsTest.SOMEWHERE)));

  @AutoClose private final ProxyLoop thread = new ProxyLoop();
  private final int port;

  StatsServerTest() throws Exception {
    SockAddr.Inet free = SockAddr.inet4("127.0.0.1", 0);
    port = thread.call(() -> StatsServer.listen(thread.loop, free, figures)).localAddress().port();
    figures.connectionOpened();
  }

  private Answer ask(String request) throws IOException {
    try (RawClient client = RawClient.connect(port)) {
      Answer answer = client.send(request).answer();
      assertThat(client.untilEnd()).as("nothing follows").isEmpty();
      return answer;
    }
  }

  private static String text(Answer answer) {
    return new String(answer.body(), UTF_8);
  }

  @Test
  void asText() throws Exception {
    Answer answer = ask("GET / HTTP/1.1\r\nHost: x\r\n\r\n");

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.fields())
        .containsSequence("content-type", "text/plain; charset=utf-8")
        .containsSequence("connection", "close");
    assertThat(text(answer)).isEqualTo(figures.text());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /metrics HTTP/1.1\r\nHost: x\r\nAccept: */*\r\n\r\n",
        "GET /metrics HTTP/1.0\r\n\r\n",
        "GET /metrics?x=1 HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\n",
      })
  void forPrometheus(String request) throws Exception {
    Answer answer = ask(request);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.fields())
        .containsSequence("content-type", "text/plain; version=0.0.4; charset=utf-8");
    assertThat(text(answer)).isEqualTo(figures.metrics());
  }

  @Test
  void byteByByte() throws Exception {
    try (RawClient client = RawClient.connect(port)) {
      for (byte b : "GET /metrics HTTP/1.1\r\nA: b\r\n\r\n".getBytes(ISO_8859_1)) {
        client.send(new byte[] {b});
      }
      assertThat(text(client.answer())).isEqualTo(figures.metrics());
    }
  }

  @Test
  void onlyTheHead() throws Exception {
    try (RawClient client = RawClient.connect(port)) {
      assertThat(client.send("HEAD / HTTP/1.1\r\n\r\n").headAnswer().status()).isEqualTo(200);
      assertThat(client.untilEnd()).isEmpty();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "GET /other HTTP/1.1, 404",
    "GET //metrics HTTP/1.1, 404",
    "POST / HTTP/1.1, 405",
    "get / HTTP/1.1, 405",
    "GET /, 400",
    "GET / x HTTP/1.1, 400",
    "GET / SPDY/3, 400",
    "'', 400",
  })
  void whatItDoesNotHave(String line, int status) throws Exception {
    Answer answer = ask(line + "\r\n\r\n");

    assertThat(answer.status()).isEqualTo(status);
  }

  @Test
  void aHeadHasAnEnd() throws Exception {
    String most = "GET / HTTP/1.1\r\nA: ";
    String head = most + "x".repeat(StatsHandler.MAX_HEAD - most.length() - 4) + "\r\n\r\n";

    assertThat(ask(head).status()).isEqualTo(200);
    assertThat(ask(head.replace("A:", "AA:")).status()).isEqualTo(431);
    assertThat(ask("x".repeat(StatsHandler.MAX_HEAD + 1)).status()).isEqualTo(431);
  }

  @Test
  void whoHangsUpHarmsNobody() throws Exception {
    RawClient.connect(port).send("GET /").reset();
    try (RawClient half = RawClient.connect(port)) {
      assertThat(half.send("GET / HTTP/1.1\r\n").endOutput().untilEnd()).isEmpty();
    }

    assertThat(ask("GET / HTTP/1.1\r\n\r\n").status()).isEqualTo(200);
  }
}
