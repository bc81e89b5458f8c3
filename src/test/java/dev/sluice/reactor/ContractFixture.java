package dev.sluice.reactor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** A server of one kind for each test, and what clients need. */
@Timeout(60)
abstract class ContractFixture {
  static final ConnectionHandler ECHO = (c, in) -> c.write(in);
  private static final int LIMIT_SECONDS = 30;

  final ModelServer.Model model;
  final LoopOptions options;
  final Watched.Log log = new Watched.Log();
  // Made before each test, ended after it.
  private @Nullable ModelServer running;

  ContractFixture(ModelServer.Model model, PollerKind poller, Trigger trigger) {
    this.model = model;
    this.options = LoopOptions.DEFAULT.poller(poller).trigger(trigger);
  }

  @BeforeEach
  void start() throws Exception {
    running = new ModelServer(model, options);
  }

  @AfterEach
  void nothingIsLeft() throws IOException {
    server().close();
    assertThat(log.violations).isEmpty();
    assertThat(log.closed).hasValue(log.opened.get());
  }

  final ModelServer server() {
    return Objects.requireNonNull(running);
  }

  final InetSocketAddress listen(Supplier<ConnectionHandler> handlers) throws Exception {
    return server().listen(connection -> new Watched(log, handlers.get()));
  }

  final Socket connect(ConnectionHandler handler) throws Exception {
    return LoopThread.connect(listen(() -> handler));
  }

  /** A client whose close is an RST. */
  static void reset(Socket socket) throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  static byte[] noise(int length, long seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  /** Sends in pieces of any size, on a thread of its own. */
  static CompletableFuture<Void> send(Socket socket, byte[] bytes, long seed) {
    return CompletableFuture.runAsync(
        () -> {
          Random random = new Random(seed);
          try {
            for (int at = 0; at < bytes.length; ) {
              int piece = Math.min(1 + random.nextInt(200_000), bytes.length - at);
              socket.getOutputStream().write(bytes, at, piece);
              at += piece;
            }
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        task -> Thread.ofPlatform().name("sender").start(task));
  }

  static void echoes(Socket socket, byte[] bytes, long seed) throws Exception {
    CompletableFuture<Void> sent = send(socket, bytes, seed);
    byte[] back = socket.getInputStream().readNBytes(bytes.length);
    assertThat(Arrays.equals(back, bytes)).as("%s bytes", bytes.length).isTrue();
    sent.get(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  /** Waits for what another thread is about to do. */
  static void until(String what, BooleanSupplier condition) throws InterruptedException {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - start).as(what).isLessThan(TimeUnit.SECONDS.toNanos(30));
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }
}
