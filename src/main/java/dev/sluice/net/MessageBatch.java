package dev.sluice.net;

import static dev.sluice.sys.NetConstants.MSG_CMSG_CLOEXEC;
import static dev.sluice.sys.NetConstants.MSG_DONTWAIT;
import static dev.sluice.sys.NetConstants.MSG_NOSIGNAL;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.fd.Blocking;
import dev.sluice.fd.HasFd;
import dev.sluice.sys.MMsgHdr;
import dev.sluice.sys.MessageBatches;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.Objects;

/**
 * Several messages in one call: sendmmsg and recvmmsg.
 *
 * <p>It belongs to the thread that made it. The messages stay their makers'.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/recvmmsg.2.html">recvmmsg(2)</a>
 * @see <a href="https://man7.org/linux/man-pages/man2/sendmmsg.2.html">sendmmsg(2)</a>
 */
public final class MessageBatch {
  private final MMsgHdr headers;
  private final Message[] messages;

  private MessageBatch(Arena arena, List<Message> messages) {
    this.headers = MMsgHdr.allocate(arena, messages.size());
    this.messages = messages.toArray(Message[]::new);
    messages.forEach(message -> headers.add(message.header()));
  }

  /**
   * Makes a batch.
   *
   * @param arena the one that all messages were made in
   * @param messages 1 to 1024, each once
   * @return the batch; it belongs to the calling thread
   */
  public static MessageBatch of(Arena arena, List<Message> messages) {
    if (messages.stream().distinct().count() < messages.size()) {
      throw new IllegalArgumentException("a message stands twice in the batch");
    }
    return new MessageBatch(arena, messages);
  }

  /** {@return how many messages there are} */
  public int size() {
    return messages.length;
  }

  /**
   * One of the messages.
   *
   * @param index which
   * @return the message
   */
  public Message get(int index) {
    return messages[index];
  }

  /**
   * Receives messages, one after the other.
   *
   * @param socket a socket, borrowed
   * @param number how many at most
   * @param flags {@code MSG_DONTWAIT}; or {@code MSG_WAITFORONE}, to wait for the first only; with
   *     neither it waits for all of them
   * @return how many messages came, the first of the batch; {@link Errno#WOULD_BLOCK}
   * @throws ErrnoException ECONNREFUSED (an earlier datagram was refused), ENOTSOCK, EBADF
   */
  public int receive(HasFd socket, int number, int flags) throws ErrnoException {
    return receive(socket.fd(), number, flags);
  }

  /**
   * As {@link #receive(HasFd, int, int)}, by number.
   *
   * @param fd a socket, borrowed
   * @param number how many at most
   * @param flags {@code MSG_DONTWAIT}, {@code MSG_WAITFORONE}, …
   * @return how many messages came; {@link Errno#WOULD_BLOCK}
   * @throws ErrnoException as there
   */
  public int receive(int fd, int number, int flags) throws ErrnoException {
    if ((flags & MSG_DONTWAIT) == 0) {
      Blocking.check("recvmmsg");
    }
    Objects.checkFromIndexSize(0, number, messages.length);
    for (int i = 0; i < number; i++) {
      messages[i].prepareToReceive();
    }
    int result;
    do {
      result = MessageBatches.recvmmsg(fd, headers, 0, number, flags | MSG_CMSG_CLOEXEC, null);
    } while (result == Errno.INTERRUPTED);
    for (int i = 0; i < number; i++) {
      messages[i].received(i < result ? Integer.toUnsignedLong(headers.length(i)) : 0);
    }
    return (int) ErrnoException.checkUnlessWouldBlock(result, "recvmmsg");
  }

  /**
   * How many bytes came with a message; when it was received with {@code MSG_TRUNC}, how many it
   * had, those included that there was no room for.
   *
   * @param index which message, one of those that the last call received
   * @return the bytes
   */
  public long received(int index) {
    return Integer.toUnsignedLong(headers.length(index));
  }

  /**
   * Sends messages, one after the other.
   *
   * @param socket a socket, borrowed
   * @param from the index of the first
   * @param number how many
   * @param flags {@code MSG_DONTWAIT}, …; without it, it may wait
   * @return how many messages went; {@link Errno#WOULD_BLOCK}
   * @throws ErrnoException of the first message: EMSGSIZE, ECONNREFUSED, EPIPE, EINVAL
   */
  public int send(HasFd socket, int from, int number, int flags) throws ErrnoException {
    return send(socket.fd(), from, number, flags);
  }

  /**
   * As {@link #send(HasFd, int, int, int)}, by number.
   *
   * @param fd a socket, borrowed
   * @param from the index of the first
   * @param number how many
   * @param flags {@code MSG_DONTWAIT}, …
   * @return how many messages went; {@link Errno#WOULD_BLOCK}
   * @throws ErrnoException as there
   */
  public int send(int fd, int from, int number, int flags) throws ErrnoException {
    if ((flags & MSG_DONTWAIT) == 0) {
      Blocking.check("sendmmsg");
    }
    Objects.checkFromIndexSize(from, number, messages.length);
    for (int i = from; i < from + number; i++) {
      messages[i].prepareToSend();
    }
    int result;
    do {
      result = MessageBatches.sendmmsg(fd, headers, from, number, flags | MSG_NOSIGNAL);
    } while (result == Errno.INTERRUPTED);
    return (int) ErrnoException.checkUnlessWouldBlock(result, "sendmmsg");
  }

  /**
   * How many bytes of a message went, fewer than all only on a stream.
   *
   * @param index which message, one of those that the last call sent
   * @return the bytes
   */
  public long sent(int index) {
    return Integer.toUnsignedLong(headers.length(index));
  }
}
