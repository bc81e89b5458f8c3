package dev.sluice.examples.chat;

import dev.sluice.reactor.Input;
import java.util.Arrays;

/** Puts lines together from whatever pieces they come in. A line ends with LF, or with CR LF. */
final class LineBuffer {
  /** How many bytes a line can have, its end apart. */
  static final int LIMIT = 1024;

  private static final int AT_FIRST = 64;

  // One more for the CR.
  private byte[] bytes = new byte[AT_FIRST];
  private int length;
  private boolean tooLong;

  /** Takes bytes up to the end of the line: true when that has come. */
  boolean fill(Input input) {
    while (input.remaining() > 0 && !tooLong) {
      byte next = input.read();
      if (next == '\n') {
        dropReturn();
        tooLong = length > LIMIT;
        return !tooLong;
      }
      append(next);
    }
    return false;
  }

  private void append(byte next) {
    if (length > LIMIT) {
      tooLong = true;
      return;
    }
    if (length == bytes.length) {
      bytes = Arrays.copyOf(bytes, Math.min(2 * length, LIMIT + 1));
    }
    bytes[length++] = next;
  }

  private void dropReturn() {
    if (length > 0 && bytes[length - 1] == '\r') {
      length--;
    }
  }

  /** There is no line to be had any more. */
  boolean isTooLong() {
    return tooLong;
  }

  /** The line, and the next one begins. */
  String take() {
    String line = Text.harmless(bytes, length);
    length = 0;
    return line;
  }
}
