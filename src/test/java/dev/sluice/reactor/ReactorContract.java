package dev.sluice.reactor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every kind of server promises of connections: each lives, and ends, by itself. */
abstract class ReactorContract extends TrafficContract {
  private static final int SELECT_CROWD = 150;
  private static final int CROWD = 500;
  private static final int BUSY = 12;

  enum Moment {
    JUST_CONNECTED,
    BETWEEN_BYTES,
    WHILE_OUTPUT_WAITS,
    WHILE_PAUSED,
    HALF_CLOSED
  }

  ReactorContract(ModelServer.Model model, PollerKind poller, Trigger trigger) {
    super(model, poller, trigger);
  }

  /** How often a crowd comes and goes. */
  int crowds() {
    return 1;
  }

  // The peer ends it.

  @ParameterizedTest
  @EnumSource(Moment.class)
  void aResetEndsTheConnectionOnce(Moment moment) throws Exception {
    CompletableFuture<Connection> open = new CompletableFuture<>();
    Socket socket = connect(until(moment, open));
    if (moment == Moment.BETWEEN_BYTES) {
      echoes(socket, new byte[10], 1);
    } else if (moment == Moment.WHILE_OUTPUT_WAITS) {
      assertThat(socket.getInputStream().readNBytes(100)).hasSize(100);
    } else if (moment == Moment.HALF_CLOSED) {
      socket.shutdownOutput();
    }
    if (moment != Moment.JUST_CONNECTED) {
      get(open);
    }
    reset(socket);
    Connection connection = get(open);
    if (options.poller() == PollerKind.SELECT) {
      // Who waits for nothing learns nothing from select, until it writes.
      connection.executor().execute(() -> connection.write(new byte[1]));
    }
    until("the close", () -> log.closed.get() == 1);
    assertThat(log.errors).hasValue(1);
  }

  private static ConnectionHandler until(Moment moment, CompletableFuture<Connection> there) {
    return new ConnectionHandler() {
      @Override
      public void onOpen(Connection c) {
        if (moment == Moment.WHILE_OUTPUT_WAITS) {
          c.write(new byte[32 << 20]);
        } else if (moment == Moment.WHILE_PAUSED) {
          c.pauseReading();
        }
        if (moment != Moment.HALF_CLOSED) {
          there.complete(c);
        }
      }

      @Override
      public void onData(Connection c, Input in) {
        c.write(in);
      }

      @Override
      public void onEnd(Connection c) {
        there.complete(c);
      }
    };
  }

  @Test
  void crowdsComeAndGo() throws Exception {
    InetSocketAddress address = listen(() -> ECHO);
    int size = options.poller() == PollerKind.SELECT ? SELECT_CROWD : CROWD;
    for (int crowd = 1; crowd <= crowds(); crowd++) {
      List<Socket> sockets = new ArrayList<>();
      for (int i = 0; i < size; i++) {
        Socket socket = LoopThread.connect(address);
        socket.getOutputStream().write(i);
        sockets.add(socket);
      }
      for (int i = 0; i < size; i++) {
        assertThat(sockets.get(i).getInputStream().read()).isEqualTo(i & 0xff);
        if (i % 2 == 0) {
          reset(sockets.get(i));
        } else {
          sockets.get(i).close();
        }
      }
      int closed = crowd * size;
      until("the closes", () -> log.closed.get() == closed);
    }
  }

  // The server ends it.

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aHandlerCloses(boolean abort) throws Exception {
    try (Socket socket = connect((c, in) -> end(c, abort))) {
      socket.getOutputStream().write(1);
      assertThat(isReset(socket)).isTrue();
    }
    until("the close", () -> log.closed.get() == 1);
    assertThat(log.errors).hasValue(0);
  }

  private static void end(Connection c, boolean abort) {
    if (abort) {
      c.abort();
    } else {
      c.close();
    }
  }

  /** Reads to the end: true for one by RST, or by FIN when nothing was unread. */
  private static boolean isReset(Socket socket) {
    try {
      return socket.getInputStream().readAllBytes().length == 0;
    } catch (IOException e) {
      return true;
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anotherThreadCloses(boolean abort) throws Exception {
    CompletableFuture<Connection> open = new CompletableFuture<>();
    try (Socket socket = connect(opening(open))) {
      echoes(socket, new byte[10], 1);
      Connection connection = get(open);
      connection.executor().execute(() -> end(connection, abort));
      assertThat(isReset(socket)).isTrue();
      // Whoever comes too late does no harm.
      connection.executor().execute(() -> connection.write(new byte[10]));
      connection.executor().execute(() -> end(connection, !abort));
      ModelServer.call(connection.executor(), () -> "ran");
    }
    until("the close", () -> log.closed.get() == 1);
    assertThat(log.errors).hasValue(0);
  }

  @Test
  void aTimerCloses() throws Exception {
    ConnectionHandler handler =
        new ConnectionHandler() {
          @Override
          public void onOpen(Connection c) {
            Runnable close = () -> c.executor().execute(c::close);
            c.loop().execute(() -> c.loop().schedule(Duration.ofMillis(5), close));
          }

          @Override
          public void onData(Connection c, Input in) {}
        };
    try (Socket socket = connect(handler)) {
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
    until("the close", () -> log.closed.get() == 1);
  }

  @Test
  void anIdleConnectionEnds() throws Exception {
    AtomicInteger idle = new AtomicInteger();
    ConnectionHandler handler =
        new ConnectionHandler() {
          @Override
          public void onOpen(Connection c) {
            c.idleTimeout(Duration.ofMillis(20));
          }

          @Override
          public void onData(Connection c, Input in) {
            c.write(in);
          }

          @Override
          public void onIdle(Connection c) {
            if (idle.incrementAndGet() == 2) {
              c.close();
            }
          }
        };
    try (Socket socket = connect(handler)) {
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
    assertThat(idle).hasValue(2);
    assertThat(log.errors).hasValue(0);
  }

  @Test
  void aHandlerThatThrowsEndsItsOwnConnectionOnly() throws Exception {
    InetSocketAddress address =
        listen(
            () ->
                (c, in) -> {
                  if (in.peek(0) == 'x') {
                    throw new IOException("on purpose");
                  }
                  c.write(in);
                });
    try (Socket good = LoopThread.connect(address);
        Socket bad = LoopThread.connect(address)) {
      echoes(good, new byte[100], 1);
      bad.getOutputStream().write('x');
      assertThat(isReset(bad)).isTrue();
      echoes(good, new byte[100], 1);
      until("the error", () -> log.closed.get() == 1);
      assertThat(log.errors).hasValue(1);
    }
  }

  // All of it ends.

  /** Clients that send and receive as fast as they can, until their connection ends. */
  private static List<CompletableFuture<Void>> busy(InetSocketAddress address) {
    List<CompletableFuture<Void>> clients = new ArrayList<>();
    for (int i = 0; i < BUSY; i++) {
      clients.add(
          CompletableFuture.runAsync(
              () -> exchangeUntilTheEnd(address), task -> Thread.ofPlatform().start(task)));
    }
    return clients;
  }

  private static void exchangeUntilTheEnd(InetSocketAddress address) {
    byte[] bytes = new byte[20_000];
    try (Socket socket = LoopThread.connect(address)) {
      int received = bytes.length;
      while (received == bytes.length) {
        socket.getOutputStream().write(bytes);
        received = socket.getInputStream().readNBytes(bytes, 0, bytes.length);
      }
    } catch (IOException e) {
      // An end like another.
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aStopUnderLoadEndsAll(boolean atOnce) throws Exception {
    List<CompletableFuture<Void>> clients = busy(listen(() -> ECHO));
    until("load", () -> server().sum(LoopStatistics::received) > 5_000_000);
    if (atOnce) {
      server().stopNow();
    }
    server().close();
    for (CompletableFuture<Void> client : clients) {
      get(client);
    }
    assertThat(log.opened.get()).isPositive();
  }

  @Test
  void statisticsTellWhatHappened() throws Exception {
    InetSocketAddress address = listen(() -> ECHO);
    for (int i = 0; i < 3; i++) {
      try (Socket socket = LoopThread.connect(address)) {
        echoes(socket, new byte[100_000], i);
      }
    }
    until("the closes", () -> log.closed.get() == 3);
    ModelServer server = server();
    assertThat(server.sum(LoopStatistics::accepted)).isEqualTo(3);
    until("all counted", () -> server.sum(LoopStatistics::sent) == 300_000);
    assertThat(server.sum(LoopStatistics::received)).isEqualTo(300_000);
    assertThat(server.sum(LoopStatistics::events)).isGreaterThanOrEqualTo(6);
    assertThat(server.sum(LoopStatistics::wakeUps))
        .isGreaterThan(server.sum(LoopStatistics::emptyWakeUps));
  }
}
