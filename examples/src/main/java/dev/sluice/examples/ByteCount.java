package dev.sluice.examples;

import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a number of bytes: {@code 4096}, {@code 64k}, {@code 8M}, {@code 2G}, {@code 1T}. */
public final class ByteCount implements ITypeConverter<Long> {
  private static final String UNITS = "kmgt";
  private static final int TEN_BITS = 10;

  /** Made by picocli. */
  public ByteCount() {}

  @Override
  public Long convert(String value) {
    String text = value.toLowerCase(Locale.ROOT);
    int unit = text.isEmpty() ? -1 : UNITS.indexOf(text.charAt(text.length() - 1));
    String digits = unit < 0 ? text : text.substring(0, text.length() - 1);
    try {
      long number = Long.parseUnsignedLong(digits);
      int shift = TEN_BITS * (unit + 1);
      if (number > 0 && number <= Long.MAX_VALUE >> shift) {
        return number << shift;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new TypeConversionException(
        "a number of bytes from 1 on, with k, M, G or T behind it where wanted, not " + value);
  }
}
