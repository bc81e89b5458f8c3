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

  byte[] end(boolean keepAlive) {
    if (!keepAlive) {
      field("Connection", "close");
    }
    return text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  static String httpDate(Instant instant) {
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
