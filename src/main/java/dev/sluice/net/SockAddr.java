package dev.sluice.net;

import dev.sluice.sys.NetConstants;
import dev.sluice.sys.SockAddrBuf;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * A socket address: a value that never changes. No name is ever looked up.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/ip.7.html">ip(7)</a>, <a
 *     href="https://man7.org/linux/man-pages/man7/unix.7.html">unix(7)</a>
 */
public sealed interface SockAddr permits SockAddr.Inet, UnixAddr {
  /**
   * Writes this address into the kernel's form; allocates nothing.
   *
   * @param buf becomes this address
   */
  void writeTo(SockAddrBuf buf);

  /** {@return the family, {@code AF_INET}, {@code AF_INET6} or {@code AF_UNIX}} */
  int family();

  /**
   * {@return the same for java.net}
   *
   * @throws UnsupportedOperationException when java.net has no such address: an abstract name
   */
  SocketAddress toSocketAddress();

  /** An address with a port, of IPv4 or IPv6. */
  sealed interface Inet extends SockAddr permits Inet4, Inet6 {
    /** {@return the port, 0 to 65535} */
    int port();

    /**
     * The same address with another port.
     *
     * @param port 0 to 65535
     * @return the address
     */
    Inet withPort(int port);

    /** {@return the same for java.net} */
    InetSocketAddress toInetSocketAddress();

    @Override
    default InetSocketAddress toSocketAddress() {
      return toInetSocketAddress();
    }
  }

  /**
   * An IPv4 address and a port.
   *
   * @param bits the address, first octet on top
   * @param port 0 to 65535
   */
  record Inet4(int bits, int port) implements Inet {
    /** Checks the port. */
    public Inet4 {
      checkPort(port);
    }

    @Override
    public void writeTo(SockAddrBuf buf) {
      buf.setInet4(bits, port);
    }

    @Override
    public int family() {
      return NetConstants.AF_INET;
    }

    @Override
    public Inet4 withPort(int port) {
      return new Inet4(bits, port);
    }

    @Override
    public InetSocketAddress toInetSocketAddress() {
      return socketAddress(ByteBuffer.allocate(4).putInt(bits).array(), port);
    }

    @Override
    public String toString() {
      return (bits >>> 24)
          + "."
          + (bits >>> 16 & 255)
          + "."
          + (bits >>> 8 & 255)
          + "."
          + (bits & 255)
          + ":"
          + port;
    }
  }

  /**
   * An IPv6 address and a port.
   *
   * @param high the first 8 bytes of the address
   * @param low the last 8 bytes
   * @param port 0 to 65535
   * @param flowInfo the flow label, 0 for none
   * @param scopeId the interface's index, 0 for none
   */
  record Inet6(long high, long low, int port, int flowInfo, int scopeId) implements Inet {
    /** Checks the port. */
    public Inet6 {
      checkPort(port);
    }

    @Override
    public void writeTo(SockAddrBuf buf) {
      buf.setInet6(high, low, port, flowInfo, scopeId);
    }

    @Override
    public int family() {
      return NetConstants.AF_INET6;
    }

    @Override
    public Inet6 withPort(int port) {
      return new Inet6(high, low, port, flowInfo, scopeId);
    }

    @Override
    public InetSocketAddress toInetSocketAddress() {
      try {
        // Without a scope java.net turns an IPv4-mapped address into an IPv4 one, as it does
        // everywhere.
        InetAddress inet =
            scopeId == 0
                ? InetAddress.getByAddress(bytes())
                : Inet6Address.getByAddress(null, bytes(), scopeId);
        return new InetSocketAddress(inet, port);
      } catch (UnknownHostException e) {
        throw new AssertionError("16 bytes are an address", e);
      }
    }

    private byte[] bytes() {
      return ByteBuffer.allocate(16).putLong(high).putLong(low).array();
    }

    @Override
    public String toString() {
      try {
        String host = Inet6Address.getByAddress(null, bytes(), -1).getHostAddress();
        return "[" + host + (scopeId == 0 ? "" : "%" + scopeId) + "]:" + port;
      } catch (UnknownHostException e) {
        throw new AssertionError("16 bytes are an address", e);
      }
    }
  }

  /**
   * An IPv4 address.
   *
   * @param literal as in {@code 127.0.0.1}
   * @param port 0 to 65535
   * @return the address
   */
  static Inet4 inet4(String literal, int port) {
    return inet4(SockAddrBuf.inet4(literal, port));
  }

  /**
   * An IPv6 address.
   *
   * @param literal as in {@code ::1} or {@code fe80::1%eth0}
   * @param port 0 to 65535
   * @return the address
   */
  static Inet6 inet6(String literal, int port) {
    return inet6(SockAddrBuf.inet6(literal, port));
  }

  /**
   * An address of either family.
   *
   * @param literal as in {@code 127.0.0.1} or {@code ::1}
   * @param port 0 to 65535
   * @return the address
   * @throws IllegalArgumentException when it is no literal
   */
  static Inet of(String literal, int port) {
    return literal.indexOf(':') >= 0 ? inet6(literal, port) : inet4(literal, port);
  }

  /**
   * A local address that is a file.
   *
   * @param path its name, encoded as UTF-8; 1 to 108 bytes. A leading {@code @} is one of them.
   * @return the address
   * @throws IllegalArgumentException when it is too long or holds a NUL
   */
  static UnixAddr unix(String path) {
    return UnixAddr.from(SockAddrBuf.unix(path));
  }

  /**
   * A local address that is a name without a file.
   *
   * @param name encoded as UTF-8; at most 107 bytes, and no {@code @} before it
   * @return the address
   * @throws IllegalArgumentException when it is too long
   */
  static UnixAddr unixAbstract(String name) {
    return UnixAddr.from(SockAddrBuf.unixAbstract(name));
  }

  /** {@return the local address without a name; to bind to it gets a free abstract one} */
  static UnixAddr unixUnnamed() {
    return UnixAddr.UNNAMED;
  }

  /**
   * The same as java.net has it.
   *
   * @param address a resolved address
   * @return the address
   * @throws IllegalArgumentException when its name is not resolved
   */
  static Inet of(InetSocketAddress address) {
    InetAddress inet = address.getAddress();
    if (inet == null) {
      throw new IllegalArgumentException("not resolved: " + address);
    }
    ByteBuffer bytes = ByteBuffer.wrap(inet.getAddress());
    return inet instanceof Inet6Address six
        ? new Inet6(bytes.getLong(), bytes.getLong(), address.getPort(), 0, six.getScopeId())
        : new Inet4(bytes.getInt(), address.getPort());
  }

  /**
   * The same as java.net has it.
   *
   * @param address a path, the empty one for no name
   * @return the address
   * @throws IllegalArgumentException when the path is longer than the kernel takes
   */
  static UnixAddr of(UnixDomainSocketAddress address) {
    String path = address.getPath().toString();
    return path.isEmpty() ? unixUnnamed() : unix(path);
  }

  /**
   * Reads the kernel's form.
   *
   * @param buf an IPv4, IPv6 or local address
   * @return the address
   * @throws IllegalArgumentException for another family
   */
  static SockAddr from(SockAddrBuf buf) {
    int family = buf.family();
    if (family == NetConstants.AF_INET) {
      return inet4(buf);
    }
    if (family == NetConstants.AF_INET6) {
      return inet6(buf);
    }
    if (family == NetConstants.AF_UNIX) {
      return UnixAddr.from(buf);
    }
    throw new IllegalArgumentException("neither IPv4, IPv6 nor local: family " + family);
  }

  private static Inet4 inet4(SockAddrBuf buf) {
    return new Inet4(buf.inet4Bits(), buf.port());
  }

  private static Inet6 inet6(SockAddrBuf buf) {
    return new Inet6(buf.inet6High(), buf.inet6Low(), buf.port(), buf.flowInfo(), buf.scopeId());
  }

  private static void checkPort(int port) {
    if (port < 0 || port > 0xffff) {
      throw new IllegalArgumentException("port out of range: " + port);
    }
  }

  private static InetSocketAddress socketAddress(byte[] bytes, int port) {
    try {
      return new InetSocketAddress(InetAddress.getByAddress(bytes), port);
    } catch (UnknownHostException e) {
      throw new AssertionError("4 bytes are an address", e);
    }
  }
}
