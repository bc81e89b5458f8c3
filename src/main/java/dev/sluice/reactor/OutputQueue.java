package dev.sluice.reactor;

import dev.sluice.errno.Errno;
import dev.sluice.fd.Fd;
import dev.sluice.net.StreamSocket;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;

/** What waits to be sent on one connection: unlike parts in one order. */
final class OutputQueue {
  /** One thing to send. */
  private sealed interface Part {
    /** Sends what the socket takes: bytes sent, or WOULD_BLOCK. */
    long send(StreamSocket<?> stream, long atMost, boolean more) throws IOException;

    long remaining();

    void close();
  }

  /** Bytes that this queue owns. */
  private static final class Bytes implements Part {
    private final MemorySegment bytes;
    private final boolean more;
    private int position;

    Bytes(byte[] bytes, boolean more) {
      this.bytes = MemorySegment.ofArray(bytes);
      this.more = more;
    }

    @Override
    public long send(StreamSocket<?> stream, long atMost, boolean moreParts) throws IOException {
      long sent = stream.send(bytes, position, Math.min(remaining(), atMost), more || moreParts);
      if (sent > 0) {
        position += (int) sent;
      }
      return sent;
    }

    @Override
    public long remaining() {
      return bytes.byteSize() - position;
    }

    @Override
    public void close() {}
  }

  /** A region of a file that this queue owns. */
  private static final class FileRegion implements Part {
    private final Fd file;
    private final MemorySegment offsetCell;
    private long offset;
    private long remaining;

    FileRegion(Fd file, long offset, long count, MemorySegment offsetCell) {
      this.file = file;
      this.offset = offset;
      this.remaining = count;
      this.offsetCell = offsetCell;
    }

    @Override
    public long send(StreamSocket<?> stream, long atMost, boolean moreParts) throws IOException {
      offsetCell.set(ValueLayout.JAVA_LONG, 0, offset);
      long sent = stream.sendFile(file, offsetCell, Math.min(remaining, atMost));
      if (sent == 0) {
        throw new EOFException("the file ended " + remaining + " bytes before what was announced");
      }
      if (sent > 0) {
        offset += sent;
        remaining -= sent;
      }
      return sent;
    }

    @Override
    public long remaining() {
      return remaining;
    }

    @Override
    public void close() {
      file.close();
    }
  }

  private final ArrayDeque<Part> parts = new ArrayDeque<>(2);
  private long pending;

  boolean isEmpty() {
    return parts.isEmpty();
  }

  /** Bytes that wait, those of files included. */
  long pending() {
    return pending;
  }

  void addBytes(byte[] bytes, boolean more) {
    add(new Bytes(bytes, more));
  }

  void addFile(Fd file, long offset, long count, MemorySegment offsetCell) {
    add(new FileRegion(file, offset, count, offsetCell));
  }

  private void add(Part part) {
    if (part.remaining() == 0) {
      part.close();
      return;
    }
    parts.add(part);
    pending += part.remaining();
  }

  /**
   * Sends until the socket takes no more, nothing is left or the budget is used.
   *
   * @return how many bytes went
   */
  long flush(StreamSocket<?> stream, long budget) throws IOException {
    long left = budget;
    while (left > 0 && !parts.isEmpty()) {
      Part part = parts.getFirst();
      long sent = part.send(stream, left, parts.size() > 1);
      if (sent == Errno.WOULD_BLOCK) {
        break;
      }
      left -= sent;
      pending -= sent;
      if (part.remaining() == 0) {
        parts.removeFirst();
        part.close();
      }
    }
    return budget - left;
  }

  /** Drops everything. */
  void clear() {
    parts.forEach(Part::close);
    parts.clear();
    pending = 0;
  }
}
