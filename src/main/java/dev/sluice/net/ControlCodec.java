package dev.sluice.net;

import static dev.sluice.sys.IpOptionConstants.IP_PKTINFO;
import static dev.sluice.sys.IpOptionConstants.IP_RECVERR;
import static dev.sluice.sys.IpOptionConstants.IP_TOS;
import static dev.sluice.sys.IpOptionConstants.IP_TTL;
import static dev.sluice.sys.Ipv6OptionConstants.IPV6_HOPLIMIT;
import static dev.sluice.sys.Ipv6OptionConstants.IPV6_PKTINFO;
import static dev.sluice.sys.Ipv6OptionConstants.IPV6_RECVERR;
import static dev.sluice.sys.Ipv6OptionConstants.IPV6_TCLASS;
import static dev.sluice.sys.MessageConstants.SCM_CREDENTIALS;
import static dev.sluice.sys.MessageConstants.SCM_RIGHTS;
import static dev.sluice.sys.MessageConstants.SCM_TIMESTAMP;
import static dev.sluice.sys.MessageConstants.SCM_TIMESTAMPING;
import static dev.sluice.sys.MessageConstants.SCM_TIMESTAMPNS;
import static dev.sluice.sys.MessageConstants.SO_EE_CODE_ZEROCOPY_COPIED;
import static dev.sluice.sys.MessageConstants.SO_EE_ORIGIN_ZEROCOPY;
import static dev.sluice.sys.NetConstants.AF_INET;
import static dev.sluice.sys.NetConstants.AF_INET6;
import static dev.sluice.sys.NetConstants.IPPROTO_IP;
import static dev.sluice.sys.NetConstants.IPPROTO_IPV6;
import static dev.sluice.sys.NetConstants.IPPROTO_UDP;
import static dev.sluice.sys.NetConstants.SOL_SOCKET;
import static dev.sluice.sys.UdpOptionConstants.UDP_GRO;
import static dev.sluice.sys.UdpOptionConstants.UDP_SEGMENT;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import dev.sluice.errno.Errno;
import dev.sluice.fd.Fd;
import dev.sluice.sys.ControlBuf;
import dev.sluice.sys.Descriptors;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Control messages as the kernel has them. What is shorter than its type says is unknown. */
final class ControlCodec {
  // Newer than the headers that the bindings are made from (Linux 6.5).
  static final int SCM_PIDFD = 4;

  // struct ucred, struct timeval and struct timespec.
  static final long UCRED_SIZE = 12;
  static final long UID = 4;
  static final long GID = 8;
  static final long TIME_SIZE = 16;
  static final long FRACTION = 8;

  // struct in_pktinfo and struct in6_pktinfo.
  static final long PACKET4_SIZE = 12;
  static final long LOCAL4 = 4;
  static final long DESTINATION4 = 8;
  static final long PACKET6_SIZE = 20;
  static final long INTERFACE6 = 16;

  // struct sock_extended_err; the offender's address stands behind it.
  static final long ERROR_SIZE = 16;
  static final long ORIGIN = 4;
  static final long ERROR_TYPE = 5;
  static final long ERROR_CODE = 6;
  static final long INFO = 8;
  static final long DATA = 12;

  // struct sockaddr_in and struct sockaddr_in6.
  static final long INET4_SIZE = 16;
  static final long INET6_SIZE = 28;
  static final long PORT = 2;
  static final long ADDRESS4 = 4;
  static final long FLOW_INFO = 4;
  static final long ADDRESS6 = 8;
  static final long SCOPE_ID = 24;

  private static final ValueLayout.OfShort NET_SHORT =
      JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfInt NET_INT =
      JAVA_INT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
  private static final ValueLayout.OfLong NET_LONG =
      JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);

  private ControlCodec() {}

  /** Whether descriptors came with it: they are open, whoever looks at them. */
  private static boolean holdsDescriptors(ControlBuf at) {
    return at.level() == SOL_SOCKET && (at.type() == SCM_RIGHTS || at.type() == SCM_PIDFD);
  }

  static void closeDescriptors(ControlBuf messages) {
    messages.rewind();
    while (messages.next()) {
      if (holdsDescriptors(messages)) {
        for (int i = 0; i < messages.dataLength() / Integer.BYTES; i++) {
          int number = messages.dataInt((long) i * Integer.BYTES);
          if (number >= 0) {
            Descriptors.close(number);
          }
        }
      }
    }
  }

  /** All of them; descriptors among them have owners then. */
  static List<ControlMessage> decode(ControlBuf messages) {
    List<ControlMessage> decoded = new ArrayList<>();
    messages.rewind();
    while (messages.next()) {
      int level = messages.level();
      int type = messages.type();
      MemorySegment data = messages.data();
      ControlMessage known = null;
      if (level == SOL_SOCKET) {
        known = ofSocket(type, data);
      } else if (level == IPPROTO_IP) {
        known = ofIp(type, data);
      } else if (level == IPPROTO_IPV6) {
        known = ofIpv6(type, data);
      } else if (level == IPPROTO_UDP && type == UDP_GRO && data.byteSize() >= Integer.BYTES) {
        known = segmentSize(integer(data, 0));
      }
      decoded.add(known != null ? known : unknown(level, type, data));
    }
    return List.copyOf(decoded);
  }

  private static ControlMessage unknown(int level, int type, MemorySegment data) {
    MemorySegment copy = MemorySegment.ofArray(data.toArray(JAVA_BYTE)).asReadOnly();
    return new ControlMessage.Unknown(level, type, copy);
  }

  private static @Nullable ControlMessage ofSocket(int type, MemorySegment data) {
    long size = data.byteSize();
    if (type == SCM_RIGHTS) {
      List<Fd> owners = new ArrayList<>();
      for (long at = 0; at + Integer.BYTES <= size; at += Integer.BYTES) {
        if (integer(data, at) >= 0) {
          owners.add(Fd.adopt(integer(data, at)));
        }
      }
      return new ControlMessage.Rights(owners);
    }
    if (type == SCM_PIDFD && size >= Integer.BYTES && integer(data, 0) >= 0) {
      return new ControlMessage.PidFd(Fd.adopt(integer(data, 0)));
    }
    if (type == SCM_CREDENTIALS && size >= UCRED_SIZE) {
      return new ControlMessage.Credentials(
          integer(data, 0), integer(data, UID), integer(data, GID));
    }
    if (type == SCM_TIMESTAMP && size >= TIME_SIZE) {
      return timestamp(time(data, 0, 1_000));
    }
    if (type == SCM_TIMESTAMPNS && size >= TIME_SIZE) {
      return timestamp(time(data, 0, 1));
    }
    if (type == SCM_TIMESTAMPING && size >= 3 * TIME_SIZE) {
      return new ControlMessage.Timestamping(
          timeIfTaken(data, 0), timeIfTaken(data, 2 * TIME_SIZE));
    }
    return null;
  }

  private static ControlMessage.@Nullable Timestamp timestamp(@Nullable Instant time) {
    return time == null ? null : new ControlMessage.Timestamp(time);
  }

  private static @Nullable Instant timeIfTaken(MemorySegment data, long at) {
    Instant time = time(data, at, 1);
    return Instant.EPOCH.equals(time) ? null : time;
  }

  private static @Nullable Instant time(MemorySegment data, long at, int nanosPerUnit) {
    long seconds = data.get(JAVA_LONG_UNALIGNED, at);
    long fraction = data.get(JAVA_LONG_UNALIGNED, at + FRACTION);
    return seconds < Instant.MIN.getEpochSecond()
            || seconds > Instant.MAX.getEpochSecond()
            || fraction < 0
            || fraction >= 1_000_000_000 / nanosPerUnit
        ? null
        : Instant.ofEpochSecond(seconds, fraction * nanosPerUnit);
  }

  private static @Nullable ControlMessage ofIp(int type, MemorySegment data) {
    long size = data.byteSize();
    if (type == IP_PKTINFO && size >= PACKET4_SIZE) {
      return new ControlMessage.PacketInfo4(
          integer(data, 0),
          new SockAddr.Inet4(data.get(NET_INT, LOCAL4), 0),
          new SockAddr.Inet4(data.get(NET_INT, DESTINATION4), 0));
    }
    if (type == IP_TTL && size >= Integer.BYTES) {
      return new ControlMessage.TimeToLive(integer(data, 0));
    }
    if (type == IP_TOS && size >= 1) {
      return new ControlMessage.TypeOfService(octet(data, 0));
    }
    return type == IP_RECVERR ? error(data) : null;
  }

  private static @Nullable ControlMessage ofIpv6(int type, MemorySegment data) {
    long size = data.byteSize();
    if (type == IPV6_PKTINFO && size >= PACKET6_SIZE) {
      int index = integer(data, INTERFACE6);
      return new ControlMessage.PacketInfo6(
          index,
          new SockAddr.Inet6(data.get(NET_LONG, 0), data.get(NET_LONG, Long.BYTES), 0, 0, 0));
    }
    if (type == IPV6_HOPLIMIT && size >= Integer.BYTES) {
      return new ControlMessage.HopLimit(integer(data, 0));
    }
    if (type == IPV6_TCLASS && size >= Integer.BYTES) {
      return new ControlMessage.TrafficClass(integer(data, 0));
    }
    return type == IPV6_RECVERR ? error(data) : null;
  }

  private static ControlMessage.@Nullable SegmentSize segmentSize(int bytes) {
    return bytes < 1 || bytes > 0xffff ? null : new ControlMessage.SegmentSize(bytes);
  }

  private static @Nullable ControlMessage error(MemorySegment data) {
    if (data.byteSize() < ERROR_SIZE) {
      return null;
    }
    int number = integer(data, 0);
    int origin = octet(data, ORIGIN);
    int code = octet(data, ERROR_CODE);
    int info = integer(data, INFO);
    int more = integer(data, DATA);
    if (origin == SO_EE_ORIGIN_ZEROCOPY) {
      return new ControlMessage.ZeroCopied(
          Integer.toUnsignedLong(info),
          Integer.toUnsignedLong(more),
          (code & SO_EE_CODE_ZEROCOPY_COPIED) != 0);
    }
    return new ControlMessage.ExtendedError(
        number > 0 ? Errno.of(number) : null,
        origin,
        octet(data, ERROR_TYPE),
        code,
        info,
        more,
        address(data.asSlice(ERROR_SIZE)));
  }

  private static @Nullable SockAddr address(MemorySegment data) {
    int family =
        data.byteSize() < Short.BYTES ? 0 : Short.toUnsignedInt(data.get(JAVA_SHORT_UNALIGNED, 0));
    if (family == AF_INET && data.byteSize() >= INET4_SIZE) {
      return new SockAddr.Inet4(
          data.get(NET_INT, ADDRESS4), Short.toUnsignedInt(data.get(NET_SHORT, PORT)));
    }
    if (family == AF_INET6 && data.byteSize() >= INET6_SIZE) {
      return new SockAddr.Inet6(
          data.get(NET_LONG, ADDRESS6),
          data.get(NET_LONG, ADDRESS6 + Long.BYTES),
          Short.toUnsignedInt(data.get(NET_SHORT, PORT)),
          data.get(NET_INT, FLOW_INFO),
          integer(data, SCOPE_ID));
    }
    return null;
  }

  private static int integer(MemorySegment data, long at) {
    return data.get(JAVA_INT_UNALIGNED, at);
  }

  private static int octet(MemorySegment data, long at) {
    return Byte.toUnsignedInt(data.get(JAVA_BYTE, at));
  }

  /** Adds a message to be sent. */
  static void encode(ControlMessage message, ControlBuf to) {
    switch (message) {
      case ControlMessage.Rights owned ->
          addRights(owned.descriptors().stream().mapToInt(Fd::number).toArray(), to);
      case ControlMessage.LentRights lent ->
          addRights(lent.numbers().stream().mapToInt(Integer::intValue).toArray(), to);
      case ControlMessage.Credentials who ->
          to.add(
              SOL_SOCKET,
              SCM_CREDENTIALS,
              MemorySegment.ofArray(new int[] {who.pid(), who.uid(), who.gid()}));
      case ControlMessage.PacketInfo4 info ->
          to.add(IPPROTO_IP, IP_PKTINFO, MemorySegment.ofArray(bytes(info)));
      case ControlMessage.PacketInfo6 info ->
          to.add(IPPROTO_IPV6, IPV6_PKTINFO, MemorySegment.ofArray(bytes(info)));
      case ControlMessage.SegmentSize size -> to.addShort(IPPROTO_UDP, UDP_SEGMENT, size.bytes());
      case ControlMessage.TimeToLive limit -> to.addInt(IPPROTO_IP, IP_TTL, limit.hops());
      case ControlMessage.HopLimit limit -> to.addInt(IPPROTO_IPV6, IPV6_HOPLIMIT, limit.hops());
      case ControlMessage.TypeOfService service -> to.addInt(IPPROTO_IP, IP_TOS, service.value());
      case ControlMessage.TrafficClass traffic ->
          to.addInt(IPPROTO_IPV6, IPV6_TCLASS, traffic.value());
      case ControlMessage.Unknown other -> to.add(other.level(), other.type(), other.data());
      default -> throw new IllegalArgumentException("only the kernel sends " + message);
    }
  }

  private static void addRights(int[] numbers, ControlBuf to) {
    to.add(SOL_SOCKET, SCM_RIGHTS, MemorySegment.ofArray(numbers));
  }

  private static byte[] bytes(ControlMessage.PacketInfo4 info) {
    byte[] bytes = new byte[(int) PACKET4_SIZE];
    MemorySegment data = MemorySegment.ofArray(bytes);
    data.set(JAVA_INT_UNALIGNED, 0, info.interfaceIndex());
    data.set(NET_INT, LOCAL4, info.local().bits());
    data.set(NET_INT, DESTINATION4, info.destination().bits());
    return bytes;
  }

  private static byte[] bytes(ControlMessage.PacketInfo6 info) {
    byte[] bytes = new byte[(int) PACKET6_SIZE];
    MemorySegment data = MemorySegment.ofArray(bytes);
    data.set(NET_LONG, 0, info.local().high());
    data.set(NET_LONG, Long.BYTES, info.local().low());
    data.set(JAVA_INT_UNALIGNED, INTERFACE6, info.interfaceIndex());
    return bytes;
  }
}
