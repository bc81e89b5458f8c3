package dev.sluice.reactor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The time limits of one direction. */
@Timeout(60)
class ConnectionTimeoutTest {
  private static final Duration LIMIT = Duration.ofMillis(200);

  private final LoopThread thread;

  ConnectionTimeoutTest() throws Exception {
    thread = new LoopThread();
  }

  @AfterEach
  void close() throws IOException {
    thread.close();
  }

  /** Tells what it failed with. */
  private abstract static class Failing implements ConnectionHandler {
    final CompletableFuture<IOException> failure = new CompletableFuture<>();

    @Override
    public void onData(Connection c, Input in) {
      in.skip(in.remaining());
    }

    @Override
    public void onError(Connection c, IOException why) {
      failure.complete(why);
    }
  }

  @Test
  void aPeerThatSendsNothingFailsTheConnectionAlthoughItIsSentTo() throws Exception {
    Failing handler =
        new Failing() {
          @Override
          public void onOpen(Connection c) {
            c.readTimeout(LIMIT);
            write(c);
          }

          private void write(Connection c) {
            if (c.isOpen()) {
              c.write(new byte[1]);
              c.loop().schedule(LIMIT.dividedBy(4), () -> write(c));
            }
          }
        };
    try (Socket socket = LoopThread.connect(thread.listen(c -> handler))) {
      assertThat(handler.failure.get(20, TimeUnit.SECONDS))
          .isInstanceOf(SocketTimeoutException.class)
          .hasMessage("nothing was received for PT0.2S");
      assertThat(socket.getInputStream().readAllBytes()).isNotEmpty();
    }
  }

  @Test
  void aPeerThatIsNotReadFromIsNotLate() throws Exception {
    CompletableFuture<Boolean> open = new CompletableFuture<>();
    Failing handler =
        new Failing() {
          @Override
          public void onOpen(Connection c) {
            c.readTimeout(LIMIT);
            c.pauseReading();
            c.loop().schedule(LIMIT.multipliedBy(4), () -> open.complete(c.isOpen()));
          }
        };
    try (Socket socket = LoopThread.connect(thread.listen(c -> handler))) {
      assertThat(open.get(20, TimeUnit.SECONDS)).isTrue();
      assertThat(socket.isConnected()).isTrue();
    }
  }

  @Test
  void aPeerThatTakesNothingFailsTheConnectionAlthoughItSends() throws Exception {
    Failing handler =
        new Failing() {
          @Override
          public void onOpen(Connection c) {
            c.writeTimeout(LIMIT);
            c.watermarks(0, Long.MAX_VALUE);
            c.write(new byte[40_000_000]);
          }
        };
    try (Socket socket = LoopThread.connect(thread.listen(c -> handler))) {
      while (!handler.failure.isDone() && sends(socket)) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
      assertThat(handler.failure.get(20, TimeUnit.SECONDS))
          .isInstanceOf(SocketTimeoutException.class)
          .hasMessage("nothing was sent for PT0.2S");
    }
  }

  private static boolean sends(Socket socket) {
    try {
      socket.getOutputStream().write(1);
      return true;
    } catch (IOException e) {
      return false;
    }
  }
}
