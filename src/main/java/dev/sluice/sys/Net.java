package dev.sluice.sys;

import static java.lang.foreign.MemorySegment.NULL;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.sluice.bindings.x86_64.Linux;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * The socket calls. Their constants stand in {@link NetConstants}, options in {@link
 * SocketOptions}.
 *
 * <p>The caller owns every descriptor that a call returns, and borrows out those it passes.
 */
public final class Net {
  private Net() {}

  /**
   * Makes a socket.
   *
   * <p>C: {@code int socket(int domain, int type, int protocol)}. Never blocks. Errors to expect:
   * EAFNOSUPPORT, EMFILE, ENFILE, EACCES (raw sockets). Least kernel: 2.6.27 for the flags.
   *
   * @param domain {@code AF_INET}, …
   * @param type {@code SOCK_STREAM}, …, with {@code SOCK_NONBLOCK} and {@code SOCK_CLOEXEC} where
   *     wanted
   * @param protocol 0, or the protocol within the domain
   * @return a descriptor that the caller owns, or {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man2/socket.2.html">socket(2)</a>
   */
  public static int socket(int domain, int type, int protocol) {
    try {
      return (int)
          (long)
              Socket.HANDLE.invokeExact(
                  (long) domain, (long) type, (long) protocol, 0L, 0L, 0L, NULL);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Makes two sockets that are connected to each other.
   *
   * <p>C: {@code int socketpair(int domain, int type, int protocol, int sv[2])}. Never blocks.
   * Errors to expect: EOPNOTSUPP (the domain has none), EAFNOSUPPORT, EMFILE, ENFILE. Least kernel:
   * 2.6.27 for the flags.
   *
   * @param domain {@code AF_UNIX}
   * @param type {@code SOCK_STREAM}, …, with {@code SOCK_NONBLOCK} and {@code SOCK_CLOEXEC} where
   *     wanted
   * @param protocol 0
   * @param fds receives both ends; the caller owns them
   * @return 0, or {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man2/socketpair.2.html">socketpair(2)</a>
   */
  public static int socketpair(int domain, int type, int protocol, int[] fds) {
    if (fds.length < 2) {
      throw new IndexOutOfBoundsException("socketpair fills two ints, here are " + fds.length);
    }
    MemorySegment pair = Scratch.get();
    try {
      int result =
          (int)
              (long)
                  Socketpair.HANDLE.invokeExact(
                      (long) domain, (long) type, (long) protocol, pair.address(), 0L, 0L, pair);
      if (result >= 0) {
        fds[0] = pair.get(JAVA_INT, 0);
        fds[1] = pair.get(JAVA_INT, 4);
      }
      return result;
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Names a socket.
   *
   * <p>C: {@code int bind(int sockfd, const struct sockaddr *addr, socklen_t addrlen)}. Never
   * blocks. Errors to expect: EADDRINUSE, EACCES, EADDRNOTAVAIL, EINVAL (already bound). Least
   * kernel: 2.6.12.
   *
   * @param fd a socket
   * @param address the name, read during the call
   * @return 0, or {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man2/bind.2.html">bind(2)</a>
   */
  public static int bind(int fd, SockAddrBuf address) {
    MemorySegment name = address.segment();
    try {
      return (int)
          (long)
              Bind.HANDLE.invokeExact(
                  (long) fd, name.address(), (long) address.length(), 0L, 0L, 0L, name);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Lets a socket accept connections.
   *
   * <p>C: {@code int listen(int sockfd, int backlog)}. Never blocks. Errors to expect: EADDRINUSE,
   * EOPNOTSUPP. Least kernel: 2.6.12.
   *
   * @param fd a bound socket
   * @param backlog how many connections may wait; the kernel cuts to {@code net.core.somaxconn}
   * @return 0, or {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man2/listen.2.html">listen(2)</a>
   */
  public static int listen(int fd, int backlog) {
    try {
      return (int)
          (long) Listen.HANDLE.invokeExact((long) fd, (long) backlog, 0L, 0L, 0L, 0L, NULL);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Takes a connection off the queue.
   *
   * <p>C: {@code int accept4(int sockfd, struct sockaddr *addr, socklen_t *addrlen, int flags)}.
   * Blocks unless the listener is {@code O_NONBLOCK}. Errors to expect: EAGAIN, ECONNABORTED (try
   * again), EMFILE and ENFILE (back off), EINTR. Least kernel: 2.6.28.
   *
   * @param fd a listening socket
   * @param peer receives the address of the peer; null where it is not wanted
   * @param flags {@code SOCK_NONBLOCK}, {@code SOCK_CLOEXEC}
   * @return a descriptor that the caller owns, or {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man2/accept4.2.html">accept4(2)</a>
   */
  public static int accept4(int fd, @Nullable SockAddrBuf peer, int flags) {
    MemorySegment name = Link.orNull(peer == null ? null : peer.forResult());
    MemorySegment length = Link.orNull(peer == null ? null : peer.lengthSegment());
    try {
      return (int)
          (long)
              Accept4.HANDLE.invokeExact(
                  (long) fd, name.address(), length.address(), (long) flags, 0L, 0L, name);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Connects a socket.
   *
   * <p>C: {@code int connect(int sockfd, const struct sockaddr *addr, socklen_t addrlen)}. Blocks
   * until connected unless the socket is {@code O_NONBLOCK}; then EINPROGRESS means: wait for
   * EPOLLOUT and read SO_ERROR. Errors to expect: EINPROGRESS, ECONNREFUSED, ETIMEDOUT,
   * ENETUNREACH, EADDRNOTAVAIL, EINTR. Least kernel: 2.6.12.
   *
   * @param fd a socket
   * @param address the peer, read during the call
   * @return 0, or {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man2/connect.2.html">connect(2)</a>
   */
  public static int connect(int fd, SockAddrBuf address) {
    MemorySegment name = address.segment();
    try {
      return (int)
          (long)
              Connect.HANDLE.invokeExact(
                  (long) fd, name.address(), (long) address.length(), 0L, 0L, 0L, name);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Closes one or both directions of a connection; the descriptor stays open.
   *
   * <p>C: {@code int shutdown(int sockfd, int how)}. Never blocks. Errors to expect: ENOTCONN.
   * Least kernel: 2.6.12.
   *
   * @param fd a connected socket
   * @param how {@code SHUT_RD}, {@code SHUT_WR} or {@code SHUT_RDWR}
   * @return 0, or {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man2/shutdown.2.html">shutdown(2)</a>
   */
  public static int shutdown(int fd, int how) {
    try {
      return (int) (long) Shutdown.HANDLE.invokeExact((long) fd, (long) how, 0L, 0L, 0L, 0L, NULL);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Asks for the address that a socket is bound to.
   *
   * <p>C: {@code int getsockname(int sockfd, struct sockaddr *addr, socklen_t *addrlen)}. Never
   * blocks. Errors to expect: ENOTSOCK. Least kernel: 2.6.12.
   *
   * @param fd a socket
   * @param address receives it
   * @return 0, or {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man2/getsockname.2.html">getsockname(2)</a>
   */
  public static int getsockname(int fd, SockAddrBuf address) {
    MemorySegment name = address.forResult();
    MemorySegment length = address.lengthSegment();
    try {
      return (int)
          (long)
              Getsockname.HANDLE.invokeExact(
                  (long) fd, name.address(), length.address(), 0L, 0L, 0L, name);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Asks for the address of the peer.
   *
   * <p>C: {@code int getpeername(int sockfd, struct sockaddr *addr, socklen_t *addrlen)}. Never
   * blocks. Errors to expect: ENOTCONN. Least kernel: 2.6.12.
   *
   * @param fd a socket
   * @param address receives it
   * @return 0, or {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man2/getpeername.2.html">getpeername(2)</a>
   */
  public static int getpeername(int fd, SockAddrBuf address) {
    MemorySegment name = address.forResult();
    MemorySegment length = address.lengthSegment();
    try {
      return (int)
          (long)
              Getpeername.HANDLE.invokeExact(
                  (long) fd, name.address(), length.address(), 0L, 0L, 0L, name);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Asks whether the next byte to read is the one that was sent as urgent.
   *
   * <p>C: {@code int sockatmark(int sockfd)}, which is {@code ioctl(sockfd, SIOCATMARK, &mark)}.
   * Never blocks. Errors to expect: ENOTTY (no such mark: UDP, pipes), EBADF. Least kernel: 2.6.12.
   *
   * @param fd a TCP socket
   * @return 1 at the mark, 0 elsewhere, or {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man3/sockatmark.3.html">sockatmark(3)</a>
   */
  public static int sockatmark(int fd) {
    return ask(fd, Linux.SIOCATMARK());
  }

  /**
   * Asks how much can be received at once.
   *
   * <p>C: {@code int ioctl(int sockfd, SIOCINQ, int *value)}. Never blocks. Errors to expect:
   * EINVAL (a listener), ENOTTY, EBADF. Least kernel: 2.6.12.
   *
   * @param fd a socket
   * @return the bytes that wait: of a stream all of them, of datagrams those of the next; or {@code
   *     -errno}
   * @see <a href="https://man7.org/linux/man-pages/man7/tcp.7.html">tcp(7)</a>, <a
   *     href="https://man7.org/linux/man-pages/man7/udp.7.html">udp(7)</a>, <a
   *     href="https://man7.org/linux/man-pages/man7/unix.7.html">unix(7)</a>
   */
  public static int siocinq(int fd) {
    return ask(fd, Linux.SIOCINQ());
  }

  /**
   * Asks how much was sent and has not arrived.
   *
   * <p>C: {@code int ioctl(int sockfd, SIOCOUTQ, int *value)}. Never blocks. Errors to expect:
   * EINVAL (a listener), ENOTTY, EBADF. Least kernel: 2.6.12.
   *
   * @param fd a socket
   * @return the bytes that a TCP peer has not acknowledged; of other kinds the memory that the
   *     queue takes; or {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man7/tcp.7.html">tcp(7)</a>, <a
   *     href="https://man7.org/linux/man-pages/man7/udp.7.html">udp(7)</a>, <a
   *     href="https://man7.org/linux/man-pages/man7/unix.7.html">unix(7)</a>
   */
  public static int siocoutq(int fd) {
    return ask(fd, Linux.SIOCOUTQ());
  }

  /** A request whose answer is one {@code int}, to whatever kind of descriptor it goes. */
  private static int ask(int fd, int request) {
    MemorySegment answer = Scratch.get();
    try {
      int result =
          (int)
              (long)
                  Ioctl.HANDLE.invokeExact(
                      (long) fd, (long) request, answer.address(), 0L, 0L, 0L, answer);
      return result < 0 ? result : answer.get(JAVA_INT, 0);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  private static final class Socket {
    static final MethodHandle HANDLE = Link.plain(Call.SOCKET);
  }

  private static final class Socketpair {
    static final MethodHandle HANDLE = Link.plain(Call.SOCKETPAIR);
  }

  private static final class Bind {
    static final MethodHandle HANDLE = Link.plain(Call.BIND);
  }

  private static final class Listen {
    static final MethodHandle HANDLE = Link.plain(Call.LISTEN);
  }

  private static final class Accept4 {
    static final MethodHandle HANDLE = Link.plain(Call.ACCEPT4);
  }

  private static final class Connect {
    static final MethodHandle HANDLE = Link.plain(Call.CONNECT);
  }

  private static final class Shutdown {
    static final MethodHandle HANDLE = Link.plain(Call.SHUTDOWN);
  }

  private static final class Getsockname {
    static final MethodHandle HANDLE = Link.critical(Call.GETSOCKNAME);
  }

  private static final class Getpeername {
    static final MethodHandle HANDLE = Link.critical(Call.GETPEERNAME);
  }

  private static final class Ioctl {
    // Not critical: it waits for the lock of the socket, which another thread may hold.
    static final MethodHandle HANDLE = Link.plain(Call.IOCTL);
  }
}
