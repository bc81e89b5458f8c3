package dev.sluice.net;

import static dev.sluice.sys.NetConstants.MSG_CMSG_CLOEXEC;
import static dev.sluice.sys.NetConstants.MSG_CTRUNC;
import static dev.sluice.sys.NetConstants.MSG_DONTWAIT;
import static dev.sluice.sys.NetConstants.MSG_NOSIGNAL;
import static dev.sluice.sys.NetConstants.MSG_TRUNC;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.fd.Blocking;
import dev.sluice.fd.HasFd;
import dev.sluice.sys.ControlBuf;
import dev.sluice.sys.IoVec;
import dev.sluice.sys.Messages;
import dev.sluice.sys.MsgHdr;
import dev.sluice.sys.SockAddrBuf;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A message to send or to receive, again and again: its bytes, the peer's address, control
 * messages. Stands on sendmsg and recvmsg; without control messages it allocates nothing per call.
 *
 * <p>It belongs to the thread that made it, and its memory to the arena. It owns the descriptors
 * that come in, until {@link #controlMessages} hands them over: what nobody asked for is closed
 * when the next message is received, and by {@link #close}.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/recvmsg.2.html">recvmsg(2)</a>
 * @see <a href="https://man7.org/linux/man-pages/man2/sendmsg.2.html">sendmsg(2)</a>
 */
public final class Message implements AutoCloseable {
  private static final long ALL = Long.MAX_VALUE;

  private final IoVec parts;
  private final MsgHdr header;
  private final SockAddrBuf name;
  private final @Nullable ControlBuf outgoing;
  private final @Nullable ControlBuf incoming;
  private @Nullable List<ControlMessage> taken;
  private boolean addressed;

  private Message(Arena arena, int maxParts, int controlCapacity) {
    this.parts = IoVec.allocate(arena, maxParts);
    this.header = MsgHdr.allocate(arena, parts);
    this.name = SockAddrBuf.allocate(arena);
    this.outgoing = controlCapacity == 0 ? null : ControlBuf.allocate(arena, controlCapacity);
    this.incoming = controlCapacity == 0 ? null : ControlBuf.allocate(arena, controlCapacity);
  }

  /**
   * Makes a message without bytes.
   *
   * @param arena where its memory comes from, and that of its parts; one of the JDK's
   * @param maxParts how many parts it can hold, 1 to 1024
   * @param controlCapacity how many bytes its control messages can take: the sum of {@link
   *     ControlBuf#space} of their data; 0 for none
   * @return the message; it belongs to the calling thread
   */
  public static Message allocate(Arena arena, int maxParts, int controlCapacity) {
    return new Message(arena, maxParts, controlCapacity);
  }

  /**
   * Adds a place in memory at the end.
   *
   * @param part native memory of the message's arena, or of the global one
   * @return this
   */
  public Message add(MemorySegment part) {
    parts.add(part);
    return this;
  }

  /**
   * Adds a place in memory at the end.
   *
   * @param part a buffer onto memory of the message's arena: what now stands between its position
   *     and its limit; the position moves to the limit
   * @return this
   */
  public Message add(ByteBuffer part) {
    parts.add(MemorySegment.ofBuffer(part));
    part.position(part.limit());
    return this;
  }

  /** Removes all places in memory. */
  public void clear() {
    parts.clear();
  }

  /** {@return how many bytes count: those to send, or those that came} */
  public long length() {
    return parts.byteCount();
  }

  /**
   * Lets only the first bytes be sent; after a reception those that came are the ones.
   *
   * @param bytes how many; more than there are means all
   * @return this
   */
  public Message length(long bytes) {
    parts.limit(bytes);
    return this;
  }

  /**
   * {@return the address of who sent what was received, or the one to send to; null where there is
   * none}
   */
  public @Nullable SockAddr peer() {
    return !addressed || name.length() == 0 ? null : SockAddr.from(name);
  }

  /**
   * {@return the address of {@link #peer} as the kernel has it, empty where there is none: this
   * message's own, so that it changes with the next reception}
   */
  public SockAddrBuf name() {
    return name;
  }

  /**
   * Sets where to send. A reception changes it to the sender, so that an answer goes back.
   *
   * @param address where to; null for the peer of a connected socket
   * @return this
   */
  public Message peer(@Nullable SockAddr address) {
    addressed = address != null;
    if (address != null) {
      address.writeTo(name);
    }
    return this;
  }

  /**
   * Sets the control messages to send, until they are set again.
   *
   * @param messages in this order; none to send none
   * @return this
   * @throws IllegalStateException when they are more than there is room for
   * @throws IllegalArgumentException for what only the kernel sends
   */
  public Message control(ControlMessage... messages) {
    if (outgoing != null) {
      outgoing.clear();
    } else if (messages.length > 0) {
      throw new IllegalStateException("this message was made without room for control messages");
    }
    for (ControlMessage message : messages) {
      ControlCodec.encode(message, Objects.requireNonNull(outgoing));
    }
    return this;
  }

  /** {@return the control messages that came; descriptors in them are the caller's from now on} */
  public List<ControlMessage> controlMessages() {
    if (taken == null) {
      if (incoming == null || incoming.byteCount() == 0) {
        return List.of();
      }
      taken = ControlCodec.decode(incoming);
      incoming.clear();
    }
    return taken;
  }

  /**
   * {@return what the kernel said of what was received: {@code MSG_OOB}, {@code MSG_ERRQUEUE}, …}
   */
  public int flags() {
    return header.flags();
  }

  /** {@return whether the datagram was longer than the memory} */
  public boolean isTruncated() {
    return (header.flags() & MSG_TRUNC) != 0;
  }

  /**
   * {@return whether there were more control messages than room for them; descriptors among those
   * that are missing were closed by the kernel}
   */
  public boolean isControlTruncated() {
    return (header.flags() & MSG_CTRUNC) != 0;
  }

  /**
   * Receives into this message.
   *
   * @param socket a socket, borrowed
   * @param flags {@code MSG_DONTWAIT}, {@code MSG_PEEK}, …; without the first it may wait
   * @return how many bytes came; 0 for an empty datagram or the end of a stream; {@link
   *     Errno#WOULD_BLOCK}
   * @throws ErrnoException ECONNRESET, ECONNREFUSED (an earlier datagram was refused)
   */
  public long receive(HasFd socket, int flags) throws ErrnoException {
    return receive(socket.fd(), flags);
  }

  /**
   * As {@link #receive(HasFd, int)}, by number.
   *
   * @param fd a socket, borrowed
   * @param flags {@code MSG_DONTWAIT}, …
   * @return how many bytes came; {@link Errno#WOULD_BLOCK}
   * @throws ErrnoException ECONNRESET, ECONNREFUSED, ENOTSOCK, EBADF
   */
  public long receive(int fd, int flags) throws ErrnoException {
    if ((flags & MSG_DONTWAIT) == 0) {
      Blocking.check("recvmsg");
    }
    prepareToReceive();
    long result;
    do {
      result = Messages.recvmsg(fd, header, flags | MSG_CMSG_CLOEXEC);
    } while (result == Errno.INTERRUPTED);
    received(result);
    return ErrnoException.checkUnlessWouldBlock(result, "recvmsg");
  }

  /**
   * Sends this message, without a SIGPIPE.
   *
   * @param socket a socket, borrowed
   * @param flags {@code MSG_DONTWAIT}, {@code MSG_MORE}, …; without the first it may wait
   * @return how many bytes the kernel took, fewer only on a stream; {@link Errno#WOULD_BLOCK}
   * @throws ErrnoException EPIPE, ECONNRESET, EMSGSIZE, ECONNREFUSED (an earlier datagram was
   *     refused), EINVAL (a control message is not this socket's)
   */
  public long send(HasFd socket, int flags) throws ErrnoException {
    return send(socket.fd(), flags);
  }

  /**
   * As {@link #send(HasFd, int)}, by number.
   *
   * @param fd a socket, borrowed
   * @param flags {@code MSG_DONTWAIT}, …
   * @return how many bytes the kernel took; {@link Errno#WOULD_BLOCK}
   * @throws ErrnoException EPIPE, ECONNRESET, EMSGSIZE, ECONNREFUSED, EINVAL, ENOTSOCK, EBADF
   */
  public long send(int fd, int flags) throws ErrnoException {
    if ((flags & MSG_DONTWAIT) == 0) {
      Blocking.check("sendmsg");
    }
    prepareToSend();
    long result;
    do {
      result = Messages.sendmsg(fd, header, flags | MSG_NOSIGNAL);
    } while (result == Errno.INTERRUPTED);
    return ErrnoException.checkUnlessWouldBlock(result, "sendmsg");
  }

  MsgHdr header() {
    return header;
  }

  void prepareToSend() {
    header.name(addressed ? name : null);
    header.control(outgoing == null || outgoing.byteCount() == 0 ? null : outgoing);
  }

  void prepareToReceive() {
    closeUntaken();
    parts.limit(ALL);
    header.name(name);
    addressed = true;
    header.control(incoming);
  }

  /** What came counts, as far as there was room for it; after a failure nothing does. */
  void received(long result) {
    parts.limit(Math.max(0, result));
  }

  private void closeUntaken() {
    taken = null;
    if (incoming != null && incoming.byteCount() > 0) {
      ControlCodec.closeDescriptors(incoming);
      incoming.clear();
    }
  }

  /** Closes the descriptors that came and that nobody asked for. The memory is the arena's. */
  @Override
  public void close() {
    closeUntaken();
  }

  @Override
  public String toString() {
    return "Message[" + length() + " bytes]";
  }
}
