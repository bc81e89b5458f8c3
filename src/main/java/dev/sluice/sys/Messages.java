package dev.sluice.sys;

import static dev.sluice.sys.NetConstants.MSG_DONTWAIT;

import dev.sluice.bindings.x86_64.Linux;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Receiving and sending by sockets.
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
    boolean waits = (flags & MSG_DONTWAIT) == 0;
    try {
      if (!segment.isNative()) {
        if (waits) {
          throw Check.heapWouldBlock("recv");
        }
        MemorySegment part = segment.asSlice(offset, length);
        return (long) RecvHeap.HANDLE.invokeExact((long) fd, part, length, (long) flags, 0L, 0L);
      }
      long address = segment.address() + offset;
      if (waits || !Check.criticalFits(segment, length)) {
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
    boolean waits = (flags & MSG_DONTWAIT) == 0;
    try {
      if (!segment.isNative()) {
        if (waits) {
          throw Check.heapWouldBlock("send");
        }
        MemorySegment part = segment.asSlice(offset, length);
        return (long) SendHeap.HANDLE.invokeExact((long) fd, part, length, (long) flags, 0L, 0L);
      }
      long address = segment.address() + offset;
      if (waits || !Check.criticalFits(segment, length)) {
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
    MemorySegment header = message.forCall();
    try {
      return (flags & MSG_DONTWAIT) != 0 && message.criticalFits()
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

  private static void refuseZeroCopy(int flags) {
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
}
