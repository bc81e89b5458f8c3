package dev.sluice.event;

import java.util.Arrays;
import java.util.Objects;

/** What a wait found: a copy, so that handlers may add and remove while they go through it. */
final class Ready {
  private static final int AT_FIRST = 64;

  private int[] events = new int[AT_FIRST];
  private long[] data = new long[AT_FIRST];
  private int count;

  void clear() {
    count = 0;
  }

  void add(int happened, long whose) {
    if (count == events.length) {
      events = Arrays.copyOf(events, 2 * count);
      data = Arrays.copyOf(data, 2 * count);
    }
    events[count] = happened;
    data[count] = whose;
    count++;
  }

  int count() {
    return count;
  }

  int events(int index) {
    return events[Objects.checkIndex(index, count)];
  }

  long data(int index) {
    return data[Objects.checkIndex(index, count)];
  }
}
