package dev.sluice.sys;

import static dev.sluice.sys.NetConstants.MSG_DONTWAIT;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * Several messages in one call.
 *
 * <p>With {@code MSG_DONTWAIT} a call of few short messages is critical. Descriptors are borrowed.
 */
public final class MessageBatches {
  private MessageBatches() {}

  /**
   * Sends messages.
   *
   * <p>C: {@code int sendmmsg(int sockfd, struct mmsghdr *msgvec, unsigned int vlen, int flags)}.
   * Blocks unless {@code MSG_DONTWAIT} is given or the socket is {@code O_NONBLOCK}. An error after
   * the first message ends the call; the next one reports it. Errors to expect: those of {@link
   * Messages#sendmsg}. Least kernel: 3.0.
   *
   * @param fd a socket
   * @param messages what to send; made by the calling thread
   * @param from the index of the first to send
   * @param number how many to send
   * @param flags {@code MSG_DONTWAIT}, {@code MSG_NOSIGNAL}, …
   * @return how many messages went, which may be fewer, or {@code -errno} of the first
   * @throws IllegalArgumentException for {@code MSG_ZEROCOPY}, as with {@link Messages#sendmsg}
   * @see <a href="https://man7.org/linux/man-pages/man2/sendmmsg.2.html">sendmmsg(2)</a>
   */
  public static int sendmmsg(int fd, MMsgHdr messages, int from, int number, int flags) {
    Messages.refuseZeroCopy(flags);
    long first = messages.forSend(from, number);
    MemorySegment array = messages.segment();
    try {
      return (flags & MSG_DONTWAIT) != 0 && messages.criticalFitsToSend(from, number)
          ? (int)
              (long)
                  SendmmsgCritical.HANDLE.invokeExact(
                      (long) fd, first, (long) number, (long) flags, 0L, 0L, array)
          : (int)
              (long)
                  Sendmmsg.HANDLE.invokeExact(
                      (long) fd, first, (long) number, (long) flags, 0L, 0L, array);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Receives messages.
   *
   * <p>C: {@code int recvmmsg(int sockfd, struct mmsghdr *msgvec, unsigned int vlen, int flags,
   * struct timespec *timeout)}. Blocks for each message unless {@code MSG_DONTWAIT} is given or the
   * socket is {@code O_NONBLOCK}; with {@code MSG_WAITFORONE} for the first only. An error after
   * the first message ends the call; the next one reports it. Errors to expect: those of {@link
   * Messages#recvmsg}. Least kernel: 2.6.33.
   *
   * @param fd a socket
   * @param messages what to fill; made by the calling thread
   * @param from the index of the first to fill
   * @param number how many to fill
   * @param flags {@code MSG_DONTWAIT}, {@code MSG_WAITFORONE}, …
   * @param timeout becomes what is left of it; the kernel looks at it only when a message has come,
   *     so that it bounds no wait; null for none
   * @return how many messages came, or {@code -errno} of the first
   * @see <a href="https://man7.org/linux/man-pages/man2/recvmmsg.2.html">recvmmsg(2)</a>
   */
  public static int recvmmsg(
      int fd, MMsgHdr messages, int from, int number, int flags, @Nullable Timespec timeout) {
    long first = messages.forReceive(from, number);
    MemorySegment array = messages.segment();
    MemorySegment time = Link.orNull(timeout == null ? null : timeout.segment());
    try {
      int result =
          (flags & MSG_DONTWAIT) != 0 && messages.criticalFits(from, number)
              ? (int)
                  (long)
                      RecvmmsgCritical.HANDLE.invokeExact(
                          (long) fd,
                          first,
                          (long) number,
                          (long) flags,
                          time.address(),
                          0L,
                          array,
                          time)
              : (int)
                  (long)
                      Recvmmsg.HANDLE.invokeExact(
                          (long) fd,
                          first,
                          (long) number,
                          (long) flags,
                          time.address(),
                          0L,
                          array,
                          time);
      messages.received(from, number, result);
      return result;
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  private static final class Sendmmsg {
    static final MethodHandle HANDLE = Link.plain(Call.SENDMMSG);
  }

  private static final class SendmmsgCritical {
    static final MethodHandle HANDLE = Link.critical(Call.SENDMMSG);
  }

  private static final class Recvmmsg {
    static final MethodHandle HANDLE = Link.plain(Call.RECVMMSG);
  }

  private static final class RecvmmsgCritical {
    static final MethodHandle HANDLE = Link.critical(Call.RECVMMSG);
  }
}
