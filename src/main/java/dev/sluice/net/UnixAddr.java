package dev.sluice.net;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.sys.NetConstants;
import dev.sluice.sys.SockAddrBuf;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.Objects;

/**
 * The address of a local socket: a path, an abstract name, or none. The kernel compares bytes, and
 * so does this.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/unix.7.html">unix(7)</a>
 */
public final class UnixAddr implements SockAddr {
  /** What a local address is. */
  public enum Kind {
    /** A file, which outlives its socket. */
    PATH,
    /** A name without a file, gone with its last socket. */
    ABSTRACT,
    /** No name: that of a client, or of a pair. */
    UNNAMED
  }

  static final UnixAddr UNNAMED = new UnixAddr(Kind.UNNAMED, new byte[0]);

  private final Kind kind;
  private final byte[] bytes;

  private UnixAddr(Kind kind, byte[] bytes) {
    this.kind = kind;
    this.bytes = bytes;
  }

  static UnixAddr from(SockAddrBuf buf) {
    if (buf.isUnixUnnamed()) {
      return UNNAMED;
    }
    return new UnixAddr(buf.isUnixAbstract() ? Kind.ABSTRACT : Kind.PATH, buf.unixBytes());
  }

  /** {@return which of the three it is} */
  public Kind kind() {
    return kind;
  }

  /** {@return the bytes of the path or of the abstract name, copied; none without a name} */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** {@return the path or the abstract name, decoded as UTF-8; empty without a name} */
  public String name() {
    return new String(bytes, UTF_8);
  }

  @Override
  public void writeTo(SockAddrBuf buf) {
    switch (kind) {
      case PATH -> buf.setUnixPath(bytes);
      case ABSTRACT -> buf.setUnixAbstract(bytes);
      case UNNAMED -> buf.setUnixUnnamed();
    }
  }

  @Override
  public int family() {
    return NetConstants.AF_UNIX;
  }

  /**
   * {@return the same for java.net, which names the unnamed by an empty path}
   *
   * @throws UnsupportedOperationException for an abstract name, and for a path that is no UTF-8
   */
  @Override
  public UnixDomainSocketAddress toSocketAddress() {
    if (kind == Kind.ABSTRACT) {
      throw new UnsupportedOperationException("java.net has no abstract names: " + this);
    }
    try {
      return UnixDomainSocketAddress.of(
          UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
    } catch (CharacterCodingException e) {
      throw new UnsupportedOperationException("the path is no UTF-8: " + this, e);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof UnixAddr address
        && kind == address.kind
        && Arrays.equals(bytes, address.bytes);
  }

  @Override
  public int hashCode() {
    return Objects.hash(kind, Arrays.hashCode(bytes));
  }

  /**
   * {@return the path; {@code @name} for an abstract name, with {@code @} for its NULs too, as
   * {@code /proc/net/unix} has it; {@code (unnamed)}}
   */
  @Override
  public String toString() {
    return switch (kind) {
      case PATH -> name();
      case ABSTRACT -> "@" + name().replace('\0', '@');
      case UNNAMED -> "(unnamed)";
    };
  }
}
