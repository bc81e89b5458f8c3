package dev.sluice.reactor;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.sluice.buffer.BufferPool;
import dev.sluice.buffer.Lease;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * Received bytes: a cursor over the loop's own buffer, the same object for each connection. Copy
 * what is to be kept.
 */
public final class Input {
  /** How much one connection can leave unread, and how much comes at once. */
  static final int CAPACITY = 64 * 1024;

  private final MemorySegment buffer = Arena.ofAuto().allocate(CAPACITY, 64);
  private int position;
  private int limit;

  Input() {}

  /** {@return how many bytes are unread} */
  public int remaining() {
    return limit - position;
  }

  /**
   * {@return the next byte}
   *
   * @throws IndexOutOfBoundsException when there is none
   */
  public byte read() {
    if (position >= limit) {
      throw new IndexOutOfBoundsException("no byte left");
    }
    return buffer.get(JAVA_BYTE, position++);
  }

  /**
   * Looks ahead.
   *
   * @param index 0 is the next byte
   * @return that byte, unread still
   */
  public byte peek(int index) {
    return buffer.get(JAVA_BYTE, position + (long) Objects.checkIndex(index, remaining()));
  }

  /**
   * Copies bytes out.
   *
   * @param target where to
   * @param offset where in the target to begin
   * @param length how many, at most {@link #remaining}
   */
  public void read(byte[] target, int offset, int length) {
    Objects.checkFromIndexSize(0, length, remaining());
    MemorySegment.copy(buffer, JAVA_BYTE, position, target, offset, length);
    position += length;
  }

  /**
   * Reads past bytes.
   *
   * @param length how many, at most {@link #remaining}
   */
  public void skip(int length) {
    position += Objects.checkFromIndexSize(0, length, remaining()) + length;
  }

  /**
   * {@return the unread bytes as a segment, read-only and to be used until the handler returns; a
   * new object per call}
   */
  public MemorySegment segment() {
    return buffer.asSlice(position, remaining()).asReadOnly();
  }

  /**
   * Keeps the unread bytes beyond the handler's return: copies all of them, and reads past them.
   *
   * @param pool where memory comes from, of the calling thread
   * @return their copy, at least 1 byte long; the caller releases it, or writes it
   * @throws dev.sluice.buffer.PoolExhaustedException when the pool has no more; nothing was read
   * @throws IndexOutOfBoundsException when there are none
   */
  public Lease keep(BufferPool pool) {
    int length = remaining();
    if (length == 0) {
      throw new IndexOutOfBoundsException("no byte left");
    }
    Lease lease = pool.lease(length);
    MemorySegment.copy(buffer, position, lease.segment(), 0, length);
    position += length;
    return lease;
  }

  MemorySegment buffer() {
    return buffer;
  }

  int position() {
    return position;
  }

  /** Shows the first {@code length} bytes of the buffer. */
  void reset(int length) {
    position = 0;
    limit = length;
  }

  byte[] takeRemaining() {
    byte[] rest = new byte[remaining()];
    read(rest, 0, rest.length);
    return rest;
  }
}
