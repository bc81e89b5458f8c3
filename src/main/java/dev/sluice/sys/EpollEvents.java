package dev.sluice.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * Events and their data, {@code struct epoll_event[]}: 12 bytes each, packed, on x86-64 and 16 on
 * aarch64.
 *
 * <p>Holds its own memory, freed when it is no longer reachable; one thread at a time.
 */
public final class EpollEvents {
  // AbiChoicesTest holds these against the bindings, whose class for it takes long to load.
  static final long SIZE = Abi.X86 ? 12 : 16;
  private static final long EVENTS = 0;
  private static final long DATA = Abi.X86 ? 4 : 8;

  private final MemorySegment segment;
  private final int capacity;

  private EpollEvents(int capacity) {
    this.segment = Arena.ofAuto().allocate(SIZE * capacity, 8);
    this.capacity = capacity;
  }

  /**
   * Makes room for events.
   *
   * @param capacity how many, at least 1
   * @return the room, all of it 0
   */
  public static EpollEvents allocate(int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("at least one event, not " + capacity);
    }
    return new EpollEvents(capacity);
  }

  /**
   * Sets an element.
   *
   * @param index which
   * @param events {@code EPOLLIN}, …
   * @param data what epoll_wait gives back with each event
   */
  public void set(int index, int events, long data) {
    long at = Objects.checkIndex(index, capacity) * SIZE;
    segment.set(JAVA_INT_UNALIGNED, at + EVENTS, events);
    segment.set(JAVA_LONG_UNALIGNED, at + DATA, data);
  }

  /**
   * What happened.
   *
   * @param index which element
   * @return {@code EPOLLIN}, …
   */
  public int events(int index) {
    return segment.get(JAVA_INT_UNALIGNED, Objects.checkIndex(index, capacity) * SIZE + EVENTS);
  }

  /**
   * The data that was given at EPOLL_CTL_ADD or MOD.
   *
   * @param index which element
   * @return the data
   */
  public long data(int index) {
    return segment.get(JAVA_LONG_UNALIGNED, Objects.checkIndex(index, capacity) * SIZE + DATA);
  }

  /** {@return how many elements there are} */
  public int capacity() {
    return capacity;
  }

  MemorySegment segment() {
    return segment;
  }

  MemorySegment forResult(int maxevents) {
    // Below 1 the kernel itself says EINVAL.
    if (maxevents > capacity) {
      throw new IndexOutOfBoundsException(maxevents + " events, room for " + capacity);
    }
    return segment;
  }
}
