package dev.sluice.reactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.net.SockAddr;
import dev.sluice.net.TcpListener;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A loop that stops while another process goes on. */
@Timeout(60)
class DrainTest {
  private static final Duration QUIET = Duration.ofSeconds(5);

  private final BlockingQueue<Duration> told = new LinkedBlockingQueue<>();

  /** Answers on, until it is told to go at once. */
  private final class Patient implements ConnectionHandler {
    @Override
    public void onData(Connection connection, Input input) {
      connection.write(input);
    }

    @Override
    public void onStop(Connection connection, Duration quiet) {
      told.add(quiet);
      if (quiet.isZero()) {
        connection.closeAfterWrites();
      }
    }
  }

  private Duration nextTold() throws InterruptedException {
    return told.poll(20, TimeUnit.SECONDS);
  }

  private static int echo(Socket socket) throws IOException {
    socket.getOutputStream().write('x');
    return socket.getInputStream().read();
  }

  @Test
  void aHandlerMayGoOnUntilItIsToldOtherwise() throws Exception {
    try (LoopThread thread = new LoopThread()) {
      InetSocketAddress address = thread.listen(c -> new Patient());
      try (Socket client = LoopThread.connect(address)) {
        assertThat(echo(client)).isEqualTo('x');
        thread.loop.stop(QUIET, EventLoop.NO_DEADLINE);
        assertThat(nextTold()).isEqualTo(QUIET);
        assertThat(echo(client)).as("it goes on").isEqualTo('x');
        assertThatThrownBy(() -> LoopThread.connect(address)).isInstanceOf(IOException.class);

        thread.loop.stop();
        assertThat(nextTold()).isZero();
        assertThat(client.getInputStream().read()).isEqualTo(-1);
      }
    }
  }

  @Test
  void theDeadlineIsTheCallersOrThatOfTheOptions() throws Exception {
    Duration soon = Duration.ofMillis(100);
    for (LoopOptions options :
        List.of(LoopOptions.DEFAULT, LoopOptions.DEFAULT.stopDeadline(soon))) {
      try (LoopThread thread = new LoopThread(options);
          Socket client = LoopThread.connect(thread.listen(c -> new Stubborn()))) {
        assertThat(echo(client)).isEqualTo('x');
        if (options.stopDeadline().equals(soon)) {
          thread.loop.stop();
        } else {
          thread.loop.stop(QUIET, soon);
        }
        assertThatThrownBy(() -> client.getInputStream().read())
            .as("closed by force")
            .isInstanceOf(SocketException.class);
      }
    }
  }

  /** Never closes. */
  private static final class Stubborn implements ConnectionHandler {
    @Override
    public void onData(Connection connection, Input input) {
      connection.write(input);
    }

    @Override
    public void onStop(Connection connection, Duration quiet) {
      assertThat(connection.isOpen()).isTrue();
    }
  }

  @Test
  void aGroupIsToldWhatItsFirstLoopIs() throws Exception {
    try (LoopThread thread = new LoopThread();
        LoopGroup group = LoopGroup.start(2, LoopOptions.DEFAULT)) {
      thread.call(
          () -> {
            group.stopWith(thread.loop);
            return null;
          });
      List<TcpListener> listeners = listeners(3);
      TcpServer server =
          TcpServer.listen(group, listeners, ServerOptions.DEFAULT, c -> new Patient());
      assertThat(server.localAddress()).isEqualTo(listeners.getFirst().localAddress());
      for (TcpListener each : listeners) {
        try (Socket client = LoopThread.connect(each.localAddress().toInetSocketAddress())) {
          assertThat(echo(client)).isEqualTo('x');
        }
      }
      List<Long> accepted = group.loops().stream().map(l -> l.statistics().accepted()).toList();
      assertThat(accepted).as("in turns").containsExactly(2L, 1L);

      try (Socket client =
          LoopThread.connect(listeners.get(1).localAddress().toInetSocketAddress())) {
        assertThat(echo(client)).isEqualTo('x');
        thread.loop.stop(QUIET, EventLoop.NO_DEADLINE);
        assertThat(nextTold()).isEqualTo(QUIET);
        assertThat(echo(client)).isEqualTo('x');
      }
    }
  }

  private static List<TcpListener> listeners(int count) {
    return Stream.generate(DrainTest::listener).limit(count).toList();
  }

  private static TcpListener listener() {
    try {
      return TcpListener.bind(SockAddr.inet4("127.0.0.1", 0), 16);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void anUsualHandlerClosesAtOnce() throws Exception {
    try (LoopThread thread = new LoopThread();
        Socket client = LoopThread.connect(thread.listen(c -> (conn, in) -> conn.write(in)))) {
      assertThat(echo(client)).isEqualTo('x');
      thread.loop.stop(QUIET, EventLoop.NO_DEADLINE);
      assertThat(client.getInputStream().read()).isEqualTo(-1);
    }
  }
}
