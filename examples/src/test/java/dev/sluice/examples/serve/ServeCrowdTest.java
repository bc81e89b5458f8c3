package dev.sluice.examples.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.examples.Await;
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

/** Many connections, one after another and at once. */
class ServeCrowdTest extends ServeFixture {
  private byte[] megabyte = {};

  @Override
  void fill(Path dir) throws IOException {
    megabyte = Noise.bytes(4, 1 << 20);
    Files.write(dir.resolve("megabyte.bin"), megabyte);
    Noise.sparse(dir.resolve("big.bin"), 64 << 20, 1 << 20);
  }

  @Test
  void thousandsOfShortConnections() throws IOException {
    for (int i = 0; i < 4000; i++) {
      try (RawClient client = client()) {
        switch (i % 4) {
          case 0 -> client.send("GET /probe.txt HTTP/1.0\r\n\r\n");
          case 1 -> client.send(request("/probe.txt"));
          case 2 -> client.send("GARBAGE\r\n");
          default -> client.send("");
        }
        if (i % 4 < 2) {
          assertThat(client.answer().text()).isEqualTo("alive\n");
        }
      }
    }
  }

  @Test
  void hundredsAtOnce() throws IOException {
    List<RawClient> clients = new ArrayList<>();
    try {
      for (int i = 0; i < 300; i++) {
        clients.add(client());
      }
      for (int round = 0; round < 5; round++) {
        for (RawClient client : clients) {
          client.send(request("/probe.txt"));
        }
        for (RawClient client : clients) {
          assertThat(client.answer().text()).isEqualTo("alive\n");
        }
      }
    } finally {
      for (RawClient client : clients) {
        client.close();
      }
    }
  }

  /** All begin before any is read to its end, so every file is open at once. */
  @Test
  void hundredsOfFilesAtOnce() throws IOException {
    List<RawClient> clients = new ArrayList<>();
    try {
      for (int i = 0; i < 300; i++) {
        clients.add(RawClient.connect(server().port(), 4096).send(request("/megabyte.bin")));
      }
      for (RawClient client : clients) {
        assertThat(Arrays.equals(client.answer().body(), megabyte)).isTrue();
      }
    } finally {
      for (RawClient client : clients) {
        client.close();
      }
    }
  }

  @Test
  void manyThreads() throws Exception {
    try (ExecutorService executor = Executors.newFixedThreadPool(16)) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < 64; i++) {
        all.add(executor.submit(this::megabytes));
      }
      for (Future<?> one : all) {
        one.get();
      }
    }
  }

  private Void megabytes() throws IOException {
    try (RawClient client = client()) {
      for (int i = 0; i < 5; i++) {
        assertThat(Arrays.equals(client.send(request("/megabyte.bin")).answer().body(), megabyte))
            .isTrue();
        assertThat(client.send(request("/probe.txt")).answer().text()).isEqualTo("alive\n");
      }
    }
    return null;
  }

  /** Neither one that reads fast nor those that read nothing hold up the others. */
  @Test
  void nobodyHoldsUpTheOthers() throws Exception {
    try (RawClient greedy = client();
        RawClient asleep = RawClient.connect(server().port(), 4096);
        RawClient polite = client();
        ExecutorService executor = Executors.newSingleThreadExecutor()) {
      asleep.send(request("/big.bin"));
      greedy.send(request("/big.bin").repeat(20)).endOutput();
      Future<Long> drained = executor.submit(greedy::drain);
      int answers = 0;
      while (!drained.isDone()) {
        assertThat(polite.send(request("/probe.txt")).answer().text()).isEqualTo("alive\n");
        answers++;
      }
      assertThat(drained.get()).isGreaterThan(20L * (64 << 20));
      assertThat(answers).isGreaterThan(20);
    }
  }

  /** What waits for something must wait in the kernel, not look again and again. */
  @Test
  void waitingCostsNothing() throws IOException {
    try (RawClient reading = RawClient.connect(server().port(), 4096);
        RawClient halfClosed = RawClient.connect(server().port(), 4096);
        RawClient pipelining = RawClient.connect(server().port(), 4096);
        RawClient silent = client();
        RawClient within = client()) {
      reading.send(request("/big.bin"));
      halfClosed.send(request("/big.bin")).endOutput();
      pipelining.send(request("/big.bin").repeat(1000));
      within.send("GET /");
      assertThat(reading.in().read()).isEqualTo('H');
      assertThat(halfClosed.in().read()).isEqualTo('H');
      assertThat(pipelining.in().read()).isEqualTo('H');
      // Compilers may still be at work; a loop that spins would take all of the time.
      long before = server().cpuTicks();
      Await.pause(2000);
      assertThat(server().cpuTicks() - before).as("hundredths of a second").isLessThan(120);
      silent.reset();
      within.reset();
    }
  }
}
