package dev.sluice.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.net.SockAddr;
import dev.sluice.reactor.Connection;
import dev.sluice.reactor.ConnectionHandler;
import dev.sluice.reactor.EventLoop;
import dev.sluice.reactor.Input;
import dev.sluice.reactor.TcpServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class LoadTest {
  private static final String ANSWER =
      "HTTP/1.1 200 OK\r\nContent-Length: 300000\r\n\r\n" + "x".repeat(300_000);

  /** What is done with a server that runs meanwhile. */
  @FunctionalInterface
  private interface Use {
    void of(int port) throws IOException;
  }

  private static void serve(ConnectionHandler.Factory handlers, Use use) throws Exception {
    CompletableFuture<EventLoop> started = new CompletableFuture<>();
    CompletableFuture<Integer> port = new CompletableFuture<>();
    Thread thread = Thread.ofPlatform().start(() -> run(handlers, started, port));
    try {
      use.of(port.get());
    } finally {
      started.get().stop();
      thread.join();
    }
  }

  private static void run(
      ConnectionHandler.Factory handlers,
      CompletableFuture<EventLoop> started,
      CompletableFuture<Integer> port) {
    try (EventLoop loop = EventLoop.open()) {
      TcpServer server = TcpServer.listen(loop, SockAddr.inet4("127.0.0.1", 0), handlers);
      String address = server.localAddress().toString();
      started.complete(loop);
      port.complete(Integer.parseInt(address.substring(address.indexOf(':') + 1)));
      loop.run();
    } catch (IOException e) {
      started.completeExceptionally(e);
      port.completeExceptionally(e);
    }
  }

  private static Order echo(Order.Mode mode, int port, int connections, int bytes, int pipeline) {
    List<Long> self = List.of(ProcessHandle.current().pid());
    return new Order(mode, port, connections, null, bytes, pipeline, 0, self);
  }

  private static Outcome exchange(Order order) throws IOException {
    return exchange(order, 100);
  }

  private static Outcome exchange(Order order, int millis) throws IOException {
    try (Load load = Load.of(order)) {
      return load.run(millis);
    }
  }

  private static void echoes(Connection connection, Input input) {
    connection.write(input);
  }

  @ParameterizedTest
  @CsvSource({"1,1,1", "64,20,1", "64,5,16", "16384,20,1", "200000,3,1", "30000,3,8"})
  void everyRequestIsAnswered(int bytes, int connections, int pipeline) throws Exception {
    serve(
        connection -> LoadTest::echoes,
        port -> {
          Outcome outcome = exchange(echo(Order.Mode.EXCHANGE, port, connections, bytes, pipeline));
          assertThat(outcome.requests()).isGreaterThanOrEqualTo((long) connections * pipeline);
          assertThat(outcome.cpuNanos()).isPositive();
          assertThat(outcome.p50()).isPositive();
          assertThat(outcome.p999()).isGreaterThanOrEqualTo(outcome.p50());
        });
  }

  @Test
  void connectionsStayFromTurnToTurn() throws Exception {
    AtomicInteger accepted = new AtomicInteger();
    serve(
        connection -> {
          accepted.incrementAndGet();
          return LoadTest::echoes;
        },
        port -> {
          try (Load load = Load.of(echo(Order.Mode.EXCHANGE, port, 3, 64, 4))) {
            for (int i = 0; i < 3; i++) {
              assertThat(load.run(50).requests()).isGreaterThanOrEqualTo(12);
            }
          }
          assertThat(accepted).hasValue(3);
        });
  }

  @Test
  void aConnectionForEveryRequest() throws Exception {
    AtomicInteger accepted = new AtomicInteger();
    serve(
        connection -> {
          accepted.incrementAndGet();
          return LoadTest::echoes;
        },
        port -> {
          try (Load churn = Load.of(echo(Order.Mode.CHURN, port, 5, 64, 1))) {
            long first = churn.run(100).requests();
            long second = churn.run(100).requests();
            assertThat(first + second).isEqualTo(accepted.get());
          }
        });
  }

  /**
   * A server that is busy for as long as the run must be charged for all that came due meanwhile.
   */
  @Test
  void latencyCountsFromWhenARequestWasDue() throws Exception {
    AtomicInteger messages = new AtomicInteger();
    serve(
        connection ->
            (c, in) -> {
              if (messages.incrementAndGet() == 10) {
                stall();
              }
              c.write(in);
            },
        port -> {
          List<Long> self = List.of(ProcessHandle.current().pid());
          Order order = new Order(Order.Mode.EXCHANGE, port, 2, null, 64, 1, 1000, self);
          Outcome outcome = exchange(order, 400);
          assertThat(outcome.requests()).isBetween(300L, 400L);
          // 200 of 400 requests came due in the 200 ms, so a tenth waited for 100 ms at least. A
          // closed loop would have seen two slow ones.
          assertThat(TimeUnit.NANOSECONDS.toMillis(outcome.p99())).isGreaterThanOrEqualTo(100);
        });
  }

  private static void stall() {
    try {
      Thread.sleep(200);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aBodyIsCountedToItsEnd() throws Exception {
    serve(
        connection -> LoadTest::answers,
        port -> {
          Order order = get(port, ANSWER.length());
          assertThat(exchange(order).requests()).isPositive();
        });
  }

  private static Order get(int port, int length) {
    List<Long> self = List.of(ProcessHandle.current().pid());
    return new Order(Order.Mode.EXCHANGE, port, 2, "/file", length, 1, 0, self);
  }

  private static void answers(Connection connection, Input input) {
    input.skip(input.remaining());
    connection.write(ANSWER.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Test
  void anAnswerThatIsTooLongIsAnError() throws Exception {
    serve(
        connection -> LoadTest::answers,
        port ->
            assertThatThrownBy(() -> exchange(get(port, ANSWER.length() - 1)))
                .isInstanceOf(IOException.class)
                .hasMessage("an answer is not as expected: x"));
  }

  @Test
  void anEchoTooManyIsAnError() throws Exception {
    serve(
        connection ->
            (c, in) -> {
              in.skip(in.remaining());
              c.write(new byte[2]);
            },
        port ->
            assertThatThrownBy(() -> exchange(echo(Order.Mode.EXCHANGE, port, 1, 1, 1)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("more than was asked for"));
  }

  @Test
  void anotherStatusIsAnError() throws Exception {
    serve(
        connection ->
            (c, in) -> {
              in.skip(in.remaining());
              c.write(ANSWER.replace("200", "500").getBytes(StandardCharsets.ISO_8859_1));
            },
        port ->
            assertThatThrownBy(() -> exchange(get(port, ANSWER.length())))
                .isInstanceOf(IOException.class)
                .hasMessage("an answer is not as expected: HTTP/1.1 500 OK"));
  }

  @Test
  void anotherEchoIsAnError() throws Exception {
    serve(
        connection ->
            (c, in) -> {
              in.skip(in.remaining());
              c.write(new byte[64]);
            },
        port ->
            assertThatThrownBy(() -> exchange(echo(Order.Mode.EXCHANGE, port, 1, 64, 1)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("differs"));
  }

  @Test
  void aServerThatClosesIsAnError() throws Exception {
    serve(
        connection -> (c, in) -> c.close(),
        port ->
            assertThatThrownBy(() -> exchange(echo(Order.Mode.EXCHANGE, port, 1, 64, 1)))
                .isInstanceOf(IOException.class));
  }
}
