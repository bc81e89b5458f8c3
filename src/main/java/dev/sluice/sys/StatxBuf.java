package dev.sluice.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.sluice.bindings.x86_64.statx;
import dev.sluice.bindings.x86_64.statx_timestamp;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * What statx says of a file, {@code struct statx}.
 *
 * <p>Holds its own memory and can be used again and again; one thread at a time.
 */
public final class StatxBuf {
  private static final long MASK = statx.stx_mask$offset();
  private static final long MODE = statx.stx_mode$offset();
  private static final long INODE = statx.stx_ino$offset();
  private static final long SIZE = statx.stx_size$offset();
  private static final long MTIME_SECONDS =
      statx.stx_mtime$offset() + statx_timestamp.tv_sec$offset();
  private static final long MTIME_NANOS =
      statx.stx_mtime$offset() + statx_timestamp.tv_nsec$offset();

  private final MemorySegment segment = Arena.ofAuto().allocate(statx.layout());

  /** Makes an empty one. */
  public StatxBuf() {}

  /** {@return which fields the kernel filled: {@code STATX_SIZE} and so on} */
  public int mask() {
    return segment.get(JAVA_INT, MASK);
  }

  /** {@return type and permissions; the type is {@code mode() & S_IFMT}} */
  public int mode() {
    return Short.toUnsignedInt(segment.get(JAVA_SHORT, MODE));
  }

  /** {@return the inode number} */
  public long inode() {
    return segment.get(JAVA_LONG, INODE);
  }

  /** {@return the size in bytes} */
  public long size() {
    return segment.get(JAVA_LONG, SIZE);
  }

  /** {@return when the contents changed: seconds since 1970} */
  public long mtimeSeconds() {
    return segment.get(JAVA_LONG, MTIME_SECONDS);
  }

  /** {@return the nanoseconds of that} */
  public int mtimeNanos() {
    return segment.get(JAVA_INT, MTIME_NANOS);
  }

  MemorySegment segment() {
    return segment;
  }
}
