package dev.sluice.examples.receive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

/**
 * What comes before the bytes of an upload: {@code PUT SIZE NAME} and a newline.
 *
 * @param size how many bytes follow
 * @param name what the file is to be called
 */
record Header(long size, String name) {
  /** As the kernel has it: bytes of the longest name of a file. */
  static final int LONGEST_NAME = 255;

  private static final String COMMAND = "PUT ";
  private static final int MOST_DIGITS = 19;

  /** With its newline. */
  static final int LONGEST = COMMAND.length() + MOST_DIGITS + 1 + LONGEST_NAME + 1;

  /**
   * Refuses what can be none, before the rest of it has come.
   *
   * @param length how many bytes there are so far
   */
  static void checkBeginning(byte[] line, int length) throws ProtocolException {
    int count = Math.min(length, COMMAND.length());
    if (!COMMAND.startsWith(new String(line, 0, count, ISO_8859_1))) {
      throw new ProtocolException("not PUT SIZE NAME: bytes alone need a server with --raw");
    }
  }

  /**
   * Reads it.
   *
   * @param line the bytes, without the newline
   * @throws ProtocolException says what is wrong
   */
  static Header parse(byte[] line) throws ProtocolException {
    String text = text(line);
    int space = text.indexOf(' ', COMMAND.length());
    if (!text.startsWith(COMMAND) || space < 0) {
      throw new ProtocolException("not PUT SIZE NAME");
    }
    long size = size(text.substring(COMMAND.length(), space));
    String name = text.substring(space + 1);
    checkName(name);
    return new Header(size, name);
  }

  private static String text(byte[] line) throws ProtocolException {
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(line)).toString();
    } catch (CharacterCodingException e) {
      throw new ProtocolException("not UTF-8");
    }
  }

  private static long size(String digits) throws ProtocolException {
    boolean canonical = digits.matches("0|[1-9][0-9]*");
    try {
      if (canonical) {
        return Long.parseLong(digits);
      }
    } catch (NumberFormatException e) {
      // Too many digits.
    }
    throw new ProtocolException("a bad size");
  }

  /**
   * Refuses what could lead out of the folder, hide, or harm a terminal.
   *
   * @throws ProtocolException says why
   */
  static void checkName(String name) throws ProtocolException {
    if (name.isEmpty() || name.getBytes(UTF_8).length > LONGEST_NAME) {
      throw new ProtocolException("a bad name: 1 to " + LONGEST_NAME + " bytes");
    }
    if (name.startsWith(".") || name.indexOf('/') >= 0) {
      throw new ProtocolException("a bad name: it holds a slash, or begins with a dot");
    }
    if (name.chars().anyMatch(Character::isISOControl)) {
      throw new ProtocolException("a bad name: it holds a control character");
    }
  }

  byte[] toBytes() {
    return (COMMAND + size + " " + name + "\n").getBytes(UTF_8);
  }
}
