package dev.sluice.reactor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.net.SockAddr;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client connects on behalf of a connection that the stop of the loop lets finish. */
@Timeout(60)
class ConnectDuringStopTest {
  private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  private final CompletableFuture<String> outcome = new CompletableFuture<>();

  private void connect(EventLoop loop, ServerSocket server, boolean duringStop) {
    TcpClient.connect(
        loop,
        List.of(SockAddr.inet4("127.0.0.1", server.getLocalPort())),
        ClientOptions.DEFAULT.duringStop(duringStop),
        (home, stream, released) -> {
          stream.close();
          outcome.complete("connected");
        },
        why -> outcome.complete(String.valueOf(why.getMessage())));
  }

  private String outcome() throws Exception {
    return outcome.get(30, TimeUnit.SECONDS);
  }

  /** The connection keeps the loop going until it is told to go at once. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void itConnectsOrFailsAsTold(boolean duringStop) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK);
        LoopThread thread = new LoopThread()) {
      try (Socket client = LoopThread.connect(thread.listen(c -> new Patient()))) {
        client.getOutputStream().write('x');
        assertThat(client.getInputStream().read()).isEqualTo('x');
        thread.loop.stop();
        thread.loop.execute(() -> connect(thread.loop, server, duringStop));

        assertThat(outcome()).isEqualTo(duringStop ? "connected" : "the loop stops");
      }
    }
  }

  /** A stop at once does not wait for it. */
  @Test
  void notWhenEverythingEndsAtOnce() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, LOOPBACK);
        LoopThread thread = new LoopThread()) {
      thread.loop.execute(
          () -> {
            thread.loop.stopNow();
            connect(thread.loop, server, true);
          });

      assertThat(outcome()).isEqualTo("the loop stops");
    }
  }

  private static final class Patient implements ConnectionHandler {
    @Override
    public void onData(Connection connection, Input input) {
      connection.write(input);
    }

    @Override
    public void onStop(Connection connection, Duration quiet) {}
  }
}
