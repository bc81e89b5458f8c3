package dev.sluice.reactor;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.errno.ErrnoException;
import dev.sluice.support.Strace;
import dev.sluice.sys.Ids;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a loop makes of calls that fail, as strace lets them. */
@Timeout(60)
class LoopFaultsTest {
  private static final String CALLS = Strace.WAITS + ",accept4,recvfrom,sendto,epoll_ctl";

  // Waits in a second: a small part of those of a loop that spins, even while it is traced.
  private static final long SPINNING = 600;

  private final LoopThread thread;
  private final int tid;

  /** Echoes, and remembers how the connection ended. */
  private static final class Recorder implements ConnectionHandler {
    final List<IOException> errors = new ArrayList<>();
    final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private int closes;

    @Override
    public void onData(Connection c, Input in) {
      c.write(in);
    }

    @Override
    public void onError(Connection c, IOException failure) {
      errors.add(failure);
    }

    @Override
    public void onClose(Connection c) {
      closed.complete(++closes);
    }
  }

  LoopFaultsTest() throws Exception {
    thread = new LoopThread();
    tid = thread.call(Ids::gettid);
  }

  @AfterEach
  void close() throws IOException {
    thread.close();
  }

  private Strace inject(String... injections) throws Exception {
    return Strace.ofThread(tid, CALLS, injections);
  }

  /** Lets go while the loop makes no call: one that is to fail would get ENOSYS. */
  private void letGo(Strace strace) throws Exception {
    CountDownLatch halted = new CountDownLatch(1);
    CountDownLatch free = new CountDownLatch(1);
    thread.loop.execute(
        () -> {
          halted.countDown();
          while (free.getCount() > 0) {
            // Interrupted as it may be, it could not wait otherwise.
            Thread.onSpinWait();
          }
        });
    assertThat(halted.await(30, TimeUnit.SECONDS)).isTrue();
    strace.close();
    free.countDown();
  }

  private static void echoes(Socket socket) throws IOException {
    socket.getOutputStream().write("hello".getBytes(US_ASCII));
    assertThat(socket.getInputStream().readNBytes(5)).asString().isEqualTo("hello");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void outOfMemoryTasksAndTimersStillRun(boolean interrupted) throws Exception {
    InetSocketAddress address = thread.listen(c -> new Recorder());
    try (Socket socket = LoopThread.connect(address)) {
      echoes(socket);
      if (interrupted) {
        thread.call(
            () -> {
              Thread.currentThread().interrupt();
              return 0;
            });
      }
      try (Strace strace = inject(Strace.WAITS + ":error=ENOMEM")) {
        CountDownLatch timer = new CountDownLatch(1);
        thread.call(() -> thread.loop.schedule(Duration.ofMillis(20), timer::countDown));
        assertThat(timer.await(30, TimeUnit.SECONDS)).isTrue();
        socket.getOutputStream().write("later".getBytes(US_ASCII));
        strace.awaitInjected(3);
        assertThat(strace.waitsPerSecond()).isLessThan(SPINNING);
        assertThat(socket.getInputStream().available()).isZero();
        letGo(strace);
      }
      assertThat(socket.getInputStream().readNBytes(5)).asString().isEqualTo("later");
      assertThat(thread.call(Thread::interrupted)).isEqualTo(interrupted);
    }
  }

  @ParameterizedTest
  @CsvSource({"recvfrom, ECONNRESET", "recvfrom, ETIMEDOUT", "sendto, EPIPE", "sendto, ECONNRESET"})
  void aBrokenConnectionIsAnErrorOfItsOwn(String call, String errno) throws Exception {
    List<Recorder> recorders = List.of(new Recorder(), new Recorder());
    try (Socket first = LoopThread.connect(thread.listen(c -> recorders.get(0)));
        Socket second = LoopThread.connect(thread.listen(c -> recorders.get(1)))) {
      echoes(first);
      echoes(second);
      try (Strace strace = inject(call + ":error=" + errno + ":when=1")) {
        first.getOutputStream().write(1);
        assertThat(recorders.get(0).closed.get(30, TimeUnit.SECONDS)).isEqualTo(1);
        echoes(second);
        assertThat(strace.injected()).isEqualTo(1);
      }
    }
    assertThat(thread.call(() -> recorders.get(0).errors))
        .singleElement()
        .extracting(e -> ((ErrnoException) e).errno().name())
        .isEqualTo(errno);
    assertThat(recorders.get(1).closed.get(30, TimeUnit.SECONDS)).isEqualTo(1);
    assertThat(thread.call(() -> recorders.get(1).errors)).isEmpty();
  }

  @Test
  void aSocketThatIsWritableAndTakesNothingDoesNotSpin() throws Exception {
    InetSocketAddress address = thread.listen(c -> new Recorder());
    try (Socket socket = LoopThread.connect(address);
        Socket other = LoopThread.connect(address)) {
      echoes(socket);
      echoes(other);
      try (Strace strace = inject("sendto:error=EAGAIN")) {
        socket.getOutputStream().write("one ".getBytes(US_ASCII));
        other.getOutputStream().write("1".getBytes(US_ASCII));
        strace.awaitInjected(3);
        assertThat(strace.waitsPerSecond()).isLessThan(SPINNING);
        socket.getOutputStream().write("two".getBytes(US_ASCII));
        socket.shutdownOutput();
        letGo(strace);
      }
      assertThat(socket.getInputStream().readAllBytes()).asString().isEqualTo("one two");
      assertThat(other.getInputStream().read()).isEqualTo('1');
      echoes(other);
    }
  }

  @Test
  void aConnectionThatRestsCanBeClosed() throws Exception {
    CompletableFuture<Connection> opened = new CompletableFuture<>();
    Recorder recorder = new Recorder();
    InetSocketAddress address =
        thread.listen(
            c -> {
              opened.complete(c);
              return recorder;
            });
    try (Socket socket = LoopThread.connect(address)) {
      echoes(socket);
      try (Strace strace = inject("sendto:error=EAGAIN")) {
        socket.getOutputStream().write(1);
        Connection connection = opened.get(30, TimeUnit.SECONDS);
        strace.awaitInjected(3);
        thread.call(
            () -> {
              connection.close();
              return 0;
            });
        assertThat(socket.getInputStream().read()).isEqualTo(-1);
        int sends = strace.injected();
        TimeUnit.MILLISECONDS.sleep(50);
        assertThat(strace.injected()).isEqualTo(sends);
      }
      assertThat(recorder.closed.get(30, TimeUnit.SECONDS)).isEqualTo(1);
      assertThat(thread.call(() -> recorder.errors)).isEmpty();
    }
  }

  /** The first change of its interest lets it rest, the second one wakes it. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void aListenerThatTheKernelDoesNotWakeIsWokenLater(int failing) throws Exception {
    InetSocketAddress address = thread.listen(c -> new Recorder());
    try (Socket early = LoopThread.connect(address)) {
      echoes(early);
      String noMemory = "epoll_ctl:error=ENOMEM:when=" + failing;
      try (Strace strace = inject("accept4:error=ENOBUFS:when=1", noMemory);
          Socket late = LoopThread.connect(address)) {
        echoes(late);
        echoes(early);
        assertThat(strace.injected()).isEqualTo(2);
      }
    }
  }

  @Test
  void aFailureForGoodEndsTheLoop() throws Exception {
    try (EventLoop mine = EventLoop.open();
        Strace strace =
            Strace.ofThread(Ids.gettid(), CALLS, Strace.WAITS + ":error=EBADF:when=1")) {
      assertThatThrownBy(mine::run).hasMessage("epoll_wait: EBADF (Bad file descriptor)");
      assertThat(strace.injected()).isEqualTo(1);
    }
  }
}
