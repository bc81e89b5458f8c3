package dev.sluice.transfer;

import static dev.sluice.transfer.Peer.begins;
import static dev.sluice.transfer.Peer.get;
import static dev.sluice.transfer.Peer.noise;
import static dev.sluice.transfer.Peer.same;
import static dev.sluice.transfer.Peer.until;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.reactor.LoopOptions;
import dev.sluice.reactor.PollerKind;
import dev.sluice.reactor.Trigger;
import dev.sluice.transfer.Peer.Received;
import dev.sluice.transfer.Proxy.Joined;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What every tunnel does, however its loop waits and whatever moves the bytes. */
@Timeout(120)
@ParameterizedClass(name = "{0} {1} {2}")
@MethodSource("forms")
class TunnelTest {
  private static final int MUCH = 16 << 20;
  // More than all buffers on the way may hold together.
  private static final int TOO_MUCH = 20 << 20;

  private final Mode mode;
  private final Proxy proxy;

  TunnelTest(PollerKind poller, Trigger trigger, Mode mode) throws Exception {
    this.mode = mode;
    proxy =
        new Proxy(
            LoopOptions.DEFAULT.poller(poller).trigger(trigger), TunnelOptions.auto().mode(mode));
  }

  static Stream<Arguments> forms() {
    List<Arguments> forms = new ArrayList<>();
    for (Mode mode : Mode.values()) {
      for (PollerKind poller : PollerKind.values()) {
        forms.add(Arguments.of(poller, Trigger.LEVEL, mode));
      }
      forms.add(Arguments.of(PollerKind.EPOLL, Trigger.EDGE, mode));
    }
    return forms.stream();
  }

  @AfterEach
  void nothingIsLent() throws Exception {
    assertThat(proxy.thread.lent()).isZero();
    proxy.close();
  }

  private static void closedWell(Joined joined) throws Exception {
    assertThat(get(joined.closed()).failure()).isNull();
  }

  @Test
  void muchGoesBothWaysAtOnce() throws Exception {
    Joined joined = proxy.join();
    byte[] up = noise(MUCH, 1);
    byte[] down = noise(MUCH, 2);
    CompletableFuture<Received> atServer = joined.server().receivingAll();
    CompletableFuture<Received> atClient = joined.client().receivingAll();
    CompletableFuture<Void> sentUp = joined.client().sendingAll(up, 3);
    CompletableFuture<Void> sentDown = joined.server().sendingAll(down, 4);
    get(sentUp);
    get(sentDown);
    same(get(atServer).bytes(), up);
    same(get(atClient).bytes(), down);
    closedWell(joined);
    assertThat(joined.tunnel().movedToServer()).isEqualTo(MUCH);
    assertThat(joined.tunnel().movedToClient()).isEqualTo(MUCH);
    movedByItsMode();
  }

  private void movedByItsMode() {
    TransferStatistics all = proxy.statistics();
    assertThat(all.splicedBytes() + all.copiedBytes()).isEqualTo(2L * MUCH);
    if (mode != Mode.SPLICE) {
      assertThat(all.copiedBytes()).isPositive();
    } else {
      assertThat(all.copiedBytes()).isZero();
    }
    if (mode == Mode.COPY) {
      assertThat(all.splicedBytes()).isZero();
    } else {
      assertThat(all.splicedBytes()).isPositive();
    }
  }

  @Test
  void byteByByte() throws Exception {
    Joined joined = proxy.join();
    byte[] bytes = noise(2000, 5);
    CompletableFuture<Received> atServer = joined.server().receivingAll();
    for (byte each : bytes) {
      joined.client().socket.getOutputStream().write(each);
    }
    joined.client().endOutput();
    same(get(atServer).bytes(), bytes);
    for (byte each : bytes) {
      joined.server().socket.getOutputStream().write(each);
      assertThat((byte) joined.client().socket.getInputStream().read()).isEqualTo(each);
    }
    joined.server().endOutput();
    Received rest = joined.client().receiveAll();
    assertThat(rest.reset()).isFalse();
    assertThat(rest.bytes()).isEmpty();
    closedWell(joined);
  }

  @Test
  void theClientEndsFirst() throws Exception {
    Joined joined = proxy.join();
    halfCloses(joined.client(), joined.server());
    closedWell(joined);
  }

  @Test
  void theServerEndsFirst() throws Exception {
    Joined joined = proxy.join();
    halfCloses(joined.server(), joined.client());
    closedWell(joined);
  }

  private static void halfCloses(Peer first, Peer second) throws Exception {
    first.send("question".getBytes(US_ASCII));
    first.endOutput();
    assertThat(second.receiveAll().bytes()).asString().isEqualTo("question");
    byte[] answer = noise(3 << 20, 6);
    CompletableFuture<Received> answered = first.receivingAll();
    get(second.sendingAll(answer, 7));
    assertThat(get(answered).reset()).isFalse();
    same(get(answered).bytes(), answer);
  }

  @Test
  void whatCameBeforeAResetOfTheClientArrives() throws Exception {
    Joined joined = proxy.join();
    breaksOff(joined.client(), joined.server(), joined);
  }

  @Test
  void whatCameBeforeAResetOfTheServerArrives() throws Exception {
    Joined joined = proxy.join();
    breaksOff(joined.server(), joined.client(), joined);
  }

  private static void breaksOff(Peer breaks, Peer other, Joined joined) throws Exception {
    byte[] bytes = noise(300_000, 8);
    CompletableFuture<byte[]> arrived = Peer.onThread(() -> other.receive(bytes.length));
    get(breaks.sending(bytes, 9));
    same(get(arrived), bytes);
    breaks.reset();
    Received rest = other.receiveAll();
    assertThat(rest.reset()).isTrue();
    assertThat(rest.bytes()).isEmpty();
    assertThat(get(joined.closed()).failure()).isNotNull();
  }

  /** Its kernel sends a FIN, and a reset after it, which is not the client's concern. */
  @Test
  void theAnswerOfAServerThatDidNotReadAllArrives() throws Exception {
    Joined joined = proxy.join();
    // What fits into the first window: its kernel drops what it has not sent when it is closed.
    byte[] answer = noise(20_000, 22);
    joined.client().send(noise(30_000, 23));
    joined.server().awaitUnread(30_000);
    get(joined.server().sendingAll(answer, 24));
    joined.server().close();
    Received received = joined.client().receiveAll();
    same(received.bytes(), answer);
    assertThat(received.reset()).isFalse();
    joined.client().close();
    get(joined.closed());
  }

  /** The other one is held back, and the loop has nothing to do. */
  @Test
  void whoNeverReadsHoldsUpTheOther() throws Exception {
    Joined joined = proxy.joinNarrow();
    byte[] bytes = noise(TOO_MUCH, 13);
    CompletableFuture<Void> sent = joined.client().sendingAll(bytes, 14);
    awaitBlocked(joined);
    // The other direction is none of its business.
    joined.server().send("still here".getBytes(US_ASCII));
    assertThat(joined.client().receive(10)).asString().isEqualTo("still here");
    CompletableFuture<Received> received = joined.server().receivingAll();
    get(sent);
    same(get(received).bytes(), bytes);
    joined.server().endOutput();
    closedWell(joined);
  }

  private void awaitBlocked(Joined joined) throws InterruptedException {
    until("moved", () -> joined.tunnel().movedToServer() > 0);
    long[] before = {-1};
    while (before[0] != joined.client().sent.get()) {
      before[0] = joined.client().sent.get();
      proxy.thread.awaitRest();
    }
    assertThat(joined.client().sent.get()).isLessThan(TOO_MUCH);
  }

  @Test
  void aResetWhileBlocked() throws Exception {
    Joined joined = proxy.joinNarrow();
    byte[] bytes = noise(TOO_MUCH, 15);
    CompletableFuture<Void> sent = joined.client().sending(bytes, 16);
    awaitBlocked(joined);
    joined.client().reset();
    assertThat(sent.handle((r, e) -> e).get()).isInstanceOf(IOException.class);
    proxy.thread.awaitRest();
    Received received = joined.server().receiveAll();
    begins(received.bytes(), bytes);
    assertThat(received.reset()).isTrue();
    assertThat(received.bytes().length).isGreaterThanOrEqualTo(1);
    assertThat(get(joined.closed()).failure()).isNotNull();
  }

  @Test
  void aResetOfWhoBlocks() throws Exception {
    Joined joined = proxy.joinNarrow();
    CompletableFuture<Void> sent = joined.client().sending(noise(TOO_MUCH, 17), 18);
    awaitBlocked(joined);
    joined.server().reset();
    // Who sends learns it first; a read would see an end after that.
    assertThat(sent.handle((r, e) -> e).get()).isInstanceOf(IOException.class);
    assertThat(get(joined.closed()).failure()).isNotNull();
  }

  @Test
  void firstBytesComeFirst() throws Exception {
    byte[] first = noise(1 << 20, 19);
    byte[] bytes = noise(1 << 20, 20);
    proxy.preparing(t -> t.first(first.clone()));
    Joined joined = proxy.join();
    CompletableFuture<Received> received = joined.server().receivingAll();
    get(joined.client().sendingAll(bytes, 21));
    byte[] all = get(received).bytes();
    assertThat(all.length).isEqualTo(first.length + bytes.length);
    same(Arrays.copyOf(all, first.length), first);
    same(Arrays.copyOfRange(all, first.length, all.length), bytes);
    joined.server().endOutput();
    closedWell(joined);
    assertThat(joined.tunnel().movedToServer()).isEqualTo(bytes.length);
  }

  @Test
  void manyAtOnceLendFewPipes() throws Exception {
    List<Joined> all = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      all.add(proxy.join());
    }
    for (int round = 0; round < 3; round++) {
      byte[] bytes = noise(40_000, round);
      for (Joined each : all) {
        each.client().send(bytes);
      }
      for (Joined each : all) {
        same(each.server().receive(bytes.length), bytes);
      }
    }
    assertThat(proxy.thread.lent()).isZero();
    assertThat(proxy.thread.pipes().opened()).isLessThan(10);
    for (Joined each : all) {
      each.client().close();
      assertThat(each.server().receiveAll().reset()).isFalse();
      each.server().close();
      closedWell(each);
    }
  }
}
