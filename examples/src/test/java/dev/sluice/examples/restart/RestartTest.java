package dev.sluice.examples.restart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.examples.Answer;
import dev.sluice.examples.RawClient;
import dev.sluice.support.Run;
import dev.sluice.support.Tools;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server that is replaced while it works. {@code -Dsluice.restarts=20} does it more often than
 * usual, {@code -Dsluice.restarts.show=true} shows what wrk says.
 */
@Timeout(value = 300, unit = TimeUnit.SECONDS)
class RestartTest {
  private static final int RESTARTS = Integer.getInteger("sluice.restarts", 5);
  private static final int TAKE_OVERS = Math.max(2, RESTARTS / 3);
  private static final long BIG = 64 << 20;
  private static final String GET = "GET /small.txt HTTP/1.1\r\nHost: x\r\n\r\n";
  private static final Pattern REQUESTS = Pattern.compile("(\\d+) requests in ");

  @TempDir private Path folder;

  @BeforeEach
  void fill() throws IOException {
    Files.createDirectory(folder.resolve("www"));
    Files.writeString(folder.resolve("www/small.txt"), "small\n");
    Files.write(folder.resolve("www/10k.bin"), new byte[10 * 1024]);
    try (RandomAccessFile file =
        new RandomAccessFile(folder.resolve("www/big.bin").toFile(), "rw")) {
      file.setLength(BIG);
    }
  }

  private String site() {
    return folder.resolve("www").toString();
  }

  private String door() {
    return folder.resolve("door").toString();
  }

  /** Restarts, all the time under load: wrk sees no failure, and nothing piles up. */
  @Test
  void noRequestFailsBySignal() throws Exception {
    Tools.require("wrk wrk");
    try (Generations server = Generations.start("serve", site(), "--port", "0")) {
      int descriptors = server.descriptors().size();
      try (Wrk wrk = new Wrk(server.port())) {
        for (int i = 0; i < RESTARTS; i++) {
          ProcessHandle before = server.current();
          server.restart();
          assertThat(server.current().pid()).isNotEqualTo(before.pid());
        }
        wrk.assertNothingFailed();
      }
      server.awaitEnd(server.first());
      server.awaitDescriptors(descriptors);
      assertThat(server.errors()).isEmpty();
    }
  }

  @Test
  void noRequestFailsByTakingOver() throws Exception {
    Tools.require("wrk wrk");
    String[] command = {"serve", site(), "--listen", "127.0.0.1:0", "--take-over", door()};
    try (Generations server = Generations.start(command)) {
      int descriptors = server.descriptors().size();
      Object file = Files.getAttribute(Path.of(door()), "unix:ino");
      try (Wrk wrk = new Wrk(server.port())) {
        for (int i = 0; i < TAKE_OVERS; i++) {
          ProcessHandle before = server.current();
          server.takeOver(command);
          assertThat(server.current().isAlive()).isTrue();
          server.awaitEnd(before);
        }
        wrk.assertNothingFailed();
      }
      server.awaitDescriptors(descriptors);
      assertThat(Files.getAttribute(Path.of(door()), "unix:ino")).isEqualTo(file);
      server.signal("TERM");
      server.awaitEnd(server.current());
      assertThat(Path.of(door())).as("removed by the last").doesNotExist();
      assertThat(server.errors()).isEmpty();
    }
  }

  /** wrk, until it is told to end, which it takes for the end of its time. */
  private static final class Wrk implements AutoCloseable {
    private final Process process;
    private final Path out;

    Wrk(int port) throws IOException {
      out = Files.createTempFile("wrk", ".out");
      String url = "http://127.0.0.1:" + port + "/10k.bin";
      process =
          new ProcessBuilder("wrk", "-t1", "-c16", "-d1h", "--timeout", "60s", url)
              .redirectErrorStream(true)
              .redirectOutput(out.toFile())
              .start();
    }

    void assertNothingFailed() throws Exception {
      assertThat(process.isAlive()).as("the load lasted").isTrue();
      Run.output("sh", "-c", "kill -INT " + process.pid());
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      String said = Files.readString(out);
      assertThat(process.exitValue()).as(said).isZero();
      assertThat(said).doesNotContain("Socket errors", "Non-2xx");
      Matcher requests = REQUESTS.matcher(said);
      assertThat(requests.find()).as(said).isTrue();
      assertThat(Long.parseLong(requests.group(1))).isPositive();
      if (Boolean.getBoolean("sluice.restarts.show")) {
        System.out.println(said);
      }
    }

    @Override
    public void close() throws IOException {
      process.destroyForcibly().onExit().join();
      Files.deleteIfExists(out);
    }
  }

  @Test
  void whatRunsIsNotHarmed() throws Exception {
    try (Generations server = Generations.start("serve", site(), "--port", "0");
        RawClient loading = RawClient.connect(server.port(), 4096);
        RawClient keeping = RawClient.connect(server.port());
        RawClient idle = RawClient.connect(server.port())) {
      loading.send("GET /big.bin HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(loading.in().read()).isEqualTo('H');
      assertThat(keeping.send(GET).answer().closes()).isFalse();
      assertThat(idle.send(GET).answer().closes()).isFalse();

      server.restart();

      Answer last = keeping.send(GET).answer();
      assertThat(last.text()).isEqualTo("small\n");
      assertThat(last.closes()).as("said in the next answer").isTrue();
      assertThat(keeping.untilEnd()).isEmpty();
      assertThat(idle.untilEnd()).as("closed when it was quiet").isEmpty();
      assertThat(server.first().isAlive()).isTrue();
      keeping.end();
      idle.end();
      // Whose head said that the connection goes on.
      long length = BIG;
      Answer big = Answer.read(new Prefixed('H', loading.in()), true);
      assertThat(big.contentLength()).isEqualTo(length);
      assertThat(big.body()).hasSize((int) length);
      assertThat(loading.send(GET).answer().closes()).isTrue();
      assertThat(loading.untilEnd()).isEmpty();
      loading.end();
      server.awaitEnd(server.first());
      assertThat(server.errors()).isEmpty();
    }
  }

  /** What was read already comes again. */
  private static final class Prefixed extends java.io.SequenceInputStream {
    Prefixed(char first, java.io.InputStream rest) {
      super(new java.io.ByteArrayInputStream(new byte[] {(byte) first}), rest);
    }
  }

  @Test
  void theTimeToDrainCanBeLimited() throws Exception {
    try (Generations server = Generations.start("serve", site(), "--port", "0", "--drain", "1");
        RawClient never = RawClient.connect(server.port(), 4096)) {
      never.send("GET /big.bin HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(never.in().read()).isEqualTo('H');
      server.restart();
      server.awaitEnd(server.first());
      assertThat(never.drain()).isLessThan(BIG);
    }
  }
}
