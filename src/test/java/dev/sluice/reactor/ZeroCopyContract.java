package dev.sluice.reactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.sluice.buffer.BufferPool;
import dev.sluice.buffer.Lease;
import dev.sluice.io.MappedMemory;
import dev.sluice.io.MemFd;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is promised of leases that go out without a copy, whatever a loop waits by. */
abstract class ZeroCopyContract extends ContractFixture {
  private static final int LEASES = 24;

  /** Enough for a receiver that does not read to take no more. */
  private static final int DEAF_BUFFER = 4096;

  private static final int WINDOW = 200_000;

  final ConcurrentLinkedQueue<ZeroCopyResult> results = new ConcurrentLinkedQueue<>();
  final CompletableFuture<Connection> opened = new CompletableFuture<>();

  ZeroCopyContract(PollerKind poller, Trigger trigger) {
    super(ModelServer.Model.SINGLE, poller, trigger);
  }

  /** Select has no word for the error queue: what is to be uncopied is sent like the rest. */
  final boolean isAvailable() {
    return options.poller() != PollerKind.SELECT;
  }

  /** Writes these when the connection opens, and ignores what comes. */
  interface Writer {
    void write(Connection connection) throws IOException;
  }

  final ConnectionHandler writing(Writer writer) {
    return new ConnectionHandler() {
      @Override
      public void onOpen(Connection c) throws IOException {
        writer.write(c);
        opened.complete(c);
      }

      @Override
      public void onData(Connection c, Input in) {
        in.skip(in.remaining());
      }
    };
  }

  final Lease lease(Connection connection, byte[] bytes) {
    Lease lease = connection.loop().buffers().lease(bytes.length);
    MemorySegment.copy(MemorySegment.ofArray(bytes), 0, lease.segment(), 0, bytes.length);
    return lease;
  }

  final void writeZeroCopy(Connection connection, byte[] bytes) {
    connection.writeZeroCopy(lease(connection, bytes), results::add);
  }

  /** A client that takes little unless it reads. */
  static Socket deaf(InetSocketAddress address) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(DEAF_BUFFER);
    socket.connect(address);
    socket.setSoTimeout(30_000);
    return socket;
  }

  static byte[] digest(InputStream in, long length) throws Exception {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    byte[] piece = new byte[30_000];
    for (long left = length; left > 0; ) {
      int count = in.read(piece, 0, (int) Math.min(piece.length, left));
      assertThat(count).as("%s bytes before the end", left).isPositive();
      digest.update(piece, 0, count);
      left -= count;
    }
    return digest.digest();
  }

  final long leased() throws Exception {
    BufferPool pool = get(opened).loop().buffers();
    return server().call(() -> pool.statistics().leased());
  }

  final void untilAllIsBack(int count) throws Exception {
    until("the kernel has let go", () -> results.size() == count);
    assertThat(leased()).isZero();
    assertThat(results).noneMatch(ZeroCopyResult::abandoned);
  }

  final long sum(ToLongFunction<ZeroCopyResult> number) {
    return results.stream().mapToLong(number).sum();
  }

  /** What the loop does while nothing happens. */
  private void doesNotSpin() throws Exception {
    long before = server().sum(LoopStatistics::wakeUps);
    for (int i = 0; i < 10; i++) {
      TimeUnit.MILLISECONDS.sleep(3);
      server().call(() -> 0);
    }
    assertThat(server().sum(LoopStatistics::wakeUps) - before).isLessThan(200);
  }

  @Test
  void allArrivesInOrderAndEveryLeaseComesBack() throws Exception {
    Random random = new Random(1);
    MessageDigest expected = MessageDigest.getInstance("SHA-256");
    byte[][] parts = new byte[2 * LEASES][];
    long total = 0;
    long zeroCopy = 0;
    for (int i = 0; i < parts.length; i++) {
      parts[i] = noise(i % 2 == 0 ? 1 + random.nextInt(BufferPool.MAX_CAPACITY) : i * 50, i);
      expected.update(parts[i]);
      total += parts[i].length;
      zeroCopy += i % 2 == 0 ? parts[i].length : 0;
    }
    ConnectionHandler handler =
        writing(
            c -> {
              for (int i = 0; i < parts.length; i += 2) {
                writeZeroCopy(c, parts[i]);
                c.write(parts[i + 1]);
              }
            });
    try (Socket socket = deaf(listen(() -> handler))) {
      assertThat(digest(socket.getInputStream(), total)).isEqualTo(expected.digest());
      untilAllIsBack(LEASES);
      doesNotSpin();
    }
    assertThat(sum(ZeroCopyResult::sent)).isEqualTo(zeroCopy);
    assertThat(sum(ZeroCopyResult::copied)).as("loopback copies").isEqualTo(zeroCopy);
    long sends = server().sum(LoopStatistics::zeroCopySends);
    long refused = server().sum(LoopStatistics::zeroCopyRefused);
    assertThat(isAvailable() ? sends : refused).isGreaterThanOrEqualTo(LEASES);
    assertThat(isAvailable() ? refused : sends).isZero();
    assertThat(server().sum(LoopStatistics::zeroCopyCopied)).isEqualTo(sends);
    assertThat(log.errors).hasValue(0);
  }

  @Test
  void completionsAreNoErrorWhileReadingIsPausedAndEchoesGoOn() throws Exception {
    byte[] bytes = noise(100_000, 2);
    ConnectionHandler handler =
        new ConnectionHandler() {
          @Override
          public void onOpen(Connection c) {
            writeZeroCopy(c, bytes);
            c.pauseReading();
            opened.complete(c);
          }

          @Override
          public void onData(Connection c, Input in) {
            c.write(in);
          }
        };
    try (Socket socket = connect(handler)) {
      Connection connection = get(opened);
      assertThat(socket.getInputStream().readNBytes(bytes.length)).isEqualTo(bytes);
      untilAllIsBack(1);
      doesNotSpin();
      connection.executor().execute(connection::resumeReading);
      echoes(socket, noise(500_000, 3), 3);
      connection.executor().execute(() -> writeZeroCopy(connection, bytes));
      assertThat(socket.getInputStream().readNBytes(bytes.length)).isEqualTo(bytes);
      untilAllIsBack(2);
      echoes(socket, noise(100_000, 4), 4);
    }
    until("the close", () -> log.closed.get() == 1);
    assertThat(log.errors).hasValue(0);
  }

  @Test
  void aCloseStillDeliversWhatTheKernelHadTaken() throws Exception {
    byte[] bytes = noise(1 << 20, 5);
    ConnectionHandler handler =
        writing(
            c -> {
              for (int i = 0; i < 20; i++) {
                writeZeroCopy(c, bytes);
              }
              c.close();
            });
    try (Socket socket = deaf(listen(() -> handler))) {
      until("the close", () -> log.closed.get() == 1);
      byte[] all = socket.getInputStream().readAllBytes();
      untilAllIsBack(20);
      assertThat((long) all.length).isEqualTo(sum(ZeroCopyResult::sent)).isPositive();
      for (int at = 0; at < all.length; at += bytes.length) {
        int length = Math.min(bytes.length, all.length - at);
        assertThat(Arrays.equals(all, at, at + length, bytes, 0, length)).isTrue();
      }
    }
    assertThat(log.errors).hasValue(0);
  }

  @Test
  void closingAfterTheWritesSendsAllOfThem() throws Exception {
    byte[] bytes = noise(3 << 18, 6);
    ConnectionHandler handler =
        writing(
            c -> {
              for (int i = 0; i < 4; i++) {
                writeZeroCopy(c, bytes);
              }
              c.closeAfterWrites();
            });
    try (Socket socket = connect(handler)) {
      byte[] all = socket.getInputStream().readAllBytes();
      assertThat(all).hasSize(4 * bytes.length).startsWith(bytes).endsWith(bytes);
    }
    untilAllIsBack(4);
    assertThat(sum(ZeroCopyResult::sent)).isEqualTo(4L * bytes.length);
    assertThat(log.errors).hasValue(0);
  }

  /** The peer's window is full, so that most has not left when it is thrown away. */
  @Test
  void whatNeverLeftWasNotCopied() throws Exception {
    ConnectionHandler handler =
        writing(
            c -> {
              c.write(noise(WINDOW, 7));
              for (int i = 0; i < 20; i++) {
                writeZeroCopy(c, noise(50_000, i));
              }
            });
    try (Socket socket = deaf(listen(() -> handler))) {
      Connection connection = get(opened);
      connection.executor().execute(connection::abort);
      untilAllIsBack(20);
      assertThat(socket.isConnected()).isTrue();
    }
    if (isAvailable()) {
      assertThat(sum(ZeroCopyResult::copied)).isLessThan(sum(ZeroCopyResult::sent));
    } else {
      assertThat(sum(ZeroCopyResult::copied)).isEqualTo(sum(ZeroCopyResult::sent));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 100_000, 3_000_000})
  void aResetInTheMiddleGivesAllBack(int after) throws Exception {
    byte[] bytes = noise(1 << 20, 8);
    ConnectionHandler handler =
        writing(
            c -> {
              for (int i = 0; i < 12; i++) {
                writeZeroCopy(c, bytes);
              }
            });
    Socket socket = deaf(listen(() -> handler));
    digest(socket.getInputStream(), after);
    get(opened);
    reset(socket);
    untilAllIsBack(12);
    until("the close", () -> log.closed.get() == 1);
    assertThat(log.errors).hasValue(1);
    assertThat(sum(ZeroCopyResult::sent)).isLessThan(12L << 20);
  }

  @Test
  void aLoopThatStopsAtOnceTellsOfAllOfThem() throws Exception {
    ConnectionHandler handler =
        writing(
            c -> {
              for (int i = 0; i < 20; i++) {
                writeZeroCopy(c, noise(1 << 20, i));
              }
            });
    try (Socket socket = deaf(listen(() -> handler))) {
      get(opened);
      server().stopNow();
      server().close();
      assertThat(results).hasSize(20);
      assertThat(socket.isConnected()).isTrue();
    }
  }

  @Test
  void writesAfterTheEndAreToldToo() throws Exception {
    ConnectionHandler handler =
        new ConnectionHandler() {
          @Override
          public void onOpen(Connection c) {
            opened.complete(c);
          }

          @Override
          public void onData(Connection c, Input in) {
            in.skip(in.remaining());
          }

          @Override
          public void onError(Connection c, IOException why) {
            writeZeroCopy(c, new byte[10]);
          }
        };
    Socket socket = connect(handler);
    Connection connection = get(opened);
    // Nothing to send is sent at once.
    connection.executor().execute(() -> writeZeroCopy(connection, new byte[0]));
    untilAllIsBack(1);
    reset(socket);
    if (!isAvailable()) {
      connection.executor().execute(() -> connection.write(new byte[1]));
    }
    untilAllIsBack(2);
    assertThat(results)
        .containsExactlyElementsOf(
            List.of(new ZeroCopyResult(0, 0, false), new ZeroCopyResult(0, 0, false)));
  }

  // Mapped memory.

  private static MappedMemory mapped(byte[] bytes) throws IOException {
    MappedMemory memory = MappedMemory.anonymous(bytes.length + 10L);
    MemorySegment.copy(MemorySegment.ofArray(bytes), 0, memory.segment(), 0, bytes.length);
    return memory;
  }

  private static boolean isUnmapped(MappedMemory memory) {
    try {
      memory.segment();
      return false;
    } catch (IllegalStateException e) {
      return true;
    }
  }

  @Test
  void mappedMemoryArrivesAmongOtherBytesAndIsUnmapped() throws Exception {
    byte[][] parts = new byte[12][];
    MessageDigest expected = MessageDigest.getInstance("SHA-256");
    int[] sizes = {1, 4096, 300_001, 5 << 20, 65_536, 0};
    long total = 0;
    for (int i = 0; i < parts.length; i++) {
      parts[i] = noise(i % 2 == 0 ? sizes[i / 2] : 1000 * i, i);
      expected.update(parts[i]);
      total += parts[i].length;
    }
    List<MappedMemory> memories = new ArrayList<>();
    ConnectionHandler handler =
        writing(
            c -> {
              for (int i = 0; i < parts.length; i += 2) {
                memories.add(mapped(parts[i]));
                c.writeMapped(memories.getLast(), parts[i].length);
                c.write(parts[i + 1]);
              }
            });
    try (Socket socket = deaf(listen(() -> handler))) {
      assertThat(digest(socket.getInputStream(), total)).isEqualTo(expected.digest());
      Connection connection = get(opened);
      until("all is sent", () -> connection.pending() == 0);
      assertThat(server().call(() -> memories)).allMatch(ZeroCopyContract::isUnmapped);
    }
    assertThat(log.errors).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void mappedMemoryThatIsDroppedIsUnmapped(boolean byPeer) throws Exception {
    byte[] bytes = noise(8 << 20, 10);
    List<MappedMemory> memories = List.of(mapped(bytes), mapped(bytes));
    ConnectionHandler handler =
        writing(
            c -> {
              for (MappedMemory memory : memories) {
                c.writeMapped(memory, bytes.length);
              }
            });
    try (Socket socket = deaf(listen(() -> handler))) {
      Connection connection = get(opened);
      assertThat(socket.getInputStream().readNBytes(100_000))
          .isEqualTo(Arrays.copyOf(bytes, 100_000));
      assertThat(isUnmapped(memories.get(1))).isFalse();
      if (byPeer) {
        reset(socket);
      } else {
        connection.executor().execute(connection::close);
      }
      until("the close", () -> log.closed.get() == 1);
    }
    server().call(() -> 0);
    assertThat(memories).allMatch(ZeroCopyContract::isUnmapped);
    assertThat(log.errors).hasValue(byPeer ? 1 : 0);
  }

  @Test
  void onlyMemoryThatIsThereAndCanBeWrittenIsTaken() throws Exception {
    Socket socket = connect(writing(c -> {}));
    Connection connection = get(opened);
    try (MemFd file = MemFd.create("file");
        MappedMemory memory = MappedMemory.anonymous(100)) {
      file.truncate(100);
      try (MappedMemory readOnly = MappedMemory.readOnly(file, 0, 100)) {
        server()
            .call(
                () -> {
                  assertThatIllegalArgumentException()
                      .isThrownBy(() -> connection.writeMapped(readOnly, 1));
                  assertThatIllegalArgumentException()
                      .isThrownBy(() -> connection.writeMapped(memory, 101));
                  assertThatIllegalArgumentException()
                      .isThrownBy(() -> connection.writeMapped(memory, -1));
                  connection.close();
                  assertThatIllegalStateException()
                      .isThrownBy(() -> connection.writeMapped(memory, 1));
                  return 0;
                });
      }
      assertThat(isUnmapped(memory)).isFalse();
    }
    socket.close();
  }
}
