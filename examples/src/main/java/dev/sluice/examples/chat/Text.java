package dev.sluice.examples.chat;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.regex.Pattern;

/** What can be shown on anybody's terminal. */
final class Text {
  private static final String INSTEAD = "\uFFFD";

  /**
   * Controls of both sets (escape sequences begin with them), ends of line and of paragraph, and
   * what turns the direction of writing: a line could pass for another's.
   */
  private static final Pattern HARMFUL =
      Pattern.compile("[\\p{Cc}\\u2028\\u2029\\u061C\\u200E\\u200F\\u202A-\\u202E\\u2066-\\u2069]");

  private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{N}_.-]{1,24}");

  private Text() {}

  /** Bytes as text: what is no UTF-8, or harms, is replaced. */
  static String harmless(byte[] bytes, int length) {
    return HARMFUL.matcher(new String(bytes, 0, length, UTF_8)).replaceAll(INSTEAD);
  }

  /** Whether somebody, or a room, can be called that. */
  static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }
}
