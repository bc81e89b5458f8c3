package dev.sluice.net;

import static dev.sluice.sys.PollConstants.EPOLLOUT;

import dev.sluice.errno.Errno;
import dev.sluice.fd.Blocking;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What goes out by a stream socket, waited for. */
final class SocketOutput extends OutputStream {
  private final StreamSocket<?> socket;
  private final @Nullable Duration limit;

  SocketOutput(StreamSocket<?> socket, @Nullable Duration limit) {
    this.socket = socket;
    this.limit = limit;
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    Blocking.check("write");
    Objects.checkFromIndexSize(offset, length, bytes.length);
    SocketInput.checkOpen(socket);
    MemorySegment all = MemorySegment.ofArray(bytes).asSlice(offset, length);
    long sent = sendUntilFull(all, 0);
    if (sent < length) {
      sendWaiting(all, sent);
    }
  }

  private void sendWaiting(MemorySegment all, long from) throws IOException {
    long sent = from;
    try (Readiness readiness = new Readiness(socket.fd(), EPOLLOUT, limit)) {
      while (sent < all.byteSize()) {
        if (!readiness.await()) {
          SocketTimeoutException late =
              new SocketTimeoutException("the peer took no more within " + limit);
          late.bytesTransferred = (int) sent;
          throw late;
        }
        sent = sendUntilFull(all, sent);
      }
    }
  }

  /** Sends until all is gone or the kernel takes no more; returns how far it came. */
  private long sendUntilFull(MemorySegment all, long from) throws IOException {
    long sent = from;
    while (sent < all.byteSize()) {
      long left = all.byteSize() - sent;
      long chunk = Math.min(left, StreamSocket.HEAP_CHUNK);
      long result = socket.send(all, sent, chunk, chunk < left);
      if (result == Errno.WOULD_BLOCK) {
        break;
      }
      sent += result;
    }
    return sent;
  }

  @Override
  public void close() {
    socket.close();
  }
}
