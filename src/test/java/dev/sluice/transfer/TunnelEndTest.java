package dev.sluice.transfer;

import static dev.sluice.transfer.Peer.get;
import static dev.sluice.transfer.Peer.noise;
import static dev.sluice.transfer.Peer.same;
import static dev.sluice.transfer.Peer.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.sluice.net.SocketPair;
import dev.sluice.net.StreamSocket;
import dev.sluice.net.UnixStream;
import dev.sluice.reactor.EventLoop;
import dev.sluice.reactor.LoopOptions;
import dev.sluice.transfer.Peer.Received;
import dev.sluice.transfer.Proxy.Joined;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How tunnels begin and end: by time, by their loop, by mistakes; and ends that are local. */
@Timeout(120)
class TunnelEndTest {
  private static final int SOME = 200_000;

  private static Proxy proxy(TunnelOptions options) throws Exception {
    return new Proxy(LoopOptions.DEFAULT, options);
  }

  @Test
  void whoIsIdleForTooLongIsReset() throws Exception {
    try (Proxy proxy = proxy(TunnelOptions.auto().idleLimit(Duration.ofMillis(80)))) {
      Joined joined = proxy.join();
      assertThat(joined.client().receiveAll().reset()).isTrue();
      assertThat(joined.server().receiveAll().reset()).isTrue();
      assertThat(get(joined.closed()).failure()).isInstanceOf(SocketTimeoutException.class);
    }
  }

  @Test
  void limitsAreNotNegative() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TunnelOptions.auto().idleLimit(Duration.ofNanos(-1)));
  }

  @Test
  void aGracefulStopLetsItFinish() throws Exception {
    try (Proxy proxy = proxy(TunnelOptions.auto())) {
      Joined joined = proxy.join();
      byte[] bytes = noise(SOME, 1);
      joined.client().send(new byte[1]);
      assertThat(joined.server().receive(1)).hasSize(1);
      proxy.loop().stop();
      CompletableFuture<Received> received = joined.server().receivingAll();
      get(joined.client().sendingAll(bytes, 2));
      same(get(received).bytes(), bytes);
      joined.server().close();
      assertThat(get(joined.closed()).failure()).isNull();
      proxy.thread.awaitEnd();
    }
  }

  @Test
  void whoIsAbortedResetsBoth() throws Exception {
    try (Proxy proxy = proxy(TunnelOptions.auto())) {
      Joined joined = proxy.join();
      proxy.thread.run(joined.tunnel()::abort);
      assertThat(joined.client().receiveAll().reset()).isTrue();
      assertThat(joined.server().receiveAll().reset()).isTrue();
      assertThat(get(joined.closed()).failure()).isInstanceOf(IOException.class);
    }
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void aThousandIdleTunnelsHoldNoPipe(Mode mode) throws Exception {
    try (Proxy proxy = proxy(TunnelOptions.auto().mode(mode))) {
      List<Joined> all = new ArrayList<>();
      for (int i = 0; i < 1000; i++) {
        Joined joined = proxy.join();
        all.add(joined);
        joined.client().send(new byte[] {(byte) i});
        assertThat(joined.server().receive(1)).containsExactly((byte) i);
      }
      assertThat(proxy.thread.lent()).isZero();
      assertThat(proxy.thread.pipes().opened()).isLessThan(5);
      for (Joined each : all) {
        each.client().close();
        each.server().close();
      }
      until("all are closed", () -> proxy.closed.get() == all.size());
    }
  }

  // Ends that are not as they should be.

  /** Both ends of a pair, one of them on the loop. */
  private record Local(UnixStream peer, StreamEnd end) {
    static Local open(Loop thread, AtomicInteger released) throws Exception {
      SocketPair<UnixStream> pair = SocketPair.streams();
      return new Local(pair.first(), watched(thread, pair.second(), released));
    }
  }

  private static StreamEnd watched(Loop thread, StreamSocket<?> stream, AtomicInteger released)
      throws Exception {
    return thread.call(() -> StreamEnd.open(thread.loop, stream, released::incrementAndGet));
  }

  private static Tunnel tunnel(StreamEnd one, StreamEnd other, CompletableFuture<Tunnel> closed) {
    return Tunnel.between(one, other, TunnelOptions.auto(), closed::complete);
  }

  @Test
  void localEndsDoAsWell() throws Exception {
    AtomicInteger released = new AtomicInteger();
    CompletableFuture<Tunnel> closed = new CompletableFuture<>();
    byte[] bytes = noise(3 << 20, 3);
    try (Loop thread = new Loop(LoopOptions.DEFAULT)) {
      Local one = Local.open(thread, released);
      Local other = Local.open(thread, released);
      thread.run(() -> tunnel(one.end, other.end, closed).start());
      CompletableFuture<byte[]> received =
          Peer.onThread(() -> other.peer.inputStream().readAllBytes());
      one.peer.outputStream().write(bytes);
      one.peer.shutdownOutput();
      same(get(received), bytes);
      CompletableFuture<byte[]> back = Peer.onThread(() -> one.peer.inputStream().readAllBytes());
      other.peer.outputStream().write(bytes);
      // All of it at once: no FIN that comes first.
      other.peer.close();
      same(get(back), bytes);
      get(closed);
      one.peer.close();
      assertThat(released).hasValue(2);
    }
  }

  /** What he has sent is read, though the kernel says that he is gone before anybody asked. */
  @Test
  void aLocalPeerThatHasGoneIsHeard() throws Exception {
    AtomicInteger released = new AtomicInteger();
    CompletableFuture<Tunnel> closed = new CompletableFuture<>();
    try (Loop thread = new Loop(LoopOptions.DEFAULT)) {
      Local one = Local.open(thread, released);
      Local other = Local.open(thread, released);
      one.peer.outputStream().write(new byte[] {1, 2, 3});
      one.peer.close();
      thread.awaitRest();
      thread.run(() -> tunnel(one.end, other.end, closed).start());
      assertThat(other.peer.inputStream().readAllBytes()).containsExactly(1, 2, 3);
      other.peer.close();
      get(closed);
      assertThat(released).hasValue(2);
    }
  }

  @Test
  void whatWasClosedBeforeTheStartIsClosedAtBothEnds() throws Exception {
    AtomicInteger released = new AtomicInteger();
    try (Loop thread = new Loop(LoopOptions.DEFAULT)) {
      for (int which = 0; which < 3; which++) {
        CompletableFuture<Tunnel> closed = new CompletableFuture<>();
        Local one = Local.open(thread, released);
        Local other = Local.open(thread, released);
        if (which != 1) {
          thread.run(one.end::close);
        }
        if (which != 0) {
          thread.run(other.end::close);
        }
        thread.run(() -> tunnel(one.end, other.end, closed).start());
        assertThat(get(closed).failure()).isNotNull();
        assertThat(released).hasValue(2 * which + 2);
        one.peer.close();
        other.peer.close();
      }
    }
  }

  @Test
  void anEndThatIsTakenIsRefusedAndGoesOn() throws Exception {
    AtomicInteger released = new AtomicInteger();
    CompletableFuture<Tunnel> closed = new CompletableFuture<>();
    CompletableFuture<Tunnel> never = new CompletableFuture<>();
    try (Loop thread = new Loop(LoopOptions.DEFAULT)) {
      Local one = Local.open(thread, released);
      Local other = Local.open(thread, released);
      Local third = Local.open(thread, released);
      Tunnel first = tunnel(one.end, other.end, closed);
      thread.run(first::start);
      assertThatIllegalStateException().isThrownBy(() -> thread.run(first::start));
      assertThatIllegalStateException()
          .isThrownBy(() -> thread.run(() -> tunnel(one.end, third.end, never).start()));
      assertThatIllegalStateException()
          .isThrownBy(() -> thread.run(() -> tunnel(third.end, one.end, never).start()));
      assertThatIllegalStateException()
          .as("another thread")
          .isThrownBy(() -> tunnel(third.end, third.end, never).start());
      // The first goes on, and its end is told; the third is its owner's, and good for another one.
      one.peer.close();
      assertThat(other.peer.inputStream().read()).isEqualTo(-1);
      other.peer.close();
      get(closed);
      assertThat(never).isNotDone();
      assertThat(released).hasValue(2);
      thread.run(third.end::close);
      third.peer.close();
    }
  }

  @Test
  void aClosedLoopClosesBoth() throws Exception {
    AtomicInteger released = new AtomicInteger();
    CompletableFuture<Tunnel> closed = new CompletableFuture<>();
    try (SocketPair<UnixStream> one = SocketPair.streams();
        SocketPair<UnixStream> other = SocketPair.streams()) {
      try (EventLoop loop = EventLoop.open()) {
        tunnel(
                StreamEnd.open(loop, one.second(), released::incrementAndGet),
                StreamEnd.open(loop, other.second(), released::incrementAndGet),
                closed)
            .start();
      }
      assertThat(get(closed).failure()).isNotNull();
      assertThat(released).hasValue(2);
      assertThat(one.first().inputStream().read()).isEqualTo(-1);
      assertThat(other.first().inputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void endsOfDifferentLoopsAreRefused() throws Exception {
    AtomicInteger released = new AtomicInteger();
    try (Loop thread = new Loop(LoopOptions.DEFAULT);
        Loop second = new Loop(LoopOptions.DEFAULT)) {
      Local one = Local.open(thread, released);
      Local other = Local.open(second, released);
      assertThatIllegalArgumentException()
          .isThrownBy(() -> tunnel(one.end, other.end, new CompletableFuture<>()))
          .withMessageContaining("different loops");
      thread.run(one.end::close);
      second.run(other.end::close);
      one.peer.close();
      other.peer.close();
    }
  }
}
