package dev.sluice.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** What the harness relies on, of every proxy. */
@ParameterizedClass
@ValueSource(
    strings = {
      "NioProxy",
      "proxy_splice.c 65536",
      "proxy_splice.c 1048576",
      "mirror_tee.c 65536",
      "mirror_tee.c 1048576"
    })
@Timeout(60)
class ProxyPeerTest {
  private static final int MESSAGE = 64;
  private static final int MORE_THAN_SOCKETS_HOLD = 16 << 20;
  private static final long SLOW_MILLIS = 100;

  @SuppressWarnings("NullAway.Init")
  private static PeerBackEnd backEnd;

  @SuppressWarnings("NullAway.Init")
  private static PeerBackEnd mirror;

  @SuppressWarnings("NullAway.Init")
  private static PeerProcess proxy;

  @Parameter String peer = "";

  /** What the mirror of the last connection gets. */
  private @Nullable CompletableFuture<byte[]> mirrored;

  @BeforeParameterizedClassInvocation
  static void start(String peer, @TempDir Path scratch) throws Exception {
    backEnd = new PeerBackEnd();
    mirror = new PeerBackEnd();
    String to = Integer.toString(backEnd.port());
    String second = Integer.toString(mirror.port());
    proxy =
        peer.startsWith("mirror")
            ? PeerProcess.start(peer, scratch, "127.0.0.1", to, "127.0.0.1", second)
            : PeerProcess.start(peer, scratch, "127.0.0.1", to);
  }

  @AfterParameterizedClassInvocation
  static void endsBySigterm() throws Exception {
    assertThat(proxy.stop()).isIn(0, 143);
    backEnd.close();
    mirror.close();
  }

  /** The next connection of the back end; that of the mirror, where there is one, reads all. */
  private PeerClient accept() throws IOException {
    PeerClient server = backEnd.accept();
    if (peer.startsWith("mirror")) {
      PeerClient second = mirror.accept();
      mirrored = second.readMeanwhile().whenComplete((bytes, e) -> closeQuietly(second));
    }
    return server;
  }

  private static void closeQuietly(PeerClient client) {
    try {
      client.close();
    } catch (IOException e) {
      // It is gone either way.
    }
  }

  private void assertServing() throws IOException {
    byte[] message = bytes(MESSAGE);
    try (PeerClient client = proxy.connect();
        PeerClient server = accept()) {
      for (int i = 0; i < 3; i++) {
        client.send(message);
        assertThat(server.read(MESSAGE)).isEqualTo(message);
        server.send(message);
        assertThat(client.read(MESSAGE)).isEqualTo(message);
      }
    }
  }

  @Test
  void passesOnBothWays() throws IOException {
    assertServing();
  }

  @Test
  void theEndOfOneDirectionLeavesTheOther() throws IOException {
    byte[] message = bytes(MESSAGE);
    try (PeerClient client = proxy.connect();
        PeerClient server = accept()) {
      client.send(message).endOutput();
      assertThat(server.readToEnd()).isEqualTo(message);
      server.send(message).send(message).endOutput();
      assertThat(client.readToEnd()).hasSize(2 * MESSAGE);
    }
  }

  @Test
  void theBackEndMayEndFirst() throws IOException {
    byte[] message = bytes(MESSAGE);
    try (PeerClient client = proxy.connect();
        PeerClient server = accept()) {
      server.endOutput();
      assertThat(client.readToEnd()).isEmpty();
      client.send(message).endOutput();
      assertThat(server.readToEnd()).isEqualTo(message);
    }
  }

  @Test
  void whoEndsAtOnceIsPassedOnAsWell() throws IOException {
    try (PeerClient client = proxy.connect()) {
      client.endOutput();
      try (PeerClient server = accept()) {
        assertThat(server.readToEnd()).isEmpty();
      }
      assertThat(client.readToEnd()).isEmpty();
    }
  }

  @Test
  void keepsAllAndItsOrderBothWaysAtOnce() throws Exception {
    byte[] up = bytes(MORE_THAN_SOCKETS_HOLD);
    byte[] down = bytes(MORE_THAN_SOCKETS_HOLD + 1);
    try (PeerClient client = proxy.connect();
        PeerClient server = accept()) {
      Thread sending = client.sendMeanwhile(up);
      Thread answering = server.sendMeanwhile(down);
      CompletableFuture<byte[]> received = server.readMeanwhile();
      assertThat(Arrays.equals(client.readToEnd(), down)).isTrue();
      assertThat(Arrays.equals(received.get(), up)).isTrue();
      if (mirrored != null) {
        assertThat(Arrays.equals(mirrored.get(), up)).isTrue();
      }
      sending.join();
      answering.join();
    }
  }

  @Test
  void aSlowReaderDoesNotHoldUpAnother() throws Exception {
    byte[] message = bytes(MORE_THAN_SOCKETS_HOLD);
    try (PeerClient client = proxy.connectSlowReader();
        PeerClient server = accept()) {
      Thread sending = server.sendMeanwhile(message);
      sending.join(SLOW_MILLIS);
      assertServing();
      assertThat(Arrays.equals(client.readToEnd(), message)).isTrue();
      sending.join();
    }
  }

  @Test
  void outlivesThoseThatReset() throws Exception {
    for (int i = 0; i < 20; i++) {
      PeerClient client = proxy.connect();
      PeerClient server = accept();
      (i % 2 == 0 ? client : server).sendMeanwhile(bytes(1 << 20)).join(10);
      (i % 4 < 2 ? client : server).reset();
      (i % 4 < 2 ? server : client).close();
    }
    assertServing();
  }

  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    new Random(count).nextBytes(bytes);
    return bytes;
  }
}
