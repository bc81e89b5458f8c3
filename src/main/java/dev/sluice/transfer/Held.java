package dev.sluice.transfer;

import dev.sluice.buffer.BufferPool;
import dev.sluice.buffer.Lease;
import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Bytes in memory that the sink has not taken yet. */
final class Held {
  private final MemorySegment memory;
  private final @Nullable Lease lease;
  private final long end;
  private long position;

  private Held(MemorySegment memory, @Nullable Lease lease, long length) {
    this.memory = memory;
    this.lease = lease;
    this.end = length;
  }

  static Held of(byte[] bytes) {
    return new Held(MemorySegment.ofArray(bytes), null, bytes.length);
  }

  /** A copy, in the loop's memory, or the JVM's where that is used up. */
  static Held copyOf(MemorySegment from, long offset, long length, BufferPool buffers) {
    Lease lease = buffers.tryLease((int) length);
    MemorySegment copy =
        lease == null ? MemorySegment.ofArray(new byte[(int) length]) : lease.segment();
    MemorySegment.copy(from, offset, copy, 0, length);
    return new Held(copy, lease, length);
  }

  long remaining() {
    return end - position;
  }

  /** How many bytes it took, WOULD_BLOCK. */
  long write(Sink sink) throws ErrnoException {
    long sent = sink.write(memory, position, end - position);
    if (sent != Errno.WOULD_BLOCK) {
      position += sent;
    }
    return sent;
  }

  void release() {
    if (lease != null) {
      lease.release();
    }
  }
}
