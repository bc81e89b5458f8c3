package dev.sluice.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * Descriptors, what is waited for and what happened, {@code struct pollfd[]}.
 *
 * <p>Holds its own memory, freed when it is no longer reachable; one thread at a time.
 */
public final class PollFds {
  // Alike on both architectures; a test holds these against the bindings.
  static final long SIZE = 8;
  static final long FD = 0;
  static final long EVENTS = 4;
  static final long REVENTS = 6;

  private static final int MOST_EVENTS = 0xffff;

  private final MemorySegment segment;
  private final int capacity;

  private PollFds(int capacity) {
    this.segment = Arena.ofAuto().allocate(SIZE * capacity, SIZE);
    this.capacity = capacity;
  }

  /**
   * Makes room for descriptors.
   *
   * @param capacity how many, at least 1
   * @return the room; its elements stand for no descriptor
   */
  public static PollFds allocate(int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("at least one descriptor, not " + capacity);
    }
    PollFds fds = new PollFds(capacity);
    for (int i = 0; i < capacity; i++) {
      fds.set(i, -1, 0);
    }
    return fds;
  }

  /**
   * Sets an element; nothing happened to it yet.
   *
   * @param index which
   * @param fd the descriptor; the kernel passes over negative ones
   * @param events {@code POLLIN}, …: 16 bits
   */
  public void set(int index, int fd, int events) {
    long at = Objects.checkIndex(index, capacity) * SIZE;
    if ((events & ~MOST_EVENTS) != 0) {
      throw new IllegalArgumentException(
          "poll knows events of 16 bits, not 0x" + Integer.toHexString(events));
    }
    segment.set(JAVA_INT, at + FD, fd);
    segment.set(JAVA_SHORT, at + EVENTS, (short) events);
    segment.set(JAVA_SHORT, at + REVENTS, (short) 0);
  }

  /**
   * The descriptor of an element.
   *
   * @param index which element
   * @return the descriptor
   */
  public int fd(int index) {
    return segment.get(JAVA_INT, Objects.checkIndex(index, capacity) * SIZE + FD);
  }

  /**
   * What is waited for.
   *
   * @param index which element
   * @return {@code POLLIN}, …
   */
  public int events(int index) {
    return shortAt(index, EVENTS);
  }

  /**
   * What happened.
   *
   * @param index which element
   * @return {@code POLLIN}, …; {@code POLLERR}, {@code POLLHUP} and {@code POLLNVAL} (it is closed)
   *     unasked
   */
  public int revents(int index) {
    return shortAt(index, REVENTS);
  }

  /** {@return how many elements there are} */
  public int capacity() {
    return capacity;
  }

  private int shortAt(int index, long field) {
    return Short.toUnsignedInt(
        segment.get(JAVA_SHORT, Objects.checkIndex(index, capacity) * SIZE + field));
  }

  MemorySegment forCall(int nfds) {
    if (nfds < 0 || nfds > capacity) {
      throw new IndexOutOfBoundsException(nfds + " descriptors, room for " + capacity);
    }
    return segment;
  }
}
