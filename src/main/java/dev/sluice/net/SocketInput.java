package dev.sluice.net;

import static dev.sluice.sys.PollConstants.EPOLLIN;
import static dev.sluice.sys.PollConstants.EPOLLRDHUP;

import dev.sluice.errno.Errno;
import dev.sluice.fd.Blocking;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.MemorySegment;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What comes in by a stream socket, waited for. */
final class SocketInput extends InputStream {
  private final StreamSocket<?> socket;
  private final @Nullable Duration limit;

  SocketInput(StreamSocket<?> socket, @Nullable Duration limit) {
    this.socket = socket;
    this.limit = limit;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 255;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    Blocking.check("read");
    Objects.checkFromIndexSize(offset, length, bytes.length);
    if (length == 0) {
      return 0;
    }
    MemorySegment room = MemorySegment.ofArray(bytes);
    long result = receive(room, offset, Math.min(length, StreamSocket.HEAP_CHUNK));
    return result == 0 ? -1 : (int) result;
  }

  private long receive(MemorySegment room, int offset, int length) throws IOException {
    checkOpen(socket);
    long result = socket.receive(room, offset, length);
    if (result != Errno.WOULD_BLOCK) {
      return result;
    }
    try (Readiness readiness = new Readiness(socket.fd(), EPOLLIN | EPOLLRDHUP, limit)) {
      while (result == Errno.WOULD_BLOCK) {
        if (!readiness.await()) {
          throw new SocketTimeoutException("nothing was received within " + limit);
        }
        result = socket.receive(room, offset, length);
      }
      return result;
    }
  }

  static void checkOpen(StreamSocket<?> socket) throws SocketException {
    if (!socket.isOpen()) {
      throw new SocketException("the socket is closed");
    }
  }

  @Override
  public int available() throws IOException {
    checkOpen(socket);
    return socket.available();
  }

  @Override
  public void close() {
    socket.close();
  }
}
