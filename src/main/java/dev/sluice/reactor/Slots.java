package dev.sluice.reactor;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Channels by key. A key is a slot and its generation, so that an event for a channel that is gone
 * never reaches the one that took its slot, or its descriptor.
 */
final class Slots {
  private @Nullable Channel[] channels = new Channel[64];
  private int[] generations = new int[64];
  private int[] free = new int[64];
  private int freeCount;
  private int used;

  long add(Channel channel) {
    int slot;
    if (freeCount > 0) {
      slot = free[--freeCount];
    } else {
      if (used == channels.length) {
        channels = Arrays.copyOf(channels, used * 2);
        generations = Arrays.copyOf(generations, used * 2);
        free = Arrays.copyOf(free, used * 2);
      }
      slot = used++;
    }
    channels[slot] = channel;
    return (long) generations[slot] << 32 | slot;
  }

  /** The channel of that key, null when it is gone. */
  @Nullable Channel get(long key) {
    int slot = (int) key;
    return generations[slot] == (int) (key >>> 32) ? channels[slot] : null;
  }

  void remove(long key) {
    int slot = (int) key;
    channels[slot] = null;
    // 31 bits: a key is never negative, and a slot would have to be used two thousand million times
    // within a batch.
    generations[slot] = (generations[slot] + 1) & Integer.MAX_VALUE;
    free[freeCount++] = slot;
  }

  int size() {
    return used - freeCount;
  }

  /** All channels, in a copy: they may come and go meanwhile. */
  Channel[] all() {
    return Arrays.stream(channels, 0, used)
        .filter(java.util.Objects::nonNull)
        .toArray(Channel[]::new);
  }
}
