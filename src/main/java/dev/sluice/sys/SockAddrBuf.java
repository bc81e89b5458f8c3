package dev.sluice.sys;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

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
  private static final ValueLayout.OfShort NET_SHORT = JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt NET_INT = JAVA_INT.withOrder(ByteOrder.BIG_ENDIAN);

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

  /** {@return the flow label of an IPv6 address} */
  public int flowInfo() {
    return address.get(NET_INT, FLOW_INFO);
  }

  /** {@return the interface's index of an IPv6 address, 0 for none} */
  public int scopeId() {
    return address.get(JAVA_INT, SCOPE_ID);
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
