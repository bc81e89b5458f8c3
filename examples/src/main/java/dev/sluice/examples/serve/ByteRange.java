package dev.sluice.examples.serve;

import org.jspecify.annotations.Nullable;

/**
 * A part of a file, by RFC 9110, 14.1.2.
 *
 * @param first its first byte
 * @param length how many there are; 0 only where no part can be had
 */
record ByteRange(long first, long length) {
  /** Nothing of the file is in the range. */
  static final ByteRange NOT_SATISFIABLE = new ByteRange(0, 0);

  private static final String UNIT = "bytes=";
  // Longer numbers, were they put together, would no longer fit.
  private static final int DIGITS = 18;

  /**
   * What a Range field asks for.
   *
   * @return the part; {@link #NOT_SATISFIABLE}; null for the whole file: where the field is
   *     malformed, names another unit or several parts, which the RFC leaves to the server
   */
  static @Nullable ByteRange of(String field, long size) {
    if (!field.regionMatches(true, 0, UNIT, 0, UNIT.length())) {
      return null;
    }
    String spec = field.substring(UNIT.length()).strip();
    int dash = spec.indexOf('-');
    if (dash < 0) {
      return null;
    }
    String from = spec.substring(0, dash);
    String to = spec.substring(dash + 1);
    if (!isNumber(from) || !isNumber(to) || (from.isEmpty() && to.isEmpty())) {
      return null;
    }
    if (from.isEmpty()) {
      return suffix(number(to), size);
    }
    long first = number(from);
    long last = to.isEmpty() ? Long.MAX_VALUE : number(to);
    if (last < first) {
      return null;
    }
    return first >= size
        ? NOT_SATISFIABLE
        : new ByteRange(first, Math.min(last, size - 1) - first + 1);
  }

  /** The last bytes; of a file without any they are all there is, for which no part has a name. */
  private static @Nullable ByteRange suffix(long count, long size) {
    if (count == 0) {
      return NOT_SATISFIABLE;
    }
    long length = Math.min(count, size);
    return length == 0 ? null : new ByteRange(size - length, length);
  }

  private static boolean isNumber(String text) {
    return text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /** More digits than any file has bytes count as the largest number. */
  private static long number(String digits) {
    int zeros = 0;
    while (zeros < digits.length() - 1 && digits.charAt(zeros) == '0') {
      zeros++;
    }
    return digits.length() - zeros > DIGITS
        ? Long.MAX_VALUE
        : Long.parseLong(digits, zeros, digits.length(), 10);
  }
}
