package dev.sluice.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS)
class BulkTest {
  private static final int MILLIS = 100;
  private static final long BEFORE_IT_ENDS = 100_000;

  private Sink sink;
  private Sink mirror;

  @BeforeEach
  void open() throws IOException {
    sink = Sink.open();
    mirror = Sink.open();
  }

  @AfterEach
  void close() {
    sink.close();
    mirror.close();
  }

  private BulkOrder order(int port, int connections, boolean mirrored, boolean mirrorReads)
      throws IOException {
    List<Long> self = List.of(ProcessHandle.current().pid());
    int second = mirrored ? mirror.port() : 0;
    return new BulkOrder(port, connections, sink.port(), second, mirrorReads, self);
  }

  /** Passes on to the sink and to the mirror, and ends the latter after so many bytes. */
  private static final class Duplicator implements AutoCloseable {
    private final ServerSocket listener = new ServerSocket(0, 9, InetAddress.getLoopbackAddress());
    private final Thread accepting = new Thread(this::accept);
    private final List<Thread> passing = new ArrayList<>();
    private final int to;
    private final int mirror;
    private final long mirrorLimit;

    Duplicator(int to, int mirror, long mirrorLimit) throws IOException {
      this.to = to;
      this.mirror = mirror;
      this.mirrorLimit = mirrorLimit;
      accepting.start();
    }

    private void accept() {
      try {
        while (true) {
          Socket client = listener.accept();
          passing.add(Thread.ofPlatform().start(() -> pass(client)));
        }
      } catch (IOException e) {
        // It is closed.
      }
    }

    private void pass(Socket client) {
      InetAddress host = InetAddress.getLoopbackAddress();
      try (client;
          InputStream in = client.getInputStream();
          Socket main = new Socket(host, to);
          Socket second = new Socket(host, mirror)) {
        OutputStream out = main.getOutputStream();
        OutputStream copy = second.getOutputStream();
        byte[] buffer = new byte[10_000];
        long left = mirrorLimit;
        for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
          out.write(buffer, 0, count);
          if (left > 0) {
            copy.write(buffer, 0, count);
            left -= count;
            if (left <= 0) {
              second.shutdownOutput();
            }
          }
        }
      } catch (IOException e) {
        // The other side sees it.
      }
    }

    @Override
    public void close() throws IOException {
      listener.close();
      join(accepting);
      passing.forEach(Duplicator::join);
    }

    private static void join(Thread thread) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Test
  void bytesAreCountedWhereTheyArrive() throws Exception {
    // Without a proxy: the clients are the sink's own.
    try (Load load = Load.of(order(sink.port(), 3, false, false), sink, null)) {
      for (int i = 0; i < 3; i++) {
        Outcome outcome = load.run(MILLIS);
        assertThat(outcome.error()).isNull();
        assertThat(outcome.requests()).isPositive();
        assertThat(outcome.rate()).isPositive();
        assertThat(outcome.cpuNanos()).isPositive();
      }
    }
  }

  @Test
  void whatAnotherLeftAtTheSinkIsForgotten() throws Exception {
    try (Socket left = new Socket(InetAddress.getLoopbackAddress(), sink.port());
        Load load = Load.of(order(sink.port(), 1, false, false), sink, null)) {
      assertThat(load.run(MILLIS).requests()).isPositive();
      assertThat(left.getInputStream().read()).isNegative();
    }
  }

  /** Whoever looked whether the proxy listens, say, and whose connection came late. */
  @Test
  void whoOnlyKnocksIsPassedOver() throws Exception {
    try (ServerSocket listener = new ServerSocket(0, 9, InetAddress.getLoopbackAddress())) {
      Thread proxy = Thread.ofPlatform().start(() -> knockAndPass(listener));
      try (Load load = Load.of(order(listener.getLocalPort(), 1, false, false), sink, null)) {
        assertThat(load.run(MILLIS).requests()).isPositive();
      }
      proxy.join();
    }
  }

  private void knockAndPass(ServerSocket listener) {
    InetAddress host = InetAddress.getLoopbackAddress();
    try (Socket client = listener.accept()) {
      new Socket(host, sink.port()).close();
      try (Socket main = new Socket(host, sink.port())) {
        client.getInputStream().transferTo(main.getOutputStream());
      }
    } catch (IOException e) {
      // The other side sees it.
    }
  }

  @Test
  void aMirrorGetsAllOfIt() throws Exception {
    try (Duplicator proxy = new Duplicator(sink.port(), mirror.port(), Long.MAX_VALUE);
        Load load = Load.of(order(proxy.listener.getLocalPort(), 2, true, true), sink, mirror)) {
      assertThat(load.run(MILLIS).requests()).isPositive();
      assertThat(load.run(MILLIS).requests()).isPositive();
    }
  }

  @Test
  void aMirrorThatIsDroppedIsAnError() throws Exception {
    try (Duplicator proxy = new Duplicator(sink.port(), mirror.port(), BEFORE_IT_ENDS);
        Load load = Load.of(order(proxy.listener.getLocalPort(), 1, true, true), sink, mirror)) {
      assertThatThrownBy(() -> load.run(MILLIS))
          .isInstanceOf(IOException.class)
          .hasMessage("the proxy closed a connection");
    }
  }

  @Test
  void aMirrorThatDoesNotReadIsNotWaitedFor() throws Exception {
    try (Duplicator proxy = new Duplicator(sink.port(), mirror.port(), BEFORE_IT_ENDS);
        Load load = Load.of(order(proxy.listener.getLocalPort(), 2, true, false), sink, mirror)) {
      assertThat(load.run(MILLIS).requests()).isGreaterThan(BEFORE_IT_ENDS);
    }
  }
}
