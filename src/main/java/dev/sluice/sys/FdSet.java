package dev.sluice.sys;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.StringJoiner;

/**
 * A set of descriptors below {@code FD_SETSIZE}, {@code fd_set}: C would write beyond it for any
 * other number, here they are refused.
 *
 * <p>Holds its own memory, freed when it is no longer reachable; one thread at a time.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/select.2.html">select(2)</a>
 */
public final class FdSet {
  /** In bytes; a test holds it against the bindings. */
  static final long SIZE = PollConstants.FD_SETSIZE / Byte.SIZE;

  private final MemorySegment segment = Arena.ofAuto().allocate(SIZE, Long.BYTES);

  /** Makes an empty set. */
  public FdSet() {}

  /**
   * Takes a descriptor in: {@code FD_SET}.
   *
   * @param fd the descriptor
   * @throws IllegalArgumentException when it is negative, or {@code FD_SETSIZE} and above
   */
  public void add(int fd) {
    check(fd);
    word(fd, word(fd) | bit(fd));
  }

  /**
   * Takes a descriptor out: {@code FD_CLR}.
   *
   * @param fd the descriptor
   * @throws IllegalArgumentException when it is negative, or {@code FD_SETSIZE} and above
   */
  public void remove(int fd) {
    check(fd);
    word(fd, word(fd) & ~bit(fd));
  }

  /**
   * Is a descriptor in it: {@code FD_ISSET}.
   *
   * @param fd the descriptor
   * @return whether it is
   * @throws IllegalArgumentException when it is negative, or {@code FD_SETSIZE} and above
   */
  public boolean contains(int fd) {
    check(fd);
    return (word(fd) & bit(fd)) != 0;
  }

  /** Takes every descriptor out: {@code FD_ZERO}. */
  public void clear() {
    segment.fill((byte) 0);
  }

  /**
   * Becomes the same as another set: select leaves of a set only what is ready.
   *
   * @param other the other set
   */
  public void copyFrom(FdSet other) {
    segment.copyFrom(other.segment);
  }

  /**
   * Finds the next descriptor in it.
   *
   * @param from where to begin, this one included
   * @return the descriptor, or -1 when there is none at or above {@code from}
   * @throws IllegalArgumentException when {@code from} is negative
   */
  public int next(int from) {
    if (from < 0) {
      throw refused(from);
    }
    for (int fd = from; fd < PollConstants.FD_SETSIZE; fd = (fd | (Long.SIZE - 1)) + 1) {
      long rest = word(fd) & (-1L << fd);
      if (rest != 0) {
        return (fd & -Long.SIZE) + Long.numberOfTrailingZeros(rest);
      }
    }
    return -1;
  }

  private long word(int fd) {
    return segment.getAtIndex(JAVA_LONG, fd / Long.SIZE);
  }

  private void word(int fd, long bits) {
    segment.setAtIndex(JAVA_LONG, fd / Long.SIZE, bits);
  }

  private static long bit(int fd) {
    return 1L << fd;
  }

  private static void check(int fd) {
    if (fd < 0 || fd >= PollConstants.FD_SETSIZE) {
      throw refused(fd);
    }
  }

  private static IllegalArgumentException refused(int fd) {
    return new IllegalArgumentException(
        "select knows descriptors from 0 to " + (PollConstants.FD_SETSIZE - 1) + ", not " + fd);
  }

  /** The kernel would take more than there is: it goes by the size of the process's own table. */
  static void checkCount(int nfds) {
    if (nfds > PollConstants.FD_SETSIZE) {
      throw new IndexOutOfBoundsException(
          nfds + " descriptors, a set has room for " + PollConstants.FD_SETSIZE);
    }
  }

  MemorySegment segment() {
    return segment;
  }

  /** {@return the descriptors in it: {@code [0, 7]}} */
  @Override
  public String toString() {
    StringJoiner numbers = new StringJoiner(", ", "[", "]");
    for (int fd = next(0); fd >= 0; fd = next(fd + 1)) {
      numbers.add(Integer.toString(fd));
    }
    return numbers.toString();
  }
}
