package dev.sluice.examples.serve;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** Writes the head of an answer. */
final class ResponseHead {
  // RFC 9110, 5.6.7: the day has two digits, which DateTimeFormatter.RFC_1123_DATE_TIME does not
  // promise.
  private static final DateTimeFormatter HTTP_DATE =
      DateTimeFormatter.ofPattern("EEE, dd MMM uuuu HH:mm:ss 'GMT'", Locale.ENGLISH)
          .withZone(ZoneOffset.UTC);

  private static final long FIRST_YEAR = Instant.parse("0001-01-01T00:00:00Z").getEpochSecond();

  private static long dateSecond = Long.MIN_VALUE;
  private static String date = "";

  private final StringBuilder text = new StringBuilder(256);

  ResponseHead(Status status) {
    text.append("HTTP/1.1 ").append(status).append("\r\n");
    field("Date", now());
  }

  ResponseHead field(String name, String value) {
    text.append(name).append(": ").append(value).append("\r\n");
    return this;
  }

  ResponseHead field(String name, long value) {
    text.append(name).append(": ").append(value).append("\r\n");
    return this;
  }

  /**
   * When the file was changed last: never later than now, as RFC 9110, 8.8.2.1, has it, and not at
   * all where four digits are not enough for the year.
   */
  ResponseHead lastModified(long second) {
    long shown = Math.min(second, System.currentTimeMillis() / 1000);
    return shown < FIRST_YEAR
        ? this
        : field("Last-Modified", httpDate(Instant.ofEpochSecond(shown)));
  }

  byte[] end(Request request) {
    if (!request.keepAlive()) {
      return endAndClose();
    }
    if (request.http10()) {
      // Those clients know that the connection goes on only when they are told.
      field("Connection", "keep-alive");
    }
    return bytes();
  }

  byte[] endAndClose() {
    return field("Connection", "close").bytes();
  }

  private byte[] bytes() {
    return text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String httpDate(Instant instant) {
    return HTTP_DATE.format(instant);
  }

  /** Made once per second; servers of this kind run on one thread. */
  private static String now() {
    long second = System.currentTimeMillis() / 1000;
    if (second != dateSecond) {
      dateSecond = second;
      date = httpDate(Instant.ofEpochSecond(second));
    }
    return date;
  }
}
