package dev.sluice.reactor;

import dev.sluice.buffer.Lease;
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
  interface Part {
    /** Sends what the socket takes: bytes sent, or WOULD_BLOCK. */
    long send(StreamSocket<?> stream, long atMost, boolean more) throws IOException;

    /** How much of it counts as waiting; 0 when it is done. */
    long remaining();

    /** False while its bytes are still to come from elsewhere. */
    default boolean isReady() {
      return true;
    }

    /** It was sent, or is dropped. */
    void close();
  }

  /** Bytes that this queue owns. */
  static final class Bytes implements Part {
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

  /** A lease that this queue owns, and releases. */
  static final class Leased implements Part {
    private final Lease lease;
    private final int end;
    private int position;

    Leased(Lease lease, int position) {
      this.lease = lease;
      this.end = lease.size();
      this.position = position;
    }

    @Override
    public long send(StreamSocket<?> stream, long atMost, boolean moreParts) throws IOException {
      long sent = stream.send(lease.segment(), position, Math.min(remaining(), atMost), moreParts);
      if (sent > 0) {
        position += (int) sent;
      }
      return sent;
    }

    @Override
    public long remaining() {
      return (long) end - position;
    }

    @Override
    public void close() {
      lease.release();
    }
  }

  /** A region of a file that is lent to this queue. */
  static final class FileRegion implements Part {
    private final Connection connection;
    private final Fd file;
    private final Runnable done;
    private long offset;
    private long remaining;

    FileRegion(Connection connection, Fd file, long offset, long count, Runnable done) {
      this.connection = connection;
      this.file = file;
      this.offset = offset;
      this.remaining = count;
      this.done = done;
    }

    @Override
    public long send(StreamSocket<?> stream, long atMost, boolean moreParts) throws IOException {
      MemorySegment offsetCell = connection.context().scratch().offsetCell();
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
      done.run();
    }
  }

  private final ArrayDeque<Part> parts = new ArrayDeque<>(2);
  private long pending;
  private long waitingSince;
  private boolean blocked;

  boolean isEmpty() {
    return parts.isEmpty();
  }

  boolean waitsForSocket() {
    return !parts.isEmpty() && parts.getFirst().isReady();
  }

  /** When the first of what waits came. */
  long waitingSince() {
    return waitingSince;
  }

  void waitsSince(long now) {
    waitingSince = now;
  }

  /** Bytes that wait, those of files included. */
  long pending() {
    return pending;
  }

  void add(Part part) {
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
    blocked = false;
    while (left > 0 && waitsForSocket()) {
      Part part = parts.getFirst();
      if (part.remaining() == 0) {
        parts.removeFirst().close();
        continue;
      }
      long before = part.remaining();
      long sent = part.send(stream, left, parts.size() > 1);
      pending -= before - part.remaining();
      if (sent != Errno.WOULD_BLOCK) {
        left -= sent;
      }
      if (sent == Errno.WOULD_BLOCK && part.remaining() > 0) {
        blocked = part.isReady();
        break;
      }
    }
    while (!parts.isEmpty() && parts.getFirst().remaining() == 0) {
      parts.removeFirst().close();
    }
    return budget - left;
  }

  /** A part has fewer bytes to come than it was thought. */
  void shrink(long bytes) {
    pending -= bytes;
  }

  /** Whether the last flush ended because the socket took no more. */
  boolean isBlocked() {
    return blocked;
  }

  /** Drops everything. */
  void clear() {
    parts.forEach(Part::close);
    parts.clear();
    pending = 0;
  }
}
