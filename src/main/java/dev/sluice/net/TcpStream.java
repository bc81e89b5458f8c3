package dev.sluice.net;

import static dev.sluice.sys.NetConstants.MSG_DONTWAIT;
import static dev.sluice.sys.NetConstants.MSG_MORE;
import static dev.sluice.sys.NetConstants.MSG_NOSIGNAL;
import static dev.sluice.sys.NetConstants.SHUT_WR;
import static dev.sluice.sys.NetConstants.SOL_SOCKET;
import static dev.sluice.sys.NetConstants.SO_ERROR;
import static dev.sluice.sys.NetConstants.SO_LINGER;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.fd.Fd;
import dev.sluice.fd.HasFd;
import dev.sluice.sys.Messages;
import dev.sluice.sys.Net;
import dev.sluice.sys.SockAddrBuf;
import dev.sluice.sys.SocketOptions;
import dev.sluice.sys.TcpInfoBuf;
import dev.sluice.sys.ZeroCopy;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * A connected TCP socket that never blocks. It owns its descriptor.
 *
 * <p>What would have to wait returns {@link Errno#WOULD_BLOCK}; a call that a signal interrupted is
 * made again.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/tcp.7.html">tcp(7)</a>
 */
public final class TcpStream implements HasFd, AutoCloseable {
  private static final int SEND = MSG_DONTWAIT | MSG_NOSIGNAL;

  private final Fd fd;
  // Kept beside its owner: the hot path reads no volatile field.
  private final int number;

  /**
   * Takes a socket over.
   *
   * @param fd a connected, non-blocking socket; the caller gives it up
   */
  public TcpStream(Fd fd) {
    this.fd = fd;
    this.number = fd.number();
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
  public long receive(MemorySegment segment, long offset, long length) throws ErrnoException {
    long result;
    do {
      result = Messages.recv(number, segment, offset, length, MSG_DONTWAIT);
    } while (interrupted(result));
    return ErrnoException.checkUnlessWouldBlock(result, "recv");
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
  public long send(MemorySegment segment, long offset, long length, boolean more)
      throws ErrnoException {
    long result;
    do {
      result = Messages.send(number, segment, offset, length, more ? SEND | MSG_MORE : SEND);
    } while (interrupted(result));
    return ErrnoException.checkUnlessWouldBlock(result, "send");
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
  public long sendFile(Fd file, MemorySegment offset, long count) throws ErrnoException {
    long result;
    do {
      result = ZeroCopy.sendfile(number, file.number(), offset, count);
    } while (interrupted(result));
    return ErrnoException.checkUnlessWouldBlock(result, "sendfile");
  }

  private static boolean interrupted(long result) {
    return result < 0 && result == -Errno.EINTR.number();
  }

  /**
   * Sends a FIN: nothing more will be sent.
   *
   * @throws ErrnoException ENOTCONN when the peer reset the connection
   */
  public void shutdownOutput() throws ErrnoException {
    ErrnoException.check(Net.shutdown(number, SHUT_WR), "shutdown");
  }

  /** Closes at once with an RST; what was not sent yet is lost. */
  public void abort() {
    if (fd.isOpen()) {
      MemorySegment linger = Arena.ofAuto().allocate(JAVA_INT, 2);
      linger.set(JAVA_INT, 0, 1);
      SocketOptions.setsockopt(number, SOL_SOCKET, SO_LINGER, linger);
    }
    fd.close();
  }

  /**
   * {@return the pending error, which is cleared by asking; null when there is none}
   *
   * @throws ErrnoException should the kernel refuse to say
   */
  public @org.jspecify.annotations.Nullable Errno takeError() throws ErrnoException {
    MemorySegment value = Arena.ofAuto().allocate(JAVA_INT);
    ErrnoException.check(
        SocketOptions.getsockopt(number, SOL_SOCKET, SO_ERROR, value), "getsockopt(SO_ERROR)");
    int error = value.get(JAVA_INT, 0);
    return error == 0 ? null : Errno.of(error);
  }

  /**
   * {@return how many milliseconds ago the kernel last sent data to the peer, which it does as long
   * as the peer makes room}
   *
   * @throws ErrnoException should the kernel refuse to say
   */
  public long millisSinceSent() throws ErrnoException {
    TcpInfoBuf info = new TcpInfoBuf();
    ErrnoException.check(SocketOptions.tcpInfo(number, info), "getsockopt(TCP_INFO)");
    return info.lastDataSentMillis();
  }

  /**
   * {@return the address of the peer}
   *
   * @throws ErrnoException ENOTCONN when the connection is gone
   */
  public SockAddr.Inet peerAddress() throws ErrnoException {
    SockAddrBuf buf = SockAddrBuf.allocate();
    ErrnoException.check(Net.getpeername(number, buf), "getpeername");
    return (SockAddr.Inet) SockAddr.from(buf);
  }

  /**
   * {@return its descriptor, lent}
   *
   * @throws IllegalStateException when it was closed
   */
  @Override
  public int fd() {
    return fd.number();
  }

  /** {@return whether it is not closed} */
  public boolean isOpen() {
    return fd.isOpen();
  }

  /** Closes the socket: with a FIN, or with an RST while received bytes were not read. */
  @Override
  public void close() {
    fd.close();
  }

  @Override
  public String toString() {
    return "TcpStream[" + fd + "]";
  }
}
