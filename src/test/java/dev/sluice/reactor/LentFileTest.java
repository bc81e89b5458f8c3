package dev.sluice.reactor;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.fd.Fd;
import dev.sluice.io.Directory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One open file that several connections send, and who is told that it is no longer used. */
@Timeout(60)
class LentFileTest {
  // More than the kernel takes from one who does not read.
  private static final int LENGTH = 16 << 20;

  private final LoopThread thread;
  private final byte[] content = new byte[LENGTH];
  private final AtomicInteger done = new AtomicInteger();
  @TempDir private Path folder;
  private Fd file;

  LentFileTest() throws Exception {
    thread = new LoopThread();
  }

  @BeforeEach
  void open() throws IOException {
    new Random(1).nextBytes(content);
    Files.write(folder.resolve("file"), content);
    try (Directory directory = Directory.open(folder.toString())) {
      file = directory.openBeneath("file".getBytes(US_ASCII), 0, 4);
    }
  }

  @AfterEach
  void close() throws IOException {
    thread.close();
    file.close();
  }

  private ConnectionHandler sender() {
    return (c, in) -> {
      in.skip(in.remaining());
      c.sendFile(file, 0, LENGTH, done::incrementAndGet);
    };
  }

  @Test
  void severalSendItAtOnceAndItStaysOpen() throws Exception {
    InetSocketAddress address = thread.listen(c -> sender());
    try (Socket one = LoopThread.connect(address);
        Socket other = LoopThread.connect(address)) {
      one.getOutputStream().write('x');
      other.getOutputStream().write('x');

      assertThat(Arrays.equals(other.getInputStream().readNBytes(LENGTH), content)).isTrue();
      assertThat(Arrays.equals(one.getInputStream().readNBytes(LENGTH), content)).isTrue();
      assertThat(thread.call(done::get)).isEqualTo(2);
      assertThat(file.isOpen()).isTrue();
    }
  }

  @Test
  void whatIsDroppedIsToldOnceToo() throws Exception {
    CompletableFuture<Connection> opened = new CompletableFuture<>();
    ConnectionHandler handler =
        (c, in) -> {
          in.skip(in.remaining());
          c.sendFile(file, 0, LENGTH, done::incrementAndGet);
          c.sendFile(file, 0, 1, done::incrementAndGet);
          opened.complete(c);
        };
    try (Socket socket = LoopThread.connect(thread.listen(c -> handler))) {
      socket.getOutputStream().write('x');
      Connection connection = opened.get(10, TimeUnit.SECONDS);
      assertThat(thread.call(done::get)).isZero();

      thread.call(
          () -> {
            connection.abort();
            return true;
          });

      assertThat(thread.call(done::get)).isEqualTo(2);
      assertThat(file.isOpen()).isTrue();
    }
  }

  @Test
  void whatIsRefusedOrEmptyIsToldAtOnce() throws Exception {
    CompletableFuture<Integer> told = new CompletableFuture<>();
    ConnectionHandler handler =
        (c, in) -> {
          in.skip(in.remaining());
          c.sendFile(file, 0, 0, done::incrementAndGet);
          assertThatThrownBy(() -> c.sendFile(file, -1, 1, done::incrementAndGet))
              .isInstanceOf(IllegalArgumentException.class);
          c.closeAfterWrites();
          assertThatThrownBy(() -> c.sendFile(file, 0, 1, done::incrementAndGet))
              .isInstanceOf(IllegalStateException.class);
          told.complete(done.get());
        };
    try (Socket socket = LoopThread.connect(thread.listen(c -> handler))) {
      socket.getOutputStream().write('x');

      assertThat(told.get(10, TimeUnit.SECONDS)).isEqualTo(3);
    }
  }
}
