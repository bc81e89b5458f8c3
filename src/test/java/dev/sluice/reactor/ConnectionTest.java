package dev.sluice.reactor;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.fd.Fd;
import dev.sluice.io.Directory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a connection promises its handler, against sockets of java.net. */
@Timeout(60)
class ConnectionTest {
  private final LoopThread thread;
  @TempDir private Path folder;

  ConnectionTest() throws Exception {
    thread = new LoopThread();
  }

  @AfterEach
  void close() throws IOException {
    thread.close();
  }

  private Socket connect(ConnectionHandler.Factory handlers) throws Exception {
    return LoopThread.connect(thread.listen(handlers));
  }

  private static byte[] random(int length, long seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  @Test
  void whatIsLeftUnreadComesAgainInFrontOfWhatFollows() throws Exception {
    // Takes whole lines only.
    ConnectionHandler lines =
        (c, in) -> {
          for (int i = 0; i < in.remaining(); i++) {
            if (in.peek(i) == '\n') {
              byte[] line = new byte[i + 1];
              in.read(line, 0, line.length);
              c.write(line);
              i = -1;
            }
          }
        };
    try (Socket socket = connect(c -> lines)) {
      for (byte b : "one\ntwo\nthr".getBytes(US_ASCII)) {
        socket.getOutputStream().write(b);
        TimeUnit.MILLISECONDS.sleep(1);
      }
      assertThat(socket.getInputStream().readNBytes(8)).asString().isEqualTo("one\ntwo\n");
      socket.getOutputStream().write("ee\n".getBytes(US_ASCII));
      assertThat(socket.getInputStream().readNBytes(6)).asString().isEqualTo("three\n");
    }
  }

  @Test
  void aHandlerThatNeverReadsIsEnded() throws Exception {
    CompletableFuture<IOException> error = new CompletableFuture<>();
    ConnectionHandler idle =
        new ConnectionHandler() {
          @Override
          public void onData(Connection c, Input in) {}

          @Override
          public void onError(Connection c, IOException failure) {
            error.complete(failure);
          }
        };
    try (Socket socket = connect(c -> idle)) {
      assertThatThrownBy(
              () -> {
                while (true) {
                  socket.getOutputStream().write(new byte[4096]);
                }
              })
          .isInstanceOf(SocketException.class);
      assertThat(error.get(10, TimeUnit.SECONDS))
          .hasRootCauseMessage("the handler left 65536 bytes unread");
    }
  }

  @Test
  void aPauseKeepsWhatCameAndResumingDeliversIt() throws Exception {
    CompletableFuture<Connection> paused = new CompletableFuture<>();
    ConnectionHandler handler =
        (c, in) -> {
          if (paused.isDone()) {
            c.write(in);
          } else {
            c.pauseReading();
            paused.complete(c);
          }
        };
    try (Socket socket = connect(c -> handler)) {
      socket.getOutputStream().write("kept".getBytes(US_ASCII));
      Connection connection = paused.get(10, TimeUnit.SECONDS);
      socket.getOutputStream().write(" and more".getBytes(US_ASCII));
      thread.call(
          () -> {
            connection.resumeReading();
            return 0;
          });
      assertThat(socket.getInputStream().readNBytes(13)).asString().isEqualTo("kept and more");
    }
  }

  @Test
  void unlikePartsGoOutInTheOrderOfWritingHoweverSlowThePeer() throws Exception {
    byte[] file = random(300_000, 1);
    Path path = Files.write(folder.resolve("file"), file);
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    for (int i = 0; i < 20; i++) {
      expected.write(random(i * 1000, i));
      expected.write(file, i, file.length - i);
    }
    ConnectionHandler handler =
        (c, in) -> {
          in.skip(in.remaining());
          try (Directory directory = Directory.open(folder.toString())) {
            byte[] name = path.getFileName().toString().getBytes(US_ASCII);
            for (int i = 0; i < 20; i++) {
              c.write(random(i * 1000, i));
              Fd fd = directory.openBeneath(name, 0, name.length);
              c.sendFile(fd, i, file.length - (long) i);
            }
          }
          c.closeAfterWrites();
        };
    try (Socket socket = connect(c -> handler)) {
      socket.setReceiveBufferSize(16 * 1024);
      socket.getOutputStream().write('x');
      ByteArrayOutputStream received = new ByteArrayOutputStream();
      byte[] buffer = new byte[20_000];
      for (int n = 0; n >= 0; n = socket.getInputStream().read(buffer)) {
        received.write(buffer, 0, n);
        if (received.size() % 7 == 0) {
          TimeUnit.MILLISECONDS.sleep(2);
        }
      }
      assertThat(received.toByteArray()).isEqualTo(expected.toByteArray());
    }
  }

  @Test
  void onWritableComesWhenThePeerHasDrained() throws Exception {
    int total = 8 * 1024 * 1024;
    ConnectionHandler source =
        new ConnectionHandler() {
          private int sent;

          @Override
          public void onData(Connection c, Input in) {
            in.skip(in.remaining());
            pump(c);
          }

          @Override
          public void onWritable(Connection c) {
            pump(c);
          }

          private void pump(Connection c) {
            while (sent < total && c.isWritable()) {
              c.write(new byte[8192]);
              sent += 8192;
            }
            if (sent == total) {
              c.closeAfterWrites();
            }
          }
        };
    try (Socket socket = connect(c -> source)) {
      socket.getOutputStream().write('x');
      TimeUnit.MILLISECONDS.sleep(50);
      assertThat(socket.getInputStream().readAllBytes()).hasSize(total);
    }
  }

  @Test
  void closingAfterWritesSurvivesThatThePeerStillSends() throws Exception {
    byte[] answer = random(1_000_000, 3);
    ConnectionHandler handler =
        (c, in) -> {
          c.write(answer.clone());
          c.closeAfterWrites();
        };
    try (Socket socket = connect(c -> handler)) {
      socket.getOutputStream().write(new byte[300_000]);
      assertThat(socket.getInputStream().readAllBytes()).isEqualTo(answer);
    }
  }

  @Test
  void anAbortIsAnErrorToThePeer() throws Exception {
    try (Socket socket = connect(c -> (d, in) -> d.abort())) {
      socket.getOutputStream().write('x');
      assertThatThrownBy(() -> socket.getInputStream().read())
          .isInstanceOf(SocketException.class)
          .hasMessageContaining("reset");
    }
  }

  @Test
  void anIdleConnectionIsClosedAndABusyOneIsNot() throws Exception {
    InetSocketAddress address =
        thread.listen(
            c -> {
              return new ConnectionHandler() {
                @Override
                public void onOpen(Connection connection) {
                  connection.idleTimeout(Duration.ofSeconds(2));
                }

                @Override
                public void onData(Connection connection, Input in) {
                  connection.write(in);
                }
              };
            });
    try (Socket idle = LoopThread.connect(address);
        Socket busy = LoopThread.connect(address)) {
      CompletableFuture<Integer> end =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return idle.getInputStream().read();
                } catch (IOException e) {
                  return -2;
                }
              });
      int echoes = 0;
      while (!end.isDone()) {
        busy.getOutputStream().write(7);
        assertThat(busy.getInputStream().read()).isEqualTo(7);
        echoes++;
        TimeUnit.MILLISECONDS.sleep(5);
      }
      assertThat(end.get()).isEqualTo(-1);
      assertThat(echoes).isPositive();
      busy.getOutputStream().write(8);
      assertThat(busy.getInputStream().read()).isEqualTo(8);
    }
  }

  @Test
  void aFileThatEndsEarlyClosesTheConnectionAndTheFile() throws Exception {
    Files.write(folder.resolve("short"), new byte[1000]);
    CompletableFuture<Fd> sent = new CompletableFuture<>();
    CompletableFuture<IOException> error = new CompletableFuture<>();
    ConnectionHandler handler =
        new ConnectionHandler() {
          @Override
          public void onData(Connection c, Input in) throws IOException {
            in.skip(in.remaining());
            try (Directory directory = Directory.open(folder.toString())) {
              Fd fd = directory.openBeneath("short".getBytes(US_ASCII), 0, 5);
              sent.complete(fd);
              c.sendFile(fd, 0, 2000);
            }
          }

          @Override
          public void onError(Connection c, IOException failure) {
            error.complete(failure);
          }
        };
    try (Socket socket = connect(c -> handler)) {
      socket.getOutputStream().write('x');
      assertThat(socket.getInputStream().readAllBytes()).hasSize(1000);
      assertThat(error.get(10, TimeUnit.SECONDS)).hasMessageContaining("ended 1000 bytes before");
      assertThat(sent.get().isOpen()).isFalse();
    }
  }

  @Test
  void halfCloseLeavesTheOtherDirectionOpen() throws Exception {
    ConnectionHandler handler =
        new ConnectionHandler() {
          private final ByteArrayOutputStream received = new ByteArrayOutputStream();

          @Override
          public void onData(Connection c, Input in) {
            byte[] bytes = new byte[in.remaining()];
            in.read(bytes, 0, bytes.length);
            received.writeBytes(bytes);
          }

          @Override
          public void onEnd(Connection c) {
            // Only now, and after a while: an armed RDHUP would have spun meanwhile.
            c.loop()
                .schedule(
                    Duration.ofMillis(50),
                    () -> {
                      c.write(received.toByteArray());
                      c.closeAfterWrites();
                    });
          }
        };
    byte[] message = random(500_000, 5);
    try (Socket socket = connect(c -> handler)) {
      socket.getOutputStream().write(message);
      socket.shutdownOutput();
      assertThat(Arrays.equals(socket.getInputStream().readAllBytes(), message)).isTrue();
    }
  }
}
