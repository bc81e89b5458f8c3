package dev.sluice.benchmarks.peers;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Dates in heads, all of one width. */
final class HttpDate {
  // RFC_1123_DATE_TIME writes the first nine days of a month with one digit.
  private static final DateTimeFormatter FORMAT =
      DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private static volatile Formatted latest = format(Instant.EPOCH);

  private record Formatted(long second, String text) {}

  private HttpDate() {}

  static String of(Instant instant) {
    return FORMAT.format(instant);
  }

  /** Formatted once per second. */
  static String now() {
    Instant now = Instant.now();
    Formatted date = latest;
    if (date.second != now.getEpochSecond()) {
      date = format(now);
      latest = date;
    }
    return date.text;
  }

  private static Formatted format(Instant instant) {
    return new Formatted(instant.getEpochSecond(), of(instant));
  }
}
