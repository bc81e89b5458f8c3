package dev.sluice.examples;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An HTTP answer, read without any leniency.
 *
 * @param status its number
 * @param fields names in lower case and values, alternating
 * @param body what Content-Length announces; nothing after a HEAD or with a 304
 */
@SuppressWarnings("ArrayRecordComponent") // Answers are never compared.
public record Answer(int status, List<String> fields, byte[] body) {
  private static final int NOT_MODIFIED = 304;
  private static final Pattern STATUS_LINE = Pattern.compile("HTTP/1\\.1 ([1-5]\\d\\d) [ -~]+");
  private static final Pattern FIELD = Pattern.compile("([A-Za-z-]+): ([!-~]|[!-~][ -~]*[!-~])");

  /** Reads one answer, and not a byte more. */
  public static Answer read(InputStream in, boolean withBody) throws IOException {
    Matcher first = matched(STATUS_LINE, line(in));
    List<String> fields = new ArrayList<>();
    for (String line = line(in); !line.isEmpty(); line = line(in)) {
      Matcher field = matched(FIELD, line);
      fields.add(field.group(1).toLowerCase(Locale.ROOT));
      fields.add(field.group(2));
    }
    Answer head = new Answer(Integer.parseInt(first.group(1)), List.copyOf(fields), new byte[0]);
    if (head.status == NOT_MODIFIED) {
      return head;
    }
    long length = head.contentLength();
    if (!withBody) {
      return head;
    }
    byte[] body = in.readNBytes(Math.toIntExact(length));
    if (body.length < length) {
      throw new EOFException(body.length + " of " + length + " bytes");
    }
    return new Answer(head.status, head.fields, body);
  }

  private static Matcher matched(Pattern pattern, String line) {
    Matcher matcher = pattern.matcher(line);
    if (!matcher.matches()) {
      throw new AssertionError("not as it must be: " + line);
    }
    return matcher;
  }

  private static String line(InputStream in) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    while (true) {
      int b = in.read();
      if (b < 0) {
        throw new EOFException("within a head, after " + line.toString(ISO_8859_1));
      }
      if (b == '\n') {
        throw new AssertionError("LF without CR after " + line.toString(ISO_8859_1));
      }
      if (b == '\r') {
        if (in.read() != '\n') {
          throw new AssertionError("CR without LF after " + line.toString(ISO_8859_1));
        }
        return line.toString(ISO_8859_1);
      }
      line.write(b);
    }
  }

  /** The one value of a field, which must be there. */
  public String field(String name) {
    List<String> values = all(name);
    if (values.size() != 1) {
      throw new AssertionError(name + " is there " + values.size() + " times: " + fields);
    }
    return values.get(0);
  }

  /** All values of a field. */
  public List<String> all(String name) {
    List<String> values = new ArrayList<>();
    for (int i = 0; i < fields.size(); i += 2) {
      if (fields.get(i).equals(name.toLowerCase(Locale.ROOT))) {
        values.add(fields.get(i + 1));
      }
    }
    return values;
  }

  /** What Content-Length announces. */
  public long contentLength() {
    return Long.parseLong(field("Content-Length"));
  }

  /** Whether the server says that it closes the connection. */
  public boolean closes() {
    return all("Connection").contains("close");
  }

  /** The body, a character per byte. */
  public String text() {
    return new String(body, ISO_8859_1);
  }
}
