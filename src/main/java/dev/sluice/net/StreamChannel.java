package dev.sluice.net;

import dev.sluice.errno.Errno;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.GatheringByteChannel;
import java.nio.channels.ScatteringByteChannel;
import java.util.Objects;

/**
 * A stream socket as NIO has channels: it never blocks, 0 means that it would have had to wait, and
 * -1 from a read is the end of the stream.
 *
 * <p>Buffers may be heap or direct. Several buffers are one call each, as far as they go: what ends
 * in the middle of one leaves those behind it as they are.
 */
public final class StreamChannel
    implements ByteChannel, ScatteringByteChannel, GatheringByteChannel {
  private final StreamSocket<?> socket;

  StreamChannel(StreamSocket<?> socket) {
    this.socket = socket;
  }

  /**
   * Receives bytes.
   *
   * @param target where they go
   * @return how many came; 0 when none are there yet, or the buffer has no room; -1 at the end
   */
  @Override
  public int read(ByteBuffer target) throws IOException {
    checkOpen();
    if (!target.hasRemaining()) {
      return 0;
    }
    long result = socket.receive(target);
    if (result == Errno.WOULD_BLOCK) {
      return 0;
    }
    return result == 0 ? -1 : (int) result;
  }

  @Override
  public long read(ByteBuffer[] targets) throws IOException {
    return read(targets, 0, targets.length);
  }

  @Override
  public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, targets.length);
    checkOpen();
    long sum = 0;
    for (int i = offset; i < offset + length; i++) {
      while (targets[i].hasRemaining()) {
        int result = read(targets[i]);
        if (result <= 0) {
          // The end is told again by the next read.
          return sum == 0 ? result : sum;
        }
        sum += result;
      }
    }
    return sum;
  }

  /**
   * Sends bytes.
   *
   * @param source where they are
   * @return how many the kernel took; 0 when it takes none now
   */
  @Override
  public int write(ByteBuffer source) throws IOException {
    checkOpen();
    return write(source, false);
  }

  private int write(ByteBuffer source, boolean more) throws IOException {
    long result = source.hasRemaining() ? socket.send(source, more) : 0;
    return result == Errno.WOULD_BLOCK ? 0 : (int) result;
  }

  @Override
  public long write(ByteBuffer[] sources) throws IOException {
    return write(sources, 0, sources.length);
  }

  @Override
  public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
    Objects.checkFromIndexSize(offset, length, sources.length);
    checkOpen();
    int last = lastWithBytes(sources, offset, length);
    long sum = 0;
    for (int i = offset; i <= last; i++) {
      while (sources[i].hasRemaining()) {
        int result = write(sources[i], i < last);
        if (result == 0) {
          return sum;
        }
        sum += result;
      }
    }
    return sum;
  }

  /** What is sent last must not wait for more. */
  private static int lastWithBytes(ByteBuffer[] buffers, int offset, int length) {
    int last = offset + length - 1;
    while (last >= offset && !buffers[last].hasRemaining()) {
      last--;
    }
    return last;
  }

  private void checkOpen() throws ClosedChannelException {
    if (!socket.isOpen()) {
      throw new ClosedChannelException();
    }
  }

  @Override
  public boolean isOpen() {
    return socket.isOpen();
  }

  /** Closes the socket. */
  @Override
  public void close() {
    socket.close();
  }
}
