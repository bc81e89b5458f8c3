package dev.sluice.examples.upper;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.sluice.net.SockAddr;
import dev.sluice.reactor.EventLoop;
import dev.sluice.reactor.UdpChannel;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The loop allocates nothing per datagram: the JVM counts the bytes that its thread allocates. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class UpperAllocationTest {
  private static final int DATAGRAMS = 100_000;
  private static final int AT_ONCE = 10;
  private static final int SIZE = 64;

  /** What the loop's thread tells the others. */
  private record Started(EventLoop loop, InetSocketAddress address) {}

  @Test
  void nothingPerDatagram() throws Exception {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    assertThat(threads.isThreadAllocatedMemoryEnabled()).isTrue();
    CompletableFuture<Started> started = new CompletableFuture<>();
    Thread thread = new Thread(() -> serve(started));
    thread.start();
    Started server = started.get();
    try (DatagramSocket client = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      client.setSoTimeout(30_000);
      client.connect(server.address);
      // The compilers need a while, and compiled and interpreted code allocate differently.
      exchange(client);
      long before = threads.getThreadAllocatedBytes(thread.threadId());
      exchange(client);
      long after = threads.getThreadAllocatedBytes(thread.threadId());
      assertThat(before).isPositive();
      assertThat(after - before).as("bytes for all datagrams").isLessThan(DATAGRAMS);
    } finally {
      server.loop.stop();
      thread.join();
    }
  }

  private static void serve(CompletableFuture<Started> started) {
    try (EventLoop loop = EventLoop.open()) {
      UdpChannel channel = UdpChannel.bind(loop, SockAddr.inet4("127.0.0.1", 0), Upper::datagram);
      started.complete(new Started(loop, channel.socket().localAddress().toInetSocketAddress()));
      loop.run();
    } catch (IOException e) {
      started.completeExceptionally(e);
    }
  }

  private static void exchange(DatagramSocket client) throws IOException {
    DatagramPacket sent = new DatagramPacket(new byte[SIZE], SIZE);
    DatagramPacket received = new DatagramPacket(new byte[SIZE], SIZE);
    for (int i = 0; i < DATAGRAMS / AT_ONCE; i++) {
      for (int j = 0; j < AT_ONCE; j++) {
        sent.getData()[0] = (byte) ('a' + (i + j) % 26);
        client.send(sent);
      }
      for (int j = 0; j < AT_ONCE; j++) {
        client.receive(received);
        assertThat(received.getLength()).isEqualTo(SIZE);
        assertThat(received.getData()[0]).isEqualTo((byte) ('A' + (i + j) % 26));
      }
    }
  }
}
