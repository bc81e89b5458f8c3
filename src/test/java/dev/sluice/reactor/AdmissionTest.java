package dev.sluice.reactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.net.SockAddr;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** How many connections a server takes, wherever they live. */
@Timeout(60)
class AdmissionTest {
  private static final ConnectionHandler ECHO = (c, in) -> c.write(in);

  /** Where the acceptor waits, and where connections live. */
  enum Model {
    LEVEL,
    EDGE,
    ONESHOT,
    POLL,
    SELECT,
    VIRTUAL,
    HANDOVER;

    LoopOptions options() {
      return switch (this) {
        case EDGE -> LoopOptions.DEFAULT.trigger(Trigger.EDGE);
        case ONESHOT -> LoopOptions.DEFAULT.trigger(Trigger.ONESHOT);
        case POLL -> LoopOptions.DEFAULT.poller(PollerKind.POLL);
        case SELECT -> LoopOptions.DEFAULT.poller(PollerKind.SELECT);
        default -> LoopOptions.DEFAULT;
      };
    }

    ServerOptions of(LoopGroup others) {
      return switch (this) {
        case VIRTUAL -> ServerOptions.DEFAULT.dispatching(Dispatching.onVirtualThreads());
        case HANDOVER -> ServerOptions.DEFAULT.handOverTo(others);
        default -> ServerOptions.DEFAULT;
      };
    }
  }

  @ParameterizedTest
  @EnumSource
  void atTheLimitTheNextOneWaitsUntilOneIsClosed(Model model) throws Exception {
    try (LoopGroup others = LoopGroup.start(2, LoopOptions.DEFAULT);
        LoopThread thread = new LoopThread(model.options())) {
      ServerOptions options = model.of(others).maxConnections(2);
      InetSocketAddress address = thread.listen(options, c -> ECHO);
      for (int round = 0; round < 3; round++) {
        try (Socket first = LoopThread.connect(address);
            Socket second = LoopThread.connect(address)) {
          echo(first);
          echo(second);
          try (Socket third = LoopThread.connect(address)) {
            third.getOutputStream().write('3');
            for (int i = 0; i < 10; i++) {
              echo(first);
              echo(second);
            }
            assertThat(third.getInputStream().available()).isZero();
            assertThat(thread.loop.statistics().accepted()).isEqualTo(3L * round + 2);

            first.shutdownOutput();

            assertThat(third.getInputStream().read()).isEqualTo('3');
          }
        }
      }
      assertThat(thread.loop.statistics().refused()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void anAddressGetsNoMoreThanItsShare(Model model) throws Exception {
    try (LoopGroup others = LoopGroup.start(2, LoopOptions.DEFAULT);
        LoopThread thread = new LoopThread(model.options())) {
      ServerOptions options = model.of(others).maxPerAddress(2);
      InetSocketAddress address = thread.listen(options, c -> ECHO);
      try (Socket first = LoopThread.connect(address);
          Socket second = LoopThread.connect(address)) {
        echo(first);
        echo(second);
        try (Socket beyond = LoopThread.connect(address)) {
          assertThat(beyond.getInputStream().read()).isEqualTo(-1);
        }
        try (Socket other = connectFrom("127.0.0.2", address)) {
          echo(other);
        }
        echo(first);
        assertThat(thread.call(() -> thread.loop.statistics().refused())).isEqualTo(1);
        assertThat(thread.call(() -> thread.loop.statistics().accepted())).isEqualTo(3);

        first.shutdownOutput();

        echoOnceThereIsRoom(address);
      }
    }
  }

  /** The server learns of a close a little later. */
  private static void echoOnceThereIsRoom(InetSocketAddress address) throws Exception {
    for (int i = 0; ; i++) {
      try (Socket socket = LoopThread.connect(address)) {
        echo(socket);
        return;
      } catch (IOException | AssertionError e) {
        assertThat(i).as("tries").isLessThan(1000);
        TimeUnit.MILLISECONDS.sleep(5);
      }
    }
  }

  @Test
  void aLimitHoldsForAllLoopsOfAGroupTogether() throws Exception {
    int limit = 5;
    AtomicInteger served = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    try (LoopGroup group = LoopGroup.start(3, LoopOptions.DEFAULT);
        ExecutorService clients = Executors.newFixedThreadPool(20);
        TcpServer server =
            TcpServer.listen(
                group,
                SockAddr.inet4("127.0.0.1", 0),
                ServerOptions.DEFAULT.maxConnections(limit),
                c -> ECHO)) {
      InetSocketAddress address = server.localAddress().toInetSocketAddress();
      Callable<Void> client =
          () -> {
            try (Socket socket = LoopThread.connect(address)) {
              echo(socket);
              most.accumulateAndGet(served.incrementAndGet(), Math::max);
              echo(socket);
              served.decrementAndGet();
            }
            return null;
          };
      List<Future<Void>> all = new ArrayList<>();
      for (int i = 0; i < 200; i++) {
        all.add(clients.submit(client));
      }
      for (Future<Void> each : all) {
        each.get();
      }
      assertThat(most.get()).isBetween(1, limit);
    }
  }

  @Test
  void limitsThatMakeNoSenseAreRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ServerOptions.DEFAULT.maxConnections(0))
        .withMessageContaining("at most 0 connections");
    assertThatIllegalArgumentException().isThrownBy(() -> ServerOptions.DEFAULT.maxPerAddress(-1));
    assertThatIllegalArgumentException().isThrownBy(() -> ServerOptions.DEFAULT.backlog(-1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ServerOptions.DEFAULT.deferAccept(Duration.ofSeconds(-1)));
  }

  @Test
  void whoSaysNothingIsNotAcceptedYet() throws Exception {
    try (LoopThread thread = new LoopThread()) {
      ServerOptions options = ServerOptions.DEFAULT.deferAccept(Duration.ofMinutes(2));
      InetSocketAddress address = thread.listen(options, c -> ECHO);
      try (Socket silent = LoopThread.connect(address);
          Socket talking = LoopThread.connect(address)) {
        echo(talking);
        assertThat(thread.call(() -> thread.loop.statistics().accepted())).isEqualTo(1);
        echo(silent);
        assertThat(thread.call(() -> thread.loop.statistics().accepted())).isEqualTo(2);
      }
    }
  }

  private static Socket connectFrom(String local, InetSocketAddress address) throws IOException {
    return new Socket(address.getAddress(), address.getPort(), InetAddress.getByName(local), 0);
  }

  private static void echo(Socket socket) throws IOException {
    socket.getOutputStream().write('x');
    assertThat(socket.getInputStream().read()).isEqualTo('x');
  }
}
