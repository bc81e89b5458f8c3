package dev.sluice.examples.serve;

import java.nio.charset.StandardCharsets;

/** Writes the head of an answer. */
final class ResponseHead {
  private final StringBuilder text = new StringBuilder(256);

  ResponseHead(Status status) {
    text.append("HTTP/1.1 ").append(status).append("\r\n");
    field("Date", HttpDate.now());
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
    long shown = Math.min(second, HttpDate.nowSecond());
    return HttpDate.canShow(shown) ? field("Last-Modified", HttpDate.format(shown)) : this;
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
}
