package dev.sluice.examples;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;

/** A TCP client that does what it is told, byte by byte. */
public final class RawClient implements AutoCloseable {
  // Not an expectation: it only keeps a test from hanging.
  private static final int LIMIT_MILLIS = 30_000;
  private static final int UNTOUCHED = 0;
  private static final byte[] LOOPBACK = {127, 0, 0, 1};

  private final Socket socket;
  private final InputStream in;

  private RawClient(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new BufferedInputStream(socket.getInputStream(), 64 * 1024);
  }

  /** Connects to a server on this machine. */
  public static RawClient connect(int port) throws IOException {
    return connect(port, UNTOUCHED);
  }

  /** Connects with a receive buffer of a certain size, to be a slow reader early. */
  public static RawClient connect(int port, int receiveBuffer) throws IOException {
    Socket socket = new Socket();
    try {
      if (receiveBuffer != UNTOUCHED) {
        socket.setReceiveBufferSize(receiveBuffer);
      }
      socket.setTcpNoDelay(true);
      socket.connect(new InetSocketAddress(InetAddress.getByAddress(LOOPBACK), port), LIMIT_MILLIS);
      socket.setSoTimeout(LIMIT_MILLIS);
      return new RawClient(socket);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** Sends bytes, in one write. */
  public RawClient send(byte[] bytes) throws IOException {
    socket.getOutputStream().write(bytes);
    return this;
  }

  /** Sends text, a byte per character. */
  public RawClient send(String text) throws IOException {
    return send(text.getBytes(ISO_8859_1));
  }

  /** Sends parts, with a pause between them so that they arrive as such. */
  public RawClient sendApart(byte[]... parts) throws IOException {
    for (int i = 0; i < parts.length; i++) {
      if (i > 0) {
        Await.pause(1);
      }
      send(parts[i]);
    }
    return this;
  }

  /** Ends its output with a FIN; it still reads. */
  public RawClient endOutput() throws IOException {
    socket.shutdownOutput();
    return this;
  }

  /** What it receives. */
  public InputStream in() {
    return in;
  }

  /** Reads the answer to a GET. */
  public Answer answer() throws IOException {
    return Answer.read(in, true);
  }

  /** Reads the answer to a HEAD. */
  public Answer headAnswer() throws IOException {
    return Answer.read(in, false);
  }

  /** Reads all until the server's FIN. An RST is an exception. */
  public byte[] untilEnd() throws IOException {
    return in.readAllBytes();
  }

  /** Reads until the server's FIN or RST: how many bytes came. */
  public long drain() throws IOException {
    long count = 0;
    byte[] room = new byte[64 * 1024];
    try {
      for (int n = in.read(room); n >= 0; n = in.read(room)) {
        count += n;
      }
    } catch (SocketException e) {
      // Reset: also an end.
    }
    return count;
  }

  /** Closes, in the middle of a test. */
  public void end() throws IOException {
    socket.close();
  }

  /** Closes with an RST. */
  public void reset() throws IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
