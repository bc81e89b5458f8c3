package dev.sluice.transfer;

import static dev.sluice.transfer.Peer.get;
import static dev.sluice.transfer.Peer.noise;
import static dev.sluice.transfer.Peer.same;
import static dev.sluice.transfer.Peer.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.sluice.net.SockAddr;
import dev.sluice.reactor.ClientOptions;
import dev.sluice.reactor.LoopOptions;
import dev.sluice.reactor.TcpClient;
import dev.sluice.transfer.Peer.Received;
import dev.sluice.transfer.Proxy.Joined;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What somebody gets who only listens, and what he cannot do to those who talk. */
@Timeout(120)
class TapTest {
  private static final int MUCH = 16 << 20;
  private static final long GENEROUS = 64L << 20;
  private static final long SCARCE = 1 << 20;

  private final Proxy proxy;
  private final ServerSocket mirrors = new ServerSocket();
  private Tap tap;

  TapTest() throws Exception {
    proxy = new Proxy(LoopOptions.DEFAULT, TunnelOptions.auto().mode(Mode.SPLICE));
    mirrors.setReceiveBufferSize(64 * 1024);
    mirrors.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    tap = tap(GENEROUS);
  }

  private Tap tap(long mostLag) throws Exception {
    Tap fresh = proxy.thread.call(() -> new Tap(proxy.loop(), mostLag, proxy.options.toServer()));
    proxy.preparing(t -> t.tap(fresh));
    tap = fresh;
    return fresh;
  }

  @AfterEach
  void nothingIsLent() throws Exception {
    assertThat(proxy.thread.lent()).isZero();
    proxy.close();
    mirrors.close();
  }

  /** Connects the tap. */
  private Peer mirror() throws Exception {
    Tap mine = tap;
    CompletableFuture<Void> done = new CompletableFuture<>();
    proxy.thread.run(
        () ->
            TcpClient.connect(
                proxy.loop(),
                List.of(SockAddr.inet4("127.0.0.1", mirrors.getLocalPort())),
                ClientOptions.DEFAULT,
                (h, s, r) -> {
                  mine.to(StreamEnd.open(h, s, r));
                  done.complete(null);
                },
                done::completeExceptionally));
    Peer peer = new Peer(mirrors.accept());
    get(done);
    return peer;
  }

  private static void mainPathIsComplete(
      Joined joined, byte[] bytes, CompletableFuture<Received> received) throws Exception {
    assertThat(get(received).reset()).isFalse();
    same(get(received).bytes(), bytes);
    joined.server().endOutput();
    assertThat(get(joined.closed()).failure()).isNull();
  }

  private long dropped() {
    return proxy.statistics().tapsDropped();
  }

  @Test
  void heGetsEveryByteAndTheEnd() throws Exception {
    Joined joined = proxy.join();
    byte[] bytes = noise(MUCH, 1);
    try (Peer mirror = mirror()) {
      CompletableFuture<Received> mirrored = mirror.receivingAll();
      CompletableFuture<Received> received = joined.server().receivingAll();
      get(joined.client().sendingAll(bytes, 2));
      mainPathIsComplete(joined, bytes, received);
      assertThat(get(mirrored).reset()).isFalse();
      same(get(mirrored).bytes(), bytes);
    }
    assertThat(dropped()).isZero();
    assertThat(proxy.statistics().teedBytes()).isEqualTo(MUCH);
  }

  @Test
  void whoComesLateGetsWhatWasBefore() throws Exception {
    Joined joined = proxy.join();
    byte[] bytes = noise(3 << 20, 3);
    CompletableFuture<Received> received = joined.server().receivingAll();
    get(joined.client().sendingAll(bytes, 4));
    mainPathIsComplete(joined, bytes, received);
    assertThat(proxy.thread.call(() -> tap.lag())).isEqualTo(bytes.length);
    try (Peer mirror = mirror()) {
      Received mirrored = mirror.receiveAll();
      assertThat(mirrored.reset()).isFalse();
      same(mirrored.bytes(), bytes);
    }
  }

  @Test
  void byteByByte() throws Exception {
    Joined joined = proxy.join();
    byte[] bytes = noise(1000, 5);
    try (Peer mirror = mirror()) {
      for (byte each : bytes) {
        joined.client().socket.getOutputStream().write(each);
        assertThat((byte) joined.server().socket.getInputStream().read()).isEqualTo(each);
      }
      joined.client().endOutput();
      same(mirror.receiveAll().bytes(), bytes);
    }
  }

  /** Small pieces fill pipes with few bytes: that is no way to take all descriptors. */
  @Test
  void whoLagsBehindInSmallPiecesHoldsFewPipes() throws Exception {
    Tap mine = tap(SCARCE);
    Joined joined = proxy.join();
    for (int i = 0; i < 3000; i++) {
      joined.client().socket.getOutputStream().write(i);
      assertThat((byte) joined.server().socket.getInputStream().read()).isEqualTo((byte) i);
    }
    assertThat(proxy.thread.pipes().opened()).isLessThan(20);
    assertThat(proxy.thread.call(mine::isOpen)).isFalse();
    assertThat(dropped()).isOne();
    joined.client().endOutput();
    assertThat(joined.server().receiveAll().reset()).isFalse();
    joined.server().endOutput();
    get(joined.closed());
  }

  @Test
  void whoStopsReadingIsDropped() throws Exception {
    tap(SCARCE);
    Joined joined = proxy.join();
    byte[] bytes = noise(MUCH, 6);
    try (Peer mirror = mirror()) {
      CompletableFuture<Received> received = joined.server().receivingAll();
      get(joined.client().sendingAll(bytes, 7));
      mainPathIsComplete(joined, bytes, received);
      assertThat(dropped()).isOne();
      Received mirrored = mirror.receiveAll();
      assertThat(mirrored.reset()).isTrue();
      Peer.begins(mirrored.bytes(), bytes);
    }
  }

  @Test
  void whoNeverComesIsDropped() throws Exception {
    tap(SCARCE);
    Joined joined = proxy.join();
    byte[] bytes = noise(MUCH, 8);
    CompletableFuture<Received> received = joined.server().receivingAll();
    get(joined.client().sendingAll(bytes, 9));
    mainPathIsComplete(joined, bytes, received);
    assertThat(dropped()).isOne();
    // He comes after all.
    try (Peer mirror = mirror()) {
      assertThat(mirror.receiveAll().reset()).isTrue();
    }
  }

  @Test
  void whoBreaksOffHarmsNobody() throws Exception {
    Joined joined = proxy.join();
    byte[] bytes = noise(MUCH, 10);
    Peer mirror = mirror();
    CompletableFuture<Received> received = joined.server().receivingAll();
    CompletableFuture<Void> sent = joined.client().sendingAll(bytes, 11);
    same(mirror.receive(1000), Arrays.copyOf(bytes, 1000));
    mirror.reset();
    get(sent);
    mainPathIsComplete(joined, bytes, received);
    assertThat(dropped()).isOne();
  }

  @Test
  void whatHeAnswersIsThrownAway() throws Exception {
    Joined joined = proxy.join();
    byte[] bytes = noise(1 << 20, 12);
    try (Peer mirror = mirror()) {
      // All of it is read, or this would not come to an end.
      get(mirror.sendingAll(noise(MUCH, 13), 14));
      CompletableFuture<Received> mirrored = mirror.receivingAll();
      CompletableFuture<Received> received = joined.server().receivingAll();
      get(joined.client().sendingAll(bytes, 15));
      mainPathIsComplete(joined, bytes, received);
      same(get(mirrored).bytes(), bytes);
    }
    assertThat(joined.client().receiveAll().bytes()).isEmpty();
    assertThat(dropped()).isZero();
  }

  /** He does not see the end of something that had none. */
  @Test
  void aResetOfTheClientIsOneForHim() throws Exception {
    Joined joined = proxy.join();
    try (Peer mirror = mirror()) {
      joined.client().send(noise(1000, 16));
      assertThat(mirror.receive(1000)).hasSize(1000);
      assertThat(joined.server().receive(1000)).hasSize(1000);
      joined.client().reset();
      assertThat(mirror.receiveAll().reset()).isTrue();
      assertThat(joined.server().receiveAll().reset()).isTrue();
    }
    get(joined.closed());
  }

  /** The server takes little at a time, so that what both have stays in the pipe. */
  @Test
  void neitherLosesNorDoublesWhileTheServerIsSlow() throws Exception {
    Joined joined = proxy.joinNarrow();
    byte[] bytes = noise(4 << 20, 17);
    try (Peer mirror = mirror()) {
      CompletableFuture<Received> mirrored = mirror.receivingAll();
      CompletableFuture<Void> sent = joined.client().sendingAll(bytes, 18);
      until("moved", () -> joined.tunnel().movedToServer() > 0);
      proxy.thread.awaitRest();
      CompletableFuture<Received> received = joined.server().receivingAll();
      get(sent);
      mainPathIsComplete(joined, bytes, received);
      same(get(mirrored).bytes(), bytes);
    }
  }

  @Test
  void beforeTheStartOnly() throws Exception {
    Joined joined = proxy.join();
    assertThatIllegalStateException()
        .isThrownBy(() -> proxy.thread.call(() -> joined.tunnel().tap(tap)));
    joined.client().close();
    joined.server().close();
    get(joined.closed());
  }
}
