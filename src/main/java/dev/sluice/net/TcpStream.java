package dev.sluice.net;

import static dev.sluice.sys.NetConstants.IPPROTO_TCP;
import static dev.sluice.sys.NetConstants.MSG_DONTWAIT;
import static dev.sluice.sys.NetConstants.MSG_NOSIGNAL;
import static dev.sluice.sys.NetConstants.MSG_OOB;
import static dev.sluice.sys.NetConstants.SOCK_STREAM;
import static dev.sluice.sys.NetConstants.SOL_SOCKET;
import static dev.sluice.sys.PollConstants.EPOLLOUT;
import static dev.sluice.sys.SocketOptionConstants.SO_LINGER;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.fd.Blocking;
import dev.sluice.fd.Fd;
import dev.sluice.sys.Messages;
import dev.sluice.sys.Net;
import dev.sluice.sys.SockAddrBuf;
import dev.sluice.sys.SocketOptions;
import dev.sluice.sys.TcpInfoBuf;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A TCP socket that never blocks, connected or about to be. It owns its descriptor.
 *
 * <p>What would have to wait returns {@link Errno#WOULD_BLOCK}; a call that a signal interrupted is
 * made again.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/tcp.7.html">tcp(7)</a>
 */
public final class TcpStream extends StreamSocket<SockAddr.Inet> {
  /**
   * Takes a socket over.
   *
   * @param fd a non-blocking TCP socket; the caller gives it up
   */
  public TcpStream(Fd fd) {
    super(fd);
  }

  /**
   * Makes a socket that is not connected yet, to set options, to bind, and to {@link
   * #startConnect}.
   *
   * @param family {@code AF_INET} or {@code AF_INET6}
   * @return the socket
   * @throws ErrnoException EMFILE, ENFILE, EAFNOSUPPORT
   */
  public static TcpStream open(int family) throws ErrnoException {
    return new TcpStream(open(family, SOCK_STREAM, IPPROTO_TCP));
  }

  /**
   * Connects, and waits for as long as the kernel does: minutes. Not on virtual threads.
   *
   * @param address the peer
   * @return the connection
   * @throws ErrnoException as {@code connect(127.0.0.1:1): ECONNREFUSED (Connection refused)};
   *     ETIMEDOUT, ENETUNREACH, EHOSTUNREACH, EADDRNOTAVAIL, EMFILE
   */
  public static TcpStream connect(SockAddr.Inet address) throws IOException {
    return connectWithin(address, null);
  }

  /**
   * Connects within a time limit. Blocks; not on virtual threads.
   *
   * @param address the peer
   * @param limit how long to wait
   * @return the connection
   * @throws SocketTimeoutException when the time was up
   * @throws ErrnoException as with {@link #connect(SockAddr.Inet)}
   */
  public static TcpStream connect(SockAddr.Inet address, Duration limit) throws IOException {
    return connectWithin(address, limit);
  }

  private static TcpStream connectWithin(SockAddr.Inet address, @Nullable Duration limit)
      throws IOException {
    Blocking.check("connect");
    TcpStream stream = open(address.family());
    try {
      if (!stream.startConnect(address)) {
        stream.waitForConnection(address, limit);
      }
      return stream;
    } catch (IOException | RuntimeException e) {
      stream.close();
      throw e;
    }
  }

  private void waitForConnection(SockAddr.Inet address, @Nullable Duration limit)
      throws IOException {
    try (Readiness readiness = new Readiness(fd(), EPOLLOUT, limit)) {
      do {
        if (!readiness.await()) {
          throw new SocketTimeoutException("connect(" + address + "): not within " + limit);
        }
      } while (!isConnected(address));
    }
  }

  /**
   * Binds a socket that is not connected yet, so that the connection comes from there.
   *
   * @param address the local address; port 0 picks a free one
   * @throws ErrnoException EADDRINUSE, EADDRNOTAVAIL, EACCES, EINVAL (already bound)
   */
  public void bind(SockAddr.Inet address) throws ErrnoException {
    check(Net.bind(fd(), encoded(address)), "bind", address);
  }

  /**
   * Starts to connect, without waiting.
   *
   * @param address the peer
   * @return true when the connection is there; false while it is in progress: it is done when the
   *     socket becomes writable, and {@link #finishConnect} tells how
   * @throws ErrnoException ENETUNREACH, EADDRNOTAVAIL, EALREADY (still at an earlier one), EISCONN
   */
  public boolean startConnect(SockAddr.Inet address) throws ErrnoException {
    int result = Net.connect(fd(), encoded(address));
    if (result == -Errno.EINPROGRESS.number()) {
      return false;
    }
    check(result, "connect", address);
    return true;
  }

  /**
   * Asks how {@link #startConnect} went, without waiting.
   *
   * @return true when the connection is there; false while it is in progress
   * @throws ErrnoException ECONNREFUSED, ETIMEDOUT, …: told once; the socket is of no use then
   */
  public boolean finishConnect() throws ErrnoException {
    return isConnected(null);
  }

  private boolean isConnected(SockAddr.@Nullable Inet address) throws ErrnoException {
    Errno error = takeError();
    if (error != null) {
      throw address == null
          ? new ErrnoException("connect", error)
          : new ErrnoException("connect", error, address);
    }
    // A socket that has a peer is connected; one that is on its way to it has none yet.
    int result = Net.getpeername(fd(), SockAddrBuf.allocate());
    if (result == -Errno.ENOTCONN.number()) {
      return false;
    }
    ErrnoException.check(result, "getpeername");
    return true;
  }

  /**
   * Sends a byte as urgent data: it overtakes nothing, but its coming is told at once, by EPOLLPRI
   * and SIGURG.
   *
   * @param value the byte
   * @return 1, or {@link Errno#WOULD_BLOCK}
   * @throws ErrnoException EPIPE, ECONNRESET
   */
  public long sendUrgent(byte value) throws ErrnoException {
    MemorySegment one = MemorySegment.ofArray(new byte[] {value});
    long result;
    do {
      result = Messages.send(number, one, 0, 1, MSG_OOB | MSG_DONTWAIT | MSG_NOSIGNAL);
    } while (result == Errno.INTERRUPTED);
    return ErrnoException.checkUnlessWouldBlock(result, "send(MSG_OOB)");
  }

  /**
   * Takes the urgent byte, out of its turn.
   *
   * @return the byte, 0 to 255; {@link Errno#WOULD_BLOCK} while it was announced and has not come
   * @throws ErrnoException EINVAL when none is there: it was taken, none was sent, or it is {@link
   *     #keepUrgentInline in line}
   */
  public int receiveUrgent() throws ErrnoException {
    byte[] one = new byte[1];
    MemorySegment room = MemorySegment.ofArray(one);
    long result;
    do {
      result = Messages.recv(number, room, 0, 1, MSG_OOB | MSG_DONTWAIT);
    } while (result == Errno.INTERRUPTED);
    ErrnoException.checkUnlessWouldBlock(result, "recv(MSG_OOB)");
    return result < 0 ? Errno.WOULD_BLOCK : one[0] & 255;
  }

  /**
   * {@return whether the next byte to receive is the urgent one, or stood right behind it}
   *
   * <p>A receive never goes across this mark.
   *
   * @throws ErrnoException should the kernel refuse to say
   */
  public boolean isAtMark() throws ErrnoException {
    return ErrnoException.check(Net.sockatmark(fd()), "sockatmark") != 0;
  }

  /**
   * Leaves the urgent byte among the others, or takes it out (SO_OOBINLINE).
   *
   * @param inline among the others
   * @throws ErrnoException should the kernel refuse
   */
  public void keepUrgentInline(boolean inline) throws ErrnoException {
    set(SockOpts.OOBINLINE, inline);
  }

  /** Closes at once with an RST; what was not sent yet is lost. */
  public void abort() {
    if (isOpen()) {
      MemorySegment linger = Arena.ofAuto().allocate(JAVA_INT, 2);
      linger.set(JAVA_INT, 0, 1);
      SocketOptions.setsockopt(number, SOL_SOCKET, SO_LINGER, linger);
    }
    super.close();
  }

  /**
   * Ends the connection with an RST, by {@code connect(AF_UNSPEC)}; what was not sent yet is lost.
   * The socket stays open, for what its error queue has to tell.
   *
   * @throws ErrnoException should the kernel refuse
   */
  public void disconnect() throws ErrnoException {
    SockAddrBuf nobody = SockAddrBuf.allocate();
    nobody.setUnspecified();
    ErrnoException.check(Net.connect(fd(), nobody), "connect(AF_UNSPEC)");
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

  /** Closes the socket: with a FIN, or with an RST while received bytes were not read. */
  @Override
  public void close() {
    super.close();
  }
}
