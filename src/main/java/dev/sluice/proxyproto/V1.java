package dev.sluice.proxyproto;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.net.SockAddr;
import org.jspecify.annotations.Nullable;

/** The line of text. */
final class V1 {
  /** How long a line can be, CR and LF included. */
  static final int MAX = 107;

  /** The shortest: that of an unknown connection. */
  static final int MIN = 15;

  private static final byte[] START = "PROXY ".getBytes(US_ASCII);
  private static final byte[] UNKNOWN = "UNKNOWN".getBytes(US_ASCII);
  private static final byte[] TCP4 = "TCP4 ".getBytes(US_ASCII);
  private static final byte[] TCP6 = "TCP6 ".getBytes(US_ASCII);

  private V1() {}

  static void check(
      Command command, Transport transport, @Nullable SockAddr source, boolean hasMore) {
    if (hasMore) {
      throw new IllegalArgumentException("version 1 says nothing beside addresses");
    }
    if (command != Command.PROXY
        || transport == Transport.DATAGRAM
        || !(source == null || source instanceof SockAddr.Inet)) {
      throw new IllegalArgumentException("version 1 is for TCP connections of clients");
    }
  }

  static byte[] encode(Header header) {
    if (header.source() instanceof SockAddr.Inet source
        && header.destination() instanceof SockAddr.Inet destination) {
      StringBuilder line = new StringBuilder(MAX).append("PROXY ");
      line.append(source instanceof SockAddr.Inet4 ? "TCP4 " : "TCP6 ");
      Text.append(line, source);
      Text.append(line.append(' '), destination);
      line.append(' ').append(source.port()).append(' ').append(destination.port());
      return line.append("\r\n").toString().getBytes(US_ASCII);
    }
    return "PROXY UNKNOWN\r\n".getBytes(US_ASCII);
  }

  /**
   * How many bytes are missing at least.
   *
   * @param count how many are there, never more than the last answer asked for
   * @param scanned how many of them were looked at before
   */
  static int missing(byte[] bytes, int count, int scanned) throws MalformedException {
    for (int i = scanned; i < count; i++) {
      if (i < START.length && bytes[i] != START[i]) {
        throw new MalformedException("neither version's beginning");
      }
      if (bytes[i] == '\n') {
        return end(bytes, i);
      }
      if (i > 0 && bytes[i - 1] == '\r') {
        throw new MalformedException("a CR without its LF");
      }
    }
    int missing = Math.max(MIN - count, count > 0 && bytes[count - 1] == '\r' ? 1 : 2);
    if (count + missing > MAX) {
      throw new MalformedException("the line has more than " + MAX + " bytes");
    }
    return missing;
  }

  /** Nothing was asked for that a line of full length would not have, so this is the last byte. */
  private static int end(byte[] bytes, int at) throws MalformedException {
    if (bytes[at - 1] != '\r') {
      throw new MalformedException("an LF without its CR");
    }
    if (at + 1 < MIN) {
      throw new MalformedException("the line ends early");
    }
    return 0;
  }

  /** Reads a whole line, CR and LF included. */
  static Header decode(byte[] bytes, int count) throws MalformedException {
    Text text = new Text(bytes, START.length, count - 2);
    if (text.skip(UNKNOWN)) {
      if (!text.atEnd()) {
        text.expect(' ');
      }
      return Header.v1Unknown();
    }
    boolean four = text.skip(TCP4);
    if (!four && !text.skip(TCP6)) {
      throw new MalformedException("neither TCP4, TCP6 nor UNKNOWN");
    }
    SockAddr.Inet source = four ? text.inet4() : text.inet6();
    text.expect(' ');
    SockAddr.Inet destination = four ? text.inet4() : text.inet6();
    text.expect(' ');
    source = source.withPort(text.port());
    text.expect(' ');
    destination = destination.withPort(text.port());
    if (!text.atEnd()) {
      throw new MalformedException("more than two addresses and two ports");
    }
    return Header.v1(source, destination);
  }
}
