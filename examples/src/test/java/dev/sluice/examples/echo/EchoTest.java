package dev.sluice.examples.echo;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.examples.Await;
import dev.sluice.examples.RawClient;
import dev.sluice.examples.ServerProcess;
import dev.sluice.support.Run;
import dev.sluice.support.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every byte comes back, in order and once. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class EchoTest {
  private final ExecutorService senders = Executors.newCachedThreadPool();
  private ServerProcess server;
  private int descriptors;

  @BeforeAll
  void start() throws IOException {
    // Little enough for whatever piles up to be noticed.
    server = ServerProcess.start(List.of(), List.of("-Xmx32m"), "echo");
    answers();
  }

  @BeforeEach
  void count() {
    descriptors = server.settledDescriptors();
  }

  @AfterEach
  void stillWell() throws IOException {
    assertThat(server.isAlive()).as(server.errors()).isTrue();
    answers();
    server.awaitDescriptors(descriptors);
    assertThat(server.errors()).isEmpty();
  }

  @AfterAll
  void stop() throws InterruptedException {
    senders.shutdownNow();
    try (ServerProcess s = server) {
      assertThat(s.stop()).isEqualTo(0);
    }
  }

  private RawClient client() throws IOException {
    return RawClient.connect(server.port());
  }

  private void answers() throws IOException {
    try (RawClient client = client()) {
      assertThat(client.send("alive").in().readNBytes(5)).isEqualTo("alive".getBytes(US_ASCII));
    }
  }

  private static byte[] noise(long seed, int length) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  /** Sends in parts of random sizes up to a limit, then a FIN. */
  private Future<?> sender(RawClient client, byte[] bytes, long seed, int largest) {
    return senders.submit(
        () -> {
          Random random = new Random(seed);
          for (int at = 0; at < bytes.length; ) {
            int next = Math.min(bytes.length, at + 1 + random.nextInt(largest));
            client.send(Arrays.copyOfRange(bytes, at, next));
            at = next;
          }
          client.endOutput();
          return null;
        });
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 100, 5_000, 66_000, 1 << 20, 4 << 20})
  void anySplit(int largest) throws Exception {
    byte[] sent = noise(largest, largest < 100 ? 20_000 : 8 << 20);
    try (RawClient client = client()) {
      Future<?> sender = sender(client, sent, largest, largest);
      assertThat(Arrays.equals(client.untilEnd(), sent)).isTrue();
      sender.get();
    }
  }

  /** Reads only once everything is sent that goes without: then it waits on both sides. */
  @Test
  void lateReader() throws Exception {
    byte[] sent = noise(6, 32 << 20);
    try (RawClient client = RawClient.connect(server.port(), 4096)) {
      Future<?> sender = sender(client, sent, 6, 1 << 20);
      Await.pause(300);
      assertThat(sender.isDone()).isFalse();
      assertThat(Arrays.equals(client.untilEnd(), sent)).isTrue();
      sender.get();
    }
  }

  @Test
  void byteByByte() throws IOException {
    try (RawClient client = client()) {
      for (int i = 0; i < 5000; i++) {
        client.send(new byte[] {(byte) i});
        assertThat(client.in().read()).isEqualTo(i & 0xff);
      }
    }
  }

  @Test
  void netcat(@TempDir Path temp) throws Exception {
    Tools.require("nc netcat-openbsd", "cmp diffutils");
    for (int size : new int[] {0, 1, 1000, 5 << 20}) {
      Path file = Files.write(temp.resolve("sent"), noise(size, size));
      // -N: a FIN after the last byte, and then to read until the other one comes.
      String script = "nc -N 127.0.0.1 \"$1\" < \"$0\" | cmp - \"$0\"";
      Run run = Run.command("sh", "-c", script, file.toString(), String.valueOf(server.port()));
      assertThat(run.exit()).as("%s bytes: %s", size, run).isEqualTo(0);
    }
  }

  @Test
  void hundredsAtOnce() throws IOException {
    List<RawClient> clients = new ArrayList<>();
    try {
      for (int i = 0; i < 300; i++) {
        clients.add(client());
      }
      for (int round = 0; round < 20; round++) {
        for (int i = 0; i < clients.size(); i++) {
          clients.get(i).send(noise(i * 31L + round, 100));
        }
        for (int i = 0; i < clients.size(); i++) {
          byte[] expected = noise(i * 31L + round, 100);
          assertThat(clients.get(i).in().readNBytes(100)).isEqualTo(expected);
        }
      }
    } finally {
      for (RawClient client : clients) {
        client.close();
      }
    }
  }

  @Test
  void thousandsOfShortConnections() throws IOException {
    for (int i = 0; i < 3000; i++) {
      try (RawClient client = client()) {
        client.send(new byte[] {1, 2, 3});
        if (i % 2 == 0) {
          assertThat(client.in().readNBytes(3)).isEqualTo(new byte[] {1, 2, 3});
        }
        if (i % 3 == 0) {
          client.reset();
        }
      }
    }
  }

  /** 40 times 200 MiB do not fit into 32 MiB: the server must stop reading. */
  @Test
  void peersThatNeverRead() throws Exception {
    List<RawClient> clients = new ArrayList<>();
    List<Future<?>> sending = new ArrayList<>();
    byte[] part = new byte[1 << 20];
    try {
      for (int i = 0; i < 40; i++) {
        RawClient client = RawClient.connect(server.port(), 4096);
        clients.add(client);
        sending.add(senders.submit(() -> sendMebibytes(client, part, 200)));
      }
      for (int i = 0; i < 20; i++) {
        answers();
        Await.pause(50);
      }
      assertThat(sending).noneMatch(Future::isDone);
      // All that it may ever use, the JVM's own included.
      assertThat(server.peakResidentKib()).isLessThan(300 * 1024);
    } finally {
      for (RawClient client : clients) {
        client.reset();
      }
    }
    for (Future<?> one : sending) {
      assertThat(one.get()).isEqualTo(false);
    }
  }

  private static boolean sendMebibytes(RawClient client, byte[] part, int count) {
    try {
      for (int i = 0; i < count; i++) {
        client.send(part);
      }
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void resetAtEveryStage() throws Exception {
    byte[] big = new byte[200_000];
    for (int round = 0; round < 20; round++) {
      for (int size : new int[] {0, 1, big.length}) {
        for (boolean fin : new boolean[] {false, true}) {
          try (RawClient client = RawClient.connect(server.port(), 4096)) {
            client.send(Arrays.copyOf(big, size));
            if (fin) {
              client.endOutput();
            }
            if (size > 0 && round % 3 == 0) {
              assertThat(client.in().read()).isEqualTo(0);
            }
            if (round % 2 == 0) {
              Await.pause(1);
            }
            client.reset();
          }
        }
      }
    }
  }
}
