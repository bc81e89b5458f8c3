package dev.sluice.examples.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.examples.Answer;
import dev.sluice.examples.Await;
import dev.sluice.examples.RawClient;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that keep the server waiting, which it does for two seconds here. */
class ServeSlowClientTest extends ServeFixture {
  private static final int TIMEOUT_MILLIS = 2000;
  private static final int BIG = 32 << 20;

  @Override
  List<String> options() {
    return List.of("--idle-timeout", String.valueOf(TIMEOUT_MILLIS / 1000));
  }

  @Override
  void fill(Path dir) throws IOException {
    Noise.sparse(dir.resolve("big.bin"), BIG, 1 << 20);
  }

  @Test
  void silenceIsEndedSilently() throws IOException {
    try (RawClient fresh = client();
        RawClient used = client();
        RawClient blank = client()) {
      used.send(request("/probe.txt"));
      assertThat(used.answer().text()).isEqualTo("alive\n");
      blank.send("\r\n");
      assertThat(fresh.untilEnd()).isEmpty();
      assertThat(used.untilEnd()).isEmpty();
      assertThat(blank.untilEnd()).isEmpty();
    }
  }

  @Test
  void halfAHeadIsTimedOut() throws IOException {
    List<String> halves =
        List.of("\r", "G", "GET / HTTP/1.1\r\n", "HEAD / HTTP/1.1\r\nHost: x\r\n");
    List<RawClient> clients = new ArrayList<>();
    try {
      for (String half : halves) {
        clients.add(client().send(half));
        clients.add(client().send(request("/probe.txt") + half));
      }
      for (int i = 0; i < halves.size(); i++) {
        timedOut(clients.get(2 * i), halves.get(i));
        assertThat(clients.get(2 * i + 1).answer().text()).isEqualTo("alive\n");
        timedOut(clients.get(2 * i + 1), halves.get(i));
      }
    } finally {
      for (RawClient client : clients) {
        client.close();
      }
    }
  }

  private static void timedOut(RawClient client, String half) throws IOException {
    Answer answer = half.startsWith("HEAD") ? client.headAnswer() : client.answer();
    assertThat(answer.status()).isEqualTo(408);
    assertThat(answer.closes()).isTrue();
    assertThat(client.untilEnd()).isEmpty();
  }

  /** Bytes keep coming, so the connection is never idle; the head is late all the same. */
  @Test
  void headsByDribsAndDrabs() throws IOException {
    try (RawClient client = client()) {
      client.send("GET /probe.txt HTTP/1.1\r\nHost: localhost\r\nX: ");
      int sent = 0;
      try {
        while (client.in().available() == 0 && sent < 1000) {
          client.send("x");
          sent++;
          Await.pause(100);
        }
      } catch (SocketException e) {
        // Closed between two bytes.
      }
      assertThat(sent).as("bytes before the answer").isBetween(2, 999);
      assertThat(client.answer().status()).isEqualTo(408);
    }
  }

  @Test
  void emptyLinesForEver() throws IOException {
    try (RawClient client = client()) {
      int sent = 0;
      try {
        while (client.in().available() == 0 && sent < 200) {
          client.send("\r\n");
          sent++;
          Await.pause(100);
        }
      } catch (SocketException e) {
        // Closed between two lines.
      }
      assertThat(sent).as("lines before the answer").isLessThan(200);
      assertThat(client.answer().status()).isIn(400, 408);
    }
  }

  /** The time for a head is that head's own, not what an empty line before it has left. */
  @Test
  void emptyLinesDoNotCountAsBeginning() throws IOException {
    for (int tries = 0; tries < 5; tries++) {
      try (RawClient client = client()) {
        client.sendApart(bytes("\r"), bytes("\n"));
        Await.pause(TIMEOUT_MILLIS * 6 / 10);
        long begin = System.nanoTime();
        client.send("GET /probe.txt HTTP/1.1\r\n");
        Await.pause(TIMEOUT_MILLIS * 6 / 10);
        client.send(HOST + "\r\n");
        Answer answer = client.answer();
        // Unless the machine was too busy for this to mean anything.
        if ((System.nanoTime() - begin) / 1_000_000 < TIMEOUT_MILLIS) {
          assertThat(answer.status()).isEqualTo(200);
          return;
        }
      }
    }
  }

  @Test
  void readersOfNothing() throws IOException {
    try (RawClient one = RawClient.connect(server().port(), 4096);
        RawClient other = RawClient.connect(server().port(), 4096);
        RawClient closing = RawClient.connect(server().port(), 4096)) {
      one.send(request("/big.bin"));
      other.send(request("/big.bin").repeat(100)).endOutput();
      closing.send("GET /big.bin HTTP/1.0\r\n\r\n");
      // All three are being served, or there would be nothing to settle.
      for (RawClient client : List.of(one, other, closing)) {
        assertThat(client.in().read()).isEqualTo('H');
      }
      // The server ends them; they do nothing.
      server().settledDescriptors();
      assertThat(one.drain()).isLessThan(BIG);
      assertThat(other.drain()).isLessThan(BIG);
      assertThat(closing.drain()).isLessThan(BIG);
    }
  }

  /**
   * A reader that is slower than the timeout takes to drain the kernel's buffer is a slow reader,
   * not an idle connection.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /big.bin HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /big.bin HTTP/1.0\r\n\r\n"
      })
  void slowReadersGetEverything(String request) throws IOException {
    // One at a time: who waits for the other's end would be a reader of nothing.
    try (RawClient client = RawClient.connect(server().port(), 64 * 1024)) {
      client.send(request);
      byte[] room = new byte[16 * 1024];
      long count = 0;
      long end = System.nanoTime() + 3L * TIMEOUT_MILLIS * 1_000_000;
      while (System.nanoTime() < end) {
        count += client.in().readNBytes(room, 0, room.length);
        Await.pause(50);
      }
      assertThat(count).isLessThan(BIG);
      assertThat(count + client.drain()).isGreaterThan(BIG);
    }
  }

  @Test
  void busyConnectionsLiveOn() throws IOException {
    try (RawClient client = client()) {
      for (int i = 0; i < 6; i++) {
        Await.pause(TIMEOUT_MILLIS / 4);
        assertThat(client.send(request("/probe.txt")).answer().text()).isEqualTo("alive\n");
      }
    }
  }
}
