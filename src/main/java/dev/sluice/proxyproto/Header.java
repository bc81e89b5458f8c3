package dev.sluice.proxyproto;

import dev.sluice.net.SockAddr;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a proxy says of a connection. It stands ahead of the connection's first byte and is sent at
 * once.
 *
 * <p>Of IPv6 addresses neither flow label nor scope is carried, and an abstract local name loses
 * the NULs at its end.
 *
 * @param version its form
 * @param command for whom the connection was made; in version 1 always for a client
 * @param transport how the client talks to the proxy
 * @param source the client's address; null where it is not known or the connection is local
 * @param destination the address that the client connected to; null together with the source
 * @param tlvs what version 2 says beside, without {@link Tlv#CRC32C} and {@link Tlv#NOOP}
 * @param checksum whether version 2 has a checksum: it is written, or was right
 */
public record Header(
    Version version,
    Command command,
    Transport transport,
    @Nullable SockAddr source,
    @Nullable SockAddr destination,
    List<Tlv> tlvs,
    boolean checksum) {
  /** Checks that the version can say this, and copies the list. */
  public Header {
    tlvs = List.copyOf(tlvs);
    if ((source == null) != (destination == null)) {
      throw new IllegalArgumentException("one address without the other");
    }
    if (source != null && destination != null && source.family() != destination.family()) {
      throw new IllegalArgumentException("addresses of two kinds: " + source + ", " + destination);
    }
    if ((source == null) != (transport == Transport.UNSPECIFIED)) {
      throw new IllegalArgumentException("addresses and transport go together");
    }
    if (source == null && !(tlvs.isEmpty() && !checksum)) {
      throw new IllegalArgumentException("what goes beside addresses needs addresses");
    }
    if (command == Command.LOCAL && source != null) {
      throw new IllegalArgumentException("a local connection has no addresses but its own");
    }
    if (version == Version.V1) {
      V1.check(command, transport, source, !tlvs.isEmpty() || checksum);
    } else {
      V2.check(source, tlvs, checksum);
    }
  }

  /**
   * A line for a TCP connection.
   *
   * @param source the client's address
   * @param destination the address that it connected to, of the same family
   * @return the header
   */
  public static Header v1(SockAddr.Inet source, SockAddr.Inet destination) {
    return new Header(
        Version.V1, Command.PROXY, Transport.STREAM, source, destination, List.of(), false);
  }

  /** {@return a line for a connection that is no TCP, or whose addresses are not known} */
  public static Header v1Unknown() {
    return without(Version.V1, Command.PROXY);
  }

  /**
   * A binary header for a TCP connection or a local stream.
   *
   * @param source the client's address
   * @param destination the address that it connected to, of the same family
   * @return the header
   */
  public static Header v2(SockAddr source, SockAddr destination) {
    return v2(Transport.STREAM, source, destination);
  }

  /**
   * A binary header.
   *
   * @param transport stream or datagram
   * @param source the client's address
   * @param destination the address that it sent to, of the same family
   * @return the header
   */
  public static Header v2(Transport transport, SockAddr source, SockAddr destination) {
    return new Header(Version.V2, Command.PROXY, transport, source, destination, List.of(), false);
  }

  /** {@return a binary header for a client whose addresses are not known} */
  public static Header v2Unknown() {
    return without(Version.V2, Command.PROXY);
  }

  /** {@return a binary header for a connection that the proxy makes for itself, as checks do} */
  public static Header v2Local() {
    return without(Version.V2, Command.LOCAL);
  }

  private static Header without(Version version, Command command) {
    return new Header(version, command, Transport.UNSPECIFIED, null, null, List.of(), false);
  }

  /**
   * The same with more to say.
   *
   * @param values in place of those that it has
   * @return a header of version 2
   */
  public Header withTlvs(List<Tlv> values) {
    return new Header(version, command, transport, source, destination, values, checksum);
  }

  /** {@return the same with a checksum, of version 2} */
  public Header withChecksum() {
    return new Header(version, command, transport, source, destination, tlvs, true);
  }

  /** {@return the header as it is sent} */
  public byte[] toBytes() {
    return version == Version.V1 ? V1.encode(this) : V2.encode(this);
  }

  /**
   * Writes the header as it is sent.
   *
   * @param target writable, with room for it: {@link HeaderReader#MAX_LIMIT} bytes always suffice
   * @param offset where it begins
   * @return how many bytes were written
   * @throws IndexOutOfBoundsException when there is no room; nothing was written
   */
  public int writeTo(MemorySegment target, long offset) {
    byte[] bytes = toBytes();
    MemorySegment.copy(MemorySegment.ofArray(bytes), 0, target, offset, bytes.length);
    return bytes.length;
  }
}
