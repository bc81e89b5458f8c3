package dev.sluice.examples.serve;

import java.util.HexFormat;

/** How names are written in URLs and in HTML. */
final class Encoding {
  private static final HexFormat HEX = HexFormat.of().withUpperCase();

  private Encoding() {}

  /** Percent-encodes all but unreserved characters and slashes. */
  static String path(byte[] name) {
    StringBuilder out = new StringBuilder(name.length + 16);
    for (byte b : name) {
      if (Chars.isUnreserved(b) || b == '/') {
        out.append((char) b);
      } else {
        out.append('%').append(HEX.toHexDigits(b));
      }
    }
    return out.toString();
  }

  /** Escapes what HTML would take for markup, within text and quoted attributes. */
  static String html(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> out.append(c);
      }
    }
    return out.toString();
  }
}
