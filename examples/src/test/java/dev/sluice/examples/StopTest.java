package dev.sluice.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.ConnectException;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SIGTERM and SIGINT. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class StopTest {
  // Far more than the buffers of both ends hold.
  private static final long BIG = 64 << 20;
  private static final String BIG_REQUEST = "GET /big.bin HTTP/1.1\r\nHost: x\r\n\r\n";

  private Path dir = Path.of("");

  @BeforeAll
  void fill(@TempDir Path temp) throws IOException {
    dir = temp;
    try (RandomAccessFile file = new RandomAccessFile(temp.resolve("big.bin").toFile(), "rw")) {
      file.setLength(BIG);
    }
    Files.writeString(temp.resolve("small.txt"), "small\n");
  }

  private ServerProcess start(String command) throws IOException {
    return command.equals("echo")
        ? ServerProcess.start("echo")
        : ServerProcess.start("serve", dir.toString());
  }

  private static void awaitRefusal(int port) {
    Await.until(
        Duration.ofSeconds(15), () -> refuses(port), () -> "connections are still accepted");
  }

  private static boolean refuses(int port) throws IOException {
    try (RawClient client = RawClient.connect(port)) {
      client.reset();
      return false;
    } catch (ConnectException e) {
      return true;
    }
  }

  @ParameterizedTest
  @CsvSource({"echo, TERM", "serve, INT"})
  void stopsAtOnceWhenIdle(String command, String signal) throws Exception {
    try (ServerProcess server = start(command)) {
      server.signal(signal);
      assertThat(server.awaitExit()).isEqualTo(0);
      assertThat(server.errors()).isEmpty();
      assertThat(refuses(server.port())).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({"echo, TERM", "echo, INT", "serve, TERM", "serve, INT"})
  void openConnectionsEndWithAFin(String command, String signal) throws Exception {
    try (ServerProcess server = start(command);
        RawClient fresh = RawClient.connect(server.port());
        RawClient used = RawClient.connect(server.port())) {
      if (command.equals("echo")) {
        assertThat(used.send("abc").in().readNBytes(3)).isEqualTo(new byte[] {'a', 'b', 'c'});
      } else {
        assertThat(used.send("GET /small.txt HTTP/1.1\r\nHost: x\r\n\r\n").answer().text())
            .isEqualTo("small\n");
      }
      server.signal(signal);
      assertThat(used.untilEnd()).isEmpty();
      assertThat(fresh.untilEnd()).isEmpty();
      used.end();
      fresh.end();
      assertThat(server.awaitExit()).isEqualTo(0);
      assertThat(server.errors()).isEmpty();
    }
  }

  /** They do not even notice: it takes two seconds of lingering to be rid of them. */
  @Test
  void openConnectionsThatDoNothing() throws Exception {
    try (ServerProcess server = start("serve");
        RawClient deaf = RawClient.connect(server.port())) {
      assertThat(server.stop()).isEqualTo(0);
      assertThat(deaf.untilEnd()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "INT"})
  void runningResponsesFinish(String signal) throws Exception {
    try (ServerProcess server = start("serve");
        RawClient slow = RawClient.connect(server.port(), 64 * 1024);
        RawClient pipelining = RawClient.connect(server.port(), 64 * 1024)) {
      slow.send(BIG_REQUEST);
      pipelining.send(BIG_REQUEST.repeat(3));
      assertThat(slow.in().read()).isEqualTo('H');
      assertThat(pipelining.in().read()).isEqualTo('H');
      server.signal(signal);
      awaitRefusal(server.port());
      assertThat(server.isAlive()).isTrue();
      // Slow, but well within the ten seconds.
      long received = 1;
      for (int i = 0; i < 20; i++) {
        received += slow.in().readNBytes(100_000).length;
        Await.pause(20);
      }
      assertThat(server.isAlive()).isTrue();
      received += slow.untilEnd().length;
      assertThat(received).isBetween(BIG + 50, BIG + 1000);
      // The answer that runs, and none of those that had not begun.
      assertThat((long) pipelining.untilEnd().length).isBetween(BIG + 49, BIG + 999);
      slow.end();
      pipelining.end();
      assertThat(server.awaitExit()).isEqualTo(0);
      assertThat(server.errors()).isEmpty();
    }
  }

  @Test
  void whatWasEchoedArrives() throws Exception {
    byte[] sent = new byte[256 * 1024];
    new Random(5).nextBytes(sent);
    try (ServerProcess server = start("echo");
        RawClient client = RawClient.connect(server.port(), 4096)) {
      client.send(sent);
      awaitEcho(client);
      server.signal("TERM");
      awaitRefusal(server.port());
      byte[] received = client.untilEnd();
      // What the server had not read yet is lost with the connection, the rest is not.
      assertThat(received.length).isBetween(1, sent.length);
      assertThat(received).isEqualTo(Arrays.copyOf(sent, received.length));
      client.end();
      assertThat(server.awaitExit()).isEqualTo(0);
    }
  }

  private static void awaitEcho(RawClient client) {
    Await.until(
        Duration.ofSeconds(15), () -> client.in().available() > 0, () -> "nothing comes back");
  }

  @Test
  void tenSecondsAtMost() throws Exception {
    try (ServerProcess server = start("serve");
        RawClient never = RawClient.connect(server.port(), 4096)) {
      never.send(BIG_REQUEST);
      assertThat(never.in().read()).isEqualTo('H');
      server.signal("TERM");
      awaitRefusal(server.port());
      assertThat(server.isAlive()).isTrue();
      // Generous: awaitExit gives up after half a minute.
      assertThat(server.awaitExit()).isEqualTo(0);
      assertThat(never.drain()).isLessThan(BIG);
    }
  }

  @ParameterizedTest
  @CsvSource({"TERM, TERM", "INT, INT"})
  void aSecondSignalEndsAtOnce(String first, String second) throws Exception {
    try (ServerProcess server = start("serve");
        RawClient never = RawClient.connect(server.port(), 4096)) {
      never.send(BIG_REQUEST);
      assertThat(never.in().read()).isEqualTo('H');
      long begin = System.nanoTime();
      server.signal(first);
      awaitRefusal(server.port());
      server.signal(second);
      assertThat(server.awaitExit()).isEqualTo(0);
      // Less than the ten seconds that the first would have taken.
      assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(9));
    }
  }

  @Test
  void aSecondSignalEndsEchoAtOnce() throws Exception {
    try (ServerProcess server = start("echo");
        RawClient never = RawClient.connect(server.port(), 4096)) {
      never.send(new byte[200_000]);
      awaitEcho(never);
      server.signal("INT");
      awaitRefusal(server.port());
      server.signal("TERM");
      assertThat(server.awaitExit()).isEqualTo(0);
      assertThatThrownBy(never::untilEnd).isInstanceOf(SocketException.class);
    }
  }
}
