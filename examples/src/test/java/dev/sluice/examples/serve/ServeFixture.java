package dev.sluice.examples.serve;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.examples.Answer;
import dev.sluice.examples.Await;
import dev.sluice.examples.RawClient;
import dev.sluice.examples.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * One server for all tests of a class. After each test it must still answer, hold no more
 * descriptors than before beside the files that it keeps open, and have logged nothing: peers must
 * not be able to fill a disk.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 180, unit = TimeUnit.SECONDS)
abstract class ServeFixture {
  static final String HOST = "Host: localhost\r\n";
  private static final String PROBE = "probe.txt";

  private Path folder;
  private Path outside;
  private ServerProcess server;
  private long descriptors;

  /** Options of serve. */
  List<String> options() {
    return List.of();
  }

  /** What the server is started by. */
  List<String> wrapper() {
    return List.of();
  }

  /** Fills the folder, before the server is started. */
  void fill(Path dir) throws Exception {}

  @BeforeAll
  void startServer(@TempDir Path temp) throws Exception {
    folder = Files.createDirectory(temp.resolve("site")).toRealPath();
    outside = Files.createDirectory(temp.resolve("outside"));
    Files.writeString(outside.resolve("secret.txt"), "secret\n");
    Files.writeString(folder.resolve(PROBE), "alive\n");
    fill(folder);
    List<String> arguments = new ArrayList<>(List.of("serve", folder.toString()));
    arguments.addAll(options());
    server = ServerProcess.start(wrapper(), List.of(), arguments.toArray(String[]::new));
    // Whatever is loaded on first use is loaded now: descriptors of class files come and go.
    probe();
    get("/");
    get("/nothing");
  }

  @BeforeEach
  void countDescriptors() {
    server.settledDescriptors();
    descriptors = notKept();
  }

  /** How many descriptors there are beside those of served files. */
  private long notKept() {
    return server.descriptors().stream()
        .filter(d -> !d.startsWith(folder + "/") || Files.isDirectory(Path.of(d)))
        .count();
  }

  @AfterEach
  void stillWell() throws IOException {
    assertThat(server.isAlive()).as("alive: %s", server.errors()).isTrue();
    probe();
    Await.until(
        Duration.ofSeconds(15),
        () -> notKept() <= descriptors,
        () -> "more than " + descriptors + " descriptors: " + server.descriptors());
    assertThat(server.errors()).as("log of the server").isEmpty();
  }

  @AfterAll
  void stopServer() throws InterruptedException {
    try (ServerProcess s = server) {
      assertThat(s.stop()).as("exit status: %s", s.errors()).isEqualTo(0);
    }
  }

  private void probe() throws IOException {
    Answer answer = get("/" + PROBE);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).isEqualTo("alive\n");
  }

  ServerProcess server() {
    return server;
  }

  /** The folder that is served. */
  Path folder() {
    return folder;
  }

  /** A folder beside it, with a file secret.txt. */
  Path outside() {
    return outside;
  }

  RawClient client() throws IOException {
    return RawClient.connect(server.port());
  }

  /** A well-formed request. */
  static String request(String method, String target) {
    return method + " " + target + " HTTP/1.1\r\n" + HOST + "\r\n";
  }

  static String request(String target) {
    return request("GET", target);
  }

  static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }

  /** The answer to a GET on a connection of its own. */
  Answer get(String target) throws IOException {
    try (RawClient client = client()) {
      return client.send(request(target)).answer();
    }
  }

  /** Sends what is no proper request: the answer, after which the connection must end. */
  Answer refused(byte[] request) throws IOException {
    try (RawClient client = client()) {
      Answer answer = client.send(request).answer();
      assertThat(answer.closes()).as("Connection: close in %s", answer.fields()).isTrue();
      assertThat(client.untilEnd()).as("after the answer").isEmpty();
      return answer;
    }
  }
}
