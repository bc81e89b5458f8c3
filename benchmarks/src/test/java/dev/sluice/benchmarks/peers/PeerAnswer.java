package dev.sluice.benchmarks.peers;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An HTTP answer. */
final class PeerAnswer {
  private static final Pattern HEAD =
      Pattern.compile(
          "HTTP/1\\.1 (\\d{3}) .*^content-length: (\\d+)\r\n.*",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL | Pattern.MULTILINE);

  private final String head;
  private final int status;
  private final byte[] body;

  private PeerAnswer(String head, int status, byte[] body) {
    this.head = head;
    this.status = status;
    this.body = body;
  }

  static PeerAnswer read(InputStream in) throws IOException {
    StringBuilder text = new StringBuilder();
    while (text.indexOf("\r\n\r\n") < 0) {
      byte[] next = in.readNBytes(1);
      if (next.length == 0) {
        throw new AssertionError("the end within a head: " + text);
      }
      text.append(new String(next, ISO_8859_1));
    }
    Matcher head = HEAD.matcher(text);
    if (!head.matches()) {
      throw new AssertionError("not as it must be: " + text);
    }
    byte[] body = in.readNBytes(Integer.parseInt(head.group(2)));
    return new PeerAnswer(text.toString(), Integer.parseInt(head.group(1)), body);
  }

  String head() {
    return head;
  }

  int status() {
    return status;
  }

  byte[] body() {
    return body;
  }
}
