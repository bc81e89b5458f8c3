package dev.sluice.examples.mirror;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.examples.Await;
import dev.sluice.examples.RawClient;
import dev.sluice.examples.ServerProcess;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** One mirror for all tests; the server and what is mirrored to are the test's. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class MirrorTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** Far more than the sockets and the lag hold. */
  private static final int MUCH = 48 << 20;

  private static final byte[] ANSWER = "answer".getBytes(ISO_8859_1);
  private static final byte[] NONE = {};

  private Sink server;
  private Sink mirror;
  private ServerProcess process;

  @BeforeAll
  void start() throws IOException {
    server = new Sink();
    mirror = new Sink();
    process =
        ServerProcess.start(
            "mirror", "--to", server.address(), "--mirror", mirror.address(), "--lag", "2M");
  }

  @AfterEach
  void nothingIsLeft() throws Exception {
    assertThat(process.isAlive()).as(process.errors()).isTrue();
    process.settledDescriptors();
    awaitCount("open", 0);
  }

  @AfterAll
  void stop() throws Exception {
    try (ServerProcess p = process;
        Sink s = server;
        Sink m = mirror) {
      assertThat(p.stop()).as(p.errors()).isEqualTo(0);
      assertThat(p.errors()).doesNotContain("\tat ");
      assertThat(p.printed()).endsWith("\n").contains("mirrors-dropped ");
      assertThat(s.port()).isNotEqualTo(m.port());
    }
  }

  /** What the process prints now; it has printed other counts before. */
  private long count(String name) throws IOException, InterruptedException {
    String last = "mirrors-dropped \\d+\n";
    int before = process.printed().split(last, -1).length;
    process.signal("USR1");
    Await.until(
        LIMIT, () -> process.printed().split(last, -1).length > before, () -> "no counts come");
    String[] lines = process.printed().split("\n", -1);
    for (int i = lines.length - 1; i >= 0; i--) {
      if (lines[i].startsWith(name + " ")) {
        return Long.parseLong(lines[i].substring(name.length() + 1));
      }
    }
    throw new AssertionError("no " + name);
  }

  private void awaitCount(String name, long value) {
    Await.until(LIMIT, () -> count(name) == value, () -> process.printed());
  }

  private static byte[] noise(long seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  private static String sum(byte[] bytes) {
    return Sink.sum(new ByteArrayInputStream(bytes));
  }

  private RawClient client() throws IOException {
    return RawClient.connect(process.port());
  }

  @Test
  void bothGetAllAndOnlyTheServerAnswers() throws Exception {
    long dropped = count("mirrors-dropped");
    long teed = count("bytes-teed");
    long toServer = count("bytes-to-server");
    long toClients = count("bytes-to-clients");
    byte[] content = noise(1, 8 << 20);
    CompletableFuture<String> atServer = server.take(ANSWER);
    CompletableFuture<String> atMirror = mirror.take(noise(2, 300_000));
    try (RawClient client = client()) {
      client.send(content).endOutput();
      assertThat(client.untilEnd()).isEqualTo(ANSWER);
    }
    assertThat(atServer.get()).isEqualTo(sum(content));
    assertThat(atMirror.get()).isEqualTo(sum(content));
    assertThat(count("mirrors-dropped")).isEqualTo(dropped);
    assertThat(count("bytes-teed") - teed).isEqualTo(content.length);
    awaitCount("bytes-to-server", toServer + content.length);
    awaitCount("bytes-to-clients", toClients + ANSWER.length);
  }

  @Test
  void manyAtOnceInSmallPieces() throws Exception {
    int count = 10;
    List<CompletableFuture<String>> sums = new ArrayList<>();
    List<RawClient> clients = new ArrayList<>();
    byte[] content = noise(3, 40_000);
    try {
      for (int i = 0; i < count; i++) {
        sums.add(server.take(ANSWER));
        sums.add(mirror.take(NONE));
        clients.add(client());
      }
      Random random = new Random(4);
      for (int at = 0; at < content.length; ) {
        int length = Math.min(content.length - at, 1 + random.nextInt(8000));
        byte[] piece = Arrays.copyOfRange(content, at, at + length);
        for (RawClient client : clients) {
          client.send(piece);
        }
        at += length;
      }
      for (RawClient client : clients) {
        assertThat(client.endOutput().untilEnd()).isEqualTo(ANSWER);
      }
    } finally {
      for (RawClient client : clients) {
        client.close();
      }
    }
    for (CompletableFuture<String> each : sums) {
      assertThat(each.get()).isEqualTo(sum(content));
    }
  }

  @Test
  void theMirrorReadsNothing() throws Exception {
    long dropped = count("mirrors-dropped");
    byte[] content = noise(5, MUCH);
    CompletableFuture<String> atServer = server.take(ANSWER);
    try (RawClient client = client();
        Socket deaf = mirror.accept()) {
      client.send(content).endOutput();
      assertThat(client.untilEnd()).isEqualTo(ANSWER);
      assertThat(atServer.get()).isEqualTo(sum(content));
      awaitCount("mirrors-dropped", dropped + 1);
      // It must see that this is not all.
      assertThatThrownBy(() -> Sink.sum(deaf.getInputStream()))
          .hasCauseInstanceOf(SocketException.class);
    }
    assertThat(process.errors()).contains("mirror: a mirror lagged more than 2097152 bytes");
  }

  @Test
  void theMirrorResets() throws Exception {
    long dropped = count("mirrors-dropped");
    byte[] content = noise(6, 8 << 20);
    CompletableFuture<String> atServer = server.take(ANSWER);
    try (RawClient client = client();
        Socket resetting = mirror.accept()) {
      client.send(content);
      resetting.getInputStream().readNBytes(100_000);
      Sink.reset(resetting);
      client.send(content).endOutput();
      assertThat(client.untilEnd()).isEqualTo(ANSWER);
    }
    assertThat(atServer.get()).startsWith(2 * content.length + " ");
    awaitCount("mirrors-dropped", dropped + 1);
  }

  @Test
  void theMirrorClosesAtOnce() throws Exception {
    CompletableFuture<String> atServer = server.take(ANSWER);
    try (RawClient client = client()) {
      mirror.accept().close();
      client.send(noise(7, 1 << 20)).send(noise(8, 1 << 20)).endOutput();
      assertThat(client.untilEnd()).isEqualTo(ANSWER);
    }
    assertThat(atServer.get()).startsWith((2 << 20) + " ");
  }

  /** What was sent before it ends is the mirror's as well, and that it was not all. */
  @Test
  void theClientResets() throws Exception {
    try (RawClient client = client();
        Socket atServer = server.accept();
        Socket atMirror = mirror.accept()) {
      client.send(ANSWER);
      assertThat(atServer.getInputStream().readNBytes(ANSWER.length)).isEqualTo(ANSWER);
      assertThat(atMirror.getInputStream().readNBytes(ANSWER.length)).isEqualTo(ANSWER);
      client.reset();
      assertThatThrownBy(() -> atServer.getInputStream().read())
          .isInstanceOf(SocketException.class);
      assertThatThrownBy(() -> atMirror.getInputStream().read())
          .isInstanceOf(SocketException.class);
    }
  }
}
