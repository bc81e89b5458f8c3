package dev.sluice.sys;

import static dev.sluice.sys.NetConstants.IPPROTO_IP;
import static dev.sluice.sys.NetConstants.IPPROTO_IPV6;
import static dev.sluice.sys.NetConstants.IPPROTO_TCP;
import static dev.sluice.sys.NetConstants.IPPROTO_UDP;
import static dev.sluice.sys.NetConstants.SOL_SOCKET;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.sluice.bindings.x86_64.Linux;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Socket options, by number. */
public final class SocketOptions {
  // From here on the options of IPPROTO_IP are netfilter's, whose values hold addresses.
  private static final int IP_NETFILTER = 64;
  private static final int IP6_NETFILTER_REPLACE = 64;
  private static final int IP6_NETFILTER_COUNTERS = 65;
  private static final int IP6_NETFILTER_OTHERS = 96;

  // Newer than the headers that the bindings are made from (Linux 6.7).
  private static final int TCP_AO_GET_KEYS = 41;

  // Of linux/in6.h, which cannot stand beside netinet/in.h. Setting it writes the label that was
  // chosen back into the value.
  private static final int IPV6_FLOWLABEL_MGR = 32;

  // The second half of the scratch memory, which the length does not need.
  private static final long SMALL_OFFSET = 8;
  private static final long SMALL = 8;

  private SocketOptions() {}

  /**
   * Sets an option.
   *
   * <p>C: {@code int setsockopt(int sockfd, int level, int optname, const void *optval, socklen_t
   * optlen)}. Never blocks. Errors to expect: ENOPROTOOPT, EINVAL, EDOM, EPERM. Least kernel:
   * 2.6.12.
   *
   * @param fd a socket
   * @param level {@code SOL_SOCKET}, {@code IPPROTO_TCP}, {@code IPPROTO_IP}, {@code IPPROTO_IPV6}
   *     or {@code IPPROTO_UDP}
   * @param name the option
   * @param value the whole of it is the value; native, read during the call
   * @return 0, or {@code -errno}
   * @throws IllegalArgumentException for an option whose value holds addresses
   * @see <a href="https://man7.org/linux/man-pages/man2/setsockopt.2.html">setsockopt(2)</a>
   */
  public static int setsockopt(int fd, int level, int name, MemorySegment value) {
    refusePointers(level, name);
    if (level == IPPROTO_IPV6 && name == IPV6_FLOWLABEL_MGR) {
      Check.writable(value, 0, value.byteSize());
    }
    return set(fd, level, name, value, Check.intLength(value));
  }

  private static int set(int fd, int level, int name, MemorySegment value, int length) {
    try {
      return (int)
          (long)
              Setsockopt.HANDLE.invokeExact(
                  (long) fd, (long) level, (long) name, value.address(), (long) length, 0L, value);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Sets an option whose value is an {@code int}, which most are.
   *
   * @param fd a socket
   * @param level {@code SOL_SOCKET}, …
   * @param name the option
   * @param value its value; 1 and 0 for on and off
   * @return 0, or {@code -errno}
   */
  public static int setsockopt(int fd, int level, int name, int value) {
    MemorySegment four = Scratch.get().asSlice(0, JAVA_INT.byteSize());
    four.set(JAVA_INT, 0, value);
    return setsockopt(fd, level, name, four);
  }

  /**
   * Asks for an option.
   *
   * <p>C: {@code int getsockopt(int sockfd, int level, int optname, void *optval, socklen_t
   * *optlen)}. Never blocks. Errors to expect: ENOPROTOOPT, EINVAL. Least kernel: 2.6.12.
   *
   * @param fd a socket
   * @param level as for {@link #setsockopt(int, int, int, MemorySegment)}
   * @param name the option
   * @param value receives the value; native
   * @return how many bytes the kernel filled (C says it through optlen), or {@code -errno}
   * @throws IllegalArgumentException for an option whose value holds addresses, or lists as long as
   *     the value itself says: IP_MSFILTER, MCAST_MSFILTER, TCP_AO_GET_KEYS
   * @see <a href="https://man7.org/linux/man-pages/man2/getsockopt.2.html">getsockopt(2)</a>
   */
  public static int getsockopt(int fd, int level, int name, MemorySegment value) {
    refusePointers(level, name);
    refuseOwnLengths(level, name);
    Check.writable(value, 0, value.byteSize());
    if (value.byteSize() < SMALL && value.isNative()) {
      return getSmall(fd, level, name, value);
    }
    MemorySegment length = Scratch.get();
    length.set(JAVA_INT, 0, Check.intLength(value));
    try {
      int result =
          (int)
              (long)
                  Getsockopt.HANDLE.invokeExact(
                      (long) fd,
                      (long) level,
                      (long) name,
                      value.address(),
                      length.address(),
                      0L,
                      value);
      return result < 0 ? result : length.get(JAVA_INT, 0);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Asks for an option whose value is an {@code int}, which most are.
   *
   * @param fd a socket
   * @param level {@code SOL_SOCKET}, …
   * @param name the option
   * @return the bits of the value, to be cast to int, or {@code -errno}
   */
  public static long getsockopt(int fd, int level, int name) {
    // Where short values are read to anyway.
    MemorySegment four = Scratch.get().asSlice(SMALL_OFFSET, JAVA_INT.byteSize());
    four.set(JAVA_INT, 0, 0);
    int result = getsockopt(fd, level, name, four);
    return result < 0 ? result : Integer.toUnsignedLong(four.get(JAVA_INT, 0));
  }

  /**
   * Asks what the kernel knows of a TCP connection: {@code TCP_INFO}. Least kernel: 2.6.12.
   *
   * @param fd a TCP socket
   * @param result receives it; what this kernel does not fill is 0, see {@link TcpInfoBuf#has}
   * @return 0, or {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man7/tcp.7.html">tcp(7)</a>
   */
  public static int tcpInfo(int fd, TcpInfoBuf result) {
    int length = getsockopt(fd, IPPROTO_TCP, Linux.TCP_INFO(), result.forResult());
    result.setLength(Math.max(0, length));
    return Math.min(0, length);
  }

  /**
   * Lets a program decide which packets a socket receives, and how much of each: {@code
   * SO_ATTACH_FILTER}. It sees a packet from the transport header on, and returns how many bytes of
   * it to keep; 0 drops it.
   *
   * <p>C: {@code setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &fprog, sizeof fprog)}. Never blocks.
   * Errors to expect: EINVAL (the program is none), EPERM (SO_LOCK_FILTER), ENOMEM. Least kernel:
   * 2.6.12. Taken away by {@code SO_DETACH_FILTER}.
   *
   * @param fd a socket
   * @param program copied during the call
   * @return 0, or {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man7/socket.7.html">socket(7)</a>
   */
  public static int attachFilter(int fd, BpfProgram program) {
    return attach(fd, Linux.SO_ATTACH_FILTER(), program);
  }

  /**
   * Lets a program choose among the sockets that share a port by SO_REUSEPORT: {@code
   * SO_ATTACH_REUSEPORT_CBPF}. It returns the number of the socket, counted from 0 in the order of
   * listening (TCP) or binding (UDP); where there is none of that number, the hash of the flow
   * decides.
   *
   * <p>C: {@code setsockopt(fd, SOL_SOCKET, SO_ATTACH_REUSEPORT_CBPF, &fprog, sizeof fprog)}. Never
   * blocks. Errors to expect: EINVAL (the program is none, or the socket does not share), ENOMEM.
   * Least kernel: 4.5 for UDP, 4.6 for TCP. Taken away by {@code SO_DETACH_REUSEPORT_BPF}.
   *
   * @param fd any of the sockets, SO_REUSEPORT set; the program counts for all of them
   * @param program copied during the call
   * @return 0, or {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man7/socket.7.html">socket(7)</a>
   */
  public static int attachReuseportCbpf(int fd, BpfProgram program) {
    return attach(fd, Linux.SO_ATTACH_REUSEPORT_CBPF(), program);
  }

  private static int attach(int fd, int name, BpfProgram program) {
    return set(fd, SOL_SOCKET, name, program.forCall(), BpfProgram.HEADER);
  }

  /**
   * By way of memory that has room for an {@code int}: Bluetooth's protocols, whose levels bear the
   * numbers of IP and TCP, write one however short the value is.
   */
  private static int getSmall(int fd, int level, int name, MemorySegment value) {
    MemorySegment room = Scratch.get().asSlice(SMALL_OFFSET, SMALL);
    MemorySegment.copy(value, 0, room, 0, value.byteSize());
    MemorySegment length = Scratch.get();
    length.set(JAVA_INT, 0, (int) value.byteSize());
    try {
      int result =
          (int)
              (long)
                  Getsockopt.HANDLE.invokeExact(
                      (long) fd,
                      (long) level,
                      (long) name,
                      room.address(),
                      length.address(),
                      0L,
                      room);
      MemorySegment.copy(room, 0, value, 0, value.byteSize());
      return result < 0 ? result : length.get(JAVA_INT, 0);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * The value says itself how many elements fit behind it, and the kernel fills them whatever the
   * length says.
   */
  private static void refuseOwnLengths(int level, int name) {
    if ((level == IPPROTO_IP && (name == Linux.IP_MSFILTER() || name == Linux.MCAST_MSFILTER()))
        || (level == IPPROTO_IPV6 && name == Linux.MCAST_MSFILTER())
        || (level == IPPROTO_TCP && name == TCP_AO_GET_KEYS)) {
      throw new IllegalArgumentException(
          "option " + name + " of level " + level + " may make the kernel write beyond the value");
    }
  }

  private static void refusePointers(int level, int name) {
    boolean safe;
    if (level == SOL_SOCKET) {
      safe = name != Linux.SO_ATTACH_FILTER() && name != Linux.SO_ATTACH_REUSEPORT_CBPF();
    } else if (level == IPPROTO_TCP) {
      safe = name != Linux.TCP_ZEROCOPY_RECEIVE();
    } else if (level == IPPROTO_IP) {
      safe = name < IP_NETFILTER;
    } else if (level == IPPROTO_IPV6) {
      safe =
          name != IP6_NETFILTER_REPLACE
              && name != IP6_NETFILTER_COUNTERS
              && name < IP6_NETFILTER_OTHERS;
    } else {
      safe = level == IPPROTO_UDP;
    }
    if (!safe) {
      throw new IllegalArgumentException(
          "option " + name + " of level " + level + " may make the kernel follow addresses");
    }
  }

  private static final class Setsockopt {
    // Not critical: some options load a module or wait for a lock of the network stack.
    static final MethodHandle HANDLE = Link.plain(Call.SETSOCKOPT);
  }

  private static final class Getsockopt {
    static final MethodHandle HANDLE = Link.critical(Call.GETSOCKOPT);
  }
}
