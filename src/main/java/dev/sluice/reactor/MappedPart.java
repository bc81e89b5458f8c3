package dev.sluice.reactor;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.io.MappedMemory;
import dev.sluice.io.Pipe;
import dev.sluice.net.StreamSocket;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Memory whose pages go through a pipe to the socket, by vmsplice and splice. Once the last of them
 * is in the pipe it is unmapped: they belong to the kernel alone then.
 */
final class MappedPart implements OutputQueue.Part {
  private final Connection connection;
  private final long length;
  private @Nullable MappedMemory memory;
  private @Nullable Pipe pipe;
  private boolean without;
  // How many bytes have left the memory, and how many of them are in the pipe.
  private long taken;
  private long inPipe;

  MappedPart(Connection connection, MappedMemory memory, long length) {
    MemorySegment segment = memory.segment();
    if (segment.isReadOnly() || length < 0 || length > segment.byteSize()) {
      throw new IllegalArgumentException(
          length + " of " + segment.byteSize() + " bytes, or they are read-only");
    }
    this.connection = connection;
    this.memory = memory;
    this.length = length;
  }

  @Override
  public long send(StreamSocket<?> stream, long atMost, boolean more) throws IOException {
    Pipe through = pipe();
    if (through == null) {
      return sendCopy(stream, atMost, more);
    }
    fill(through);
    // Never with more to follow: the last bytes would be held back.
    long sent = through.reader().spliceTo(stream, Math.min(inPipe, atMost), false);
    if (sent > 0) {
      inPipe -= sent;
    }
    return sent;
  }

  /** Null where there is none to be had. */
  private @Nullable Pipe pipe() {
    if (pipe == null && !without) {
      try {
        pipe = Pipe.open();
      } catch (ErrnoException e) {
        // Descriptors have run out, and bytes can go another way.
        without = true;
      }
    }
    return pipe;
  }

  private void fill(Pipe through) throws ErrnoException {
    MappedMemory from = memory;
    while (from != null && taken < length) {
      long count = through.writer().vmsplice(from, taken, length - taken);
      if (count == Errno.WOULD_BLOCK) {
        return;
      }
      taken += count;
      inPipe += count;
    }
    unmap();
  }

  private long sendCopy(StreamSocket<?> stream, long atMost, boolean more) throws ErrnoException {
    MappedMemory from = memory;
    if (from == null) {
      return 0;
    }
    long sent = stream.send(from.segment(), taken, Math.min(length - taken, atMost), more);
    if (sent > 0) {
      taken += sent;
    }
    return sent;
  }

  private void unmap() {
    MappedMemory mine = memory;
    memory = null;
    if (mine == null) {
      return;
    }
    try {
      mine.close();
    } catch (IllegalStateException e) {
      // Somebody else's call uses it, who was not to: it stays mapped.
      connection.loop().logFailure(connection, e);
    }
  }

  @Override
  public long remaining() {
    return length - taken + inPipe;
  }

  @Override
  public void close() {
    unmap();
    if (pipe != null) {
      pipe.close();
      pipe = null;
    }
  }
}
