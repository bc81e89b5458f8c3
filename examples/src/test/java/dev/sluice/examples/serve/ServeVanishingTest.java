package dev.sluice.examples.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.examples.Answer;
import dev.sluice.examples.Await;
import dev.sluice.examples.RawClient;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients and files that are gone, or change, in the middle of an answer. */
class ServeVanishingTest extends ServeFixture {
  private static final int BIG = 32 << 20;
  // So that most of a file has yet to be sent when the first bytes are here.
  private static final int SMALL_BUFFER = 4096;

  private final AtomicInteger number = new AtomicInteger();

  /** None is kept open, so that whatever still is has been forgotten. */
  @Override
  List<String> options() {
    return List.of("--open-files", "0");
  }

  /** A file of its own for each test that changes one. */
  private Path big() throws IOException {
    Path file = folder().resolve("big" + number.incrementAndGet());
    Noise.sparse(file, BIG, 64 << 10);
    return file;
  }

  private RawClient reading(Path file) throws IOException {
    RawClient client = RawClient.connect(server().port(), SMALL_BUFFER);
    client.send(request("/" + file.getFileName()));
    return client;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100_000, 10_000_000})
  void resetInMidFile(int after) throws IOException {
    Path file = big();
    try (RawClient client = reading(file)) {
      assertThat(client.in().readNBytes(after)).hasSize(after);
      client.reset();
    }
    gone(file);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 100_000, 10_000_000})
  void closedInMidFile(int after) throws IOException {
    Path file = big();
    try (RawClient client = reading(file)) {
      assertThat(client.in().readNBytes(after)).hasSize(after);
    }
    gone(file);
  }

  @Test
  void finThenResetInMidFile() throws IOException {
    Path file = big();
    try (RawClient client = reading(file)) {
      assertThat(client.in().readNBytes(1000)).hasSize(1000);
      client.endOutput();
      Await.pause(20);
      client.reset();
    }
    gone(file);
  }

  private void gone(Path file) {
    Await.until(
        Duration.ofSeconds(15),
        () -> server().descriptors().stream().noneMatch(file.toString()::equals),
        () -> "still open: " + file);
  }

  @Test
  void resetAtEveryStage() throws IOException {
    String[] sent = {
      "",
      "G",
      "GET /probe.txt HTTP/1.1\r\nHo",
      request("/probe.txt"),
      request("/"),
      request("/none"),
      request("/probe.txt").repeat(100),
      "GARBAGE\r\n",
      "GARBAGE\r\n".repeat(10_000),
      "POST / HTTP/1.1\r\n" + HOST + "Content-Length: 1000000\r\n\r\nxxx",
      "GET / HTTP/1.0\r\n\r\n",
    };
    for (String request : sent) {
      for (int pause = 0; pause < 3; pause++) {
        try (RawClient client = client()) {
          client.send(request);
          if (pause > 0) {
            Await.pause(pause);
          }
          client.reset();
        }
        try (RawClient client = client()) {
          client.send(request).endOutput();
          if (pause > 0) {
            Await.pause(pause);
          }
          client.reset();
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 1 << 20})
  void truncatedInMidFile(int left) throws IOException {
    Path file = big();
    try (RawClient client = reading(file);
        RandomAccessFile changed = new RandomAccessFile(file.toFile(), "rw")) {
      assertThat(client.in().read()).isEqualTo('H');
      changed.setLength(left);
      long received = 1 + client.drain();
      assertThat(received).isLessThan(BIG);
    }
    gone(file);
  }

  @Test
  void truncatedAtTheEndOfAPipeline() throws IOException {
    Path file = big();
    try (RawClient client = RawClient.connect(server().port(), SMALL_BUFFER);
        RandomAccessFile changed = new RandomAccessFile(file.toFile(), "rw")) {
      String target = "/" + file.getFileName();
      client.send(request(target).repeat(3));
      assertThat(client.in().read()).isEqualTo('H');
      changed.setLength(1000);
      // The first answer is cut short, and nothing after it could be told from its body.
      assertThat(client.drain()).isLessThan(BIG);
    }
    gone(file);
  }

  @Test
  void removedInMidFile() throws IOException {
    Path file = big();
    byte[] expected = Files.readAllBytes(file);
    try (RawClient client = reading(file)) {
      Await.until(
          Duration.ofSeconds(15), () -> client.in().available() > 0, () -> "no answer begins");
      Files.delete(file);
      assertThat(Arrays.equals(client.answer().body(), expected)).isTrue();
    }
  }

  @Test
  void replacedInMidFile() throws IOException {
    Path file = big();
    byte[] expected = Files.readAllBytes(file);
    try (RawClient client = reading(file)) {
      Await.until(
          Duration.ofSeconds(15), () -> client.in().available() > 0, () -> "no answer begins");
      Path other = Files.writeString(folder().resolve("other"), "other\n");
      Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);
      assertThat(Arrays.equals(client.answer().body(), expected)).isTrue();
      client.send(request("/" + file.getFileName()));
      assertThat(client.answer().text()).isEqualTo("other\n");
    }
  }

  @Test
  void growingInMidFile() throws IOException {
    Path file = big();
    try (RawClient client = reading(file)) {
      assertThat(client.in().read()).isEqualTo('H');
      Files.write(file, new byte[1 << 20], StandardOpenOption.APPEND);
      client.send(request("/probe.txt"));
      byte[] head = "TTP/1.1 200 OK\r\n".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
      assertThat(client.in().readNBytes(head.length)).isEqualTo(head);
      // What was announced comes, and then the next answer.
      skipHead(client);
      client.in().skipNBytes(BIG);
      assertThat(client.answer().text()).isEqualTo("alive\n");
    }
  }

  private static void skipHead(RawClient client) throws IOException {
    int last4 = 0;
    while (last4 != 0x0d0a0d0a) {
      int b = client.in().read();
      if (b < 0) {
        throw new EOFException("within a head");
      }
      last4 = last4 << 8 | b;
    }
  }

  @Test
  void folderThatIsRemoved() throws IOException {
    Path dir = Files.createDirectory(folder().resolve("going"));
    try (RawClient client = client()) {
      assertThat(client.send(request("/going/")).answer().status()).isEqualTo(200);
      Files.delete(dir);
      Answer answer = client.send(request("/going/")).answer();
      assertThat(answer.status()).isEqualTo(404);
    }
  }
}
