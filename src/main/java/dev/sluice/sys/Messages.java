package dev.sluice.sys;

import static dev.sluice.sys.NetConstants.MSG_DONTWAIT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.sluice.bindings.x86_64.Linux;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * Receiving and sending by sockets. Several messages in one call: {@link MessageBatches}.
 *
 * <p>With {@code MSG_DONTWAIT}, up to 64 KiB, a call is critical. Descriptors are borrowed.
 */
public final class Messages {
  private Messages() {}

  /**
   * Receives bytes.
   *
   * <p>C: {@code ssize_t recv(int sockfd, void *buf, size_t len, int flags)}. Blocks unless {@code
   * MSG_DONTWAIT} is given or the socket is {@code O_NONBLOCK}. With {@code MSG_DONTWAIT}, up to 64
   * KiB, the call is critical; heap segments go to the kernel without a copy, at any length, and
   * need {@code MSG_DONTWAIT}. Errors to expect: EAGAIN, ECONNRESET, EINTR. Least kernel: 2.6.12.
   *
   * @param fd a connected socket
   * @param segment where the bytes go; borrowed for the call
   * @param offset where in the segment to begin, in bytes
   * @param length how many bytes at most
   * @param flags {@code MSG_DONTWAIT}, …
   * @return the bytes received, 0 at the end of the stream, or {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man2/recv.2.html">recv(2)</a>
   */
  public static long recv(int fd, MemorySegment segment, long offset, long length, int flags) {
    Check.writable(segment, offset, length);
    try {
      if (!segment.isNative()) {
        if (waits(flags)) {
          throw Check.heapWouldBlock("recv");
        }
        MemorySegment part = segment.asSlice(offset, length);
        return (long) RecvHeap.HANDLE.invokeExact((long) fd, part, length, (long) flags, 0L, 0L);
      }
      long address = segment.address() + offset;
      if (waits(flags) || !Check.criticalFits(segment, length)) {
        return (long)
            Recv.HANDLE.invokeExact((long) fd, address, length, (long) flags, 0L, 0L, segment);
      }
      return (long)
          RecvCritical.HANDLE.invokeExact(
              (long) fd, address, length, (long) flags, 0L, 0L, segment);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * As {@link #recv(int, MemorySegment, long, long, int)}, the whole segment.
   *
   * @param fd a connected socket
   * @param segment where the bytes go
   * @param flags {@code MSG_DONTWAIT}, …
   * @return the bytes received, 0 at the end of the stream, or {@code -errno}
   */
  public static long recv(int fd, MemorySegment segment, int flags) {
    return recv(fd, segment, 0, segment.byteSize(), flags);
  }

  /**
   * Sends bytes.
   *
   * <p>C: {@code ssize_t send(int sockfd, const void *buf, size_t len, int flags)}. Blocks unless
   * {@code MSG_DONTWAIT} is given or the socket is {@code O_NONBLOCK}. With {@code MSG_DONTWAIT},
   * up to 64 KiB, the call is critical; heap segments go to the kernel without a copy, at any
   * length, and need {@code MSG_DONTWAIT}. Without {@code MSG_NOSIGNAL} a closed peer raises
   * SIGPIPE, which the JVM ignores. Errors to expect: EAGAIN, EPIPE, ECONNRESET, EINTR, EMSGSIZE.
   * Least kernel: 2.6.12.
   *
   * @param fd a connected socket
   * @param segment where the bytes are; borrowed for the call
   * @param offset where in the segment to begin, in bytes
   * @param length how many bytes at most
   * @param flags {@code MSG_DONTWAIT}, …
   * @return the bytes that the kernel took, which may be fewer, or {@code -errno}
   * @throws IllegalArgumentException for {@code MSG_ZEROCOPY}: the memory could be gone before the
   *     kernel reads it
   * @see <a href="https://man7.org/linux/man-pages/man2/send.2.html">send(2)</a>
   */
  public static long send(int fd, MemorySegment segment, long offset, long length, int flags) {
    Check.readable(segment, offset, length);
    refuseZeroCopy(flags);
    try {
      if (!segment.isNative()) {
        if (waits(flags)) {
          throw Check.heapWouldBlock("send");
        }
        MemorySegment part = segment.asSlice(offset, length);
        return (long) SendHeap.HANDLE.invokeExact((long) fd, part, length, (long) flags, 0L, 0L);
      }
      long address = segment.address() + offset;
      if (waits(flags) || !Check.criticalFits(segment, length)) {
        return (long)
            Send.HANDLE.invokeExact((long) fd, address, length, (long) flags, 0L, 0L, segment);
      }
      return (long)
          SendCritical.HANDLE.invokeExact(
              (long) fd, address, length, (long) flags, 0L, 0L, segment);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * As {@link #send(int, MemorySegment, long, long, int)}, the whole segment.
   *
   * @param fd a connected socket
   * @param segment where the bytes are
   * @param flags {@code MSG_DONTWAIT}, …
   * @return the bytes that the kernel took, which may be fewer, or {@code -errno}
   */
  public static long send(int fd, MemorySegment segment, int flags) {
    return send(fd, segment, 0, segment.byteSize(), flags);
  }

  /**
   * Receives bytes, and the address of who sent them.
   *
   * <p>C: {@code ssize_t recvfrom(int sockfd, void *buf, size_t len, int flags, struct sockaddr
   * *src_addr, socklen_t *addrlen)}. Blocks, and is critical, as {@link #recv(int, MemorySegment,
   * long, long, int)}; heap segments as there. Errors to expect: EAGAIN, ECONNREFUSED (an earlier
   * datagram was refused), EINTR. Least kernel: 2.6.12.
   *
   * @param fd a socket
   * @param segment where the bytes go; borrowed for the call
   * @param offset where in the segment to begin, in bytes
   * @param length how many bytes at most
   * @param flags {@code MSG_DONTWAIT}, …
   * @param peer receives the address; empty where there is none, and after a failure; null where it
   *     is not wanted
   * @return the bytes received, or {@code -errno}; 0 is an empty datagram, or the end of a stream
   * @see <a href="https://man7.org/linux/man-pages/man2/recvfrom.2.html">recvfrom(2)</a>
   */
  public static long recvfrom(
      int fd,
      MemorySegment segment,
      long offset,
      long length,
      int flags,
      @Nullable SockAddrBuf peer) {
    Check.writable(segment, offset, length);
    MemorySegment name = Link.orNull(peer == null ? null : peer.forResult());
    long size = peer == null ? 0 : peer.lengthSegment().address();
    try {
      if (!segment.isNative()) {
        return received(recvfromHeap(fd, segment.asSlice(offset, length), flags, name, size), peer);
      }
      long at = segment.address() + offset;
      long to = name.address();
      return received(
          waits(flags) || !Check.criticalFits(segment, length)
              ? (long)
                  Recvfrom.HANDLE.invokeExact(
                      (long) fd, at, length, (long) flags, to, size, segment, name)
              : (long)
                  RecvfromCritical.HANDLE.invokeExact(
                      (long) fd, at, length, (long) flags, to, size, segment, name),
          peer);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  private static long received(long result, @Nullable SockAddrBuf peer) {
    if (result < 0 && peer != null) {
      peer.lengthSegment().set(JAVA_INT, 0, 0);
    }
    return result;
  }

  private static long recvfromHeap(
      int fd, MemorySegment part, int flags, MemorySegment name, long size) throws Throwable {
    if (waits(flags)) {
      throw Check.heapWouldBlock("recvfrom");
    }
    return (long)
        RecvfromHeap.HANDLE.invokeExact(
            (long) fd, part, part.byteSize(), (long) flags, name.address(), size, name);
  }

  /**
   * Sends bytes to an address.
   *
   * <p>C: {@code ssize_t sendto(int sockfd, const void *buf, size_t len, int flags, const struct
   * sockaddr *dest_addr, socklen_t addrlen)}. Blocks, and is critical, as {@link #send(int,
   * MemorySegment, long, long, int)}; heap segments as there. Errors to expect: EAGAIN, EMSGSIZE,
   * ECONNREFUSED (an earlier datagram was refused), EACCES (broadcast), EISCONN, EINTR. Least
   * kernel: 2.6.12.
   *
   * @param fd a socket
   * @param segment where the bytes are; borrowed for the call
   * @param offset where in the segment to begin, in bytes
   * @param length how many bytes
   * @param flags {@code MSG_DONTWAIT}, …
   * @param address where to; null for the peer of a connected socket
   * @return the bytes that the kernel took, or {@code -errno}
   * @throws IllegalArgumentException for {@code MSG_ZEROCOPY}, as with {@link #send(int,
   *     MemorySegment, long, long, int)}
   * @see <a href="https://man7.org/linux/man-pages/man2/sendto.2.html">sendto(2)</a>
   */
  public static long sendto(
      int fd,
      MemorySegment segment,
      long offset,
      long length,
      int flags,
      @Nullable SockAddrBuf address) {
    Check.readable(segment, offset, length);
    refuseZeroCopy(flags);
    MemorySegment name = Link.orNull(address == null ? null : address.segment());
    long size = address == null ? 0 : address.length();
    try {
      if (!segment.isNative()) {
        return sendtoHeap(fd, segment.asSlice(offset, length), flags, name, size);
      }
      long at = segment.address() + offset;
      long to = name.address();
      return waits(flags) || !Check.criticalFits(segment, length)
          ? (long)
              Sendto.HANDLE.invokeExact(
                  (long) fd, at, length, (long) flags, to, size, segment, name)
          : (long)
              SendtoCritical.HANDLE.invokeExact(
                  (long) fd, at, length, (long) flags, to, size, segment, name);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  private static long sendtoHeap(
      int fd, MemorySegment part, int flags, MemorySegment name, long size) throws Throwable {
    if (waits(flags)) {
      throw Check.heapWouldBlock("sendto");
    }
    return (long)
        SendtoHeap.HANDLE.invokeExact(
            (long) fd, part, part.byteSize(), (long) flags, name.address(), size, name);
  }

  /**
   * Sends gathered bytes, with an address and control messages where wanted.
   *
   * <p>C: {@code ssize_t sendmsg(int sockfd, const struct msghdr *msg, int flags)}. Blocks unless
   * {@code MSG_DONTWAIT} is given or the socket is {@code O_NONBLOCK}. Errors to expect: EAGAIN,
   * EPIPE, ECONNRESET, EINTR, EMSGSIZE. Least kernel: 2.6.12.
   *
   * @param fd a socket
   * @param message what to send; made by the calling thread
   * @param flags {@code MSG_DONTWAIT}, {@code MSG_NOSIGNAL}, …
   * @return the bytes that the kernel took, which may be fewer, or {@code -errno}
   * @throws IllegalArgumentException for {@code MSG_ZEROCOPY}, as with {@link #send(int,
   *     MemorySegment, long, long, int)}
   * @see <a href="https://man7.org/linux/man-pages/man2/sendmsg.2.html">sendmsg(2)</a>
   */
  public static long sendmsg(int fd, MsgHdr message, int flags) {
    refuseZeroCopy(flags);
    MemorySegment header = message.forSend();
    try {
      return (flags & MSG_DONTWAIT) != 0 && message.criticalFitsToSend()
          ? (long)
              SendmsgCritical.HANDLE.invokeExact(
                  (long) fd, header.address(), (long) flags, 0L, 0L, 0L, header)
          : (long)
              Sendmsg.HANDLE.invokeExact(
                  (long) fd, header.address(), (long) flags, 0L, 0L, 0L, header);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Receives bytes into several places, with the sender's address and control messages where
   * wanted.
   *
   * <p>C: {@code ssize_t recvmsg(int sockfd, struct msghdr *msg, int flags)}. Blocks unless {@code
   * MSG_DONTWAIT} is given or the socket is {@code O_NONBLOCK}; with {@code MSG_ERRQUEUE} never.
   * Errors to expect: EAGAIN, ECONNRESET, EINTR. Least kernel: 2.6.12.
   *
   * @param fd a socket
   * @param message what to fill; made by the calling thread. Descriptors among its control messages
   *     belong to the caller
   * @param flags {@code MSG_DONTWAIT}, {@code MSG_CMSG_CLOEXEC}, …
   * @return the bytes received, or {@code -errno}; 0 is an empty datagram, or the end of a stream
   * @see <a href="https://man7.org/linux/man-pages/man2/recvmsg.2.html">recvmsg(2)</a>
   */
  public static long recvmsg(int fd, MsgHdr message, int flags) {
    MemorySegment header = message.forReceive();
    try {
      long result =
          waits(flags) || !message.criticalFits()
              ? (long)
                  Recvmsg.HANDLE.invokeExact(
                      (long) fd, header.address(), (long) flags, 0L, 0L, 0L, header)
              : (long)
                  RecvmsgCritical.HANDLE.invokeExact(
                      (long) fd, header.address(), (long) flags, 0L, 0L, 0L, header);
      message.received(result >= 0);
      return result;
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  private static boolean waits(int flags) {
    return (flags & MSG_DONTWAIT) == 0;
  }

  static void refuseZeroCopy(int flags) {
    if ((flags & Linux.MSG_ZEROCOPY()) != 0) {
      throw new IllegalArgumentException("MSG_ZEROCOPY reads the memory after the call");
    }
  }

  private static final class Recv {
    static final MethodHandle HANDLE = Link.plain(Call.RECV);
  }

  private static final class Send {
    static final MethodHandle HANDLE = Link.plain(Call.SEND);
  }

  private static final class Sendmsg {
    static final MethodHandle HANDLE = Link.plain(Call.SENDMSG);
  }

  private static final class RecvCritical {
    static final MethodHandle HANDLE = Link.critical(Call.RECV);
  }

  private static final class RecvHeap {
    static final MethodHandle HANDLE = Link.heap(Call.RECV);
  }

  private static final class SendCritical {
    static final MethodHandle HANDLE = Link.critical(Call.SEND);
  }

  private static final class SendHeap {
    static final MethodHandle HANDLE = Link.heap(Call.SEND);
  }

  private static final class SendmsgCritical {
    static final MethodHandle HANDLE = Link.critical(Call.SENDMSG);
  }

  private static final class Recvfrom {
    static final MethodHandle HANDLE = Link.plain(Call.RECVFROM);
  }

  private static final class RecvfromCritical {
    static final MethodHandle HANDLE = Link.critical(Call.RECVFROM);
  }

  private static final class RecvfromHeap {
    static final MethodHandle HANDLE = Link.heap(Call.RECVFROM);
  }

  private static final class Sendto {
    static final MethodHandle HANDLE = Link.plain(Call.SENDTO);
  }

  private static final class SendtoCritical {
    static final MethodHandle HANDLE = Link.critical(Call.SENDTO);
  }

  private static final class SendtoHeap {
    static final MethodHandle HANDLE = Link.heap(Call.SENDTO);
  }

  private static final class Recvmsg {
    static final MethodHandle HANDLE = Link.plain(Call.RECVMSG);
  }

  private static final class RecvmsgCritical {
    static final MethodHandle HANDLE = Link.critical(Call.RECVMSG);
  }
}
