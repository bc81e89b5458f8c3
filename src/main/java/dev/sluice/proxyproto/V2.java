package dev.sluice.proxyproto;

import dev.sluice.net.SockAddr;
import dev.sluice.net.UnixAddr;
import dev.sluice.sys.SockAddrBuf;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** The binary form. */
final class V2 {
  /** How long the part is that says how long the rest is. */
  static final int START = 16;

  private static final byte[] SIGNATURE = {
    '\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n'
  };
  private static final int VERSION_AND_COMMAND = SIGNATURE.length;
  private static final int FAMILY_AND_TRANSPORT = VERSION_AND_COMMAND + 1;
  private static final int LENGTH = FAMILY_AND_TRANSPORT + 1;
  private static final int VERSION = 2;

  private static final int INET4 = 1;
  private static final int INET6 = 2;
  private static final int UNIX = 3;
  private static final int UNIX_SIZE = 108;

  /** How many bytes the addresses of each family have, ports included. */
  private static final int[] SIZES = {0, 12, 36, 2 * UNIX_SIZE};

  private V2() {}

  static void check(@Nullable SockAddr source, List<Tlv> tlvs, boolean checksum) {
    int size = START + SIZES[family(source)] + (checksum ? Tlv.START + Tlv.CRC32C_LENGTH : 0);
    for (Tlv tlv : tlvs) {
      if (tlv.type() == Tlv.CRC32C || tlv.type() == Tlv.NOOP) {
        throw new IllegalArgumentException("not for lists: type " + tlv.type());
      }
      if (tlv.type() == Tlv.UNIQUE_ID && tlv.size() > Tlv.START + Tlv.UNIQUE_ID_MAX) {
        throw new IllegalArgumentException("a unique id has at most 128 bytes");
      }
      size += tlv.size();
    }
    if (size > HeaderReader.MAX_LIMIT) {
      throw new IllegalArgumentException(
          "a header has at most " + HeaderReader.MAX_LIMIT + " bytes, not " + size);
    }
  }

  private static int family(@Nullable SockAddr address) {
    if (address == null) {
      return 0;
    }
    return address instanceof UnixAddr ? UNIX : address instanceof SockAddr.Inet4 ? INET4 : INET6;
  }

  static byte[] encode(Header header) {
    ByteBuffer out = ByteBuffer.allocate(HeaderReader.MAX_LIMIT);
    int family = family(header.source());
    out.put(SIGNATURE).put((byte) (VERSION << 4 | code(header.command())));
    out.put((byte) (family << 4 | code(header.transport()))).putShort((short) 0);
    SockAddr source = header.source();
    SockAddr destination = header.destination();
    if (source != null && destination != null) {
      putHost(out, source);
      putHost(out, destination);
      putPort(out, source);
      putPort(out, destination);
    }
    for (Tlv tlv : header.tlvs()) {
      out.put((byte) tlv.type()).putShort((short) (tlv.size() - Tlv.START)).put(tlv.value());
    }
    int checksum = out.position();
    if (header.checksum()) {
      out.put((byte) Tlv.CRC32C).putShort((short) Tlv.CRC32C_LENGTH).putInt(0);
    }
    out.putShort(LENGTH, (short) (out.position() - START));
    if (header.checksum()) {
      out.putInt(checksum + Tlv.START, checksum(out.array(), out.position()));
    }
    return Arrays.copyOf(out.array(), out.position());
  }

  private static int code(Command command) {
    return command == Command.LOCAL ? 0 : 1;
  }

  private static int code(Transport transport) {
    return switch (transport) {
      case UNSPECIFIED -> 0;
      case STREAM -> 1;
      case DATAGRAM -> 2;
    };
  }

  private static void putHost(ByteBuffer out, SockAddr address) {
    if (address instanceof SockAddr.Inet4 four) {
      out.putInt(four.bits());
    } else if (address instanceof SockAddr.Inet6 six) {
      out.putLong(six.high()).putLong(six.low());
    } else if (address instanceof UnixAddr unix) {
      int end = out.position() + UNIX_SIZE;
      if (unix.kind() == UnixAddr.Kind.ABSTRACT) {
        out.put((byte) 0);
      }
      out.put(unix.bytes()).position(end);
    }
  }

  private static void putPort(ByteBuffer out, SockAddr address) {
    if (address instanceof SockAddr.Inet inet) {
      out.putShort((short) inet.port());
    }
  }

  /**
   * How many bytes are missing; what is there already is checked.
   *
   * @param count how many are there, never more than the last answer asked for
   * @param limit how many the whole header may have
   */
  static int missing(byte[] bytes, int count, int limit) throws MalformedException {
    int compared = Math.min(count, SIGNATURE.length);
    if (!Arrays.equals(bytes, 0, compared, SIGNATURE, 0, compared)) {
      throw new MalformedException("neither version's beginning");
    }
    if (count > VERSION_AND_COMMAND) {
      checkCommand(bytes[VERSION_AND_COMMAND]);
    }
    if (count > FAMILY_AND_TRANSPORT && command(bytes) == Command.PROXY) {
      checkFamily(bytes[FAMILY_AND_TRANSPORT]);
    }
    if (count < START) {
      return START - count;
    }
    int length = length(bytes);
    if (START + length > limit) {
      throw new MalformedException("a header of more than " + limit + " bytes");
    }
    if (hasAddresses(bytes) && length < SIZES[bytes[FAMILY_AND_TRANSPORT] >> 4]) {
      throw new MalformedException("too short for its addresses");
    }
    return START + length - count;
  }

  private static void checkCommand(byte both) throws MalformedException {
    if (both >> 4 != VERSION) {
      throw new MalformedException("the signature of version 2, and another version");
    }
    if ((both & 15) >= Command.BY_CODE.length) {
      throw new MalformedException("an unknown command");
    }
  }

  private static void checkFamily(byte both) throws MalformedException {
    if ((both & 0xff) >> 4 >= SIZES.length) {
      throw new MalformedException("an unknown family of addresses");
    }
    if ((both & 15) >= Transport.BY_CODE.length) {
      throw new MalformedException("an unknown transport");
    }
  }

  private static Command command(byte[] bytes) {
    return Command.BY_CODE[bytes[VERSION_AND_COMMAND] & 15];
  }

  private static int length(byte[] bytes) {
    return (bytes[LENGTH] & 0xff) << 8 | (bytes[LENGTH + 1] & 0xff);
  }

  private static boolean hasAddresses(byte[] bytes) {
    int both = bytes[FAMILY_AND_TRANSPORT] & 0xff;
    return command(bytes) == Command.PROXY && both >> 4 != 0 && (both & 15) != 0;
  }

  /** Reads a whole header, of which {@link #missing} has seen all. */
  static Header decode(byte[] bytes, int count) throws MalformedException {
    if (command(bytes) == Command.LOCAL) {
      return Header.v2Local();
    }
    // Where the family or the transport is not said, what follows is to be skipped unread.
    if (!hasAddresses(bytes)) {
      return Header.v2Unknown();
    }
    ByteBuffer in = ByteBuffer.wrap(bytes, START, count - START);
    int family = bytes[FAMILY_AND_TRANSPORT] >> 4;
    SockAddr source = host(in, family);
    SockAddr destination = host(in, family);
    if (source instanceof SockAddr.Inet from && destination instanceof SockAddr.Inet to) {
      source = from.withPort(in.getShort() & 0xffff);
      destination = to.withPort(in.getShort() & 0xffff);
    }
    Transport transport = Transport.BY_CODE[bytes[FAMILY_AND_TRANSPORT] & 15];
    List<Tlv> tlvs = new ArrayList<>();
    boolean checksum = readTlvs(bytes, in, tlvs);
    return new Header(Version.V2, Command.PROXY, transport, source, destination, tlvs, checksum);
  }

  private static SockAddr host(ByteBuffer in, int family) {
    return switch (family) {
      case INET4 -> new SockAddr.Inet4(in.getInt(), 0);
      case INET6 -> new SockAddr.Inet6(in.getLong(), in.getLong(), 0, 0, 0);
      default -> unix(in);
    };
  }

  private static SockAddr unix(ByteBuffer in) {
    byte[] name = new byte[UNIX_SIZE];
    in.get(name);
    SockAddrBuf buf = SockAddrBuf.allocate();
    if (name[0] != 0) {
      int end = 1;
      while (end < UNIX_SIZE && name[end] != 0) {
        end++;
      }
      buf.setUnixPath(Arrays.copyOf(name, end));
      return SockAddr.from(buf);
    }
    int end = UNIX_SIZE;
    while (end > 0 && name[end - 1] == 0) {
      end--;
    }
    if (end == 0) {
      return SockAddr.unixUnnamed();
    }
    buf.setUnixAbstract(Arrays.copyOfRange(name, 1, end));
    return SockAddr.from(buf);
  }

  /** Reads the rest; says whether there was a checksum, which is right. */
  private static boolean readTlvs(byte[] bytes, ByteBuffer in, List<Tlv> tlvs)
      throws MalformedException {
    boolean checked = false;
    while (in.hasRemaining()) {
      if (in.remaining() < Tlv.START) {
        throw new MalformedException("a value is cut off");
      }
      int type = in.get() & 0xff;
      int length = in.getShort() & 0xffff;
      if (length > in.remaining()) {
        throw new MalformedException("a value goes beyond the header");
      }
      if (type == Tlv.CRC32C) {
        verify(bytes, in, length, checked);
        checked = true;
      } else if (type == Tlv.NOOP) {
        in.position(in.position() + length);
      } else {
        tlvs.add(value(in, type, length));
      }
    }
    return checked;
  }

  private static Tlv value(ByteBuffer in, int type, int length) throws MalformedException {
    if (type == Tlv.UNIQUE_ID && length > Tlv.UNIQUE_ID_MAX) {
      throw new MalformedException("a unique id of more than 128 bytes");
    }
    byte[] value = new byte[length];
    in.get(value);
    return new Tlv(type, value);
  }

  private static void verify(byte[] bytes, ByteBuffer in, int length, boolean again)
      throws MalformedException {
    if (again || length != Tlv.CRC32C_LENGTH) {
      throw new MalformedException("not one checksum of 4 bytes");
    }
    int at = in.position();
    int expected = in.getInt();
    in.putInt(at, 0);
    if (checksum(bytes, in.limit()) != expected) {
      throw new MalformedException("the checksum is wrong");
    }
  }

  private static int checksum(byte[] bytes, int count) {
    CRC32C crc = new CRC32C();
    crc.update(bytes, 0, count);
    return (int) crc.getValue();
  }
}
