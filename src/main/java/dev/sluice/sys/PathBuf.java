package dev.sluice.sys;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/**
 * A path as C has it: bytes and a NUL.
 *
 * <p>Holds its own memory and can be used again and again; one thread at a time.
 */
public final class PathBuf {
  /** {@code PATH_MAX}: the longest path that the kernel takes, its NUL included. */
  public static final int PATH_MAX = 4096;

  private final MemorySegment segment = Arena.ofAuto().allocate(PATH_MAX);

  /** Makes an empty path. */
  public PathBuf() {}

  /**
   * Makes a path.
   *
   * @param path its name, encoded as UTF-8
   * @return the path
   */
  public static PathBuf of(String path) {
    PathBuf buf = new PathBuf();
    byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
    buf.set(bytes, 0, bytes.length);
    return buf;
  }

  /**
   * Becomes another path.
   *
   * @param bytes where the name is, in any encoding
   * @param offset where it begins
   * @param length how many bytes it has
   * @throws IllegalArgumentException when it holds a NUL or is longer than the kernel takes
   */
  public void set(byte[] bytes, int offset, int length) {
    if (length >= PATH_MAX) {
      throw new IllegalArgumentException("a path of " + length + " bytes is too long");
    }
    for (int i = offset; i < offset + length; i++) {
      if (bytes[i] == 0) {
        throw new IllegalArgumentException("a path holds a NUL");
      }
    }
    MemorySegment.copy(bytes, offset, segment, JAVA_BYTE, 0, length);
    segment.set(JAVA_BYTE, length, (byte) 0);
  }

  MemorySegment segment() {
    return segment;
  }

  @Override
  public String toString() {
    return segment.getString(0);
  }
}
