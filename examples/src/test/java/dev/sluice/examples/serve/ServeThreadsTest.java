package dev.sluice.examples.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.examples.RawClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** Several threads, which share nothing but the port. */
class ServeThreadsTest extends ServeFixture {
  private static final int THREADS = 3;
  private static final int LISTENING = 0x0A;

  private byte[] noise = {};

  @Override
  List<String> options() {
    return List.of("--threads", String.valueOf(THREADS));
  }

  @Override
  void fill(Path dir) throws IOException {
    noise = Noise.bytes(5, 200_000);
    Files.write(dir.resolve("noise.bin"), noise);
    Files.writeString(dir.resolve("small.txt"), "small\n");
  }

  @Test
  void eachHasAListeningSocketOfItsOwn() throws IOException {
    String port = String.format(":%04X", server().port());
    long listeners =
        Files.readAllLines(Path.of("/proc/net/tcp")).stream()
            .map(line -> line.trim().split("\\s+", -1))
            .filter(words -> words[1].endsWith(port))
            .filter(words -> words[3].equals(String.format("%02X", LISTENING)))
            .count();
    assertThat(listeners).isEqualTo(THREADS);
  }

  @Test
  void manyConnectionsAtOnce() throws Exception {
    try (ExecutorService executor = Executors.newFixedThreadPool(16)) {
      List<Future<?>> clients = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        clients.add(executor.submit(this::askTwentyTimes));
      }
      for (Future<?> each : clients) {
        each.get();
      }
    }
  }

  private Void askTwentyTimes() throws IOException {
    try (RawClient client = client()) {
      for (int i = 0; i < 20; i++) {
        client.send(request("/small.txt") + request("/noise.bin") + request("/none"));
        assertThat(client.answer().text()).isEqualTo("small\n");
        assertThat(Arrays.equals(client.answer().body(), noise)).isTrue();
        assertThat(client.answer().status()).isEqualTo(404);
      }
    }
    return null;
  }
}
