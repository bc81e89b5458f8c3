package dev.sluice.sys;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Memory with marked bytes all around it, which show whether anything else was written. */
final class Canary {
  private static final byte MARK = (byte) 0xa5;
  private static final long WIDTH = 4096;

  private final MemorySegment all;
  private final long size;

  private Canary(MemorySegment all, long size) {
    this.all = all;
    this.size = size;
    all.fill(MARK);
  }

  static Canary around(Arena arena, long size) {
    return new Canary(arena.allocate(WIDTH + size + WIDTH, 8), size);
  }

  /** The same on the heap. */
  static Canary onHeap(int size) {
    return new Canary(MemorySegment.ofArray(new byte[(int) (WIDTH + size + WIDTH)]), size);
  }

  /** What may be written to; all of it marked at first. */
  MemorySegment target() {
    return all.asSlice(WIDTH, size);
  }

  /** Marks all of it again. */
  void reset() {
    all.fill(MARK);
  }

  /** Nothing around the target was written. */
  void assertIntactAround() {
    assertOnly(0, size);
  }

  /** Nothing was written at all. */
  void assertUntouched() {
    assertOnly(0, 0);
  }

  /** Nothing was written but a part of the target. */
  void assertOnly(long offset, long length) {
    assertMarked(0, WIDTH + offset);
    assertMarked(WIDTH + offset + length, WIDTH + size + WIDTH);
  }

  private void assertMarked(long from, long to) {
    // One comparison for the usual case: byte by byte only to say where.
    MemorySegment part = all.asSlice(from, to - from);
    if (part.byteSize() == 0
        || (part.get(JAVA_BYTE, 0) == MARK
            && part.asSlice(1).mismatch(part.asSlice(0, part.byteSize() - 1)) < 0)) {
      return;
    }
    for (long at = from; at < to; at++) {
      assertThat(all.get(JAVA_BYTE, at))
          .as("the byte at %s of a target of %s bytes", at - WIDTH, size)
          .isEqualTo(MARK);
    }
  }

  /** The bytes of a text, one each. */
  static MemorySegment bytes(Arena arena, String text) {
    return arena.allocateFrom(JAVA_BYTE, text.getBytes(ISO_8859_1));
  }

  /** A part of a segment as text. */
  static String text(MemorySegment segment, long offset, long length) {
    return new String(segment.asSlice(offset, length).toArray(JAVA_BYTE), ISO_8859_1);
  }
}
