package dev.sluice.sys;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.StringJoiner;

/**
 * A set of signals, {@code sigset_t}: of the kernel's 64 bits, in the 128 bytes that libc wants.
 *
 * <p>Holds its own memory, freed when it is no longer reachable; one thread at a time.
 *
 * @see <a href="https://man7.org/linux/man-pages/man3/sigsetops.3.html">sigsetops(3)</a>
 */
public final class SigSet {
  /**
   * What the kernel reads and writes, in bytes: libc's set is larger, and the rest of it unused.
   */
  static final long KERNEL_SIZE = 8;

  /** libc's {@code sigset_t}, in bytes. */
  static final long SIZE = 128;

  private final MemorySegment segment = Arena.ofAuto().allocate(SIZE, 8);

  /** Makes an empty set. */
  public SigSet() {}

  /**
   * Makes a set.
   *
   * @param signals its members: {@code SIGTERM}, …
   * @return the set
   * @throws IllegalArgumentException for a number that is no signal
   */
  public static SigSet of(int... signals) {
    SigSet set = new SigSet();
    for (int signal : signals) {
      set.add(signal);
    }
    return set;
  }

  /**
   * Takes a signal in.
   *
   * @param signal {@code SIGTERM}, …
   * @throws IllegalArgumentException when it is none: below 1 or above 64
   */
  public void add(int signal) {
    bits(bits() | bit(signal));
  }

  /**
   * Takes a signal out.
   *
   * @param signal {@code SIGTERM}, …
   * @throws IllegalArgumentException when it is none: below 1 or above 64
   */
  public void remove(int signal) {
    bits(bits() & ~bit(signal));
  }

  /**
   * Is a signal in it.
   *
   * @param signal {@code SIGTERM}, …
   * @return whether it is
   * @throws IllegalArgumentException when it is none: below 1 or above 64
   */
  public boolean contains(int signal) {
    return (bits() & bit(signal)) != 0;
  }

  /** {@return whether no signal is in it} */
  public boolean isEmpty() {
    return bits() == 0;
  }

  /** Takes every signal in, those that libc keeps for itself included. */
  public void fill() {
    bits(-1);
  }

  /** Takes every signal out. */
  public void clear() {
    bits(0);
  }

  private long bits() {
    return segment.get(JAVA_LONG, 0);
  }

  private void bits(long bits) {
    segment.set(JAVA_LONG, 0, bits);
  }

  private static long bit(int signal) {
    if (signal < 1 || signal > Signals.SIGRTMAX) {
      throw new IllegalArgumentException("no signal has the number " + signal);
    }
    return 1L << (signal - 1);
  }

  MemorySegment segment() {
    return segment;
  }

  /** {@return the numbers in it: {@code [2, 15]}} */
  @Override
  public String toString() {
    StringJoiner numbers = new StringJoiner(", ", "[", "]");
    for (int signal = 1; signal <= Signals.SIGRTMAX; signal++) {
      if (contains(signal)) {
        numbers.add(Integer.toString(signal));
      }
    }
    return numbers.toString();
  }
}
