package dev.sluice.examples.connect;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** What came from one side and is yet to go to the other: filled, then emptied. */
final class Bytes {
  static final int CAPACITY = 64 * 1024;

  final MemorySegment segment = Arena.ofAuto().allocate(CAPACITY);
  private int position;
  private int limit;

  boolean isEmpty() {
    return position == limit;
  }

  void filled(int length) {
    position = 0;
    limit = length;
  }

  int position() {
    return position;
  }

  int remaining() {
    return limit - position;
  }

  void emptied(int length) {
    position += length;
  }
}
