package dev.sluice.sys;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;
import java.util.Objects;

/**
 * A set of processors, {@code cpu_set_t}: numbers from 0 to {@link ProcessConstants#CPU_SETSIZE} -
 * 1.
 *
 * <p>Holds its own memory and can be used again and again; one thread at a time.
 *
 * @see <a href="https://man7.org/linux/man-pages/man3/CPU_SET.3.html">CPU_SET(3)</a>
 */
public final class CpuSet {
  // Alike on both architectures; a test holds it against the bindings.
  static final long SIZE = 128;

  private final MemorySegment segment = Arena.ofAuto().allocate(SIZE, 8);

  /** Makes an empty set. */
  public CpuSet() {}

  /**
   * Makes a set.
   *
   * @param cpus its members
   * @return the set
   * @throws IndexOutOfBoundsException for a number of {@link ProcessConstants#CPU_SETSIZE} or more
   */
  public static CpuSet of(BitSet cpus) {
    CpuSet set = new CpuSet();
    cpus.stream().forEach(set::add);
    return set;
  }

  /**
   * Takes a processor in.
   *
   * @param cpu its number
   */
  public void add(int cpu) {
    word(cpu, word(cpu) | 1L << cpu);
  }

  /**
   * Takes a processor out.
   *
   * @param cpu its number
   */
  public void remove(int cpu) {
    word(cpu, word(cpu) & ~(1L << cpu));
  }

  /**
   * Is a processor in it.
   *
   * @param cpu its number
   * @return whether it is
   */
  public boolean contains(int cpu) {
    return (word(cpu) & 1L << cpu) != 0;
  }

  /** Takes every processor out. */
  public void clear() {
    segment.fill((byte) 0);
  }

  /** {@return the numbers in it, copied} */
  public BitSet toBitSet() {
    return BitSet.valueOf(segment.toArray(JAVA_LONG));
  }

  /** cpu_set_t is an array of longs in either byte order: bit 64 is bit 0 of the second. */
  private long word(int cpu) {
    return segment.getAtIndex(
        JAVA_LONG, Objects.checkIndex(cpu, (int) SIZE * Byte.SIZE) / Long.SIZE);
  }

  private void word(int cpu, long bits) {
    segment.setAtIndex(JAVA_LONG, cpu / Long.SIZE, bits);
  }

  MemorySegment segment() {
    return segment;
  }

  /** {@return the numbers in it: {@code {0, 1}}} */
  @Override
  public String toString() {
    return toBitSet().toString();
  }
}
