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
    int length = Math.toIntExact(value.byteSize());
    try {
      return (int) Setsockopt.HANDLE.invokeExact(fd, level, name, value, length);
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
   * @throws IllegalArgumentException for an option whose value holds addresses
   * @see <a href="https://man7.org/linux/man-pages/man2/getsockopt.2.html">getsockopt(2)</a>
   */
  public static int getsockopt(int fd, int level, int name, MemorySegment value) {
    refusePointers(level, name);
    Check.writable(value, 0, value.byteSize());
    MemorySegment length = Scratch.get();
    length.set(JAVA_INT, 0, Math.toIntExact(value.byteSize()));
    try {
      int result = (int) Getsockopt.HANDLE.invokeExact(fd, level, name, value, length);
      return result < 0 ? result : length.get(JAVA_INT, 0);
    } catch (Throwable t) {
      throw Link.rethrow(t);
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
    static final MethodHandle HANDLE = Link.critical(Call.SETSOCKOPT);
  }

  private static final class Getsockopt {
    static final MethodHandle HANDLE = Link.critical(Call.GETSOCKOPT);
  }
}
