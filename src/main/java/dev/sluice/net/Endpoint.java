package dev.sluice.net;

import static dev.sluice.sys.FileConstants.FD_CLOEXEC;
import static dev.sluice.sys.FileConstants.F_GETFL;
import static dev.sluice.sys.FileConstants.F_SETFD;
import static dev.sluice.sys.FileConstants.F_SETFL;
import static dev.sluice.sys.FileConstants.O_NONBLOCK;
import static dev.sluice.sys.NetConstants.SHUT_RD;
import static dev.sluice.sys.NetConstants.SHUT_RDWR;
import static dev.sluice.sys.NetConstants.SHUT_WR;
import static dev.sluice.sys.NetConstants.SOCK_CLOEXEC;
import static dev.sluice.sys.NetConstants.SOCK_NONBLOCK;
import static dev.sluice.sys.NetConstants.SOL_SOCKET;
import static dev.sluice.sys.PollConstants.EPOLLIN;
import static dev.sluice.sys.PollConstants.EPOLLOUT;
import static dev.sluice.sys.PollConstants.EPOLLRDHUP;
import static dev.sluice.sys.SocketOptionConstants.SO_DOMAIN;
import static dev.sluice.sys.SocketOptionConstants.SO_ERROR;
import static dev.sluice.sys.SocketOptionConstants.SO_PROTOCOL;
import static dev.sluice.sys.SocketOptionConstants.SO_TYPE;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.fd.Blocking;
import dev.sluice.fd.Fd;
import dev.sluice.fd.HasFd;
import dev.sluice.sys.Descriptors;
import dev.sluice.sys.Net;
import dev.sluice.sys.SockAddrBuf;
import dev.sluice.sys.SocketOptions;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What all sockets share. It owns its descriptor, which is non-blocking and closed at exec.
 *
 * @param <A> the addresses of its family
 * @see <a href="https://man7.org/linux/man-pages/man7/socket.7.html">socket(7)</a>
 */
public abstract sealed class Endpoint<A extends SockAddr> implements HasFd, AutoCloseable
    permits Listener, StreamSocket, MessageSocket {
  private final Fd fd;

  // Kept beside its owner: the hot path reads no volatile field. All else asks fd().
  final int number;

  Endpoint(Fd fd) {
    this.fd = fd;
    this.number = fd.number();
  }

  static Fd open(int family, int type, int protocol) throws ErrnoException {
    int result = Net.socket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol);
    return Fd.adopt(ErrnoException.check(result, "socket"));
  }

  static SockAddrBuf encoded(SockAddr address) {
    SockAddrBuf buf = SockAddrBuf.allocate();
    address.writeTo(buf);
    return buf;
  }

  static void check(int result, String call, SockAddr address) throws ErrnoException {
    if (result < 0) {
      throw new ErrnoException(call, result, address);
    }
  }

  /** An option of {@code SOL_SOCKET} that is an {@code int}. */
  static int ask(int number, int option, String name) throws ErrnoException {
    long result = SocketOptions.getsockopt(number, SOL_SOCKET, option);
    if (result < 0) {
      throw new ErrnoException("getsockopt", result, name);
    }
    return (int) result;
  }

  /** Checks what somebody else made, and makes it non-blocking and closed at exec. */
  static void adopt(Fd fd, String what, int type, int protocol, int... families)
      throws ErrnoException {
    int itsType = ask(fd.number(), SO_TYPE, "SO_TYPE");
    int itsFamily = ask(fd.number(), SO_DOMAIN, "SO_DOMAIN");
    int itsProtocol = ask(fd.number(), SO_PROTOCOL, "SO_PROTOCOL");
    boolean fits =
        itsType == type
            && itsProtocol == protocol
            && Arrays.stream(families).anyMatch(family -> family == itsFamily);
    if (!fits) {
      throw new IllegalArgumentException(
          String.format(
              "%s is no %s: family %d, type %d, protocol %d",
              fd, what, itsFamily, itsType, itsProtocol));
    }
    int flags = ErrnoException.check(Descriptors.fcntl(fd.number(), F_GETFL, 0), "fcntl(F_GETFL)");
    int result = Descriptors.fcntl(fd.number(), F_SETFL, flags | O_NONBLOCK);
    ErrnoException.check(result, "fcntl(F_SETFL)");
    result = Descriptors.fcntl(fd.number(), F_SETFD, FD_CLOEXEC);
    ErrnoException.check(result, "fcntl(F_SETFD)");
  }

  /**
   * {@return the address that it is bound to, a port that the kernel picked included}
   *
   * @throws ErrnoException should the kernel refuse to say
   */
  public final A localAddress() throws ErrnoException {
    SockAddrBuf buf = SockAddrBuf.allocate();
    ErrnoException.check(Net.getsockname(fd(), buf), "getsockname");
    return decoded(buf);
  }

  /**
   * {@return the address of the peer}
   *
   * @throws ErrnoException ENOTCONN when there is none, or when the connection is gone
   */
  public final A peerAddress() throws ErrnoException {
    SockAddrBuf buf = SockAddrBuf.allocate();
    ErrnoException.check(Net.getpeername(fd(), buf), "getpeername");
    return decoded(buf);
  }

  // The kernel's addresses are of the socket's own family.
  @SuppressWarnings("unchecked")
  private A decoded(SockAddrBuf buf) {
    return (A) SockAddr.from(buf);
  }

  /**
   * Asks for an option.
   *
   * @param option which
   * @param <T> the type of its value
   * @return its value
   * @throws ErrnoException ENOPROTOOPT
   */
  public final <T> T get(SockOpt<T> option) throws ErrnoException {
    return option.get(fd());
  }

  /**
   * Sets an option.
   *
   * @param option which
   * @param value its value
   * @param <T> the type of its value
   * @throws ErrnoException ENOPROTOOPT, EINVAL, EPERM
   */
  public final <T> void set(SockOpt<T> option, T value) throws ErrnoException {
    option.set(fd(), value);
  }

  /**
   * Receives no more: what waits can still be read, then comes the end. Of TCP the peer learns
   * nothing; a local peer gets EPIPE.
   *
   * @throws ErrnoException ENOTCONN
   */
  public final void shutdownInput() throws ErrnoException {
    ErrnoException.check(Net.shutdown(fd(), SHUT_RD), "shutdown");
  }

  /**
   * Sends no more: the peer of a stream reads the end, by TCP a FIN.
   *
   * @throws ErrnoException ENOTCONN, also when the peer reset the connection
   */
  public final void shutdownOutput() throws ErrnoException {
    ErrnoException.check(Net.shutdown(fd(), SHUT_WR), "shutdown");
  }

  /**
   * Neither receives nor sends; whoever waits in either, in any thread or process, returns.
   *
   * @throws ErrnoException ENOTCONN
   */
  public final void shutdownBoth() throws ErrnoException {
    ErrnoException.check(Net.shutdown(fd(), SHUT_RDWR), "shutdown");
  }

  /**
   * {@return the pending error, which is cleared by asking; null when there is none}
   *
   * @throws ErrnoException should the kernel refuse to say
   */
  public final @Nullable Errno takeError() throws ErrnoException {
    int error = ask(fd(), SO_ERROR, "SO_ERROR");
    return error == 0 ? null : Errno.of(error);
  }

  /**
   * Waits until something can be received or accepted, or an error or the end is there. Blocks; not
   * on virtual threads.
   *
   * @param limit how long; null for ever
   * @return false when the time was up
   * @throws ErrnoException EMFILE, ENFILE: waiting takes a descriptor of its own
   */
  public final boolean awaitReadable(@Nullable Duration limit) throws ErrnoException {
    Blocking.check("awaitReadable");
    return await(EPOLLIN | EPOLLRDHUP, limit);
  }

  /**
   * Waits until something can be sent, a connection is there, or an error. Blocks; not on virtual
   * threads.
   *
   * @param limit how long; null for ever
   * @return false when the time was up
   * @throws ErrnoException EMFILE, ENFILE: waiting takes a descriptor of its own
   */
  public final boolean awaitWritable(@Nullable Duration limit) throws ErrnoException {
    Blocking.check("awaitWritable");
    return await(EPOLLOUT, limit);
  }

  private boolean await(int events, @Nullable Duration limit) throws ErrnoException {
    try (Readiness readiness = new Readiness(fd(), events, limit)) {
      return readiness.await();
    }
  }

  /**
   * {@return its descriptor, lent}
   *
   * @throws IllegalStateException when it was closed
   */
  @Override
  public final int fd() {
    return fd.number();
  }

  /**
   * Gives the descriptor up: the caller owns it now.
   *
   * @return the descriptor, still open
   * @throws IllegalStateException when it was closed
   */
  public final Fd detach() {
    return Fd.adopt(fd.detach());
  }

  /** {@return whether it is not closed} */
  public final boolean isOpen() {
    return fd.isOpen();
  }

  /** Closes the socket. */
  @Override
  public void close() {
    fd.close();
  }

  @Override
  public final String toString() {
    return getClass().getSimpleName() + "[" + fd + "]";
  }
}
