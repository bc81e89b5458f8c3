package dev.sluice.sys;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.sluice.bindings.x86_64.iovec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Several places in memory for one call, {@code struct iovec[]}.
 *
 * <p>The kernel sees bare addresses, so each part must live as long as the vector: a part is
 * native, and of the vector's own arena or of the global one. The vector belongs to the thread that
 * made it: another one changing it during a call could pair one part's address with another's
 * length.
 */
public final class IoVec {
  private static final long SIZE = iovec.sizeof();
  static final long BASE = iovec.iov_base$offset();
  static final long LENGTH = iovec.iov_len$offset();
  private static final int IOV_MAX = 1024;

  private final MemorySegment vector;
  private final @Nullable MemorySegment[] parts;
  private final Thread owner = Thread.currentThread();
  private int count;
  private boolean readOnly;
  private boolean mapped;
  private long byteCount;

  private IoVec(Arena arena, int capacity) {
    this.vector = arena.allocate(SIZE * capacity, 8);
    this.parts = new MemorySegment[capacity];
  }

  /**
   * Makes an empty vector.
   *
   * @param arena where its memory comes from, and that of its parts; one of the JDK's
   * @param capacity how many parts it can hold, 1 to 1024
   * @return the vector; it belongs to the calling thread
   */
  public static IoVec allocate(Arena arena, int capacity) {
    if (capacity < 1 || capacity > IOV_MAX) {
      throw new IllegalArgumentException("1 to " + IOV_MAX + " parts, not " + capacity);
    }
    Check.keepsItsMemory(arena);
    return new IoVec(arena, capacity);
  }

  /**
   * Adds a part at the end.
   *
   * @param part native memory of this vector's arena, or of the global one
   * @return this
   */
  public IoVec add(MemorySegment part) {
    checkOwner();
    if (count == parts.length) {
      throw new IllegalStateException("full: " + count + " parts");
    }
    if (!part.isNative()) {
      throw new IllegalArgumentException("a heap segment has no address for the kernel");
    }
    if (!part.scope().equals(vector.scope()) && !part.scope().equals(Arena.global().scope())) {
      throw new IllegalArgumentException("the part is of another arena, which could be closed");
    }
    long at = count * SIZE;
    vector.set(JAVA_LONG, at + BASE, part.address());
    vector.set(JAVA_LONG, at + LENGTH, part.byteSize());
    // Kept so that memory of an automatic arena stays reachable.
    parts[count++] = part;
    readOnly |= part.isReadOnly();
    mapped |= part.isMapped();
    byteCount = Math.addExact(byteCount, part.byteSize());
    return this;
  }

  /** Removes all parts. */
  public void clear() {
    checkOwner();
    for (int i = 0; i < count; i++) {
      parts[i] = null;
    }
    count = 0;
    readOnly = false;
    mapped = false;
    byteCount = 0;
  }

  /**
   * Lets only the first bytes of the parts count, until the next {@link #clear} or limit. A part
   * that is added later counts whole.
   *
   * @param bytes how many; more than all parts have means all of them
   * @return this
   */
  public IoVec limit(long bytes) {
    checkOwner();
    long left = bytes;
    byteCount = 0;
    for (int i = 0; i < count; i++) {
      long length = Math.clamp(left, 0, Objects.requireNonNull(parts[i]).byteSize());
      vector.set(JAVA_LONG, i * SIZE + LENGTH, length);
      byteCount += length;
      left -= length;
    }
    return this;
  }

  /** {@return how many parts there are} */
  public int count() {
    return count;
  }

  /** {@return how many bytes all parts have, or as many of them as count} */
  public long byteCount() {
    return byteCount;
  }

  MemorySegment forReading() {
    if (readOnly) {
      throw new IllegalArgumentException("the kernel would write into a read-only segment");
    }
    return forWriting();
  }

  MemorySegment forWriting() {
    checkOwner();
    return vector;
  }

  /** May a transfer of it hold up safepoints: short, and of memory that is there. */
  boolean criticalFits() {
    return byteCount <= Link.CRITICAL_MAX && !mapped;
  }

  MemorySegment.Scope scope() {
    return vector.scope();
  }

  void checkOwner() {
    if (!Objects.equals(Thread.currentThread(), owner)) {
      throw new WrongThreadException("this vector belongs to " + owner);
    }
  }
}
