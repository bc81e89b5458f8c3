package dev.sluice.examples.receive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.examples.Await;
import dev.sluice.examples.RawClient;
import dev.sluice.examples.ServerProcess;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * One server for all tests of a class. After each test it must still take an upload, and have no
 * half file, nor a descriptor of one.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 120, unit = TimeUnit.SECONDS)
abstract class ReceiveFixture {
  static final Duration LIMIT = Duration.ofSeconds(30);

  private Path folder;
  private ServerProcess server;
  private int probes;

  /** Options of receive. */
  abstract List<String> options();

  /** How it is seen that it lives. */
  abstract void probe(int number) throws Exception;

  @BeforeAll
  void startServer(@TempDir Path temp) throws Exception {
    folder = Files.createDirectory(temp.resolve("inbox"));
    List<String> arguments = new ArrayList<>(List.of("receive", "--dir", folder.toString()));
    arguments.addAll(options());
    server = ServerProcess.start(arguments.toArray(String[]::new));
  }

  @AfterEach
  void stillWell() throws Exception {
    assertThat(server.isAlive()).as("alive: %s", server.errors()).isTrue();
    awaitNoParts();
    probe(++probes);
    Await.until(
        LIMIT,
        () -> server.descriptors().stream().noneMatch(d -> d.startsWith(folder + "/")),
        () -> "files stay open: " + server.descriptors());
  }

  @AfterAll
  void stopServer() throws InterruptedException {
    try (ServerProcess s = server) {
      assertThat(s.stop()).as("exit status: %s", s.errors()).isEqualTo(0);
      assertThat(s.errors()).doesNotContain("\tat ");
    }
  }

  ServerProcess server() {
    return server;
  }

  Path folder() {
    return folder;
  }

  Path file(String name) {
    return folder.resolve(name);
  }

  RawClient client() throws IOException {
    return RawClient.connect(server.port());
  }

  /** Sends, ends the output, and reads the answer to its end. */
  String answerTo(byte[]... parts) throws IOException {
    try (RawClient client = client()) {
      for (byte[] part : parts) {
        client.send(part);
      }
      return text(client.endOutput().untilEnd());
    }
  }

  static String text(byte[] bytes) {
    return new String(bytes, ISO_8859_1);
  }

  static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }

  static byte[] noise(long seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  /** Files under way. */
  List<Path> parts() throws IOException {
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, ".*")) {
      all.forEach(found::add);
    }
    return found;
  }

  void awaitPart() {
    Await.until(LIMIT, () -> !parts().isEmpty(), () -> "no upload began");
  }

  void awaitNoParts() {
    Await.until(LIMIT, () -> parts().isEmpty(), () -> "half files stay");
  }
}
