package dev.sluice.process;

import dev.sluice.sys.ProcessConstants;

/**
 * How much of something a process may use.
 *
 * @param soft what the kernel enforces, unsigned; {@link #UNLIMITED}, or not above the hard one
 * @param hard how far the process itself may raise the soft one, unsigned
 */
public record Limit(long soft, long hard) {
  /** No limit. */
  public static final long UNLIMITED = ProcessConstants.RLIM_INFINITY;

  /**
   * Both alike: it cannot be raised again without privileges.
   *
   * @param both how much, unsigned
   * @return the limit
   */
  public static Limit fixed(long both) {
    return new Limit(both, both);
  }

  /**
   * As this one, with another soft limit.
   *
   * @param other how much, unsigned
   * @return the limit
   */
  public Limit withSoft(long other) {
    return new Limit(other, hard);
  }

  /** {@return as in {@code 1024 of unlimited}} */
  @Override
  public String toString() {
    return text(soft) + " of " + text(hard);
  }

  private static String text(long value) {
    return value == UNLIMITED ? "unlimited" : Long.toUnsignedString(value);
  }
}
