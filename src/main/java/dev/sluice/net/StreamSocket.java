package dev.sluice.net;

import static dev.sluice.sys.NetConstants.MSG_DONTWAIT;
import static dev.sluice.sys.NetConstants.MSG_MORE;
import static dev.sluice.sys.NetConstants.MSG_NOSIGNAL;
import static dev.sluice.sys.NetConstants.MSG_TRUNC;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.fd.Fd;
import dev.sluice.sys.IoVec;
import dev.sluice.sys.Messages;
import dev.sluice.sys.Net;
import dev.sluice.sys.ZeroCopy;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.time.Duration;

/**
 * A connected stream of bytes that never blocks, with views that do.
 *
 * <p>What would have to wait returns {@link Errno#WOULD_BLOCK}; a call that a signal interrupted is
 * made again. After {@code close} it must not be used.
 *
 * @param <A> the addresses of its family
 */
public abstract sealed class StreamSocket<A extends SockAddr> extends Endpoint<A>
    permits TcpStream, UnixStream {
  /** As much of a heap array as one call takes: it holds up safepoints meanwhile. */
  static final int HEAP_CHUNK = 64 * 1024;

  private static final int SEND = MSG_DONTWAIT | MSG_NOSIGNAL;

  StreamSocket(Fd fd) {
    super(fd);
  }

  /**
   * Receives bytes.
   *
   * @param segment where they go, native or heap
   * @param offset where in the segment to begin, in bytes
   * @param length how many at most, at least 1
   * @return how many came; 0 at the end of the stream; {@link Errno#WOULD_BLOCK}
   * @throws ErrnoException ECONNRESET, ETIMEDOUT
   */
  public final long receive(MemorySegment segment, long offset, long length) throws ErrnoException {
    long result;
    do {
      result = Messages.recv(number, segment, offset, length, MSG_DONTWAIT);
    } while (result == Errno.INTERRUPTED);
    return ErrnoException.checkUnlessWouldBlock(result, "recv");
  }

  /**
   * Receives bytes.
   *
   * @param target where they go, heap or direct, with room for at least 1; its position moves
   * @return how many came; 0 at the end of the stream; {@link Errno#WOULD_BLOCK}
   * @throws ErrnoException ECONNRESET, ETIMEDOUT
   */
  public final long receive(ByteBuffer target) throws ErrnoException {
    long result = receive(MemorySegment.ofBuffer(target), 0, chunk(target));
    return Transfers.advance(target, result);
  }

  /**
   * Receives bytes and throws them away: by TCP they are not even copied ({@code MSG_TRUNC}).
   *
   * @param room memory that bytes of other streams go to; as many at most as it holds
   * @return how many came; 0 at the end of the stream; {@link Errno#WOULD_BLOCK}
   * @throws ErrnoException ECONNRESET, ETIMEDOUT
   */
  public final long discard(MemorySegment room) throws ErrnoException {
    int flags = this instanceof TcpStream ? MSG_DONTWAIT | MSG_TRUNC : MSG_DONTWAIT;
    long result;
    do {
      result = Messages.recv(number, room, 0, room.byteSize(), flags);
    } while (result == Errno.INTERRUPTED);
    return ErrnoException.checkUnlessWouldBlock(result, "recv");
  }

  private static int chunk(ByteBuffer buffer) {
    return buffer.isDirect() ? buffer.remaining() : Math.min(buffer.remaining(), HEAP_CHUNK);
  }

  /**
   * Receives bytes into several places, in order.
   *
   * @param parts the places
   * @return how many came; 0 at the end of the stream; {@link Errno#WOULD_BLOCK}
   * @throws ErrnoException ECONNRESET, ETIMEDOUT
   * @see <a href="https://man7.org/linux/man-pages/man2/readv.2.html">readv(2)</a>
   */
  public final long receive(IoVec parts) throws ErrnoException {
    return Transfers.readv(number, parts);
  }

  /**
   * Sends bytes.
   *
   * @param segment where they are, native or heap
   * @param offset where in the segment to begin, in bytes
   * @param length how many
   * @param more more follows at once, so the kernel may hold a partial segment back (MSG_MORE)
   * @return how many the kernel took, which may be fewer; {@link Errno#WOULD_BLOCK}
   * @throws ErrnoException EPIPE, ECONNRESET, ETIMEDOUT
   */
  public final long send(MemorySegment segment, long offset, long length, boolean more)
      throws ErrnoException {
    long result;
    do {
      result = Messages.send(number, segment, offset, length, more ? SEND | MSG_MORE : SEND);
    } while (result == Errno.INTERRUPTED);
    return ErrnoException.checkUnlessWouldBlock(result, "send");
  }

  /**
   * Sends bytes.
   *
   * @param source where they are, heap or direct; its position moves
   * @param more more follows at once
   * @return how many the kernel took, which may be fewer; {@link Errno#WOULD_BLOCK}
   * @throws ErrnoException EPIPE, ECONNRESET, ETIMEDOUT
   */
  public final long send(ByteBuffer source, boolean more) throws ErrnoException {
    int length = chunk(source);
    boolean moreFollows = more || length < source.remaining();
    return Transfers.advance(source, send(MemorySegment.ofBuffer(source), 0, length, moreFollows));
  }

  /**
   * Sends bytes of several places, in order.
   *
   * @param parts the places
   * @return how many the kernel took, which may be fewer; {@link Errno#WOULD_BLOCK}
   * @throws ErrnoException EPIPE, ECONNRESET, ETIMEDOUT
   * @see <a href="https://man7.org/linux/man-pages/man2/writev.2.html">writev(2)</a>
   */
  public final long send(IoVec parts) throws ErrnoException {
    return Transfers.writev(number, parts);
  }

  /**
   * Sends bytes of a file, within the kernel.
   *
   * @param file the file
   * @param offset 8 native bytes: where in the file to begin, moved on by what was sent
   * @param count how many at most
   * @return how many went; 0 when the file has no more; {@link Errno#WOULD_BLOCK}
   * @throws ErrnoException EPIPE, ECONNRESET, EIO, EINVAL (the file cannot be mapped)
   */
  public final long sendFile(Fd file, MemorySegment offset, long count) throws ErrnoException {
    long result;
    do {
      result = ZeroCopy.sendfile(number, file.number(), offset, count);
    } while (result == Errno.INTERRUPTED);
    return ErrnoException.checkUnlessWouldBlock(result, "sendfile");
  }

  /**
   * {@return how many bytes can be received at once: SIOCINQ}
   *
   * @throws ErrnoException should the kernel refuse to say
   */
  public final int available() throws ErrnoException {
    return ErrnoException.check(Net.siocinq(fd()), "ioctl(SIOCINQ)");
  }

  /**
   * {@return how many bytes the peer has not acknowledged, or of a local one the memory that it has
   * not read: SIOCOUTQ}
   *
   * @throws ErrnoException should the kernel refuse to say
   */
  public final int unsent() throws ErrnoException {
    return ErrnoException.check(Net.siocoutq(fd()), "ioctl(SIOCOUTQ)");
  }

  /**
   * What comes in, as a stream that blocks; not on virtual threads. Closing it closes the socket.
   *
   * @return the stream; nothing is buffered
   */
  public final InputStream inputStream() {
    return new SocketInput(this, null);
  }

  /**
   * As {@link #inputStream()}, with a time limit.
   *
   * @param limit how long one read waits; then it throws {@link java.net.SocketTimeoutException},
   *     and the stream goes on
   * @return the stream; nothing is buffered
   */
  public final InputStream inputStream(Duration limit) {
    return new SocketInput(this, limit);
  }

  /**
   * What goes out, as a stream that blocks; not on virtual threads. Closing it closes the socket.
   *
   * @return the stream; nothing is buffered
   */
  public final OutputStream outputStream() {
    return new SocketOutput(this, null);
  }

  /**
   * As {@link #outputStream()}, with a time limit.
   *
   * @param limit how long one write may wait in all; then it throws {@link
   *     java.net.SocketTimeoutException}, whose {@code bytesTransferred} tells what went
   * @return the stream; nothing is buffered
   */
  public final OutputStream outputStream(Duration limit) {
    return new SocketOutput(this, limit);
  }

  /** {@return this as a channel of NIO that never blocks; closing it closes the socket} */
  public final StreamChannel channel() {
    return new StreamChannel(this);
  }
}
