package dev.sluice.examples.mirror;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;

/** A server or a mirror, in the hands of a test. */
final class Sink implements AutoCloseable {
  private static final byte[] LOOPBACK = {127, 0, 0, 1};
  private static final int LIMIT_MILLIS = 30_000;

  private final ServerSocket listener;

  Sink() throws IOException {
    this(50);
  }

  Sink(int backlog) throws IOException {
    listener = new ServerSocket(0, backlog, InetAddress.getByAddress(LOOPBACK));
    listener.setSoTimeout(LIMIT_MILLIS);
  }

  String address() {
    return "127.0.0.1:" + port();
  }

  int port() {
    return listener.getLocalPort();
  }

  /** A connection that waits in the backlog. */
  Socket connect() throws IOException {
    return new Socket(listener.getInetAddress(), port());
  }

  Socket accept() throws IOException {
    Socket socket = listener.accept();
    socket.setSoTimeout(LIMIT_MILLIS);
    return socket;
  }

  /** Accepts one, reads it to the end, then answers: how much came, and its SHA-256. */
  CompletableFuture<String> take(byte[] answer) {
    CompletableFuture<String> result = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try (Socket socket = accept()) {
                String sum = sum(socket.getInputStream());
                socket.getOutputStream().write(answer);
                socket.shutdownOutput();
                result.complete(sum);
              } catch (IOException | RuntimeException e) {
                result.completeExceptionally(e);
              }
            });
    return result;
  }

  /** Closes with an RST. */
  static void reset(Socket socket) throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  /** How much comes until the end, and its SHA-256. */
  static String sum(InputStream in) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      long count = new DigestInputStream(in, sha).transferTo(OutputStream.nullOutputStream());
      return count + " " + HexFormat.of().formatHex(sha.digest());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
