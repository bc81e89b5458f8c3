package dev.sluice.benchmarks.peers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.CompletableFuture;

/** A TCP client that does what it is told. */
final class PeerClient implements AutoCloseable {
  static final int USUAL = 0;
  static final int LITTLE = 32 * 1024;

  // Not an expectation: it only keeps a test from hanging.
  private static final int LIMIT_MILLIS = 30_000;

  private final Socket socket;
  private final InputStream in;

  PeerClient(int port, int receiveBuffer) throws IOException {
    socket = new Socket();
    if (receiveBuffer != USUAL) {
      socket.setReceiveBufferSize(receiveBuffer);
    }
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(LIMIT_MILLIS);
    socket.connect(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), LIMIT_MILLIS);
    in = new BufferedInputStream(socket.getInputStream());
  }

  /** The other end of a connection. */
  PeerClient(Socket accepted) throws IOException {
    socket = accepted;
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(LIMIT_MILLIS);
    in = new BufferedInputStream(socket.getInputStream());
  }

  PeerClient send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    return this;
  }

  PeerClient send(String text) throws IOException {
    return send(text.getBytes(ISO_8859_1));
  }

  PeerClient get(String target) throws IOException {
    return send("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
  }

  /** Sends while the caller does something else; what fails shows in what the caller reads. */
  Thread sendMeanwhile(byte[] bytes) {
    return Thread.startVirtualThread(
        () -> {
          try {
            send(bytes).endOutput();
          } catch (IOException e) {
            // The caller misses bytes then.
          }
        });
  }

  /** Reads to the end while the caller does something else. */
  CompletableFuture<byte[]> readMeanwhile() {
    CompletableFuture<byte[]> all = new CompletableFuture<>();
    Thread.startVirtualThread(
        () -> {
          try {
            all.complete(readToEnd());
          } catch (IOException e) {
            all.completeExceptionally(e);
          }
        });
    return all;
  }

  void endOutput() throws IOException {
    socket.shutdownOutput();
  }

  byte[] read(int count) throws IOException {
    return in.readNBytes(count);
  }

  /** All until the end of the connection; a reset is an exception. */
  byte[] readToEnd() throws IOException {
    return in.readAllBytes();
  }

  PeerAnswer answer() throws IOException {
    return PeerAnswer.read(in);
  }

  void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
