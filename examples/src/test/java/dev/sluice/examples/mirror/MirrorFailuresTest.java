package dev.sluice.examples.mirror;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.examples.RawClient;
import dev.sluice.examples.ServerProcess;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Mirrors and servers that are not there, or late. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class MirrorFailuresTest {
  private static final byte[] ANSWER = "answer".getBytes(ISO_8859_1);

  private static String unused() throws IOException {
    try (Sink free = new Sink()) {
      return free.address();
    }
  }

  private static byte[] noise(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  private static String sum(byte[] bytes) {
    return Sink.sum(new ByteArrayInputStream(bytes));
  }

  @Test
  void noMirror() throws Exception {
    String none = unused();
    byte[] content = noise(1 << 20);
    try (Sink server = new Sink();
        ServerProcess process =
            ServerProcess.start("mirror", "--to", server.address(), "--mirror", none)) {
      for (int i = 0; i < 5; i++) {
        CompletableFuture<String> atServer = server.take(ANSWER);
        try (RawClient client = RawClient.connect(process.port())) {
          assertThat(client.send(content).endOutput().untilEnd()).isEqualTo(ANSWER);
        }
        assertThat(atServer.get()).isEqualTo(sum(content));
      }
      assertThat(process.stop()).isEqualTo(0);
      assertThat(process.printed())
          .contains("connections 5\nopen 0\n", "mirrors-refused 5\nmirrors-dropped 0\n");
      assertThat(process.errors())
          .startsWith("mirror: no mirror: ")
          .contains("ECONNREFUSED (Connection refused)");
      // Not a line for each of them, however slow this machine is.
      assertThat(process.errors().lines().count()).isLessThan(5);
    }
  }

  @Test
  void noServer() throws Exception {
    try (Sink mirror = new Sink();
        ServerProcess process =
            ServerProcess.start("mirror", "--to", unused(), "--mirror", mirror.address())) {
      try (RawClient client = RawClient.connect(process.port())) {
        assertThatThrownBy(client::untilEnd).isInstanceOf(SocketException.class);
      }
      process.settledDescriptors();
      assertThat(process.stop()).isEqualTo(0);
      assertThat(process.printed()).contains("servers-failed 1\n", "mirrors-dropped 0\n");
      assertThat(process.errors()).startsWith("mirror: no server: ");
    }
  }

  /** Its backlog is full, so the kernel answers its SYN a second later, when others have gone. */
  @Test
  void aLateMirror() throws Exception {
    byte[] content = noise(1 << 20);
    List<Socket> waiting = new ArrayList<>();
    try (Sink server = new Sink();
        Sink mirror = new Sink(1);
        ServerProcess process =
            ServerProcess.start("mirror", "--to", server.address(), "--mirror", mirror.address())) {
      for (int i = 0; i < 2; i++) {
        waiting.add(mirror.connect());
      }
      CompletableFuture<String> atServer = server.take(ANSWER);
      try (RawClient client = RawClient.connect(process.port())) {
        assertThat(client.send(content).endOutput().untilEnd()).isEqualTo(ANSWER);
      }
      assertThat(atServer.get()).isEqualTo(sum(content));
      for (Socket each : waiting) {
        mirror.accept().close();
        each.close();
      }
      assertThat(mirror.take(ANSWER).get()).isEqualTo(sum(content));
      assertThat(process.stop()).isEqualTo(0);
      assertThat(process.printed()).contains("mirrors-refused 0\nmirrors-dropped 0\n");
    }
  }
}
