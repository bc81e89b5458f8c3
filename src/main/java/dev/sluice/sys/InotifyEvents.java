package dev.sluice.sys;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;

import java.lang.foreign.MemorySegment;

/**
 * Walks through what was read from an inotify descriptor, {@code struct inotify_event} of varying
 * length.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/inotify.7.html">inotify(7)</a>
 */
public final class InotifyEvents {
  // Alike on both architectures; a test holds these against the bindings.
  static final long WATCH = 0;
  static final long MASK = 4;
  static final long COOKIE = 8;
  static final long LENGTH = 12;
  static final long NAME = 16;

  private final MemorySegment filled;
  private long at = -1;

  /**
   * Stands before the first event.
   *
   * @param segment what was read into
   * @param length the bytes that were read
   */
  public InotifyEvents(MemorySegment segment, long length) {
    this.filled = segment.asSlice(0, length);
  }

  /**
   * Moves to the next event.
   *
   * @return false when there is none, or only a part of one
   */
  public boolean next() {
    long next = at < 0 ? 0 : at + NAME + room(at);
    if (next + NAME > filled.byteSize() || next + NAME + room(next) > filled.byteSize()) {
      return false;
    }
    at = next;
    return true;
  }

  /** {@return the watch that it belongs to; -1 when events were lost} */
  public int watch() {
    return field(WATCH);
  }

  /** {@return what happened: {@code IN_CREATE} and so on, with {@code IN_ISDIR} and its like} */
  public int mask() {
    return field(MASK);
  }

  /** {@return the number that both halves of a rename share, otherwise 0} */
  public int cookie() {
    return field(COOKIE);
  }

  /**
   * {@return the name of the entry that it happened to, copied, in whatever encoding it has; empty
   * when it happened to what is watched itself}
   */
  public byte[] name() {
    requireEvent();
    long begin = at + NAME;
    long end = begin + room(at);
    long length = 0;
    while (begin + length < end && filled.get(JAVA_BYTE, begin + length) != 0) {
      length++;
    }
    return filled.asSlice(begin, length).toArray(JAVA_BYTE);
  }

  /** The name with the NULs that fill it up. */
  private long room(long event) {
    return Integer.toUnsignedLong(filled.get(JAVA_INT_UNALIGNED, event + LENGTH));
  }

  private int field(long offset) {
    requireEvent();
    return filled.get(JAVA_INT_UNALIGNED, at + offset);
  }

  private void requireEvent() {
    if (at < 0) {
      throw new IllegalStateException("before the first event");
    }
  }
}
