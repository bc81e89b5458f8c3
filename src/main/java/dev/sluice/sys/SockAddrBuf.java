package dev.sluice.sys;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteOrder;

/**
 * A socket address as the kernel has it, {@code struct sockaddr_storage}, and its length.
 *
 * <p>Holds its own memory and can be used again and again; one thread at a time.
 */
public final class SockAddrBuf {
  // Alike on both architectures; a test holds these against the bindings, whose classes for it take
  // long to load.
  static final long CAPACITY = 128;
  static final int INET4_LENGTH = 16;
  static final int INET6_LENGTH = 28;
  static final long FAMILY = 0;
  // Port and IPv4 address stand at the same offsets in both structs' beginnings; both are
  // big-endian.
  static final long PORT = 2;
  static final long ADDRESS4 = 4;
  static final long FLOW_INFO = 4;
  static final long ADDRESS6 = 8;
  static final long SCOPE_ID = 24;
  static final long PATH = 2;
  static final int PATH_CAPACITY = 108;
  private static final ValueLayout.OfShort NET_SHORT = JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt NET_INT = JAVA_INT.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfLong NET_LONG = JAVA_LONG.withOrder(ByteOrder.BIG_ENDIAN);

  private static final byte[] NO_BYTES = {};

  private final MemorySegment address;
  private final MemorySegment length;

  private SockAddrBuf(Arena arena) {
    MemorySegment both = arena.allocate(CAPACITY + JAVA_INT.byteSize(), 8);
    this.address = both.asSlice(0, CAPACITY);
    this.length = both.asSlice(CAPACITY, JAVA_INT.byteSize());
  }

  /** {@return an empty one, freed when it is no longer reachable} */
  public static SockAddrBuf allocate() {
    return new SockAddrBuf(Arena.ofAuto());
  }

  /**
   * Makes one whose memory lives as long as the arena.
   *
   * @param arena where its memory comes from
   * @return an empty one
   */
  public static SockAddrBuf allocate(Arena arena) {
    return new SockAddrBuf(arena);
  }

  /**
   * An IPv4 address.
   *
   * @param literal as in {@code 127.0.0.1}; no name is looked up
   * @param port 0 to 65535
   * @return the address
   */
  public static SockAddrBuf inet4(String literal, int port) {
    // As inet_pton has it: java.net would also take 127.1.
    if (literal.chars().filter(c -> c == '.').count() != 3) {
      throw new IllegalArgumentException("not an IPv4 address: " + literal);
    }
    SockAddrBuf buf = allocate();
    buf.setInet4(addressBits(Inet4Address.ofLiteral(literal)), port);
    return buf;
  }

  /**
   * An IPv6 address.
   *
   * @param literal as in {@code ::1} or {@code fe80::1%eth0}; no name is looked up
   * @param port 0 to 65535
   * @return the address
   */
  public static SockAddrBuf inet6(String literal, int port) {
    SockAddrBuf buf = allocate();
    InetAddress inet = Inet6Address.ofLiteral(literal);
    int scope = inet instanceof Inet6Address six ? six.getScopeId() : 0;
    buf.setInet6(MemorySegment.ofArray(toSixteen(inet.getAddress())), port, 0, scope);
    return buf;
  }

  /**
   * A local address that is a file.
   *
   * @param path its name, encoded as UTF-8; 1 to 108 bytes
   * @return the address
   * @throws IllegalArgumentException when it is too long or holds a NUL
   */
  public static SockAddrBuf unix(String path) {
    SockAddrBuf buf = allocate();
    buf.setUnixPath(path.getBytes(UTF_8));
    return buf;
  }

  /**
   * A local address that is a name without a file.
   *
   * @param name encoded as UTF-8; at most 107 bytes
   * @return the address
   * @throws IllegalArgumentException when it is too long
   */
  public static SockAddrBuf unixAbstract(String name) {
    SockAddrBuf buf = allocate();
    buf.setUnixAbstract(name.getBytes(UTF_8));
    return buf;
  }

  private static byte[] toSixteen(byte[] bytes) {
    if (bytes.length == 16) {
      return bytes;
    }
    // java.net turns ::ffff:1.2.3.4 into an IPv4 address.
    byte[] mapped = new byte[16];
    mapped[10] = -1;
    mapped[11] = -1;
    System.arraycopy(bytes, 0, mapped, 12, 4);
    return mapped;
  }

  private static int addressBits(InetAddress inet) {
    return MemorySegment.ofArray(inet.getAddress()).get(NET_INT.withByteAlignment(1), 0);
  }

  /**
   * Becomes an IPv4 address.
   *
   * @param bits the address, first octet on top
   * @param port 0 to 65535
   */
  public void setInet4(int bits, int port) {
    start(NetConstants.AF_INET, port, INET4_LENGTH);
    address.set(NET_INT, ADDRESS4, bits);
  }

  /**
   * Becomes an IPv6 address.
   *
   * @param bytes 16 bytes
   * @param port 0 to 65535
   * @param flowInfo the flow label, 0 for none
   * @param scopeId the interface's index, 0 for none
   */
  public void setInet6(MemorySegment bytes, int port, int flowInfo, int scopeId) {
    if (bytes.byteSize() != 16) {
      throw new IllegalArgumentException("an IPv6 address has 16 bytes, not " + bytes.byteSize());
    }
    start(NetConstants.AF_INET6, port, INET6_LENGTH);
    address.set(NET_INT, FLOW_INFO, flowInfo);
    MemorySegment.copy(bytes, 0, address, ADDRESS6, 16);
    address.set(JAVA_INT, SCOPE_ID, scopeId);
  }

  /**
   * Becomes an IPv6 address.
   *
   * @param high the first 8 bytes of the address
   * @param low the last 8 bytes
   * @param port 0 to 65535
   * @param flowInfo the flow label, 0 for none
   * @param scopeId the interface's index, 0 for none
   */
  public void setInet6(long high, long low, int port, int flowInfo, int scopeId) {
    start(NetConstants.AF_INET6, port, INET6_LENGTH);
    address.set(NET_INT, FLOW_INFO, flowInfo);
    address.set(NET_LONG, ADDRESS6, high);
    address.set(NET_LONG, ADDRESS6 + 8, low);
    address.set(JAVA_INT, SCOPE_ID, scopeId);
  }

  /** Becomes an address of no family: to connect to it takes a datagram socket's peer away. */
  public void setUnspecified() {
    start(NetConstants.AF_UNSPEC, 0, INET4_LENGTH);
  }

  /**
   * Becomes a local address that is a file. The kernel takes all 108 bytes, without a NUL then.
   *
   * @param path the file's name; 1 to 108 bytes
   * @throws IllegalArgumentException when it is empty, too long or holds a NUL
   */
  public void setUnixPath(byte[] path) {
    if (path.length == 0 || path.length > PATH_CAPACITY) {
      throw new IllegalArgumentException(
          "the path of a socket has 1 to " + PATH_CAPACITY + " bytes, not " + path.length);
    }
    for (byte b : path) {
      if (b == 0) {
        throw new IllegalArgumentException("a path holds a NUL");
      }
    }
    startUnix(path, PATH, Math.min(path.length + 1, PATH_CAPACITY));
  }

  /**
   * Becomes a local address that is a name without a file; it is gone with its last socket.
   *
   * @param name any bytes, NULs too; at most 107
   * @throws IllegalArgumentException when it is too long
   */
  public void setUnixAbstract(byte[] name) {
    if (name.length >= PATH_CAPACITY) {
      throw new IllegalArgumentException(
          "an abstract name has at most " + (PATH_CAPACITY - 1) + " bytes, not " + name.length);
    }
    startUnix(name, PATH + 1, name.length + 1);
  }

  /** Becomes the local address without a name: to bind to it gets a free abstract name. */
  public void setUnixUnnamed() {
    startUnix(NO_BYTES, PATH, 0);
  }

  private void startUnix(byte[] bytes, long at, int size) {
    start(NetConstants.AF_UNIX, 0, (int) PATH + size);
    MemorySegment.copy(bytes, 0, address, JAVA_BYTE, at, bytes.length);
  }

  private void start(int family, int port, int size) {
    if (port < 0 || port > 0xffff) {
      throw new IllegalArgumentException("port out of range: " + port);
    }
    address.fill((byte) 0);
    address.set(JAVA_SHORT, FAMILY, (short) family);
    address.set(NET_SHORT, PORT, (short) port);
    length.set(JAVA_INT, 0, size);
  }

  /** {@return the family, {@code AF_INET} and so on; {@code AF_UNSPEC} when empty} */
  public int family() {
    return length() < JAVA_SHORT.byteSize()
        ? NetConstants.AF_UNSPEC
        : Short.toUnsignedInt(address.get(JAVA_SHORT, FAMILY));
  }

  /** {@return the port of an IPv4 or IPv6 address} */
  public int port() {
    return Short.toUnsignedInt(address.get(NET_SHORT, PORT));
  }

  /** {@return the bits of an IPv4 address, first octet on top} */
  public int inet4Bits() {
    return address.get(NET_INT, ADDRESS4);
  }

  /** {@return the 16 bytes of an IPv6 address, copied} */
  public byte[] inet6Bytes() {
    return address.asSlice(ADDRESS6, 16).toArray(JAVA_BYTE);
  }

  /** {@return the first 8 bytes of an IPv6 address} */
  public long inet6High() {
    return address.get(NET_LONG, ADDRESS6);
  }

  /** {@return the last 8 bytes of an IPv6 address} */
  public long inet6Low() {
    return address.get(NET_LONG, ADDRESS6 + 8);
  }

  /** {@return the flow label of an IPv6 address} */
  public int flowInfo() {
    return address.get(NET_INT, FLOW_INFO);
  }

  /** {@return the interface's index of an IPv6 address, 0 for none} */
  public int scopeId() {
    return address.get(JAVA_INT, SCOPE_ID);
  }

  /** {@return whether this is a local address without a name} */
  public boolean isUnixUnnamed() {
    return family() == NetConstants.AF_UNIX && length() <= PATH;
  }

  /** {@return whether this is a local address that is a name without a file} */
  public boolean isUnixAbstract() {
    return family() == NetConstants.AF_UNIX && length() > PATH && address.get(JAVA_BYTE, PATH) == 0;
  }

  /**
   * {@return the bytes of a local address, copied: of a path those before its NUL, of an abstract
   * name those behind its first; none where there is no name}
   */
  public byte[] unixBytes() {
    if (family() != NetConstants.AF_UNIX || isUnixUnnamed()) {
      return NO_BYTES;
    }
    long from = isUnixAbstract() ? PATH + 1 : PATH;
    long to = isUnixAbstract() ? length() : endOfPath();
    return address.asSlice(from, to - from).toArray(JAVA_BYTE);
  }

  /** The kernel's own NUL counts as a byte of the length, and stands behind 108 bytes too. */
  private long endOfPath() {
    long end = PATH;
    while (end < length() && address.get(JAVA_BYTE, end) != 0) {
      end++;
    }
    return end;
  }

  /** {@return how many bytes of it count} */
  public int length() {
    return Math.clamp(length.get(JAVA_INT, 0), 0, (int) CAPACITY);
  }

  MemorySegment segment() {
    return address;
  }

  /** The memory for the kernel to write to: its whole capacity, whatever was in it. */
  MemorySegment forResult() {
    length.set(JAVA_INT, 0, (int) CAPACITY);
    return address;
  }

  MemorySegment lengthSegment() {
    return length;
  }
}
