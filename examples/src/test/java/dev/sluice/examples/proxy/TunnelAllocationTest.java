package dev.sluice.examples.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.sluice.examples.RawClient;
import dev.sluice.net.SockAddr;
import dev.sluice.reactor.ClientOptions;
import dev.sluice.reactor.EventLoop;
import dev.sluice.reactor.ServerOptions;
import dev.sluice.reactor.TcpClient;
import dev.sluice.reactor.TcpServer;
import dev.sluice.transfer.Mode;
import dev.sluice.transfer.StreamEnd;
import dev.sluice.transfer.Tunnel;
import dev.sluice.transfer.TunnelOptions;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A tunnel's loop allocates nothing per piece: the JVM counts the bytes that its thread allocates.
 */
@Timeout(value = 240, unit = TimeUnit.SECONDS)
class TunnelAllocationTest {
  private static final int CONNECTIONS = 8;
  private static final int ROUNDS = 3000;
  private static final int PIECES = 2 * CONNECTIONS * ROUNDS;
  private static final int SIZE = 64;
  private static final int MOST_TRIES = 10;

  /** A loop on a thread of its own, with a server. */
  private record Running(
      Thread thread, EventLoop loop, SockAddr.Inet address, CompletableFuture<Void> ended)
      implements AutoCloseable {
    /** Makes a server on a loop. */
    @FunctionalInterface
    interface Maker {
      TcpServer listen(EventLoop loop) throws IOException;
    }

    static Running start(Maker maker) throws Exception {
      CompletableFuture<EventLoop> opened = new CompletableFuture<>();
      CompletableFuture<SockAddr.Inet> bound = new CompletableFuture<>();
      CompletableFuture<Void> ended = new CompletableFuture<>();
      Thread thread =
          Thread.ofPlatform()
              .start(
                  () -> {
                    try (EventLoop loop = EventLoop.open()) {
                      bound.complete(maker.listen(loop).localAddress());
                      opened.complete(loop);
                      loop.run();
                    } catch (IOException e) {
                      bound.completeExceptionally(e);
                      opened.completeExceptionally(e);
                    } finally {
                      ended.complete(null);
                    }
                  });
      return new Running(thread, opened.get(), bound.get(), ended);
    }

    @Override
    public void close() {
      loop.stop();
      ended.join();
    }
  }

  private static final SockAddr.Inet ANY = SockAddr.inet4("127.0.0.1", 0);

  private static TcpServer tunnels(EventLoop loop, SockAddr.Inet to, TunnelOptions options)
      throws IOException {
    return TcpServer.listen(
        loop,
        ANY,
        ServerOptions.DEFAULT,
        (home, stream, released) -> {
          StreamEnd client = StreamEnd.open(home, stream, released);
          TcpClient.connect(
              home,
              List.of(to),
              ClientOptions.DEFAULT,
              (h, s, r) ->
                  Tunnel.between(client, StreamEnd.open(h, s, r), options, t -> {}).start(),
              why -> client.abort());
        });
  }

  @ParameterizedTest
  @EnumSource(Mode.class)
  void nothingPerPiece(Mode mode) throws Exception {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    assertThat(threads.isThreadAllocatedMemoryEnabled()).isTrue();
    TunnelOptions options = TunnelOptions.auto().mode(mode);
    List<RawClient> clients = new ArrayList<>();
    try (Running echo =
            Running.start(
                loop -> TcpServer.listen(loop, ANY, connection -> (c, in) -> c.write(in)));
        Running proxy = Running.start(loop -> tunnels(loop, echo.address, options))) {
      for (int i = 0; i < CONNECTIONS; i++) {
        clients.add(RawClient.connect(proxy.address.port()));
      }
      // Interpreted code allocates where compiled code does not, for as long as compilers take.
      long bytes = Long.MAX_VALUE;
      for (int i = 0; i < MOST_TRIES && bytes >= PIECES; i++) {
        long before = threads.getThreadAllocatedBytes(proxy.thread.threadId());
        pingPong(clients);
        bytes = threads.getThreadAllocatedBytes(proxy.thread.threadId()) - before;
      }
      assertThat(bytes).as("bytes for all pieces").isLessThan(PIECES);
      for (RawClient client : clients) {
        client.close();
      }
    }
  }

  private static void pingPong(List<RawClient> clients) throws IOException {
    byte[] piece = new byte[SIZE];
    for (int i = 0; i < ROUNDS; i++) {
      for (RawClient client : clients) {
        client.send(piece);
      }
      for (RawClient client : clients) {
        assertThat(client.in().readNBytes(SIZE)).hasSize(SIZE);
      }
    }
  }
}
