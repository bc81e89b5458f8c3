package dev.sluice.sys;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.sluice.bindings.x86_64.dirent64;
import java.lang.foreign.MemorySegment;

/**
 * Walks through what {@link Files#getdents64} filled in, {@code struct dirent64} of varying length.
 */
public final class DirEntries {
  private static final long RECORD_LENGTH = dirent64.d_reclen$offset();
  private static final long TYPE = dirent64.d_type$offset();
  private static final long NAME = dirent64.d_name$offset();

  private final MemorySegment filled;
  private long at = -1;

  /**
   * Stands before the first entry.
   *
   * @param segment what getdents64 filled
   * @param length the bytes it filled
   */
  public DirEntries(MemorySegment segment, long length) {
    this.filled = segment.asSlice(0, length);
  }

  /**
   * Moves to the next entry.
   *
   * @return false when there is none
   */
  public boolean next() {
    long next =
        at < 0 ? 0 : at + Short.toUnsignedInt(filled.get(JAVA_SHORT_UNALIGNED, at + RECORD_LENGTH));
    if (next <= at || next + NAME >= filled.byteSize()) {
      return false;
    }
    at = next;
    return true;
  }

  /** {@return the type of the entry: {@code DT_REG} and so on, or {@code DT_UNKNOWN}} */
  public int type() {
    requireEntry();
    return Byte.toUnsignedInt(filled.get(JAVA_BYTE, at + TYPE));
  }

  /** {@return the name of the entry, copied, in whatever encoding it has} */
  public byte[] name() {
    requireEntry();
    long end = at + NAME;
    while (filled.get(JAVA_BYTE, end) != 0) {
      end++;
    }
    return filled.asSlice(at + NAME, end - at - NAME).toArray(JAVA_BYTE);
  }

  private void requireEntry() {
    if (at < 0) {
      throw new IllegalStateException("before the first entry");
    }
  }
}
