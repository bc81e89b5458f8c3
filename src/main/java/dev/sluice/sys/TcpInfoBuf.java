package dev.sluice.sys;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * What the kernel knows of a TCP connection, {@code struct tcp_info}.
 *
 * <p>Holds its own memory and can be used again and again; one thread at a time.
 */
public final class TcpInfoBuf {
  // Linux 6.18 fills 280; later ones will fill more, which nobody asks for here.
  static final int CAPACITY = 512;

  private final MemorySegment segment = Arena.ofAuto().allocate(CAPACITY, 8);
  private int filled;

  /** Makes an empty one. */
  public TcpInfoBuf() {}

  /**
   * Did the kernel fill a field.
   *
   * <p>Bits that an older kernel leaves 0 in a byte that it fills cannot be told from a value.
   *
   * @param field which
   * @return false where this kernel is older than the field
   */
  public boolean has(TcpInfoField field) {
    return field.offset + field.size <= filled;
  }

  /**
   * A field, in the unit of the kernel.
   *
   * @param field which
   * @return its value; those of 8 bytes are unsigned; 0 where the kernel did not fill it
   */
  public long get(TcpInfoField field) {
    long bytes =
        switch (field.size) {
          case Byte.BYTES -> Byte.toUnsignedLong(segment.get(JAVA_BYTE, field.offset));
          case Short.BYTES -> Short.toUnsignedLong(segment.get(JAVA_SHORT, field.offset));
          case Integer.BYTES -> Integer.toUnsignedLong(segment.get(JAVA_INT, field.offset));
          default -> segment.get(JAVA_LONG, field.offset);
        };
    return field.decode(bytes);
  }

  /** {@return how many milliseconds ago data was sent last} */
  public long lastDataSentMillis() {
    return get(TcpInfoField.LAST_DATA_SENT);
  }

  /** {@return how many bytes the kernel filled} */
  public int length() {
    return filled;
  }

  /** The memory for the kernel to write to, empty. */
  MemorySegment forResult() {
    filled = 0;
    return segment.fill((byte) 0);
  }

  void setLength(int bytes) {
    filled = bytes;
  }
}
