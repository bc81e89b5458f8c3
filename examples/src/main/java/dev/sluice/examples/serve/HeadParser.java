package dev.sluice.examples.serve;

import static dev.sluice.examples.serve.BadRequestException.malformed;

import java.util.Arrays;

/**
 * Parses request heads byte by byte, at any split: RFC 9112, sections 2 to 5, without its
 * leniencies. Lines end with CR LF, names are followed by their colon, lines are never folded.
 *
 * <p>What a field means is {@link RequestBuilder}'s to know.
 */
final class HeadParser {
  /** The longest head, its last CR LF included. */
  static final int MAX_HEAD = 16 * 1024;

  // RFC 9112, 2.2, asks for one. A peer that sends nothing else would never be timed out.
  private static final int MAX_EMPTY_LINES = 4;

  private static final int INITIAL = 512;

  private enum State {
    START,
    START_LF,
    METHOD,
    TARGET,
    VERSION,
    LINE_LF,
    LINE_START,
    NAME,
    BEFORE_VALUE,
    VALUE,
    END_LF
  }

  private State state = State.START;
  private byte[] token = new byte[INITIAL];
  private int length;
  private int consumed;
  private int emptyLines;
  private boolean head;
  private RequestBuilder builder = new RequestBuilder();

  /** Whether a head has begun and not yet ended. */
  boolean inHead() {
    return consumed > 0;
  }

  /** Whether the method of the head in hand, or of the one just taken, is HEAD. */
  boolean isHead() {
    return head;
  }

  /**
   * Takes one byte.
   *
   * @return true when it was the last of a head; {@link #take} then gives the request
   */
  boolean accept(byte b) throws BadRequestException {
    if (++consumed > MAX_HEAD) {
      throw new BadRequestException(Status.HEADER_FIELDS_TOO_LARGE, "head too large");
    }
    switch (state) {
      case START -> start(b);
      case START_LF -> {
        expect(b, '\n');
        if (++emptyLines > MAX_EMPTY_LINES) {
          throw malformed("empty lines");
        }
        // They are skipped, and do not count as the beginning of a request.
        consumed = 0;
        state = State.START;
      }
      case METHOD -> method(b);
      case TARGET -> target(b);
      case VERSION -> version(b);
      case LINE_LF -> {
        expect(b, '\n');
        state = State.LINE_START;
      }
      case LINE_START -> lineStart(b);
      case NAME -> name(b);
      case BEFORE_VALUE -> beforeValue(b);
      case VALUE -> value(b);
      case END_LF -> {
        expect(b, '\n');
        return true;
      }
    }
    return false;
  }

  /** The request whose head ended; the parser is ready for the next one. */
  Request take() throws BadRequestException {
    RequestBuilder done = builder;
    builder = new RequestBuilder();
    state = State.START;
    consumed = 0;
    emptyLines = 0;
    return done.build();
  }

  private void start(byte b) throws BadRequestException {
    head = false;
    if (b == '\r') {
      state = State.START_LF;
    } else {
      state = State.METHOD;
      method(b);
    }
  }

  private void method(byte b) throws BadRequestException {
    if (b == ' ' && length > 0) {
      String method = token();
      head = method.equals("HEAD");
      builder.method(method);
      state = State.TARGET;
    } else if (Chars.isToken(b)) {
      append(b);
    } else {
      throw malformed("method");
    }
  }

  private void target(byte b) throws BadRequestException {
    if (b == ' ' && length > 0) {
      builder.target(Arrays.copyOf(token, length));
      length = 0;
      state = State.VERSION;
    } else if (b > ' ' && b < 0x7f) {
      append(b);
    } else {
      throw malformed("target");
    }
  }

  private void version(byte b) throws BadRequestException {
    if (b == '\r') {
      builder.version(token());
      state = State.LINE_LF;
    } else if (b > ' ' && b < 0x7f && length < "HTTP/1.1".length()) {
      append(b);
    } else {
      throw malformed("version");
    }
  }

  private void lineStart(byte b) throws BadRequestException {
    if (b == '\r') {
      state = State.END_LF;
    } else {
      state = State.NAME;
      name(b);
    }
  }

  private void name(byte b) throws BadRequestException {
    if (b == ':' && length > 0) {
      builder.fieldName(token());
      state = State.BEFORE_VALUE;
    } else if (Chars.isToken(b)) {
      append(b);
    } else {
      // Also white space before the colon, and folded lines, which begin with it.
      throw malformed("field name");
    }
  }

  private void beforeValue(byte b) throws BadRequestException {
    if (b != ' ' && b != '\t') {
      state = State.VALUE;
      value(b);
    }
  }

  private void value(byte b) throws BadRequestException {
    if (b == '\r') {
      while (length > 0 && (token[length - 1] == ' ' || token[length - 1] == '\t')) {
        length--;
      }
      builder.fieldValue(token());
      state = State.LINE_LF;
    } else if (Chars.isFieldValue(b)) {
      append(b);
    } else {
      throw malformed("field value");
    }
  }

  private static void expect(byte b, char wanted) throws BadRequestException {
    if (b != wanted) {
      throw malformed("line end");
    }
  }

  private void append(byte b) {
    if (length == token.length) {
      token = Arrays.copyOf(token, length * 2);
    }
    token[length++] = b;
  }

  private String token() {
    String text = new String(token, 0, length, java.nio.charset.StandardCharsets.ISO_8859_1);
    length = 0;
    return text;
  }
}
