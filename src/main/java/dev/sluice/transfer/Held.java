package dev.sluice.transfer;

import dev.sluice.buffer.BufferPool;
import dev.sluice.buffer.Lease;
import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import java.lang.foreign.Arena;
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
    MemorySegment copy = Arena.ofAuto().allocate(bytes.length);
    MemorySegment.copy(MemorySegment.ofArray(bytes), 0, copy, 0, bytes.length);
    return new Held(copy, null, bytes.length);
  }

  /** A copy, in the loop's memory, or elsewhere where that is used up. */
  static Held copyOf(MemorySegment from, long offset, long length, BufferPool buffers) {
    Lease lease = buffers.tryLease((int) length);
    MemorySegment copy = lease == null ? Arena.ofAuto().allocate(length) : lease.segment();
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
