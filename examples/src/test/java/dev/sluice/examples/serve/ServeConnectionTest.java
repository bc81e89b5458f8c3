package dev.sluice.examples.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.examples.Answer;
import dev.sluice.examples.RawClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many requests on a connection, and how it ends. */
class ServeConnectionTest extends ServeFixture {
  private byte[] megabyte = {};

  @Override
  void fill(Path dir) throws IOException {
    megabyte = Noise.bytes(2, 1 << 20);
    Files.write(dir.resolve("megabyte.bin"), megabyte);
    Files.createFile(dir.resolve("empty.txt"));
    for (int i = 0; i < 10; i++) {
      Files.writeString(dir.resolve(i + ".txt"), i + "\n");
    }
  }

  @Test
  void keepAlive() throws IOException {
    try (RawClient client = client()) {
      for (int i = 0; i < 1000; i++) {
        Answer answer = client.send(request("/" + i % 10 + ".txt")).answer();
        assertThat(answer.text()).isEqualTo(i % 10 + "\n");
        assertThat(answer.closes()).isFalse();
      }
    }
  }

  @Test
  void smallFilesInOneWrite() throws IOException {
    StringBuilder requests = new StringBuilder();
    for (int i = 0; i < 500; i++) {
      requests.append(request("/" + i % 10 + ".txt"));
    }
    try (RawClient client = client()) {
      client.send(requests.toString());
      for (int i = 0; i < 500; i++) {
        assertThat(client.answer().text()).as("answer %s", i).isEqualTo(i % 10 + "\n");
      }
    }
  }

  /** Answers of all kinds, and more requests than are read at once while none of them is read. */
  @Test
  void pipelineOfAllKinds() throws Exception {
    int rounds = 3000;
    try (RawClient client = client();
        ExecutorService executor = Executors.newSingleThreadExecutor()) {
      Future<?> sender = executor.submit(() -> sendRounds(client, rounds));
      for (int i = 0; i < rounds; i++) {
        assertThat(client.answer().text()).isEqualTo(i % 10 + "\n");
        assertThat(client.headAnswer().contentLength()).isEqualTo(megabyte.length);
        assertThat(client.answer().status()).isEqualTo(404);
        assertThat(client.answer().contentLength()).isEqualTo(0);
        assertThat(client.answer().text()).startsWith("<!DOCTYPE");
      }
      sender.get();
    }
  }

  private static Void sendRounds(RawClient client, int rounds) throws IOException {
    StringBuilder requests = new StringBuilder();
    for (int i = 0; i < rounds; i++) {
      requests
          .append(request("/" + i % 10 + ".txt"))
          .append(request("HEAD", "/megabyte.bin"))
          .append(request("/none"))
          .append(request("/empty.txt"))
          .append(request("/"));
    }
    client.send(requests.toString());
    return null;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 16 * 1024})
  void bigFilesInOneWrite(int receiveBuffer) throws IOException {
    int count = receiveBuffer == 0 ? 300 : 30;
    try (RawClient client = RawClient.connect(server().port(), receiveBuffer)) {
      client.send(request("/megabyte.bin").repeat(count) + request("/1.txt"));
      for (int i = 0; i < count; i++) {
        // Not by AssertJ, which would print a difference of a megabyte.
        assertThat(Arrays.equals(client.answer().body(), megabyte)).as("answer %s", i).isTrue();
      }
      assertThat(client.answer().text()).isEqualTo("1\n");
    }
  }

  /** While one answer waits to be read, no file of the next ones is open. */
  @Test
  void pipeliningOpensNoFiles() throws IOException {
    int before = server().descriptors().size();
    try (RawClient client = RawClient.connect(server().port(), 4096)) {
      client.send(request("/megabyte.bin").repeat(500));
      assertThat(client.in().read()).isEqualTo('H');
      assertThat(server().descriptors().size()).isLessThanOrEqualTo(before + 2);
    }
  }

  @Test
  void halfClosedPipelinesAreAnswered() throws IOException {
    try (RawClient client = client()) {
      client.send(request("/megabyte.bin").repeat(20) + request("/1.txt")).endOutput();
      for (int i = 0; i < 20; i++) {
        assertThat(Arrays.equals(client.answer().body(), megabyte)).as("answer %s", i).isTrue();
      }
      assertThat(client.answer().text()).isEqualTo("1\n");
      assertThat(client.untilEnd()).isEmpty();
    }
  }

  @Test
  void byteByByte() throws IOException {
    byte[] head = bytes("\r\n" + request("/1.txt?" + "x".repeat(50)));
    byte[][] parts = new byte[head.length][];
    for (int i = 0; i < head.length; i++) {
      parts[i] = new byte[] {head[i]};
    }
    try (RawClient client = client()) {
      assertThat(client.sendApart(parts).answer().text()).isEqualTo("1\n");
      assertThat(client.send(request("/2.txt")).answer().text()).isEqualTo("2\n");
    }
  }

  @Test
  void everySplitInTwo() throws IOException {
    String[] each = {
      "GET /1.txt HTTP/1.1\r\nHost: a\r\nX: \t y \t\r\nEmpty:\r\n\r\n",
      "HEAD /%32.txt HTTP/1.1\r\nhOST:b\r\n\r\n\r\n",
      "GET http://x/3.txt HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
    };
    byte[] requests = bytes(String.join("", each));
    try (RawClient client = client()) {
      for (int at = 0; at <= requests.length; at++) {
        client.sendApart(
            Arrays.copyOf(requests, at), Arrays.copyOfRange(requests, at, requests.length));
        assertThat(client.answer().text()).as("split at %s", at).isEqualTo("1\n");
        assertThat(client.headAnswer().status()).as("split at %s", at).isEqualTo(200);
        assertThat(client.answer().text()).as("split at %s", at).isEqualTo("3\n");
      }
    }
  }

  @Test
  void randomSplits() throws IOException {
    Random random = new Random(3);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (int i = 0; i < 200; i++) {
      all.writeBytes(bytes(request("/" + i % 10 + ".txt")));
    }
    byte[] requests = all.toByteArray();
    try (RawClient client = client()) {
      for (int at = 0; at < requests.length; ) {
        int next = Math.min(requests.length, at + 1 + random.nextInt(100));
        client.send(Arrays.copyOfRange(requests, at, next));
        at = next;
      }
      for (int i = 0; i < 200; i++) {
        assertThat(client.answer().text()).as("answer %s", i).isEqualTo(i % 10 + "\n");
      }
    }
  }

  @Test
  void connectionCloseIsHeeded() throws IOException {
    for (String option :
        new String[] {"close", "Close", "x, CLOSE", "keep-alive,close", ",close"}) {
      try (RawClient client = client()) {
        client.send("GET /1.txt HTTP/1.1\r\n" + HOST + "Connection: " + option + "\r\n\r\n");
        client.send(request("/2.txt"));
        Answer answer = client.answer();
        assertThat(answer.text()).isEqualTo("1\n");
        assertThat(answer.closes()).as(option).isTrue();
        assertThat(client.untilEnd()).as(option).isEmpty();
      }
    }
  }

  @Test
  void otherConnectionOptionsAreNot() throws IOException {
    for (String option : new String[] {"keep-alive", "closed", "TE, x-close", "", ","}) {
      try (RawClient client = client()) {
        client.send("GET /1.txt HTTP/1.1\r\n" + HOST + "Connection: " + option + "\r\n\r\n");
        assertThat(client.answer().closes()).as(option).isFalse();
        assertThat(client.send(request("/2.txt")).answer().text()).isEqualTo("2\n");
      }
    }
  }

  @Test
  void http10Closes() throws IOException {
    try (RawClient client = client()) {
      Answer answer = client.send("GET /1.txt HTTP/1.0\r\n\r\n").answer();
      assertThat(answer.text()).isEqualTo("1\n");
      assertThat(answer.closes()).isTrue();
      assertThat(client.untilEnd()).isEmpty();
    }
  }

  /** RFC 2068, 19.7.1: a client of 1.0 knows that the connection goes on only when it is told. */
  @Test
  void http10WithKeepAlive() throws IOException {
    try (RawClient client = client()) {
      String head = " HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n";
      for (String target : new String[] {"/1.txt", "/", "/none", "/empty.txt", "/1.txt"}) {
        Answer answer = client.send("GET " + target + head).answer();
        assertThat(answer.all("Connection")).as(target).containsExactly("keep-alive");
      }
      assertThat(client.send("GET /2.txt HTTP/1.0\r\n\r\n").answer().closes()).isTrue();
      assertThat(client.untilEnd()).isEmpty();
    }
  }

  @Test
  void laterMinorVersionsCountAsOne() throws IOException {
    try (RawClient client = client()) {
      client.send("GET /1.txt HTTP/1.9\r\n" + HOST + "\r\n" + request("/2.txt"));
      assertThat(client.answer().text()).isEqualTo("1\n");
      assertThat(client.answer().text()).isEqualTo("2\n");
    }
  }

  @Test
  void harmlessOddities() throws IOException {
    String[] requests = {
      "GET /1.txt HTTP/1.1\r\nHost:\r\n\r\n",
      "GET /1.txt HTTP/1.1\r\nHOST:\t127.0.0.1:80 \t \r\n\r\n",
      "GET /1.txt HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n",
      "\r\nGET /1.txt HTTP/1.1\r\n" + HOST + "\r\n",
      "GET /1.txt HTTP/1.1\r\n" + HOST + "Content-Length: 0\r\n\r\n",
      "GET /1.txt HTTP/1.1\r\n" + HOST + "Content-Length: 000\r\nContent-Length: 000\r\n\r\n",
      "GET /1.txt HTTP/1.1\r\n" + HOST + "X-Odd: \u00ff\u0080 \"{}\r\n\r\n",
      "GET /1.txt HTTP/1.1\r\n" + HOST + "!#$%&'*+-.^_`|~: x\r\n\r\n",
      "GET /1.txt HTTP/1.1\r\n" + HOST + "Range: lines=0-0\r\nIf-None-Match: x\r\n\r\n",
      "GET /1.txt HTTP/1.1\r\n" + HOST + "Upgrade: h2c\r\nConnection: Upgrade\r\n\r\n",
    };
    try (RawClient client = client()) {
      for (String request : requests) {
        assertThat(client.send(request).answer().text()).as(request).isEqualTo("1\n");
      }
    }
  }

  @Test
  void headsUpTo16KiB() throws IOException {
    try (RawClient client = client()) {
      String start = "GET /1.txt HTTP/1.1\r\n" + HOST + "X: ";
      String head = start + "x".repeat(16 * 1024 - start.length() - 4) + "\r\n\r\n";
      assertThat(head).hasSize(16 * 1024);
      // The limit is one per head, not per connection.
      for (int i = 0; i < 5; i++) {
        assertThat(client.send(head).answer().text()).isEqualTo("1\n");
      }
    }
    assertThat(refused(bytes(tooLong())).status()).isEqualTo(431);
  }

  private static String tooLong() {
    String start = "GET /1.txt HTTP/1.1\r\n" + HOST + "X: ";
    return start + "x".repeat(16 * 1024 - start.length() - 3) + "\r\n\r\n";
  }
}
