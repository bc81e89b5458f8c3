package dev.sluice.examples.serve;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.Locale;

/** The dates of RFC 9110, 5.6.7. */
final class HttpDate {
  /** What is no date; no file system holds it either. */
  static final long NONE = Long.MIN_VALUE;

  // The day has two digits, which DateTimeFormatter.RFC_1123_DATE_TIME does not promise.
  private static final DateTimeFormatter FIXDATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private static final DateTimeFormatter ASCTIME =
      DateTimeFormatter.ofPattern("EEE MMM ppd HH:mm:ss uuuu", Locale.ENGLISH);

  private static final long FIRST_YEAR = Instant.parse("0001-01-01T00:00:00Z").getEpochSecond();
  private static final int LONGEST = 64;

  /** A second, written. */
  private record Stamp(long second, String text) {}

  // Several threads may make it at once, all the same one.
  private static volatile Stamp stamp = new Stamp(0, format(0));

  private HttpDate() {}

  static long nowSecond() {
    return System.currentTimeMillis() / 1000;
  }

  /** The present one, written once per second. */
  static String now() {
    long second = nowSecond();
    Stamp last = stamp;
    if (last.second != second) {
      last = new Stamp(second, format(second));
      stamp = last;
    }
    return last.text;
  }

  static String format(long second) {
    return FIXDATE.format(Instant.ofEpochSecond(second));
  }

  /** Whether four digits are enough for its year. */
  static boolean canShow(long second) {
    return second >= FIRST_YEAR;
  }

  /** The second of the epoch, {@link #NONE} where it is no date. Recipients take three forms. */
  static long parse(String text) {
    if (text.length() > LONGEST) {
      return NONE;
    }
    if (text.indexOf('-') > 0) {
      return parse(text, rfc850());
    }
    long second = parse(text, FIXDATE);
    return second == NONE ? parse(text, ASCTIME) : second;
  }

  private static long parse(String text, DateTimeFormatter form) {
    try {
      return LocalDateTime.parse(text, form).toEpochSecond(ZoneOffset.UTC);
    } catch (DateTimeException e) {
      return NONE;
    }
  }

  /** Two digits of a year are at most 50 years ahead. Hardly anybody writes them any more. */
  private static DateTimeFormatter rfc850() {
    return new DateTimeFormatterBuilder()
        .appendPattern("EEEE, dd-MMM-")
        .appendValueReduced(ChronoField.YEAR, 2, 2, LocalDate.now(ZoneOffset.UTC).minusYears(49))
        .appendPattern(" HH:mm:ss 'GMT'")
        .toFormatter(Locale.ENGLISH);
  }
}
