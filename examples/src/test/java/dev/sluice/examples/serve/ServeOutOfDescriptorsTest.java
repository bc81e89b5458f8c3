package dev.sluice.examples.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.examples.Answer;
import dev.sluice.examples.Await;
import dev.sluice.examples.Jars;
import dev.sluice.examples.RawClient;
import dev.sluice.examples.ServerProcess;
import dev.sluice.support.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** More connections than the server may have descriptors. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ServeOutOfDescriptorsTest {
  private static final int LIMIT = 120;
  private static final int CROWD = 200;
  private static final String REQUEST = "GET /file.txt HTTP/1.1\r\nHost: x\r\n\r\n";

  private String classPath = "";
  private Path dir = Path.of("");

  @BeforeAll
  void prepare(@TempDir Path temp) throws IOException {
    Tools.require("prlimit util-linux");
    dir = Files.createDirectory(temp.resolve("site"));
    Files.writeString(dir.resolve("file.txt"), "file\n");
    // From folders hardly a class could be loaded any more.
    classPath = Jars.classPath(Files.createDirectory(temp.resolve("jars")));
  }

  /** A file that is kept open needs no descriptor; here each request does. */
  private ServerProcess start() throws IOException {
    List<String> wrapper = List.of("prlimit", "--nofile=" + LIMIT + ":" + LIMIT);
    List<String> options = List.of("-cp", classPath);
    return ServerProcess.start(wrapper, options, "serve", dir.toString(), "--open-files", "0");
  }

  private static List<RawClient> crowd(ServerProcess server) throws IOException {
    List<RawClient> clients = new ArrayList<>();
    for (int i = 0; i < CROWD; i++) {
      clients.add(RawClient.connect(server.port()));
    }
    Await.until(
        Duration.ofSeconds(30),
        () -> server.descriptors().size() >= LIMIT - 1 || !server.isAlive(),
        () -> "descriptors left: " + server.descriptors().size());
    return clients;
  }

  private static void leave(List<RawClient> clients) throws IOException {
    for (RawClient client : clients) {
      client.close();
    }
  }

  private static void answers(ServerProcess server) throws IOException {
    try (RawClient client = RawClient.connect(server.port())) {
      assertThat(client.send(REQUEST).answer().text()).isEqualTo("file\n");
    }
  }

  /** The very first thing that happens: not even a logger has opened its files before. */
  @Test
  void freshServer() throws Exception {
    try (ServerProcess server = start()) {
      List<RawClient> clients = crowd(server);
      long before = server.cpuTicks();
      Await.pause(2000);
      assertThat(server.isAlive()).as(server.errors()).isTrue();
      // A listener that stays readable would take all of the time.
      assertThat(server.cpuTicks() - before).as("hundredths of a second").isLessThan(120);
      leave(clients);
      assertThat(server.settledDescriptors()).isLessThan(LIMIT - 50);
      answers(server);
      assertThat(server.errors()).contains("EMFILE");
      assertThat(server.stop()).isEqualTo(0);
    }
  }

  @Test
  void connectionsThatAreOpenGoOn() throws Exception {
    try (ServerProcess server = start();
        RawClient early = RawClient.connect(server.port())) {
      assertThat(early.send(REQUEST).answer().status()).isEqualTo(200);
      List<RawClient> clients = crowd(server);
      int unavailable = 0;
      for (int i = 0; i < 20; i++) {
        Answer answer = early.send(REQUEST).answer();
        assertThat(answer.status()).isIn(200, 503);
        unavailable += answer.status() == 503 ? 1 : 0;
        // The listener takes its reserve back meanwhile.
        Await.pause(20);
      }
      assertThat(unavailable).isPositive();
      leave(clients);
      Await.until(
          Duration.ofSeconds(30),
          () -> early.send(REQUEST).answer().status() == 200,
          () -> "still no descriptors: " + server.descriptors());
      answers(server);
      assertThat(server.stop()).isEqualTo(0);
    }
  }
}
