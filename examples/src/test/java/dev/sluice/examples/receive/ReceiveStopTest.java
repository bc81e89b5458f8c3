package dev.sluice.examples.receive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.examples.Await;
import dev.sluice.examples.RawClient;
import dev.sluice.examples.ServerProcess;
import dev.sluice.support.Tools;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** SIGTERM: what runs may finish; a second one, and nothing is left of it. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ReceiveStopTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private static boolean hasFiles(Path dir) throws Exception {
    try (Stream<Path> files = Files.list(dir)) {
      return files.findAny().isPresent();
    }
  }

  private static boolean refuses(int port) throws Exception {
    try (RawClient client = RawClient.connect(port)) {
      client.reset();
      return false;
    } catch (ConnectException e) {
      return true;
    }
  }

  @Test
  void anUploadFinishes(@TempDir Path dir) throws Exception {
    try (ServerProcess server = ServerProcess.start("receive", "--fsync", "--dir", dir.toString());
        RawClient client = RawClient.connect(server.port());
        RawClient idle = RawClient.connect(server.port())) {
      client.send("PUT 5 name\n123");
      Await.until(LIMIT, () -> hasFiles(dir), () -> "no upload began");
      server.signal("TERM");
      assertThat(idle.untilEnd()).isEmpty();
      Await.until(LIMIT, () -> refuses(server.port()), () -> "connections are still accepted");
      client.send("45");
      assertThat(new String(client.untilEnd(), ISO_8859_1)).isEqualTo("OK 5 name\n");
      client.end();
      assertThat(server.awaitExit()).isEqualTo(0);
      assertThat(dir.resolve("name")).hasContent("12345");
    }
  }

  /** The disk takes its time, and the answer is given all the same. */
  @Test
  void anUploadThatWaitsForTheDiskFinishes(@TempDir Path dir) throws Exception {
    Tools.require("strace");
    String options = "-D -f -q -e signal=none -e trace=fsync -e inject=fsync:delay_enter=500000";
    List<String> wrapper = new ArrayList<>(List.of("strace", "-o", "/dev/null"));
    wrapper.addAll(List.of(options.split(" ", -1)));
    try (ServerProcess server =
            ServerProcess.start(wrapper, List.of(), "receive", "--fsync", "--dir", dir.toString());
        RawClient client = RawClient.connect(server.port())) {
      client.send("PUT 5 name\n12345");
      Await.until(LIMIT, () -> hasFiles(dir), () -> "no upload began");
      server.signal("TERM");
      assertThat(new String(client.untilEnd(), ISO_8859_1)).isEqualTo("OK 5 name\n");
      client.end();
      assertThat(server.awaitExit()).isEqualTo(0);
      assertThat(dir.resolve("name")).hasContent("12345");
    }
  }

  @Test
  void theSecondSignalEndsIt(@TempDir Path dir) throws Exception {
    try (ServerProcess server = ServerProcess.start("receive", "--dir", dir.toString());
        RawClient client = RawClient.connect(server.port())) {
      client.send("PUT 5 name\n123");
      Await.until(LIMIT, () -> hasFiles(dir), () -> "no upload began");
      server.signal("TERM");
      Await.until(LIMIT, () -> refuses(server.port()), () -> "connections are still accepted");
      server.signal("TERM");
      assertThat(server.awaitExit()).isEqualTo(0);
      assertThat(dir).isEmptyDirectory();
    }
  }
}
