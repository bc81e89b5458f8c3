package dev.sluice.sys;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Values in strace's notation. */
final class TraceText {
  /** Of bytes that are no path, as many as strace shows. */
  static final int SHOWN = 32;

  private static final int FAMILY_SIZE = 2;
  private static final Pattern ZEROS = Pattern.compile("\\b0(:0)+\\b");

  private TraceText() {}

  static String hex(long value) {
    return value == 0 ? "0" : "0x" + Long.toHexString(value);
  }

  static String pointer(long address) {
    return address == 0 ? "NULL" : hex(address);
  }

  /** Bytes in quotes, the first of them. */
  static String bytes(MemorySegment bytes) {
    return bytes.byteSize() > SHOWN ? quoted(bytes.asSlice(0, SHOWN)) + "..." : quoted(bytes);
  }

  /** A string up to its NUL, in full, as strace shows paths. */
  static String path(MemorySegment memory) {
    long end = 0;
    while (end < memory.byteSize() && memory.get(JAVA_BYTE, end) != 0) {
      end++;
    }
    return quoted(memory.asSlice(0, end));
  }

  private static String quoted(MemorySegment bytes) {
    StringBuilder text = new StringBuilder("\"");
    for (long i = 0; i < bytes.byteSize(); i++) {
      boolean digitFollows =
          i + 1 < bytes.byteSize() && Character.isDigit(bytes.get(JAVA_BYTE, i + 1));
      text.append(escaped(bytes.get(JAVA_BYTE, i) & 0xff, digitFollows));
    }
    return text.append('"').toString();
  }

  private static String escaped(int character, boolean digitFollows) {
    return switch (character) {
      case '"' -> "\\\"";
      case '\\' -> "\\\\";
      case '\t' -> "\\t";
      case '\n' -> "\\n";
      case 0x0b -> "\\v";
      case '\f' -> "\\f";
      case '\r' -> "\\r";
      default ->
          character >= ' ' && character < 0x7f
              ? String.valueOf((char) character)
              : String.format(digitFollows ? "\\%03o" : "\\%o", character);
    };
  }

  static String address(MemorySegment address) {
    if (address.byteSize() < FAMILY_SIZE) {
      return bytes(address);
    }
    int family = address.get(JAVA_SHORT_UNALIGNED, SockAddrBuf.FAMILY);
    String text = "{sa_family=" + TraceNames.name("AF_\\w+", family);
    if (family == NetConstants.AF_INET && address.byteSize() >= SockAddrBuf.INET4_LENGTH) {
      text += ", sin_port=htons(" + port(address) + ")";
      text += ", sin_addr=inet_addr(\"" + inet(address, SockAddrBuf.ADDRESS4, 4) + "\")";
    } else if (family == NetConstants.AF_INET6 && address.byteSize() >= SockAddrBuf.INET6_LENGTH) {
      text += inet6(address);
    } else if (address.byteSize() > FAMILY_SIZE) {
      MemorySegment rest = address.asSlice(FAMILY_SIZE);
      text +=
          family == NetConstants.AF_UNIX ? ", sun_path=" + unix(rest) : ", sa_data=" + bytes(rest);
    }
    return text + "}";
  }

  private static String inet6(MemorySegment address) {
    return ", sin6_port=htons("
        + port(address)
        + "), sin6_flowinfo=htonl("
        + Integer.toUnsignedString(
            Integer.reverseBytes(address.get(JAVA_INT_UNALIGNED, SockAddrBuf.FLOW_INFO)))
        + "), inet_pton(AF_INET6, \""
        + inet(address, SockAddrBuf.ADDRESS6, 16)
        + "\", &sin6_addr), sin6_scope_id="
        + Integer.toUnsignedString(address.get(JAVA_INT_UNALIGNED, SockAddrBuf.SCOPE_ID));
  }

  private static String unix(MemorySegment path) {
    return path.get(JAVA_BYTE, 0) == 0 ? "@" + quoted(path.asSlice(1)) : path(path);
  }

  private static int port(MemorySegment address) {
    return Short.toUnsignedInt(
        Short.reverseBytes(address.get(JAVA_SHORT_UNALIGNED, SockAddrBuf.PORT)));
  }

  private static String inet(MemorySegment address, long offset, int size) {
    try {
      return shortened(
          InetAddress.getByAddress(address.asSlice(offset, size).toArray(JAVA_BYTE))
              .getHostAddress());
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  /** The longest run of zeros as two colons, which java.net leaves out. */
  private static String shortened(String inet) {
    String longest = "";
    for (Matcher zeros = ZEROS.matcher(inet); zeros.find(); ) {
      longest = zeros.group().length() > longest.length() ? zeros.group() : longest;
    }
    return longest.isEmpty() || !inet.contains(":")
        ? inet
        : inet.replaceFirst(":?\\b" + longest + "\\b:?", "::");
  }

  static String timespec(MemorySegment time) {
    return "{tv_sec="
        + time.get(JAVA_LONG_UNALIGNED, 0)
        + ", tv_nsec="
        + time.get(JAVA_LONG_UNALIGNED, Long.BYTES)
        + "}";
  }

  static String itimerspec(MemorySegment timer) {
    long half = timer.byteSize() / 2;
    return "{it_interval="
        + timespec(timer.asSlice(0, half))
        + ", it_value="
        + timespec(timer.asSlice(half))
        + "}";
  }

  static String epollEvent(MemorySegment event) {
    long data = event.get(JAVA_LONG_UNALIGNED, event.byteSize() - Long.BYTES);
    return "{events="
        + TraceNames.flags("EPOLL[A-Z]+", Integer.toUnsignedLong(event.get(JAVA_INT_UNALIGNED, 0)))
        + ", data={u32="
        + Integer.toUnsignedString((int) data)
        + ", u64="
        + Long.toUnsignedString(data)
        + "}}";
  }

  static String pollfd(MemorySegment pollfd) {
    return "{fd="
        + pollfd.get(JAVA_INT_UNALIGNED, 0)
        + ", events="
        + TraceNames.flags("POLL[A-Z]+", pollfd.get(JAVA_SHORT_UNALIGNED, 4) & 0xffff)
        + "}";
  }

  static String iovec(MemorySegment part) {
    return "{iov_base="
        + pointer(part.get(JAVA_LONG_UNALIGNED, 0))
        + ", iov_len="
        + part.get(JAVA_LONG_UNALIGNED, Long.BYTES)
        + "}";
  }

  /** The numbers of a message; what they count is not kept by itself. */
  static String msghdr(MemorySegment header) {
    return "{msg_name="
        + pointer(header.get(JAVA_LONG_UNALIGNED, 0))
        + ", msg_namelen="
        + header.get(JAVA_INT_UNALIGNED, 8)
        + ", msg_iov="
        + pointer(header.get(JAVA_LONG_UNALIGNED, 16))
        + ", msg_iovlen="
        + header.get(JAVA_LONG_UNALIGNED, 24)
        + ", msg_controllen="
        + header.get(JAVA_LONG_UNALIGNED, 40)
        + ", msg_flags="
        + TraceNames.flags("MSG_\\w+", header.get(JAVA_INT_UNALIGNED, 48))
        + "}";
  }

  static String openHow(MemorySegment how) {
    long flags = how.get(JAVA_LONG_UNALIGNED, 0);
    long mode = how.get(JAVA_LONG_UNALIGNED, 8);
    boolean makes = mode != 0 || (flags & FileConstants.O_CREAT) != 0;
    return "{flags="
        + open(flags)
        + (makes ? ", mode=" + octal(mode) : "")
        + ", resolve="
        + TraceNames.flags("RESOLVE_\\w+", how.get(JAVA_LONG_UNALIGNED, 16))
        + "}";
  }

  static String octal(long mode) {
    return mode == 0 ? "0" : "0" + Long.toOctalString(mode);
  }

  /** Access mode and flags: the mode is a number among them. */
  static String open(long flags) {
    String mode = TraceNames.name("O_(RDONLY|WRONLY|RDWR)", flags & 3);
    long rest = flags & ~3L;
    return rest == 0 ? mode : mode + "|" + TraceNames.flags("O_(?!ACCMODE)\\w+", rest);
  }

  /** The type of a socket, and what is given with it. */
  static String socketType(long type) {
    String name = TraceNames.name("SOCK_(STREAM|DGRAM|RAW|SEQPACKET)", type & 0xf);
    long rest = type & ~0xfL;
    return rest == 0 ? name : name + "|" + TraceNames.flags("SOCK_(NONBLOCK|CLOEXEC)", rest);
  }

  /** The elements of an array, in brackets. */
  static String array(
      MemorySegment elements, long size, java.util.function.Function<MemorySegment, String> text) {
    List<String> words = new ArrayList<>();
    for (long at = 0; at + size <= elements.byteSize(); at += size) {
      words.add(text.apply(elements.asSlice(at, size)));
    }
    return "[" + String.join(", ", words) + "]";
  }
}
