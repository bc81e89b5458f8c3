package dev.sluice.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** A socket of the JDK at the other end of what is tested. */
final class Peer implements AutoCloseable {
  static final int LIMIT_SECONDS = 40;

  final Socket socket;

  /** How many bytes the kernel has taken of those that were to be sent. */
  final AtomicLong sent = new AtomicLong();

  /** All that came, and whether a reset followed instead of an end. */
  static final class Received {
    private final byte[] bytes;
    private final boolean reset;

    private Received(byte[] bytes, boolean reset) {
      this.bytes = bytes;
      this.reset = reset;
    }

    byte[] bytes() {
      return bytes;
    }

    boolean reset() {
      return reset;
    }
  }

  Peer(Socket socket) throws IOException {
    this.socket = socket;
    socket.setSoTimeout(LIMIT_SECONDS * 1000);
    socket.setTcpNoDelay(true);
  }

  static Peer connect(int port) throws IOException {
    return new Peer(new Socket(InetAddress.getLoopbackAddress(), port));
  }

  static byte[] noise(int length, long seed) {
    byte[] bytes = new byte[length];
    new Random(seed).nextBytes(bytes);
    return bytes;
  }

  void send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    sent.addAndGet(bytes.length);
  }

  /** Sends in pieces of any size, on a thread of its own. */
  CompletableFuture<Void> sending(byte[] bytes, long seed) {
    return onThread(
        () -> {
          Random random = new Random(seed);
          for (int at = 0; at < bytes.length; ) {
            int most = 1 << random.nextInt(19);
            int piece = Math.min(1 + random.nextInt(most), bytes.length - at);
            socket.getOutputStream().write(bytes, at, piece);
            sent.addAndGet(piece);
            at += piece;
          }
          return null;
        });
  }

  /** As above, and then ends its stream. */
  CompletableFuture<Void> sendingAll(byte[] bytes, long seed) {
    return sending(bytes, seed)
        .thenRun(
            () -> {
              try {
                socket.shutdownOutput();
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
  }

  byte[] receive(int count) throws IOException {
    return socket.getInputStream().readNBytes(count);
  }

  Received receiveAll() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] piece = new byte[1 << 16];
    try {
      for (int n = read(piece); n >= 0; n = read(piece)) {
        bytes.write(piece, 0, n);
      }
      return new Received(bytes.toByteArray(), false);
    } catch (SocketException e) {
      return new Received(bytes.toByteArray(), true);
    }
  }

  /** Waits until so many bytes have come that nobody has read. */
  void awaitUnread(int count) throws InterruptedException {
    until(
        "arrived",
        () -> {
          try {
            return socket.getInputStream().available() >= count;
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });
  }

  private int read(byte[] piece) throws IOException {
    return socket.getInputStream().read(piece);
  }

  CompletableFuture<Received> receivingAll() {
    return onThread(this::receiveAll);
  }

  void endOutput() throws IOException {
    socket.shutdownOutput();
  }

  /** Closes with an RST. */
  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }

  static <T> CompletableFuture<T> onThread(Callable<T> task) {
    CompletableFuture<T> result = new CompletableFuture<>();
    Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              try {
                result.complete(task.call());
              } catch (Throwable t) {
                result.completeExceptionally(t);
              }
            });
    return result;
  }

  static <T> T get(CompletableFuture<T> future) throws Exception {
    return future.get(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  /** Waits for what another thread is about to do. */
  static void until(String what, BooleanSupplier condition) throws InterruptedException {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - start)
          .as(what)
          .isLessThan(TimeUnit.SECONDS.toNanos(LIMIT_SECONDS));
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }

  /** Both have these bytes, compared without a page of output where they differ. */
  static void same(byte[] found, byte[] expected) {
    assertThat(found.length).as("bytes").isEqualTo(expected.length);
    assertThat(Arrays.mismatch(found, expected)).as("first that differs").isEqualTo(-1);
  }

  /** The one begins as the other. */
  static void begins(byte[] found, byte[] expected) {
    assertThat(found.length).as("bytes").isLessThanOrEqualTo(expected.length);
    same(found, Arrays.copyOf(expected, found.length));
  }
}
