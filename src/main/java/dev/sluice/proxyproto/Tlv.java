package dev.sluice.proxyproto;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.HexFormat;

/** A type and a value, which version 2 may say beside the addresses. It never changes. */
public final class Tlv {
  /** The protocol above, as ALPN names it. */
  public static final int ALPN = 0x01;

  /** The name of the host that the client asked for, UTF-8. */
  public static final int AUTHORITY = 0x02;

  /** The header's checksum; {@link Header#checksum} has it, and no list of these. */
  public static final int CRC32C = 0x03;

  /** Padding; it is never read. */
  public static final int NOOP = 0x04;

  /** The connection's name, at most {@value #UNIQUE_ID_MAX} bytes. */
  public static final int UNIQUE_ID = 0x05;

  /** What is known of TLS, with values of its own kind inside. */
  public static final int SSL = 0x20;

  /** The name of the network namespace, US-ASCII. */
  public static final int NETNS = 0x30;

  /** The first of 16 types that are the application's own. */
  public static final int CUSTOM = 0xe0;

  static final int UNIQUE_ID_MAX = 128;
  static final int START = 3;
  static final int CRC32C_LENGTH = 4;

  private final int type;
  private final byte[] value;

  /**
   * Makes one.
   *
   * @param type 0 to 255
   * @param value what it says, copied; at most 65535 bytes
   */
  public Tlv(int type, byte[] value) {
    if (type < 0 || type > 0xff) {
      throw new IllegalArgumentException("the type is one byte: " + type);
    }
    if (value.length > 0xffff) {
      throw new IllegalArgumentException("a value has at most 65535 bytes, not " + value.length);
    }
    this.type = type;
    this.value = value.clone();
  }

  /**
   * Makes one of text.
   *
   * @param type 0 to 255
   * @param text encoded as UTF-8
   * @return the value
   */
  public static Tlv of(int type, String text) {
    return new Tlv(type, text.getBytes(UTF_8));
  }

  /** {@return the type, 0 to 255} */
  public int type() {
    return type;
  }

  /** {@return the value's bytes, copied} */
  public byte[] value() {
    return value.clone();
  }

  /** {@return the value as text, decoded as UTF-8} */
  public String text() {
    return new String(value, UTF_8);
  }

  /** {@return how many bytes it takes in a header} */
  int size() {
    return START + value.length;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Tlv tlv && type == tlv.type && Arrays.equals(value, tlv.value);
  }

  @Override
  public int hashCode() {
    return 31 * type + Arrays.hashCode(value);
  }

  /** {@return the type and the value, in hexadecimal: what was sent is nothing for a terminal} */
  @Override
  public String toString() {
    return "0x" + Integer.toHexString(type) + "=" + HexFormat.of().formatHex(value);
  }
}
