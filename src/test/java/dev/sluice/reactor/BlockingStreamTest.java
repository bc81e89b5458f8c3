package dev.sluice.reactor;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.net.SockAddr;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Code that waits, on virtual threads that a loop wakes. */
@Timeout(60)
class BlockingStreamTest {
  private static final int LARGE = 5_000_000;
  private static final BlockingHandler ECHO =
      stream -> {
        byte[] buffer = new byte[10_000];
        for (int n = stream.read(buffer, 0, buffer.length);
            n >= 0;
            n = stream.read(buffer, 0, buffer.length)) {
          stream.write(buffer, 0, n);
        }
      };

  private final LoopThread thread;

  BlockingStreamTest() throws Exception {
    thread = new LoopThread();
  }

  @AfterEach
  void close() throws IOException {
    thread.close();
  }

  private InetSocketAddress serve(BlockingHandler code) throws Exception {
    SockAddr.Inet any = SockAddr.inet4("127.0.0.1", 0);
    return thread
        .call(() -> TcpServer.serve(thread.loop, any, ServerOptions.DEFAULT, code))
        .localAddress()
        .toInetSocketAddress();
  }

  private Socket connect(BlockingHandler code) throws Exception {
    return LoopThread.connect(serve(code));
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  @Test
  void whatIsReadIsWrittenHoweverMuchAndHoweverSlowly() throws Exception {
    byte[] large = random(LARGE);
    try (Socket socket = connect(ECHO)) {
      CompletableFuture<Void> sending =
          CompletableFuture.runAsync(
              () -> {
                try {
                  socket.getOutputStream().write(large);
                  socket.shutdownOutput();
                } catch (IOException e) {
                  throw new IllegalStateException(e);
                }
              });
      // Long enough for both buffers to fill: the writer has to wait.
      TimeUnit.MILLISECONDS.sleep(100);

      assertThat(socket.getInputStream().readAllBytes()).isEqualTo(large);
      sending.get(10, TimeUnit.SECONDS);
    }
  }

  @Test
  void manyMoreWaitThanThereAreCarriers() throws Exception {
    InetSocketAddress address = serve(ECHO);
    List<Socket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < 200; i++) {
        sockets.add(LoopThread.connect(address));
      }
      // The last ones first: all others wait meanwhile.
      for (int i = sockets.size() - 1; i >= 0; i--) {
        sockets.get(i).getOutputStream().write(i);
        assertThat(sockets.get(i).getInputStream().read()).isEqualTo(i);
      }
    } finally {
      for (Socket socket : sockets) {
        socket.close();
      }
    }
  }

  @Test
  void itRunsOnAVirtualThreadAndCanBeReadAsAStream() throws Exception {
    CompletableFuture<Boolean> virtual = new CompletableFuture<>();
    BlockingHandler lines =
        stream -> {
          virtual.complete(Thread.currentThread().isVirtual());
          BufferedReader reader =
              new BufferedReader(new InputStreamReader(stream.inputStream(), US_ASCII));
          for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            stream.outputStream().write((line.length() + "\n").getBytes(US_ASCII));
          }
        };
    try (Socket socket = connect(lines)) {
      for (byte b : "one\nthree\n".getBytes(US_ASCII)) {
        socket.getOutputStream().write(b);
      }
      socket.shutdownOutput();

      assertThat(socket.getInputStream().readAllBytes()).asString().isEqualTo("3\n5\n");
      assertThat(virtual.get(10, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void aTimeLimitEndsTheWaitAndNotTheStream() throws Exception {
    CompletableFuture<IOException> late = new CompletableFuture<>();
    BlockingHandler patient =
        stream -> {
          stream.timeout(Duration.ofMillis(50));
          try {
            assertThat(stream.read(new byte[1], 0, 1)).isEqualTo(1);
          } catch (SocketTimeoutException e) {
            late.complete(e);
          }
          stream.timeout(Duration.ZERO);
          ECHO.serve(stream);
        };
    try (Socket socket = connect(patient)) {
      assertThat(late.get(10, TimeUnit.SECONDS)).hasMessage("not within PT0.05S");
      socket.getOutputStream().write(7);
      assertThat(socket.getInputStream().read()).isEqualTo(7);
    }
  }

  @Test
  void aPeerThatReadsNothingIsToldHowMuchWent() throws Exception {
    CompletableFuture<SocketTimeoutException> late = new CompletableFuture<>();
    BlockingHandler writer =
        stream -> {
          stream.timeout(Duration.ofMillis(200));
          try {
            stream.write(new byte[40_000_000], 0, 40_000_000);
          } catch (SocketTimeoutException e) {
            late.complete(e);
          }
        };
    try (Socket socket = connect(writer)) {
      assertThat(late.get(20, TimeUnit.SECONDS).bytesTransferred).isBetween(1, 39_999_999);
      assertThat(socket.isConnected()).isTrue();
    }
  }

  @Test
  void closingWakesWhoWaits() throws Exception {
    CompletableFuture<BlockingStream> opened = new CompletableFuture<>();
    CompletableFuture<IOException> failure = new CompletableFuture<>();
    BlockingHandler waiting =
        stream -> {
          opened.complete(stream);
          try {
            assertThat(stream.read(new byte[1], 0, 1)).isNegative();
          } catch (IOException e) {
            failure.complete(e);
          }
        };
    try (Socket socket = connect(waiting)) {
      BlockingStream stream = opened.get(10, TimeUnit.SECONDS);
      stream.close();

      assertThat(failure.get(10, TimeUnit.SECONDS))
          .isInstanceOfAny(AsynchronousCloseException.class, ClosedChannelException.class);
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
      assertThatThrownBy(() -> stream.write(new byte[1], 0, 1))
          .isInstanceOf(ClosedChannelException.class);
    }
  }

  @Test
  void twoReadersAreOneTooMany() throws Exception {
    CompletableFuture<Throwable> second = new CompletableFuture<>();
    BlockingHandler greedy =
        stream -> {
          Runnable reading =
              () -> {
                try {
                  assertThat(stream.read(new byte[1], 0, 1)).isEqualTo(1);
                } catch (IllegalStateException e) {
                  second.complete(e);
                } catch (IOException e) {
                  // Closed: it was the other one.
                }
              };
          Thread first = Thread.startVirtualThread(reading);
          Thread other = Thread.startVirtualThread(reading);
          second.join();
          stream.close();
          join(first);
          join(other);
        };
    try (Socket socket = connect(greedy)) {
      assertThat(second.get(20, TimeUnit.SECONDS)).hasMessageContaining("another thread is at it");
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void aLoopThatStopsLetsItEndByItself() throws Exception {
    CompletableFuture<Integer> end = new CompletableFuture<>();
    CompletableFuture<Void> begun = new CompletableFuture<>();
    BlockingHandler waiting =
        stream -> {
          begun.complete(null);
          end.complete(stream.read(new byte[1], 0, 1));
          stream.write("bye".getBytes(US_ASCII), 0, 3);
        };
    try (Socket socket = connect(waiting)) {
      begun.get(10, TimeUnit.SECONDS);
      thread.loop.stop();

      assertThat(end.get(10, TimeUnit.SECONDS)).isEqualTo(-1);
      assertThat(socket.getInputStream().readAllBytes()).asString().isEqualTo("bye");
    }
  }

  @Test
  void onlyEpollTellsEdges() throws Exception {
    SockAddr.Inet any = SockAddr.inet4("127.0.0.1", 0);
    try (EventLoop loop = EventLoop.open(LoopOptions.DEFAULT.poller(PollerKind.POLL))) {
      assertThatThrownBy(() -> TcpServer.serve(loop, any, ServerOptions.DEFAULT, ECHO))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("needs epoll");
    }
  }
}
