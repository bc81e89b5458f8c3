package dev.sluice.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** What the harness relies on, of every echo server. */
@ParameterizedClass
@ValueSource(
    strings = {
      "NioEcho",
      "Nio2Echo",
      "VirtualEcho",
      "NettyEcho nio",
      "NettyEcho epoll",
      "NettyEcho uring",
      "echo_epoll.c",
      "echo_uring.c"
    })
@Timeout(60)
class EchoPeerTest {
  private static final int MESSAGE = 64;
  private static final Duration SLOW = Duration.ofMillis(200);

  @SuppressWarnings("NullAway.Init")
  private static PeerProcess server;

  @Parameter String peer = "";

  @BeforeParameterizedClassInvocation
  static void start(String peer, @TempDir Path scratch) throws Exception {
    server = PeerProcess.start(peer, scratch);
  }

  @AfterParameterizedClassInvocation
  static void endsBySigterm() throws InterruptedException {
    assertThat(server.stop()).isIn(0, 143);
  }

  @Test
  void echoes() throws IOException {
    assertServing();
  }

  private void assertServing() throws IOException {
    byte[] message = bytes(MESSAGE);
    try (PeerClient client = server.connect()) {
      assertThat(client.send(message).read(MESSAGE)).isEqualTo(message);
      assertThat(client.send(message).read(MESSAGE)).isEqualTo(message);
    }
  }

  @Test
  void echoesWhatIsLongerThanItsBuffer() throws IOException {
    byte[] message = bytes(200_000);
    try (PeerClient client = server.connect()) {
      assertThat(client.send(message).read(message.length)).isEqualTo(message);
      assertThat(client.send(message).read(message.length)).isEqualTo(message);
    }
  }

  @Test
  void keepsWhatASlowReaderDoesNotTakeAndItsOrder() throws Exception {
    assertEchoed(bytes(1 << 20));
  }

  @Test
  void keepsTheOrderOfMoreThanSocketsHold() throws Exception {
    assertEchoed(bytes(16 << 20));
  }

  private void assertEchoed(byte[] message) throws Exception {
    try (PeerClient client = server.connectSlowReader()) {
      Thread writer = client.sendMeanwhile(message);
      // Long enough to fill what there is to be filled; correct echo does not depend on it.
      writer.join(SLOW);
      assertThat(Arrays.equals(client.readToEnd(), message)).isTrue();
      writer.join();
    }
  }

  @Test
  void manySlowReadersDoNotStarveAnother() throws Exception {
    PeerClient[] slow = new PeerClient[20];
    byte[] message = bytes(4 << 20);
    for (int i = 0; i < slow.length; i++) {
      slow[i] = server.connectSlowReader();
      slow[i].sendMeanwhile(message);
    }
    Thread.sleep(SLOW);
    assertServing();
    for (PeerClient client : slow) {
      client.reset();
    }
    assertServing();
  }

  @Test
  void echoesPipelinedMessages() throws IOException {
    byte[] all = bytes(1000 * MESSAGE);
    try (PeerClient client = server.connect()) {
      for (int start = 0; start < all.length; start += MESSAGE) {
        client.send(Arrays.copyOfRange(all, start, start + MESSAGE));
      }
      assertThat(client.read(all.length)).isEqualTo(all);
    }
  }

  @Test
  void servesTwoAtOnce() throws IOException {
    byte[] one = bytes(MESSAGE);
    byte[] other = bytes(2 * MESSAGE);
    try (PeerClient first = server.connect();
        PeerClient second = server.connect()) {
      first.send(one);
      second.send(other);
      assertThat(second.read(other.length)).isEqualTo(other);
      assertThat(first.read(one.length)).isEqualTo(one);
    }
  }

  @Test
  void closesAfterTheEndOfInput() throws IOException {
    byte[] message = bytes(MESSAGE);
    try (PeerClient client = server.connect()) {
      client.send(message).endOutput();
      assertThat(client.readToEnd()).isEqualTo(message);
    }
  }

  @Test
  void outlivesClientsThatReset() throws Exception {
    for (int i = 0; i < 20; i++) {
      PeerClient client = server.connectSlowReader();
      client.sendMeanwhile(bytes(1 << 20)).join(Duration.ofMillis(10));
      client.reset();
    }
    assertServing();
  }

  private static byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    new Random(count).nextBytes(bytes);
    return bytes;
  }
}
