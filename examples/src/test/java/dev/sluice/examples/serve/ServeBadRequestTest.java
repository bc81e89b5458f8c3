package dev.sluice.examples.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.examples.Answer;
import dev.sluice.examples.RawClient;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is no proper request is answered, and the connection ends: where the next begins is unknown.
 */
class ServeBadRequestTest extends ServeFixture {
  @ParameterizedTest
  @MethodSource("dev.sluice.examples.serve.BadRequests#lines")
  void brokenRequestLines(String line) throws IOException {
    assertThat(refused(bytes(line + "\r\n" + HOST + "\r\n")).status()).isEqualTo(400);
  }

  @ParameterizedTest
  @MethodSource("dev.sluice.examples.serve.BadRequests#targets")
  void brokenTargets(String target) throws IOException {
    assertThat(refused(bytes(request(target))).status()).isEqualTo(400);
  }

  @ParameterizedTest
  @MethodSource("dev.sluice.examples.serve.BadRequests#fields")
  void brokenFields(String fields) throws IOException {
    String before = "GET /probe.txt HTTP/1.1\r\n";
    assertThat(refused(bytes(before + HOST + fields + "\r\n\r\n")).status()).isEqualTo(400);
  }

  @ParameterizedTest
  @MethodSource("dev.sluice.examples.serve.BadRequests#hosts")
  void brokenHosts(String fields) throws IOException {
    String before = "GET /probe.txt HTTP/1.1\r\n";
    assertThat(refused(bytes(before + fields + "\r\n")).status()).isEqualTo(400);
  }

  @ParameterizedTest
  @MethodSource("dev.sluice.examples.serve.BadRequests#framings")
  void conflictingFraming(String fields) throws IOException {
    // Were the message not refused, what follows would be smuggled in.
    String smuggled = "0\r\n\r\n" + request("/probe.txt");
    for (String method : new String[] {"GET", "POST"}) {
      String head = method + " /probe.txt HTTP/1.1\r\n" + HOST + fields + "\r\n\r\n";
      assertThat(refused(bytes(head + smuggled)).status()).isEqualTo(400);
    }
  }

  @Test
  void transferCodingsOfTheFuture() throws IOException {
    for (String codings : new String[] {"gzip, chunked", "gzip\r\nTransfer-Encoding: chunked"}) {
      String head = "GET / HTTP/1.1\r\n" + HOST + "Transfer-Encoding: " + codings + "\r\n\r\n";
      assertThat(refused(bytes(head)).status()).as(codings).isEqualTo(501);
    }
  }

  @Test
  void http10HasNoTransferEncoding() throws IOException {
    String request = "GET /probe.txt HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
    assertThat(refused(bytes(request)).status()).isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: 5\r\n\r\nhello",
        "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
        "Content-Length: 5\r\nExpect: 100-continue\r\n\r\n",
        "Content-Length: 00001\r\n\r\nx",
        "content-length:\t99999999999999999999999999 \r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "transfer-encoding: \t CHUNKED\t\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
      })
  void bodiesOnGet(String fieldsAndBody) throws IOException {
    String head = "GET /probe.txt HTTP/1.1\r\n" + HOST;
    Answer answer = refused(bytes(head + fieldsAndBody + request("/probe.txt")));
    assertThat(answer.status()).isEqualTo(413);
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "TRACE", "PATCH", "CONNECT"})
  void otherMethods(String method) throws IOException {
    Answer answer = refused(bytes(request(method, "/probe.txt")));
    assertThat(answer.status()).isEqualTo(405);
    assertThat(answer.field("Allow")).isEqualTo("GET, HEAD");
    String body = method + " / HTTP/1.1\r\n" + HOST + "Content-Length: 5\r\n\r\nhello";
    assertThat(refused(bytes(body)).status()).isEqualTo(405);
  }

  @Test
  void methodsWithTheirOwnTargets() throws IOException {
    assertThat(refused(bytes(request("OPTIONS", "*"))).status()).isEqualTo(405);
    assertThat(refused(bytes(request("CONNECT", "localhost:80"))).status()).isEqualTo(405);
  }

  @ParameterizedTest
  @ValueSource(strings = {"BREW", "get", "Get", "head", "GETT", "GE", "PROPFIND", "!", "post"})
  void unknownMethods(String method) throws IOException {
    assertThat(refused(bytes(request(method, "/probe.txt"))).status()).isEqualTo(501);
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/2.0", "HTTP/0.9", "HTTP/3.0", "HTTP/9.9"})
  void otherVersions(String version) throws IOException {
    assertThat(refused(bytes("GET / " + version + "\r\n" + HOST + "\r\n")).status()).isEqualTo(505);
  }

  @Test
  void otherProtocols() throws IOException {
    String http2 = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    assertThat(refused(bytes(http2)).status()).isEqualTo(505);
    String tls = "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003";
    assertThat(refused(bytes(tls)).status()).isEqualTo(400);
    assertThat(refused(bytes("SSH-2.0-OpenSSH_9.2\r\n")).status()).isEqualTo(400);
    assertThat(refused(bytes("\u0000".repeat(100))).status()).isEqualTo(400);
  }

  @ParameterizedTest
  @MethodSource("dev.sluice.examples.serve.BadRequests#tooLarge")
  void tooLargeHeads(String request) throws IOException {
    assertThat(refused(bytes(request)).status()).isEqualTo(431);
  }

  /** Answered as soon as the limit is reached, not when the head ends. */
  @ParameterizedTest
  @ValueSource(strings = {"", "GET /", "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nX: "})
  void endlessHeads(String start) throws IOException {
    assertThat(refused(bytes(start + "x".repeat(16 * 1024 + 1))).status()).isEqualTo(431);
  }

  /** RFC 9110, 9.3.2: the answer to a HEAD has no body, whatever its status. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        " / HTTP/1.1\r\n\r\n",
        " / HTTP/2.0\r\n",
        " /# HTTP/1.1\r\nHost: x\r\n\r\n",
        " / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nx",
        " / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n",
        " / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
        " / HTTP/1.1\r\nHost : x\r\n\r\n",
      })
  void refusedHeadsHaveNoBody(String afterMethod) throws IOException {
    try (RawClient client = client()) {
      Answer head = client.send("HEAD" + afterMethod).headAnswer();
      assertThat(client.untilEnd()).isEmpty();
      Answer get = refused(bytes("GET" + afterMethod));
      assertThat(head.status()).isEqualTo(get.status()).isGreaterThanOrEqualTo(400);
      assertThat(head.contentLength()).isEqualTo(get.contentLength());
    }
    // What a HEAD was must not be taken for what comes after it.
    try (RawClient client = client()) {
      client.send(request("HEAD", "/probe.txt") + "GET" + afterMethod);
      assertThat(client.headAnswer().status()).isEqualTo(200);
      assertThat(client.answer().body()).isNotEmpty();
    }
  }

  @Test
  void goodRequestsBeforeAreAnswered() throws IOException {
    try (RawClient client = client()) {
      client.send(request("/probe.txt") + "GARBAGE\r\n" + request("/probe.txt"));
      assertThat(client.answer().text()).isEqualTo("alive\n");
      assertThat(client.answer().status()).isEqualTo(400);
      assertThat(client.untilEnd()).isEmpty();
    }
  }

  /** Closing over what was not read would send an RST, which destroys the answer. */
  @Test
  void answersSurviveWhatFollows() throws Exception {
    byte[] rest = new byte[3 << 20];
    for (String head : new String[] {"GARBAGE\r\n", "POST / HTTP/1.1\r\n" + HOST + "\r\n"}) {
      try (RawClient client = client();
          ExecutorService executor = Executors.newSingleThreadExecutor()) {
        client.send(head);
        Future<?> sender =
            executor.submit(
                () -> {
                  client.send(rest);
                  return null;
                });
        sender.get();
        assertThat(client.answer().status()).isIn(400, 405);
        assertThat(client.untilEnd()).isEmpty();
      }
    }
  }

  @Test
  void aFewEmptyLinesAreSkippedAndNotMore() throws IOException {
    try (RawClient client = client()) {
      client.send("\r\n" + request("/probe.txt") + "\r\n\r\n" + request("/probe.txt"));
      assertThat(client.answer().text()).isEqualTo("alive\n");
      assertThat(client.answer().text()).isEqualTo("alive\n");
    }
    assertThat(refused(bytes("\r\n".repeat(20_000))).status()).isIn(400, 431);
  }

  @Test
  void halfARequestThenTheEnd() throws IOException {
    for (String part : new String[] {"", "\r", "G", "GET /probe.txt HTTP/1.1\r\nHo"}) {
      try (RawClient client = client()) {
        byte[] answer = client.send(part).endOutput().untilEnd();
        assertThat(new String(answer, java.nio.charset.StandardCharsets.ISO_8859_1))
            .as(part)
            .doesNotContain("alive", "200 OK");
      }
    }
  }
}
