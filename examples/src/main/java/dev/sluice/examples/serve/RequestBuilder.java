package dev.sluice.examples.serve;

import static dev.sluice.examples.serve.BadRequestException.malformed;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the parts of a head mean, as far as a server of files must know: RFC 9110 and 9112. */
final class RequestBuilder {
  private static final Set<String> OTHER_METHODS =
      Set.of("POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH");

  private String method = "";
  private byte[] target = {};
  private boolean http10;
  private String name = "";
  private int hosts;
  private boolean close;
  private boolean keepAlive;
  private String contentLength = "";
  private @Nullable String transferEncoding;
  private @Nullable String acceptEncoding;
  private @Nullable ConditionFields conditions;

  void method(String value) {
    method = value;
  }

  void target(byte[] value) {
    target = value;
  }

  void version(String value) throws BadRequestException {
    if (value.length() != 8
        || !value.startsWith("HTTP/")
        || !Character.isDigit(value.charAt(5))
        || value.charAt(6) != '.'
        || !Character.isDigit(value.charAt(7))) {
      throw malformed("version");
    }
    if (value.charAt(5) != '1') {
      throw new BadRequestException(Status.VERSION_NOT_SUPPORTED, value);
    }
    http10 = value.charAt(7) == '0';
  }

  void fieldName(String value) {
    name = value.toLowerCase(Locale.ROOT);
  }

  void fieldValue(String value) throws BadRequestException {
    switch (name) {
      case "host" -> host(value);
      case "connection" -> connection(value);
      case "content-length" -> contentLength(value);
      case "transfer-encoding" -> transferEncoding = joined(transferEncoding, value);
      case "accept-encoding" -> acceptEncoding = joined(acceptEncoding, value);
      case "if-match",
          "if-none-match",
          "if-modified-since",
          "if-unmodified-since",
          "range",
          "if-range" ->
          conditions().put(name, value);
      default -> {}
    }
  }

  private ConditionFields conditions() {
    ConditionFields mine = conditions;
    if (mine == null) {
      mine = new ConditionFields();
      conditions = mine;
    }
    return mine;
  }

  /** RFC 9110, 5.3: several fields of a name are one list. Of what is no list that makes none. */
  static String joined(@Nullable String before, String value) {
    return before == null ? value : before + ", " + value;
  }

  private void host(String value) throws BadRequestException {
    if (++hosts > 1) {
      throw malformed("more than one Host");
    }
    checkAuthority(value);
  }

  private static void checkAuthority(String value) throws BadRequestException {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c <= ' ' || c >= 0x7f || "/\\?#@,".indexOf(c) >= 0) {
        throw malformed("Host");
      }
    }
  }

  private void connection(String value) {
    for (String option : value.split(",", -1)) {
      switch (option.trim().toLowerCase(Locale.ROOT)) {
        case "close" -> close = true;
        case "keep-alive" -> keepAlive = true;
        default -> {}
      }
    }
  }

  private void contentLength(String value) throws BadRequestException {
    if (value.isEmpty() || value.chars().anyMatch(c -> c < '0' || c > '9')) {
      throw malformed("Content-Length");
    }
    if (!contentLength.isEmpty() && !contentLength.equals(value)) {
      throw malformed("conflicting Content-Length");
    }
    contentLength = value;
  }

  Request build() throws BadRequestException {
    checkFraming();
    if (hosts == 0 && !http10) {
      throw malformed("no Host");
    }
    checkMethod();
    if (hasBody()) {
      throw new BadRequestException(Status.CONTENT_TOO_LARGE, "requests have no body here");
    }
    byte[] origin = originForm();
    int question = indexOf(origin, '?');
    int pathEnd = question < 0 ? origin.length : question;
    String query = new String(origin, pathEnd, origin.length - pathEnd, StandardCharsets.US_ASCII);
    boolean keep = !close && (!http10 || keepAlive);
    return new Request(
        method.equals("HEAD"),
        decodedPath(origin, pathEnd),
        query,
        keep,
        http10,
        conditions == null ? Conditions.NONE : conditions.build(),
        acceptEncoding);
  }

  private void checkFraming() throws BadRequestException {
    if (transferEncoding == null) {
      return;
    }
    if (!contentLength.isEmpty() || http10) {
      throw malformed("Transfer-Encoding where it must not be");
    }
    String codings = transferEncoding.toLowerCase(Locale.ROOT);
    if (!codings.substring(codings.lastIndexOf(',') + 1).trim().equals("chunked")) {
      // RFC 9112, 6.3: where such a message ends nobody knows.
      throw malformed("Transfer-Encoding");
    }
    if (!codings.trim().equals("chunked")) {
      throw new BadRequestException(Status.NOT_IMPLEMENTED, transferEncoding);
    }
  }

  private boolean hasBody() {
    return transferEncoding != null || contentLength.chars().anyMatch(c -> c != '0');
  }

  private void checkMethod() throws BadRequestException {
    if (method.equals("GET") || method.equals("HEAD")) {
      return;
    }
    Status status =
        OTHER_METHODS.contains(method) ? Status.METHOD_NOT_ALLOWED : Status.NOT_IMPLEMENTED;
    throw new BadRequestException(status, method);
  }

  /** The target from its path on; {@code http://host/path} is one, too. */
  private byte[] originForm() throws BadRequestException {
    if (indexOf(target, '#') >= 0) {
      throw malformed("fragment in a target");
    }
    if (target[0] == '/') {
      return target;
    }
    String text = new String(target, StandardCharsets.US_ASCII);
    if (!text.regionMatches(true, 0, "http://", 0, 7) || text.length() == 7) {
      throw malformed("target");
    }
    int end = 7;
    while (end < text.length() && "/?".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    String authority = text.substring(7, end);
    checkAuthority(authority);
    if (authority.isEmpty() || authority.startsWith(":")) {
      // RFC 9110, 4.2.1.
      throw malformed("no host in the target");
    }
    String rest = text.substring(end);
    return (rest.startsWith("/") ? rest : "/" + rest).getBytes(StandardCharsets.US_ASCII);
  }

  private static int indexOf(byte[] bytes, char wanted) {
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == wanted) {
        return i;
      }
    }
    return -1;
  }

  /** Percent-decoded, without leading slashes: relative to the root, whatever it says. */
  private static byte[] decodedPath(byte[] origin, int end) throws BadRequestException {
    byte[] path = new byte[end];
    int length = 0;
    for (int i = 0; i < end; i++) {
      byte b = origin[i];
      if (b == '%') {
        int high = i + 2 < end ? Chars.hex(origin[i + 1]) : -1;
        int low = i + 2 < end ? Chars.hex(origin[i + 2]) : -1;
        if (high < 0 || low < 0) {
          throw malformed("percent-encoding");
        }
        b = (byte) (high << 4 | low);
        i += 2;
      }
      if (b != '/' || length > 0) {
        path[length++] = b;
      }
    }
    return java.util.Arrays.copyOf(path, length);
  }
}
