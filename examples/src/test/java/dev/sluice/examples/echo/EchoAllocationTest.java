package dev.sluice.examples.echo;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.sluice.examples.RawClient;
import dev.sluice.net.SockAddr;
import dev.sluice.reactor.EventLoop;
import dev.sluice.reactor.TcpServer;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The loop allocates nothing per echo: the JVM counts the bytes that its thread allocates. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class EchoAllocationTest {
  private static final int ECHOES = 200_000;
  private static final int CONNECTIONS = 20;
  private static final int SIZE = 64;

  /** What the loop's thread tells the others. */
  private record Started(EventLoop loop, int port) {}

  @Test
  void nothingPerEcho() throws Exception {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    assertThat(threads.isThreadAllocatedMemoryEnabled()).isTrue();
    CompletableFuture<Started> started = new CompletableFuture<>();
    Thread thread = new Thread(() -> serve(started));
    thread.start();
    Started server = started.get();
    List<RawClient> clients = new ArrayList<>();
    try {
      for (int i = 0; i < CONNECTIONS; i++) {
        clients.add(RawClient.connect(server.port));
      }
      // The compilers need a while, and compiled and interpreted code allocate differently.
      echo(clients);
      long before = threads.getThreadAllocatedBytes(thread.threadId());
      echo(clients);
      long after = threads.getThreadAllocatedBytes(thread.threadId());
      assertThat(before).isPositive();
      assertThat(after - before).as("bytes for all echoes").isLessThan(ECHOES);
    } finally {
      for (RawClient client : clients) {
        client.close();
      }
      server.loop.stop();
      thread.join();
    }
  }

  private static void serve(CompletableFuture<Started> started) {
    try (EventLoop loop = EventLoop.open();
        TcpServer server =
            TcpServer.listen(
                loop, SockAddr.inet4("127.0.0.1", 0), connection -> (c, in) -> c.write(in))) {
      started.complete(new Started(loop, server.localAddress().port()));
      loop.run();
    } catch (IOException e) {
      started.completeExceptionally(e);
    }
  }

  private static void echo(List<RawClient> clients) throws IOException {
    byte[] sent = new byte[SIZE];
    for (int i = 0; i < ECHOES / CONNECTIONS; i++) {
      sent[0] = (byte) i;
      for (RawClient client : clients) {
        client.send(sent);
      }
      for (RawClient client : clients) {
        assertThat(client.in().readNBytes(SIZE)).isEqualTo(sent);
      }
    }
  }
}
