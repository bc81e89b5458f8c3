package dev.sluice.reactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.sluice.net.SockAddr;
import dev.sluice.process.Affinity;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One listener for each loop of a group, at one address. */
@Timeout(60)
class GroupServerTest {
  private static final SockAddr.Inet FREE = SockAddr.inet4("127.0.0.1", 0);
  private static final ConnectionHandler ECHO = (c, in) -> c.write(in);

  @Test
  void eachLoopGetsAPart() throws Exception {
    int connections = 200;
    try (LoopGroup group = LoopGroup.start(3, LoopOptions.DEFAULT);
        TcpServer server = TcpServer.listen(group, FREE, ServerOptions.DEFAULT, c -> ECHO)) {
      for (int i = 0; i < connections; i++) {
        echo(server.localAddress().toInetSocketAddress());
      }
      List<Long> parts = group.loops().stream().map(loop -> loop.statistics().accepted()).toList();
      assertThat(parts).allMatch(part -> part > 0);
      assertThat(parts.stream().mapToLong(Long::longValue).sum()).isEqualTo(connections);
    }
  }

  @Test
  void closedItListensInNoLoop() throws Exception {
    try (LoopGroup group = LoopGroup.start(2, LoopOptions.DEFAULT)) {
      TcpServer server = TcpServer.listen(group, FREE, ServerOptions.DEFAULT, c -> ECHO);
      InetSocketAddress address = server.localAddress().toInetSocketAddress();
      server.close();
      for (EventLoop loop : group.loops()) {
        in(loop, () -> {});
      }
      assertThatIOException()
          .isThrownBy(() -> LoopThread.connect(address))
          .isInstanceOf(ConnectException.class);
      server.close();
    }
  }

  @Test
  void connectionsGoToTheLoopOfTheirProcessor() throws Exception {
    int[] cpus = Affinity.get().stream().limit(2).toArray();
    // Backwards, so that the socket's number is not the processor's.
    List<LoopOptions> pinned =
        List.of(LoopOptions.DEFAULT.cpu(cpus[cpus.length - 1]), LoopOptions.DEFAULT.cpu(cpus[0]));
    ServerOptions options = ServerOptions.DEFAULT.steerByCpu(true);
    try (LoopGroup group = LoopGroup.start(pinned.subList(2 - cpus.length, 2));
        TcpServer server = TcpServer.listen(group, FREE, options, c -> ECHO)) {
      for (EventLoop loop : group.loops()) {
        BitSet its = loop.options().cpus();
        long before = loop.statistics().accepted();
        pinnedTo(its, () -> echo(server.localAddress().toInetSocketAddress(), 20));
        assertThat(loop.statistics().accepted() - before).as("on %s", its).isEqualTo(20);
      }
    }
  }

  private interface Action {
    void run() throws IOException;
  }

  /** On a thread of its own, which alone is pinned. */
  private static void pinnedTo(BitSet cpus, Action action) throws Exception {
    CompletableFuture<Void> done = new CompletableFuture<>();
    Thread.ofPlatform()
        .start(
            () -> {
              try {
                Affinity.set(cpus);
                action.run();
                done.complete(null);
              } catch (Throwable t) {
                done.completeExceptionally(t);
              }
            });
    done.get();
  }

  @Test
  void steeringNeedsLoopsWithAProcessorEach() throws Exception {
    ServerOptions options = ServerOptions.DEFAULT.steerByCpu(true);
    try (LoopGroup group = LoopGroup.start(2, LoopOptions.DEFAULT);
        EventLoop single = EventLoop.open()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> TcpServer.listen(group, FREE, options, c -> ECHO))
          .withMessageContaining("a processor each");
      assertThatIllegalArgumentException()
          .isThrownBy(() -> TcpServer.listen(single, FREE, options, c -> ECHO))
          .withMessageContaining("groups of loops");
    }
  }

  @Test
  void aLoopOfTheGroupCannotWaitForItself() throws Exception {
    try (LoopGroup group = LoopGroup.start(2, LoopOptions.DEFAULT)) {
      in(
          group.next(),
          () ->
              assertThatIllegalStateException()
                  .isThrownBy(
                      () -> TcpServer.listen(group, FREE, ServerOptions.DEFAULT, c -> ECHO)));
    }
  }

  @Test
  void aGroupThatHasEndedTakesNoServer() throws Exception {
    try (LoopGroup group = LoopGroup.start(2, LoopOptions.DEFAULT)) {
      group.loops().getLast().stop();
      awaitEnd(group.loops().getLast());
      assertThatIOException()
          .isThrownBy(() -> TcpServer.listen(group, FREE, ServerOptions.DEFAULT, c -> ECHO))
          .withMessageContaining("ended");
    }
  }

  private static void awaitEnd(EventLoop loop) {
    while (true) {
      try {
        in(loop, () -> {});
      } catch (RejectedExecutionException e) {
        return;
      }
    }
  }

  /** Runs something in the loop and waits for it. */
  private static void in(EventLoop loop, Runnable task) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    loop.execute(
        () -> {
          try {
            task.run();
            done.complete(null);
          } catch (RuntimeException | Error e) {
            done.completeExceptionally(e);
          }
        });
    try {
      done.join();
    } catch (CompletionException e) {
      throw new AssertionError("in the loop", e.getCause());
    }
  }

  private static void echo(InetSocketAddress address, int times) throws IOException {
    for (int i = 0; i < times; i++) {
      echo(address);
    }
  }

  private static void echo(InetSocketAddress address) throws IOException {
    try (Socket socket = LoopThread.connect(address)) {
      socket.getOutputStream().write('x');
      assertThat(socket.getInputStream().read()).isEqualTo('x');
    }
  }
}
