package dev.sluice.net;

import dev.sluice.errno.Errno;
import dev.sluice.fd.Fd;
import dev.sluice.fd.HasFd;
import java.lang.foreign.MemorySegment;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What goes or comes beside the bytes of a {@link Message}.
 *
 * <p>Most come only when an option of the socket asks for them, which each one names.
 *
 * @see <a href="https://man7.org/linux/man-pages/man3/cmsg.3.html">cmsg(3)</a>
 */
public sealed interface ControlMessage {
  /**
   * Descriptors that were received ({@code SCM_RIGHTS}), close-on-exec. Whoever took the message
   * out of {@link Message#controlMessages} owns them.
   *
   * @param descriptors their owners
   */
  record Rights(List<Fd> descriptors) implements ControlMessage {
    /** Copies the list. */
    public Rights {
      descriptors = List.copyOf(descriptors);
    }
  }

  /**
   * Descriptors to send ({@code SCM_RIGHTS}), lent: the receiver gets duplicates of them, and they
   * must stay open until the message is sent.
   *
   * @param numbers at most 253
   */
  record LentRights(List<Integer> numbers) implements ControlMessage {
    /** Copies the list. */
    public LentRights {
      numbers = List.copyOf(numbers);
    }
  }

  /**
   * The process that sent a message, as a descriptor ({@code SCM_PIDFD}, received with {@code
   * SO_PASSPIDFD}; least kernel 6.5). Whoever took the message out of {@link
   * Message#controlMessages} owns it.
   *
   * @param process its owner
   */
  record PidFd(Fd process) implements ControlMessage {}

  /**
   * Who sent a message by a UNIX socket ({@code SCM_CREDENTIALS}, received with {@code
   * SO_PASSCRED}); checked by the kernel.
   *
   * @param pid the process
   * @param uid the user
   * @param gid the group
   */
  record Credentials(int pid, int uid, int gid) implements ControlMessage {}

  /**
   * When the kernel got a message ({@code SO_TIMESTAMP} or {@code SO_TIMESTAMPNS}); received only.
   *
   * @param time the system clock's time
   */
  record Timestamp(Instant time) implements ControlMessage {}

  /**
   * When a message came, or, in the error queue, went ({@code SO_TIMESTAMPING}); received only.
   *
   * @param software the time that the kernel took; null where it took none
   * @param hardware the time that the device took, of its own clock; null where it took none
   */
  record Timestamping(@Nullable Instant software, @Nullable Instant hardware)
      implements ControlMessage {}

  /**
   * By which interface and address an IPv4 datagram came, or has to go ({@code IP_PKTINFO}).
   *
   * @param interfaceIndex the interface; 0 to let routing choose
   * @param local the address of this host, port 0: the sender's when sending
   * @param destination the address in the datagram's header, port 0; ignored when sending
   */
  record PacketInfo4(int interfaceIndex, SockAddr.Inet4 local, SockAddr.Inet4 destination)
      implements ControlMessage {}

  /**
   * By which interface and address an IPv6 datagram came, or has to go ({@code IPV6_RECVPKTINFO}).
   *
   * @param interfaceIndex the interface; 0 to let routing choose
   * @param local the address in the datagram's header, port 0: the sender's when sending
   */
  record PacketInfo6(int interfaceIndex, SockAddr.Inet6 local) implements ControlMessage {}

  /**
   * The bytes are several UDP datagrams. To send, {@code UDP_SEGMENT}: they are cut into datagrams
   * of this size, the last may be shorter. Received, {@code UDP_GRO}, with that option.
   *
   * @param bytes the size of each, 1 to 65535
   */
  record SegmentSize(int bytes) implements ControlMessage {
    /** Checks the size. */
    public SegmentSize {
      if (bytes < 1 || bytes > 0xffff) {
        throw new IllegalArgumentException("not the size of a datagram: " + bytes);
      }
    }
  }

  /**
   * The time to live of an IPv4 datagram ({@code IP_TTL}, received with {@code IP_RECVTTL}).
   *
   * @param hops 1 to 255
   */
  record TimeToLive(int hops) implements ControlMessage {}

  /**
   * The hop limit of an IPv6 datagram ({@code IPV6_HOPLIMIT}, received with {@code
   * IPV6_RECVHOPLIMIT}).
   *
   * @param hops 0 to 255
   */
  record HopLimit(int hops) implements ControlMessage {}

  /**
   * The type of service of an IPv4 datagram ({@code IP_TOS}, received with {@code IP_RECVTOS}).
   *
   * @param value 0 to 255
   */
  record TypeOfService(int value) implements ControlMessage {}

  /**
   * The traffic class of an IPv6 datagram ({@code IPV6_TCLASS}, received with {@code
   * IPV6_RECVTCLASS}).
   *
   * @param value 0 to 255
   */
  record TrafficClass(int value) implements ControlMessage {}

  /**
   * What the error queue holds ({@code IP_RECVERR}, {@code IPV6_RECVERR}), received with {@code
   * MSG_ERRQUEUE} only.
   *
   * @param errno what went wrong; null where nothing did
   * @param origin who found it: {@code SO_EE_ORIGIN_ICMP}, …
   * @param type the ICMP type
   * @param code the ICMP code
   * @param info the path's MTU for EMSGSIZE
   * @param data further data
   * @param offender the host that told of it; null where it is not known
   */
  record ExtendedError(
      @Nullable Errno errno,
      int origin,
      int type,
      int code,
      int info,
      int data,
      @Nullable SockAddr offender)
      implements ControlMessage {}

  /**
   * {@code MSG_ZEROCOPY} sends whose memory the kernel has let go, counted from 0, modulo 2^32;
   * received with {@code MSG_ERRQUEUE} only.
   *
   * @param first the first of them
   * @param last the last of them, included
   * @param copied the kernel copied the bytes after all
   */
  record ZeroCopied(long first, long last, boolean copied) implements ControlMessage {}

  /**
   * Any other.
   *
   * @param level whose it is: {@code SOL_SOCKET}, …
   * @param type which of the level's
   * @param data its data
   */
  record Unknown(int level, int type, MemorySegment data) implements ControlMessage {}

  /**
   * Descriptors to send.
   *
   * @param numbers what is lent
   * @return the message
   */
  static LentRights rights(int... numbers) {
    return new LentRights(Arrays.stream(numbers).boxed().toList());
  }

  /**
   * Descriptors to send.
   *
   * @param lenders what stands on the descriptors
   * @return the message
   */
  static LentRights rights(HasFd... lenders) {
    return new LentRights(Arrays.stream(lenders).map(HasFd::fd).toList());
  }
}
