package dev.sluice.sys;

import static java.lang.foreign.ValueLayout.ADDRESS;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

/** Texts as C has them: UTF-8 and a NUL. */
final class CStrings {
  private CStrings() {}

  static MemorySegment of(Arena arena, String text) {
    if (text.indexOf(0) >= 0) {
      throw new IllegalArgumentException("a text holds a NUL");
    }
    return arena.allocateFrom(text);
  }

  /** {@code char *const array[]}, with NULL at its end. */
  static MemorySegment array(Arena arena, List<String> texts) {
    MemorySegment array = arena.allocate(ADDRESS, texts.size() + 1L);
    for (int i = 0; i < texts.size(); i++) {
      array.setAtIndex(ADDRESS, i, of(arena, texts.get(i)));
    }
    return array;
  }

  /** What libc says, of whatever length, up to its NUL. */
  static String at(long address) {
    return Memory.at(address, Long.MAX_VALUE).getString(0);
  }
}
