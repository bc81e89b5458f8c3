package dev.sluice.examples.echo;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.sluice.net.SockAddr;
import dev.sluice.reactor.EventLoop;
import dev.sluice.reactor.TcpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An echo allocates nothing once the code is compiled. */
@Timeout(120)
class EchoAllocationTest {
  private static final int ECHOES = 100_000;

  /** A loop that echoes, and the thread that runs it. */
  private record Server(EventLoop loop, int port, long threadId) {}

  private static void serve(CompletableFuture<Server> started) {
    try (EventLoop loop = EventLoop.open()) {
      TcpServer server =
          TcpServer.listen(loop, SockAddr.inet4("127.0.0.1", 0), c -> (d, in) -> d.write(in));
      int port = server.localAddress().port();
      started.complete(new Server(loop, port, Thread.currentThread().threadId()));
      loop.run();
    } catch (IOException e) {
      started.completeExceptionally(e);
    }
  }

  private static void echo(Socket socket, int times) throws IOException {
    byte[] message = new byte[64];
    OutputStream out = socket.getOutputStream();
    InputStream in = socket.getInputStream();
    for (int i = 0; i < times; i++) {
      out.write(message);
      if (in.readNBytes(message, 0, message.length) != message.length) {
        throw new IOException("the connection ended");
      }
    }
  }

  @Test
  void anEchoAllocatesNothing() throws Exception {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    assertThat(threads.isThreadAllocatedMemorySupported()).isTrue();
    CompletableFuture<Server> started = new CompletableFuture<>();
    Thread thread = Thread.ofPlatform().start(() -> serve(started));
    Server server = started.get(30, TimeUnit.SECONDS);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setTcpNoDelay(true);
      double least = Double.MAX_VALUE;
      // The first rounds warm up; what the JVM itself allocates on this thread now and then is not
      // ours.
      for (int round = 0; round < 4; round++) {
        long before = threads.getThreadAllocatedBytes(server.threadId());
        echo(socket, ECHOES);
        long after = threads.getThreadAllocatedBytes(server.threadId());
        least = Math.min(least, (after - before) / (double) ECHOES);
      }
      System.out.printf("allocated per echo: %.4f B%n", least);
      assertThat(least).isLessThan(0.1);
    } finally {
      server.loop().stop();
      thread.join();
    }
  }
}
