package dev.sluice.proxyproto;

import dev.sluice.net.SockAddr;

/** Addresses as the line of text has them, read from its front. */
final class Text {
  private static final int GROUPS = 8;

  private final byte[] bytes;
  private final int end;
  private int at;

  Text(byte[] bytes, int start, int end) {
    this.bytes = bytes;
    this.at = start;
    this.end = end;
  }

  boolean atEnd() {
    return at == end;
  }

  /** Passes these bytes, if they come next. */
  boolean skip(byte[] expected) {
    if (end - at < expected.length) {
      return false;
    }
    for (int i = 0; i < expected.length; i++) {
      if (bytes[at + i] != expected[i]) {
        return false;
      }
    }
    at += expected.length;
    return true;
  }

  void expect(char c) throws MalformedException {
    if (!skip(c)) {
      throw new MalformedException("something else where '" + c + "' belongs");
    }
  }

  private boolean skip(char c) {
    if (at < end && bytes[at] == c) {
      at++;
      return true;
    }
    return false;
  }

  /** An IPv4 address, port 0. */
  SockAddr.Inet4 inet4() throws MalformedException {
    return new SockAddr.Inet4(quad(), 0);
  }

  int port() throws MalformedException {
    return decimal(0xffff, "a port");
  }

  private int quad() throws MalformedException {
    int bits = 0;
    for (int i = 0; i < 4; i++) {
      if (i > 0) {
        expect('.');
      }
      bits = bits << 8 | decimal(0xff, "an octet");
    }
    return bits;
  }

  /** A number without leading zeros. */
  private int decimal(int max, String what) throws MalformedException {
    int start = at;
    int value = 0;
    while (at < end && bytes[at] >= '0' && bytes[at] <= '9') {
      if (at > start && value == 0) {
        throw new MalformedException(what + " begins with a zero");
      }
      value = value * 10 + (bytes[at++] - '0');
      if (value > max) {
        throw new MalformedException(what + " is beyond " + max);
      }
    }
    if (at == start) {
      throw new MalformedException(what + " is missing");
    }
    return value;
  }

  /**
   * An IPv6 address, port 0: groups of at most four digits, one {@code ::} for at least one of
   * them, and at the end an IPv4 address in place of two, as inet_ntop(3) writes mapped ones.
   */
  SockAddr.Inet6 inet6() throws MalformedException {
    int[] groups = new int[GROUPS];
    int count = 0;
    int gap = -1;
    if (skip(':')) {
      expect(':');
      gap = 0;
    }
    while (count < GROUPS && (startsGroup() || gap != count)) {
      if (count <= GROUPS - 2 && startsQuad()) {
        int bits = quad();
        groups[count++] = bits >>> 16;
        groups[count++] = bits & 0xffff;
        break;
      }
      groups[count++] = group();
      if (count == GROUPS || !skip(':')) {
        break;
      }
      if (gap < 0 && skip(':')) {
        gap = count;
      }
    }
    return spread(groups, count, gap);
  }

  private static SockAddr.Inet6 spread(int[] groups, int count, int gap) throws MalformedException {
    if (gap < 0 ? count < GROUPS : count == GROUPS) {
      throw new MalformedException("an IPv6 address has not 128 bits");
    }
    int[] all = new int[GROUPS];
    int head = gap < 0 ? count : gap;
    System.arraycopy(groups, 0, all, 0, head);
    System.arraycopy(groups, head, all, GROUPS - (count - head), count - head);
    return new SockAddr.Inet6(half(all, 0), half(all, 4), 0, 0, 0);
  }

  private static long half(int[] groups, int from) {
    long bits = 0;
    for (int i = from; i < from + 4; i++) {
      bits = bits << 16 | groups[i];
    }
    return bits;
  }

  private boolean startsGroup() {
    return at < end && Character.digit(bytes[at], 16) >= 0;
  }

  /** Is there a dot before anything that is no digit? */
  private boolean startsQuad() {
    int i = at;
    while (i < end && bytes[i] >= '0' && bytes[i] <= '9') {
      i++;
    }
    return i > at && i < end && bytes[i] == '.';
  }

  private int group() throws MalformedException {
    int start = at;
    int value = 0;
    while (startsGroup()) {
      if (at - start == 4) {
        throw new MalformedException("a group of an IPv6 address has more than four digits");
      }
      value = value << 4 | Character.digit(bytes[at++], 16);
    }
    if (at == start) {
      throw new MalformedException("a group of an IPv6 address is missing");
    }
    return value;
  }

  /** Writes an address without its port; that of IPv6 as RFC 5952 has it, mapped ones too. */
  static void append(StringBuilder line, SockAddr.Inet address) {
    if (address instanceof SockAddr.Inet6 six) {
      append(line, six);
      return;
    }
    int bits = ((SockAddr.Inet4) address).bits();
    line.append(bits >>> 24).append('.').append(bits >>> 16 & 0xff);
    line.append('.').append(bits >>> 8 & 0xff).append('.').append(bits & 0xff);
  }

  private static void append(StringBuilder line, SockAddr.Inet6 address) {
    int gap = -1;
    int length = 1;
    for (int i = 0; i < GROUPS; i++) {
      int zeros = zeros(address, i);
      if (zeros > length) {
        gap = i;
        length = zeros;
      }
    }
    for (int i = 0; i < GROUPS; i++) {
      if (i == gap) {
        line.append("::");
        i += length - 1;
        continue;
      }
      if (i > 0 && i != gap + length) {
        line.append(':');
      }
      line.append(Integer.toHexString(group(address, i)));
    }
  }

  private static int zeros(SockAddr.Inet6 address, int from) {
    int i = from;
    while (i < GROUPS && group(address, i) == 0) {
      i++;
    }
    return i - from;
  }

  private static int group(SockAddr.Inet6 address, int i) {
    long half = i < 4 ? address.high() : address.low();
    return (int) (half >>> (48 - 16 * (i & 3))) & 0xffff;
  }
}
