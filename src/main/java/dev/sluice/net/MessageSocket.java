package dev.sluice.net;

import static dev.sluice.sys.NetConstants.MSG_DONTWAIT;
import static dev.sluice.sys.NetConstants.MSG_NOSIGNAL;
import static dev.sluice.sys.NetConstants.MSG_TRUNC;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.fd.Fd;
import dev.sluice.sys.IoVec;
import dev.sluice.sys.Messages;
import dev.sluice.sys.Net;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * A socket that keeps messages apart, and never blocks.
 *
 * <p>What would have to wait returns {@link Errno#WOULD_BLOCK}; a call that a signal interrupted is
 * made again. After {@code close} it must not be used.
 *
 * @param <A> the addresses of its family
 */
public abstract sealed class MessageSocket<A extends SockAddr> extends Endpoint<A>
    permits DatagramEndpoint, SeqPacket {
  static final int RECEIVE = MSG_DONTWAIT | MSG_TRUNC;
  static final int SEND = MSG_DONTWAIT | MSG_NOSIGNAL;

  MessageSocket(Fd fd) {
    super(fd);
  }

  /**
   * Receives a message.
   *
   * @param segment where it goes, native or heap
   * @param offset where in the segment to begin, in bytes
   * @param length how many bytes at most
   * @return how many bytes it has: when more than {@code length}, those beyond are lost; {@link
   *     Errno#WOULD_BLOCK}
   * @throws ErrnoException ECONNREFUSED (an earlier datagram found nobody), ECONNRESET
   */
  public final long receive(MemorySegment segment, long offset, long length) throws ErrnoException {
    long result;
    do {
      result = Messages.recv(number, segment, offset, length, RECEIVE);
    } while (result == Errno.INTERRUPTED);
    return ErrnoException.checkUnlessWouldBlock(result, "recv");
  }

  /**
   * Receives a message.
   *
   * @param target where it goes, heap or direct; its position moves
   * @return how many bytes it has: when more than there was room for, those beyond are lost; {@link
   *     Errno#WOULD_BLOCK}
   * @throws ErrnoException as with {@link #receive(MemorySegment, long, long)}
   */
  public final long receive(ByteBuffer target) throws ErrnoException {
    long result = receive(MemorySegment.ofBuffer(target), 0, target.remaining());
    return Transfers.advance(target, result);
  }

  /**
   * Receives a message into several places, in order.
   *
   * @param parts the places
   * @return how many bytes came; what the message had more is lost; {@link Errno#WOULD_BLOCK}
   * @throws ErrnoException as with {@link #receive(MemorySegment, long, long)}
   */
  public final long receive(IoVec parts) throws ErrnoException {
    return Transfers.readv(number, parts);
  }

  /**
   * Sends a message to the peer.
   *
   * @param segment where it is, native or heap
   * @param offset where in the segment it begins, in bytes
   * @param length how many bytes it has
   * @return its length; {@link Errno#WOULD_BLOCK}
   * @throws ErrnoException EMSGSIZE, ECONNREFUSED, EDESTADDRREQ or ENOTCONN (there is no peer),
   *     EPIPE
   */
  public final long send(MemorySegment segment, long offset, long length) throws ErrnoException {
    long result;
    do {
      result = Messages.send(number, segment, offset, length, SEND);
    } while (result == Errno.INTERRUPTED);
    return ErrnoException.checkUnlessWouldBlock(result, "send");
  }

  /**
   * Sends a message to the peer.
   *
   * @param source all that remains, heap or direct; its position moves
   * @return its length; {@link Errno#WOULD_BLOCK}
   * @throws ErrnoException as with {@link #send(MemorySegment, long, long)}
   */
  public final long send(ByteBuffer source) throws ErrnoException {
    long result = send(MemorySegment.ofBuffer(source), 0, source.remaining());
    return Transfers.advance(source, result);
  }

  /**
   * Sends the bytes of several places as one message to the peer.
   *
   * @param parts the places
   * @return its length; {@link Errno#WOULD_BLOCK}
   * @throws ErrnoException as with {@link #send(MemorySegment, long, long)}
   */
  public final long send(IoVec parts) throws ErrnoException {
    return Transfers.writev(number, parts);
  }

  /**
   * {@return how many bytes the next message has, 0 when none waits: SIOCINQ}
   *
   * @throws ErrnoException should the kernel refuse to say
   */
  public final int available() throws ErrnoException {
    return ErrnoException.check(Net.siocinq(fd()), "ioctl(SIOCINQ)");
  }
}
