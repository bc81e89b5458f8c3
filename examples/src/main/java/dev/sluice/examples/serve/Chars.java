package dev.sluice.examples.serve;

/** Character classes of RFC 9110 and RFC 3986. */
final class Chars {
  private static final boolean[] TOKEN = new boolean[256];
  private static final boolean[] UNRESERVED = new boolean[256];

  static {
    for (int c = 0; c < 128; c++) {
      boolean alphanumeric = Character.isLetterOrDigit(c);
      TOKEN[c] = alphanumeric || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
      UNRESERVED[c] = alphanumeric || "-._~".indexOf(c) >= 0;
    }
  }

  private Chars() {}

  /** Within a method or a field name. */
  static boolean isToken(byte b) {
    return TOKEN[b & 0xff];
  }

  /** Within a field value: visible, blank, or beyond ASCII. */
  static boolean isFieldValue(byte b) {
    return b < 0 || (b >= ' ' && b != 0x7f) || b == '\t';
  }

  /** Never needs percent-encoding. */
  static boolean isUnreserved(byte b) {
    return UNRESERVED[b & 0xff];
  }

  /** The value of a hexadecimal digit, -1 for anything else. */
  static int hex(byte b) {
    return b < 0 ? -1 : Character.digit(b, 16);
  }
}
