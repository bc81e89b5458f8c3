package dev.sluice.reactor;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.buffer.Lease;
import dev.sluice.buffer.PoolStatistics;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The ways to write, and what becomes of the memory, against sockets of java.net. */
@Timeout(60)
class ConnectionWritingTest {
  private static final int LARGE = 3_000_000;

  private final LoopThread thread;

  ConnectionWritingTest() throws Exception {
    thread = new LoopThread();
  }

  @AfterEach
  void close() throws IOException {
    thread.close();
  }

  private Socket connect(ConnectionHandler handler) throws Exception {
    return LoopThread.connect(thread.listen(c -> handler));
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  @Test
  void partsGoOutAsOneInOrderSmallOrLarge() throws Exception {
    byte[] large = random(LARGE);
    try (Socket socket =
        connect(
            (c, in) -> {
              in.skip(in.remaining());
              c.writev("one ".getBytes(US_ASCII), "two ".getBytes(US_ASCII), new byte[0]);
              c.writev(large, "three ".getBytes(US_ASCII));
              c.writev("four".getBytes(US_ASCII));
            })) {
      socket.getOutputStream().write(1);

      assertThat(socket.getInputStream().readNBytes(8)).asString().isEqualTo("one two ");
      assertThat(socket.getInputStream().readNBytes(LARGE)).isEqualTo(large);
      assertThat(socket.getInputStream().readNBytes(10)).asString().isEqualTo("three four");
    }
  }

  @Test
  void whatIsKeptOutlivesTheHandlerAndGoesBackToThePoolWhenItIsSent() throws Exception {
    CompletableFuture<Lease> kept = new CompletableFuture<>();
    ConnectionHandler handler =
        (c, in) -> {
          if (!kept.isDone()) {
            kept.complete(in.keep(c.loop().buffers()));
          } else {
            in.skip(in.remaining());
            c.write(kept.join());
          }
        };
    try (Socket socket = connect(handler)) {
      socket.getOutputStream().write("kept".getBytes(US_ASCII));
      kept.get(10, TimeUnit.SECONDS);
      socket.getOutputStream().write("now".getBytes(US_ASCII));

      assertThat(socket.getInputStream().readNBytes(4)).asString().isEqualTo("kept");
      assertThat(leased()).isZero();
      assertThatThrownBy(() -> thread.call(() -> kept.join().segment()))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("released");
    }
  }

  @Test
  void leasesThatWaitWithAConnectionComeBackWhenItIsAborted() throws Exception {
    CompletableFuture<Connection> opened = new CompletableFuture<>();
    ConnectionHandler handler =
        new ConnectionHandler() {
          @Override
          public void onOpen(Connection c) {
            // More than the kernel takes from one who does not read.
            for (int i = 0; i < 40; i++) {
              c.write(c.loop().buffers().lease(1 << 20));
            }
            opened.complete(c);
          }

          @Override
          public void onData(Connection c, Input in) {}
        };
    try (Socket socket = connect(handler)) {
      assertThat(socket.isConnected()).isTrue();
      Connection connection = opened.get(10, TimeUnit.SECONDS);
      assertThat(leased()).isPositive();
      assertThat(thread.call(connection::pending)).isPositive();

      thread.call(
          () -> {
            connection.abort();
            return true;
          });

      assertThat(leased()).isZero();
    }
  }

  private long leased() throws Exception {
    PoolStatistics statistics = thread.call(() -> thread.loop.buffers().statistics());
    return statistics.leased();
  }

  @Test
  void writingAfterACloseIsAMistakeThatIsTold() throws Exception {
    CompletableFuture<Throwable> thrown = new CompletableFuture<>();
    try (Socket socket =
        connect(
            (c, in) -> {
              c.closeAfterWrites();
              try {
                c.write(new byte[1]);
              } catch (IllegalStateException e) {
                thrown.complete(e);
              }
            })) {
      socket.getOutputStream().write(1);

      assertThat(thrown.get(10, TimeUnit.SECONDS)).hasMessageContaining("write after close");
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void shuttingDownTheOutputLeavesTheInputOpen() throws Exception {
    ByteArrayOutputStream received = new ByteArrayOutputStream();
    CompletableFuture<byte[]> all = new CompletableFuture<>();
    byte[] large = random(LARGE);
    ConnectionHandler handler =
        new ConnectionHandler() {
          @Override
          public void onOpen(Connection c) {
            c.write(large.clone());
            c.shutdownOutput();
            assertThatThrownBy(() -> c.write(new byte[1]))
                .isInstanceOf(IllegalStateException.class);
          }

          @Override
          public void onData(Connection c, Input in) {
            byte[] bytes = new byte[in.remaining()];
            in.read(bytes, 0, bytes.length);
            received.writeBytes(bytes);
          }

          @Override
          public void onEnd(Connection c) {
            all.complete(received.toByteArray());
            c.close();
          }
        };
    try (Socket socket = connect(handler)) {
      assertThat(socket.getInputStream().readAllBytes()).isEqualTo(large);
      socket.getOutputStream().write("after the end".getBytes(US_ASCII));
      socket.shutdownOutput();

      assertThat(all.get(10, TimeUnit.SECONDS)).asString(US_ASCII).isEqualTo("after the end");
    }
  }

  /** The first connection's bytes go to the second by splice, after a greeting. */
  private InetSocketAddress relay(
      long count, CompletableFuture<Long> moved, CompletableFuture<String> then) throws Exception {
    CompletableFuture<Connection> first = new CompletableFuture<>();
    return thread.listen(
        c ->
            new ConnectionHandler() {
              @Override
              public void onOpen(Connection connection) throws IOException {
                if (!first.isDone()) {
                  first.complete(connection);
                  connection.pauseReading();
                } else {
                  connection.write("to: ".getBytes(US_ASCII));
                  first.join().transferTo(connection, count, moved::complete);
                  first.join().resumeReading();
                  connection.write(" done".getBytes(US_ASCII));
                }
              }

              @Override
              public void onData(Connection connection, Input in) {
                byte[] bytes = new byte[in.remaining()];
                in.read(bytes, 0, bytes.length);
                then.complete(new String(bytes, US_ASCII));
              }
            });
  }

  @Test
  void whatIsTransferredIsOrderedAmongWhatIsWrittenAndTheRestIsTheHandlers() throws Exception {
    CompletableFuture<Long> moved = new CompletableFuture<>();
    CompletableFuture<String> then = new CompletableFuture<>();
    InetSocketAddress address = relay(LARGE, moved, then);
    byte[] large = random(LARGE);
    try (Socket from = LoopThread.connect(address);
        Socket to = LoopThread.connect(address)) {
      CompletableFuture<Void> sending =
          CompletableFuture.runAsync(
              () -> {
                try {
                  from.getOutputStream().write(large);
                  from.getOutputStream().write("rest".getBytes(US_ASCII));
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });

      assertThat(to.getInputStream().readNBytes(4)).asString().isEqualTo("to: ");
      assertThat(to.getInputStream().readNBytes(LARGE)).isEqualTo(large);
      assertThat(to.getInputStream().readNBytes(5)).asString().isEqualTo(" done");
      assertThat(moved.get(10, TimeUnit.SECONDS)).isEqualTo(LARGE);
      assertThat(then.get(10, TimeUnit.SECONDS)).isEqualTo("rest");
      sending.get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void aTransferEndsWithItsSource() throws Exception {
    CompletableFuture<Long> moved = new CompletableFuture<>();
    InetSocketAddress address = relay(Long.MAX_VALUE, moved, new CompletableFuture<>());
    try (Socket from = LoopThread.connect(address);
        Socket to = LoopThread.connect(address)) {
      from.getOutputStream().write("all".getBytes(US_ASCII));
      from.shutdownOutput();

      assertThat(to.getInputStream().readNBytes(12)).asString().isEqualTo("to: all done");
      assertThat(moved.get(10, TimeUnit.SECONDS)).isEqualTo(3);
      assertThat(from.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void aTransferEndsWithItsTarget() throws Exception {
    CompletableFuture<Long> moved = new CompletableFuture<>();
    CompletableFuture<String> then = new CompletableFuture<>();
    InetSocketAddress address = relay(Long.MAX_VALUE, moved, then);
    try (Socket from = LoopThread.connect(address)) {
      try (Socket to = LoopThread.connect(address)) {
        from.getOutputStream().write("some".getBytes(US_ASCII));
        assertThat(to.getInputStream().readNBytes(8)).asString().isEqualTo("to: some");
        to.setSoLinger(true, 0);
      }
      assertThat(moved.get(10, TimeUnit.SECONDS)).isEqualTo(4);
      from.getOutputStream().write("more".getBytes(US_ASCII));

      assertThat(then.get(10, TimeUnit.SECONDS)).isEqualTo("more");
    }
  }
}
