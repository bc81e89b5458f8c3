package dev.sluice.reactor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.sluice.buffer.Lease;
import dev.sluice.io.MappedMemory;
import dev.sluice.net.SockAddr;
import dev.sluice.net.UnixAddr;
import dev.sluice.support.Jvm;
import dev.sluice.support.Run;
import dev.sluice.support.Strace;
import dev.sluice.support.Tools;
import dev.sluice.sys.Ids;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where the kernel does not send without a copy the bytes arrive all the same, and it is told. */
@Timeout(120)
class ZeroCopyFaultsTest {
  private static final int COUNT = 12;
  private static final int SIZE = 200_000;

  private final LoopThread thread;
  private final ConcurrentLinkedQueue<ZeroCopyResult> results = new ConcurrentLinkedQueue<>();
  @TempDir private Path folder;

  ZeroCopyFaultsTest() throws Exception {
    thread = new LoopThread();
  }

  @AfterEach
  void close() throws IOException {
    thread.close();
  }

  private static byte[] bytes(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }

  /** Answers each byte that comes by a dozen leases; what is asked for first is only an answer. */
  private ConnectionHandler answering() {
    return (c, in) -> {
      while (in.remaining() > 0) {
        in.read();
        for (int i = 0; i < COUNT; i++) {
          writeZeroCopy(c, bytes(SIZE + i), results);
        }
      }
    };
  }

  static void writeZeroCopy(
      Connection connection, byte[] bytes, ConcurrentLinkedQueue<ZeroCopyResult> results) {
    Lease lease = connection.loop().buffers().lease(bytes.length);
    MemorySegment.copy(MemorySegment.ofArray(bytes), 0, lease.segment(), 0, bytes.length);
    connection.writeZeroCopy(lease, results::add);
  }

  private void arrives(InputStream in) throws Exception {
    for (int i = 0; i < COUNT; i++) {
      assertThat(in.readNBytes(SIZE + i)).isEqualTo(bytes(SIZE + i));
    }
    while (results.size() < COUNT) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
    assertThat(results).noneMatch(ZeroCopyResult::abandoned);
    assertThat(results).allMatch(result -> result.sent() >= SIZE);
    assertThat(thread.call(() -> thread.loop.buffers().statistics().leased())).isZero();
  }

  /** Lets go while the loop makes no call: one that is to fail would get ENOSYS. */
  private void letGo(Strace strace) throws Exception {
    CompletableFuture<Integer> held = new CompletableFuture<>();
    CompletableFuture<Integer> free = new CompletableFuture<>();
    thread.loop.execute(
        () -> {
          held.complete(0);
          while (!free.isDone()) {
            Thread.onSpinWait();
          }
        });
    held.get(30, TimeUnit.SECONDS);
    strace.close();
    free.complete(0);
  }

  @Test
  void straceSeesTheFlagAndNothingPlain() throws Exception {
    InetSocketAddress address = thread.listen(c -> answering());
    try (Socket socket = LoopThread.connect(address);
        Strace strace = Strace.ofThread(thread.call(Ids::gettid), "sendto")) {
      socket.getOutputStream().write(1);
      arrives(socket.getInputStream());
      assertThat(strace.lines("MSG_ZEROCOPY")).isGreaterThanOrEqualTo(COUNT);
      assertThat(strace.lines("sendto(")).isEqualTo(strace.lines("MSG_ZEROCOPY"));
    }
    assertThat(thread.loop.statistics().zeroCopyRefused()).isZero();
  }

  @Test
  void whatTheKernelHasNoRoomForIsSentPlainly() throws Exception {
    InetSocketAddress address = thread.listen(c -> answering());
    try (Socket socket = LoopThread.connect(address)) {
      // Each second one, so that the plain send that follows is none of them.
      String injection = "sendto:error=ENOBUFS:when=1+2";
      try (Strace strace =
          Strace.ofThread(thread.call(Ids::gettid), "sendto," + Strace.WAITS, injection)) {
        socket.getOutputStream().write(1);
        arrives(socket.getInputStream());
        assertThat(strace.injected()).isPositive();
        letGo(strace);
      }
      assertThat(thread.loop.statistics().zeroCopyRefused()).isPositive();
      results.clear();
      socket.getOutputStream().write(1);
      arrives(socket.getInputStream());
    }
  }

  @Test
  void localSocketsCopy() throws Exception {
    UnixAddr address = SockAddr.unix(folder.resolve("socket").toString());
    thread.call(() -> UnixServer.listen(thread.loop, address, c -> answering()));
    try (SocketChannel channel =
        SocketChannel.open(UnixDomainSocketAddress.of(folder.resolve("socket")))) {
      Channels.newOutputStream(channel).write(1);
      arrives(Channels.newInputStream(channel));
    }
    assertThat(results).allMatch(result -> result.copied() == result.sent());
    assertThat(thread.loop.statistics().zeroCopySends()).isZero();
    assertThat(thread.loop.statistics().zeroCopyRefused()).isGreaterThanOrEqualTo(COUNT);
  }

  @Test
  void completionsOfIpv6AreUnderstood() throws Exception {
    TcpServer server =
        thread.call(
            () -> TcpServer.listen(thread.loop, SockAddr.inet6("::1", 0), c -> answering()));
    try (Socket socket = LoopThread.connect(server.localAddress().toInetSocketAddress())) {
      socket.getOutputStream().write(1);
      arrives(socket.getInputStream());
    }
    assertThat(thread.loop.statistics().zeroCopySends()).isGreaterThanOrEqualTo(COUNT);
    assertThat(thread.loop.statistics().zeroCopyRefused()).isZero();
  }

  @Test
  void mappedMemoryNeedsNoPipe() throws Exception {
    byte[] bytes = bytes(3_000_000);
    CompletableFuture<MappedMemory> written = new CompletableFuture<>();
    ConnectionHandler handler =
        (c, in) -> {
          in.skip(in.remaining());
          MappedMemory memory = MappedMemory.anonymous(bytes.length);
          memory.segment().copyFrom(MemorySegment.ofArray(bytes));
          c.writeMapped(memory, bytes.length);
          written.complete(memory);
        };
    try (Socket socket = LoopThread.connect(thread.listen(c -> handler));
        Strace strace =
            Strace.ofThread(
                thread.call(Ids::gettid), "pipe2,splice", "pipe2:error=EMFILE:when=1")) {
      socket.getOutputStream().write(1);
      assertThat(socket.getInputStream().readNBytes(bytes.length)).isEqualTo(bytes);
      assertThat(strace.injected()).isEqualTo(1);
      assertThat(strace.lines("splice(")).isZero();
    }
    thread.call(() -> 0);
    MappedMemory memory = written.get(30, TimeUnit.SECONDS);
    assertThatIllegalStateException().isThrownBy(memory::segment);
  }

  /** Many that the peer does not acknowledge, where each socket may have but few outstanding. */
  static final class Crowded {
    private Crowded() {}

    public static void main(String[] args) throws Exception {
      ConcurrentLinkedQueue<ZeroCopyResult> results = new ConcurrentLinkedQueue<>();
      try (LoopThread thread = new LoopThread()) {
        ConnectionHandler handler =
            (c, in) -> {
              in.skip(in.remaining());
              c.write(new byte[SIZE]);
              for (int i = 0; i < 20; i++) {
                writeZeroCopy(c, bytes(SIZE), results);
              }
            };
        try (Socket socket = ZeroCopyContract.deaf(thread.listen(c -> handler))) {
          socket.getOutputStream().write(1);
          socket.getInputStream().readNBytes(SIZE);
          for (int i = 0; i < 20; i++) {
            assertThat(socket.getInputStream().readNBytes(SIZE)).isEqualTo(bytes(SIZE));
          }
        }
        while (results.size() < 20) {
          TimeUnit.MILLISECONDS.sleep(1);
        }
        assertThat(thread.loop.statistics().zeroCopyRefused()).as("refused").isPositive();
        assertThat(thread.loop.statistics().zeroCopySends()).as("sends").isPositive();
        assertThat(thread.loop.buffers().statistics().leased()).isZero();
      }
    }
  }

  @Test
  void theKernelsOwnLimitIsKept() throws Exception {
    Tools.require("unshare util-linux", "ip iproute2");
    String limit = "/proc/sys/net/core/optmem_max";
    if (Run.command("unshare", "-n", "test", "-w", limit).exit() != 0) {
      Tools.missing("a network namespace with a limit of its own (root, Linux 6.8)");
    }
    String script = "ip link set lo up && echo 3000 > " + limit + " && exec \"$@\"";
    List<String> command = Jvm.command(List.of(), Crowded.class);
    command.addAll(0, List.of("unshare", "-n", "sh", "-c", script, "sh"));
    Run run = Run.command(Duration.ofMinutes(1), command);
    assertThat(run.exit()).as(run.err()).isZero();
  }
}
