package dev.sluice.transfer;

import static dev.sluice.transfer.Peer.begins;
import static dev.sluice.transfer.Peer.get;
import static dev.sluice.transfer.Peer.noise;
import static dev.sluice.transfer.Peer.same;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.errno.ErrnoException;
import dev.sluice.io.MemFd;
import dev.sluice.reactor.LoopOptions;
import dev.sluice.support.Strace;
import dev.sluice.sys.Ids;
import dev.sluice.transfer.Peer.Received;
import dev.sluice.transfer.Proxy.Joined;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of bytes on their way when calls fail, as strace lets them. */
@Timeout(120)
class TransferFaultsTest {
  private static final String CALLS = Strace.WAITS + ",splice,tee,pipe2";
  private static final int SIZE = 3_000_000;

  private final Proxy proxy;
  private final int tid;

  TransferFaultsTest() throws Exception {
    proxy = new Proxy(LoopOptions.DEFAULT, TunnelOptions.auto().mode(Mode.SPLICE));
    tid = proxy.thread.call(Ids::gettid);
  }

  /** Whatever failed: nothing is lent, the loop rests, and others are served. */
  @AfterEach
  void isUnharmed() throws Exception {
    proxy.thread.awaitRest();
    assertThat(proxy.thread.lent()).isZero();
    works(proxy.join());
    proxy.close();
  }

  private Strace inject(String... injections) throws Exception {
    return Strace.ofThread(tid, CALLS, injections);
  }

  /** Lets go while the loop makes no call: one that is to fail would get ENOSYS. */
  private void letGo(Strace strace) throws Exception {
    CountDownLatch halted = new CountDownLatch(1);
    CountDownLatch free = new CountDownLatch(1);
    proxy
        .loop()
        .execute(
            () -> {
              halted.countDown();
              while (free.getCount() > 0) {
                Thread.onSpinWait();
              }
            });
    assertThat(halted.await(30, TimeUnit.SECONDS)).isTrue();
    strace.close();
    free.countDown();
  }

  private static void works(Joined joined) throws Exception {
    joined.client().send(new byte[] {1, 2});
    assertThat(joined.server().receive(2)).containsExactly(1, 2);
    joined.server().send(new byte[] {3});
    assertThat(joined.client().receive(1)).containsExactly(3);
  }

  /** Some of the calls, at the source or at the sink: whatever it is, all goes on. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "splice:error=EAGAIN:when=1+2",
        "splice:error=EAGAIN:when=2+3",
        "splice:error=EAGAIN:when=1..20",
        "splice:error=EINTR:when=1+2",
        "splice:error=ENOMEM:when=1+3",
        "splice:error=ENOMEM:when=2+3",
        "splice:error=ENOBUFS:when=1..5"
      })
  void nothingIsLostNorDoubled(String injection) throws Exception {
    Joined joined = proxy.join();
    Joined other = proxy.join();
    byte[] up = noise(SIZE, 1);
    byte[] down = noise(SIZE, 2);
    try (Strace strace = inject(injection)) {
      CompletableFuture<Received> atServer = joined.server().receivingAll();
      CompletableFuture<Received> atClient = joined.client().receivingAll();
      CompletableFuture<Void> sentUp = joined.client().sendingAll(up, 3);
      get(joined.server().sendingAll(down, 4));
      get(sentUp);
      works(other);
      same(get(atServer).bytes(), up);
      same(get(atClient).bytes(), down);
      assertThat(get(joined.closed()).failure()).isNull();
      assertThat(strace.injected()).isPositive();
      letGo(strace);
    }
    works(other);
  }

  /** Descriptors have run out: bytes go through memory instead. */
  @ParameterizedTest
  @ValueSource(strings = {"EMFILE", "ENFILE"})
  void withoutPipesItCopies(String error) throws Exception {
    try (Strace strace = inject("pipe2:error=" + error)) {
      Joined joined = proxy.join();
      byte[] up = noise(SIZE, 10);
      CompletableFuture<Received> received = joined.server().receivingAll();
      get(joined.client().sendingAll(up, 11));
      same(get(received).bytes(), up);
      joined.server().endOutput();
      assertThat(get(joined.closed()).failure()).isNull();
      assertThat(proxy.statistics().pipesMissing()).isPositive();
      assertThat(proxy.statistics().copiedBytes()).isEqualTo(SIZE);
      assertThat(strace.injected()).isPositive();
      letGo(strace);
    }
  }

  /** A piece at a time, so that what would block is the last one. */
  @ParameterizedTest
  @ValueSource(strings = {"1+2", "2+2", "1+3", "2+3"})
  void theTailIsNotForgotten(String when) throws Exception {
    Joined joined = proxy.join();
    try (Strace strace = inject("splice:error=EAGAIN:when=" + when)) {
      for (int i = 0; i < 30; i++) {
        works(joined);
      }
      joined.client().endOutput();
      assertThat(joined.server().receiveAll().reset()).isFalse();
      joined.server().endOutput();
      assertThat(joined.client().receiveAll().reset()).isFalse();
      assertThat(strace.injected()).isGreaterThan(10);
      letGo(strace);
    }
  }

  /** That one alone ends, and by a reset: it is never taken for whole. */
  @ParameterizedTest
  @CsvSource({
    "ECONNRESET, 1",
    "ECONNRESET, 2",
    "ECONNRESET, 7",
    "EPIPE, 2",
    "EPIPE, 6",
    "ETIMEDOUT, 3",
    "EIO, 4"
  })
  void aBrokenOneIsResetAtBothEnds(String errno, int which) throws Exception {
    Joined joined = proxy.join();
    Joined other = proxy.join();
    byte[] bytes = noise(SIZE, 5);
    try (Strace strace = inject("splice:error=" + errno + ":when=" + which)) {
      CompletableFuture<Received> received = joined.server().receivingAll();
      CompletableFuture<Void> sent = joined.client().sendingAll(bytes, 6);
      Received cut = get(received);
      assertThat(cut.reset()).isTrue();
      begins(cut.bytes(), bytes);
      // Who still sends learns it there, and sees an end after that.
      boolean told = sent.handle((r, e) -> e).get(40, TimeUnit.SECONDS) != null;
      assertThat(told || joined.client().receiveAll().reset()).isTrue();
      assertThat(get(joined.closed()).failure()).hasMessageContaining(errno);
      assertThat(strace.injected()).isEqualTo(1);
      works(other);
      letGo(strace);
    }
    works(other);
  }

  /** Nothing can be moved for a while: it waits, and takes no time. */
  @ParameterizedTest
  @ValueSource(strings = {"EAGAIN", "ENOMEM"})
  void whileNothingMovesItRests(String errno) throws Exception {
    Joined joined = proxy.join();
    try (Strace strace = inject("splice:error=" + errno)) {
      joined.client().send(new byte[] {1, 2});
      strace.awaitInjected(3);
      assertThat(strace.waitsPerSecond()).isLessThan(600);
      letGo(strace);
    }
    assertThat(joined.server().receive(2)).containsExactly(1, 2);
    works(joined);
  }

  /** Cancelled while it rests it does not rest on. */
  @Test
  void whatIsAbortedWhileItRestsIsOver() throws Exception {
    Joined joined = proxy.join();
    try (Strace strace = inject("splice:error=ENOMEM")) {
      joined.client().send(new byte[] {1, 2});
      strace.awaitInjected(2);
      proxy.thread.run(joined.tunnel()::abort);
      get(joined.closed());
      proxy.thread.awaitRest();
      letGo(strace);
    }
  }

  /** The main path does not notice. */
  @ParameterizedTest
  @ValueSource(strings = {"ENOMEM:when=1", "EAGAIN:when=2", "EINVAL:when=1+2", "EINTR:when=1+2"})
  void aFailingTeeIsTheTapsAlone(String error) throws Exception {
    Tap tap = proxy.thread.call(() -> new Tap(proxy.loop(), 64 << 20, proxy.options.toServer()));
    proxy.preparing(t -> t.tap(tap));
    Joined joined = proxy.join();
    proxy.preparing(t -> t);
    byte[] bytes = noise(SIZE, 7);
    try (Strace strace = inject("tee:error=" + error)) {
      CompletableFuture<Received> received = joined.server().receivingAll();
      get(joined.client().sendingAll(bytes, 8));
      same(get(received).bytes(), bytes);
      joined.server().endOutput();
      assertThat(get(joined.closed()).failure()).isNull();
      assertThat(strace.injected()).isPositive();
      letGo(strace);
    }
    proxy.thread.run(tap::drop);
  }

  /** A disk that is full for a moment, or for good. */
  @ParameterizedTest
  @CsvSource({
    "EAGAIN, 2+2, end",
    "ENOMEM, 2+2, end",
    "EINTR, 2+2, end",
    "ENOSPC, 2, ENOSPC",
    "EDQUOT, 2, EDQUOT"
  })
  void toAFile(String errno, String when, String outcome) throws Exception {
    CompletableFuture<StreamEnd> opened = new CompletableFuture<>();
    int port = proxy.thread.listen((h, s, r) -> opened.complete(StreamEnd.open(h, s, r)));
    Told told = new Told();
    byte[] bytes = noise(50_000, 9);
    try (MemFd file = MemFd.create("file");
        Peer peer = Peer.connect(port)) {
      StreamEnd end = get(opened);
      try (Strace strace = inject("splice:error=" + errno + ":when=" + when)) {
        peer.send(bytes);
        peer.endOutput();
        proxy.thread.run(
            () ->
                Transfer.toFile(end, file, 0, Transfer.ALL, proxy.options.toServer(), told)
                    .start());
        assertThat(get(told.outcome)).isEqualTo(outcome);
        assertThat(strace.injected()).isPositive();
        letGo(strace);
      }
      if (outcome.equals("end")) {
        assertThat(file.size()).isEqualTo(bytes.length);
      }
      proxy.thread.run(end::close);
    }
  }

  private static final class Told implements Transfer.Handler {
    final CompletableFuture<String> outcome = new CompletableFuture<>();

    @Override
    public void onEnd(Transfer transfer) {
      outcome.complete("end");
    }

    @Override
    public void onSourceFailure(Transfer transfer, ErrnoException why) {
      outcome.complete(why.errno().name() + " of the source");
    }

    @Override
    public void onSinkFailure(Transfer transfer, ErrnoException why) {
      outcome.complete(why.errno().name());
    }
  }
}
