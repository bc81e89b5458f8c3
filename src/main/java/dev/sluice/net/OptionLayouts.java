package dev.sluice.net;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.sluice.errno.Errno;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteOrder;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * The structs that options have as values, to and from Java. Sizes and offsets are alike on both
 * architectures; a test holds them against the bindings.
 */
final class OptionLayouts {
  static final int LINGER = 8;
  static final int LINGER_SECONDS = 4;
  static final int UCRED = 12;
  static final int UCRED_UID = 4;
  static final int UCRED_GID = 8;
  static final int TIMEVAL = 16;
  static final int TIMEVAL_MICROS = 8;
  static final int IN_ADDR = 4;
  static final int IP_MREQN = 12;
  static final int IP_MREQN_INDEX = 8;
  static final int IPV6_MREQ = 20;
  static final int IPV6_MREQ_INDEX = 16;

  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final ValueLayout.OfInt NET_INT = JAVA_INT.withOrder(ByteOrder.BIG_ENDIAN);

  private OptionLayouts() {}

  static Linger readLinger(MemorySegment bytes, int length) {
    return new Linger(bytes.get(JAVA_INT, 0) != 0, bytes.get(JAVA_INT, LINGER_SECONDS));
  }

  static MemorySegment writeLinger(Arena arena, Linger value) {
    return arena.allocateFrom(JAVA_INT, value.on() ? 1 : 0, value.seconds());
  }

  static Duration readTime(MemorySegment bytes, int length) {
    return Duration.ofSeconds(bytes.get(JAVA_LONG, 0))
        .plus(bytes.get(JAVA_LONG, TIMEVAL_MICROS), ChronoUnit.MICROS);
  }

  static MemorySegment writeTime(String name, Arena arena, Duration value) {
    long micros =
        DurationOpt.toUnits(
            name, value, ChronoUnit.MICROS, 0, Integer.MAX_VALUE * MICROS_PER_SECOND);
    return arena.allocateFrom(JAVA_LONG, micros / MICROS_PER_SECOND, micros % MICROS_PER_SECOND);
  }

  static PeerCredentials readPeer(MemorySegment bytes, int length) {
    return new PeerCredentials(
        bytes.get(JAVA_INT, 0), bytes.get(JAVA_INT, UCRED_UID), bytes.get(JAVA_INT, UCRED_GID));
  }

  static Optional<Errno> readError(MemorySegment bytes, int length) {
    int error = bytes.get(JAVA_INT, 0);
    return error == 0 ? Optional.empty() : Optional.of(Errno.of(error));
  }

  /** The class of an Optional of those. */
  @SuppressWarnings("unchecked") // There is but one class of Optional.
  static <T> Class<Optional<T>> optional(Class<T> of) {
    return (Class<Optional<T>>) (Class<?>) Optional.class;
  }

  static MtuDiscovery readMtuDiscovery(MemorySegment bytes, int length) {
    return new MtuDiscovery(bytes.get(JAVA_INT, 0));
  }

  static MemorySegment writeMtuDiscovery(Arena arena, MtuDiscovery value) {
    return arena.allocateFrom(JAVA_INT, value.number());
  }

  static Integer readNetInt(MemorySegment bytes, int length) {
    return bytes.get(NET_INT, 0);
  }

  static MemorySegment writeNetInt(Arena arena, Integer value) {
    return arena.allocateFrom(NET_INT, value);
  }

  static byte[] readBytes(MemorySegment bytes, int length) {
    return bytes.asSlice(0, length).toArray(JAVA_BYTE);
  }

  static Inet4Address readInet4(MemorySegment bytes, int length) {
    try {
      return (Inet4Address) InetAddress.getByAddress(readBytes(bytes, IN_ADDR));
    } catch (UnknownHostException e) {
      throw new AssertionError("4 bytes are an address", e);
    }
  }

  static MemorySegment writeInet4(Arena arena, Inet4Address value) {
    return arena.allocateFrom(JAVA_BYTE, value.getAddress());
  }

  /** A struct ip_mreqn without a group. */
  static MemorySegment writeInterface(Arena arena, Integer index) {
    MemorySegment request = arena.allocate(IP_MREQN, Integer.BYTES);
    request.set(JAVA_INT, IP_MREQN_INDEX, index);
    return request;
  }

  /** A struct ip_mreqn or ipv6_mreq: the group comes first in both. */
  static MemorySegment writeMembership(String name, boolean six, Arena arena, Membership value) {
    InetAddress group = value.group();
    if (six != group instanceof Inet6Address) {
      throw new IllegalArgumentException(
          name + " takes no group of the other family: " + group.getHostAddress());
    }
    MemorySegment request = arena.allocate(six ? IPV6_MREQ : IP_MREQN, Integer.BYTES);
    byte[] bytes = group.getAddress();
    MemorySegment.copy(bytes, 0, request, JAVA_BYTE, 0, bytes.length);
    request.set(JAVA_INT, six ? IPV6_MREQ_INDEX : IP_MREQN_INDEX, value.interfaceIndex());
    return request;
  }
}
