package dev.sluice.reactor;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.fd.Fd;
import dev.sluice.io.Directory;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every kind of server promises of bytes: all come, in order, once. */
abstract class TrafficContract extends ContractFixture {
  private static final int FILE = 3 << 20;
  private static final int WRITERS = 4;
  private static final int MESSAGES = 200;

  @TempDir private Path folder;

  TrafficContract(ModelServer.Model model, PollerKind poller, Trigger trigger) {
    super(model, poller, trigger);
  }

  @Test
  void everyByteComesBackInOrder() throws Exception {
    try (Socket socket = connect(ECHO)) {
      for (int size : new int[] {1, 2, 1_000, 65_535, 65_536, 65_537, 300_001, 16 << 20}) {
        echoes(socket, noise(size, size), size);
      }
    }
  }

  @Test
  void thePeerEndsFirstAndGetsItAll() throws Exception {
    byte[] bytes = noise(300_000, 1);
    try (Socket socket = connect(ECHO)) {
      CompletableFuture<Void> sent = send(socket, bytes, 1);
      CompletableFuture<Void> ended =
          sent.thenRun(
              () -> {
                try {
                  socket.shutdownOutput();
                } catch (IOException e) {
                  throw new UncheckedIOException(e);
                }
              });
      assertThat(socket.getInputStream().readAllBytes()).isEqualTo(bytes);
      get(ended);
    }
    until("the close", () -> log.closed.get() == 1);
    assertThat(log.errors).hasValue(0);
  }

  @Test
  void anAnswerMayComeLongAfterThePeersEnd() throws Exception {
    byte[] answer = noise(1_000_000, 2);
    CompletableFuture<Connection> ended = new CompletableFuture<>();
    ConnectionHandler handler =
        new ConnectionHandler() {
          @Override
          public void onData(Connection c, Input in) {
            in.skip(in.remaining());
          }

          @Override
          public void onEnd(Connection c) {
            ended.complete(c);
          }
        };
    try (Socket socket = connect(handler)) {
      socket.getOutputStream().write('x');
      socket.shutdownOutput();
      Connection connection = get(ended);
      connection
          .executor()
          .execute(
              () -> {
                connection.write(answer.clone());
                connection.closeAfterWrites();
              });
      assertThat(socket.getInputStream().readAllBytes()).isEqualTo(answer);
    }
  }

  @Test
  void theServerEndsFirstAndIgnoresWhatFollows() throws Exception {
    ConnectionHandler handler =
        new ConnectionHandler() {
          @Override
          public void onOpen(Connection c) {
            c.write("bye".getBytes(US_ASCII));
            c.closeAfterWrites();
          }

          @Override
          public void onData(Connection c, Input in) {
            throw new AssertionError("data after the end");
          }
        };
    try (Socket socket = connect(handler)) {
      assertThat(socket.getInputStream().readAllBytes()).asString().isEqualTo("bye");
      socket.getOutputStream().write(new byte[1000]);
    }
    until("the close", () -> log.closed.get() == 1);
    assertThat(log.errors).hasValue(0);
  }

  @Test
  void otherThreadsWriteInTheirOrder() throws Exception {
    CompletableFuture<Connection> open = new CompletableFuture<>();
    try (Socket socket = connect(opening(open))) {
      Connection connection = get(open);
      IntStream.range(0, WRITERS)
          .forEach(writer -> Thread.ofPlatform().start(() -> write(connection, writer)));
      DataInputStream in = new DataInputStream(socket.getInputStream());
      int[] next = new int[WRITERS];
      for (int i = 0; i < WRITERS * MESSAGES; i++) {
        int writer = in.readInt();
        assertThat(in.readInt()).isEqualTo(next[writer]);
        next[writer]++;
      }
    }
  }

  private static void write(Connection connection, int writer) {
    for (int i = 0; i < MESSAGES; i++) {
      byte[] message = ByteBuffer.allocate(8).putInt(writer).putInt(i).array();
      connection.executor().execute(() -> connection.write(message));
    }
  }

  static ConnectionHandler opening(CompletableFuture<Connection> open) {
    return new ConnectionHandler() {
      @Override
      public void onOpen(Connection c) {
        open.complete(c);
      }

      @Override
      public void onData(Connection c, Input in) {
        c.write(in);
      }
    };
  }

  @Test
  void filesArriveWholeAgainAndAgain() throws Exception {
    byte[] content = noise(FILE, 3);
    Files.write(folder.resolve("file"), content);
    ConnectionHandler handler =
        (c, in) -> {
          in.skip(in.remaining());
          try (Directory directory = Directory.open(folder.toString())) {
            Fd fd = directory.openBeneath("file".getBytes(US_ASCII), 0, 4);
            c.sendFile(fd, 0, FILE);
          }
        };
    try (Socket socket = connect(handler)) {
      for (int i = 0; i < 4; i++) {
        socket.getOutputStream().write('x');
        assertThat(socket.getInputStream().readNBytes(FILE)).isEqualTo(content);
      }
    }
  }

  @Test
  void writesGoOnWhenTheOutputHasFallenToTheLowWatermark() throws Exception {
    ConnectionHandler handler =
        new ConnectionHandler() {
          private int left = 12;

          @Override
          public void onOpen(Connection c) {
            c.watermarks(1_000, 2_000);
            onWritable(c);
          }

          @Override
          public void onData(Connection c, Input in) {
            throw new AssertionError("nothing was sent");
          }

          @Override
          public void onWritable(Connection c) {
            while (left > 0 && c.isWritable()) {
              left--;
              c.write(new byte[1 << 20]);
            }
            if (left == 0) {
              c.closeAfterWrites();
            }
          }
        };
    try (Socket socket = connect(handler)) {
      assertThat(socket.getInputStream().readAllBytes()).hasSize(12 << 20);
    }
  }

  @Test
  void aPauseKeepsWhatComes() throws Exception {
    CompletableFuture<Connection> paused = new CompletableFuture<>();
    ConnectionHandler handler =
        (c, in) -> {
          if (paused.complete(c)) {
            c.pauseReading();
          } else {
            c.write(in);
          }
        };
    byte[] bytes = noise(200_000, 4);
    try (Socket socket = connect(handler)) {
      CompletableFuture<Void> sent = send(socket, bytes, 4);
      Connection connection = get(paused);
      connection.executor().execute(connection::resumeReading);
      assertThat(socket.getInputStream().readNBytes(bytes.length)).isEqualTo(bytes);
      get(sent);
    }
  }

  @Test
  void tasksGetTheirTurnBesideAConnectionThatAlwaysHasWork() throws Exception {
    CompletableFuture<Connection> begun = new CompletableFuture<>();
    AtomicBoolean enough = new AtomicBoolean();
    ConnectionHandler handler =
        (c, in) -> {
          begun.complete(c);
          if (enough.get()) {
            c.write(in);
          } else {
            c.pauseReading();
            c.resumeReading();
          }
        };
    try (Socket socket = connect(handler)) {
      socket.getOutputStream().write('x');
      Connection connection = get(begun);
      try {
        ModelServer.call(connection.executor(), () -> "ran");
      } finally {
        enough.set(true);
      }
      assertThat(socket.getInputStream().read()).isEqualTo('x');
    }
  }

  @Test
  void aPeerThatNeverReadsFillsNoMemoryAndHarmsNobody() throws Exception {
    InetSocketAddress address = listen(() -> ECHO);
    try (SocketChannel deaf = SocketChannel.open();
        Socket other = LoopThread.connect(address)) {
      deaf.setOption(StandardSocketOptions.SO_RCVBUF, 8 * 1024);
      deaf.setOption(StandardSocketOptions.SO_SNDBUF, 8 * 1024);
      deaf.connect(address);
      deaf.configureBlocking(false);
      ByteBuffer bytes = ByteBuffer.allocate(64 * 1024);
      long taken = 0;
      for (int refusals = 0; refusals < 30; ) {
        int n = deaf.write(bytes.clear());
        taken += n;
        refusals = n == 0 ? refusals + 1 : 0;
        echoes(other, noise(10, taken), 1);
        // What both ends' kernels may hold, and far less than they would take for ever.
        assertThat(taken).isLessThan(64 << 20);
        TimeUnit.MILLISECONDS.sleep(n == 0 ? 1 : 0);
      }
      deaf.configureBlocking(true);
      assertThat(deaf.socket().getInputStream().readNBytes((int) taken)).hasSize((int) taken);
    }
  }
}
