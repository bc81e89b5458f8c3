package dev.sluice.net;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.fd.Fd;
import dev.sluice.sys.Messages;
import dev.sluice.sys.Net;
import dev.sluice.sys.SockAddrBuf;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * A socket whose messages each have an address, and that can have a peer for all of them. It never
 * blocks.
 *
 * @param <A> the addresses of its family
 */
public abstract sealed class DatagramEndpoint<A extends SockAddr> extends MessageSocket<A>
    permits UdpSocket, UnixDatagram, RawSocket {
  DatagramEndpoint(Fd fd) {
    super(fd);
  }

  /** Binds a new socket, or closes it. */
  static <A extends SockAddr, S extends DatagramEndpoint<A>> S bound(S socket, A address)
      throws ErrnoException {
    try {
      socket.bind(address);
      return socket;
    } catch (ErrnoException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /**
   * Binds it: what is sent there is received here.
   *
   * @param address where; port 0 picks a free one
   * @throws ErrnoException EADDRINUSE, EADDRNOTAVAIL, EACCES, EINVAL (already bound)
   */
  public final void bind(A address) throws ErrnoException {
    check(Net.bind(fd(), encoded(address)), "bind", address);
  }

  /**
   * Gives it a peer, or another one: only that one's messages are received, and sending needs no
   * address. Nothing is sent, and it never waits.
   *
   * @param peer the peer's address
   * @throws ErrnoException ENETUNREACH, EACCES; of a local one ENOENT, ECONNREFUSED, EPROTOTYPE
   */
  public final void connect(A peer) throws ErrnoException {
    check(Net.connect(fd(), encoded(peer)), "connect", peer);
  }

  /**
   * Takes the peer away.
   *
   * @throws ErrnoException should the kernel refuse
   */
  public final void disconnect() throws ErrnoException {
    SockAddrBuf nobody = SockAddrBuf.allocate();
    nobody.setUnspecified();
    ErrnoException.check(Net.connect(fd(), nobody), "connect(AF_UNSPEC)");
  }

  /**
   * Receives a message and who sent it.
   *
   * @param segment where it goes, native
   * @param offset where in the segment to begin, in bytes
   * @param length how many bytes at most
   * @param from becomes the sender's address, of no family when that has none; can be used again
   *     and again
   * @return how many bytes the message has: when more than {@code length}, those beyond are lost;
   *     {@link Errno#WOULD_BLOCK}
   * @throws ErrnoException as with {@link #receive(MemorySegment, long, long)}
   */
  public final long receive(MemorySegment segment, long offset, long length, SockAddrBuf from)
      throws ErrnoException {
    long result;
    do {
      result = Messages.recvfrom(number, segment, offset, length, RECEIVE, from);
    } while (result == Errno.INTERRUPTED);
    return ErrnoException.checkUnlessWouldBlock(result, "recvfrom");
  }

  /**
   * Receives a message and who sent it.
   *
   * @param target where it goes, direct; its position moves
   * @param from becomes the sender's address, of no family when that has none
   * @return how many bytes the message has: when more than there was room for, those beyond are
   *     lost; {@link Errno#WOULD_BLOCK}
   * @throws ErrnoException as with {@link #receive(MemorySegment, long, long)}
   */
  public final long receive(ByteBuffer target, SockAddrBuf from) throws ErrnoException {
    long result = receive(MemorySegment.ofBuffer(target), 0, target.remaining(), from);
    return Transfers.advance(target, result);
  }

  /**
   * Sends a message to an address.
   *
   * @param segment where it is, native
   * @param offset where in the segment it begins, in bytes
   * @param length how many bytes it has
   * @param to where to
   * @return its length; {@link Errno#WOULD_BLOCK}
   * @throws ErrnoException EMSGSIZE, ECONNREFUSED, ENETUNREACH, EACCES (broadcast), EISCONN, ENOENT
   */
  public final long send(MemorySegment segment, long offset, long length, SockAddrBuf to)
      throws ErrnoException {
    long result;
    do {
      result = Messages.sendto(number, segment, offset, length, SEND, to);
    } while (result == Errno.INTERRUPTED);
    return ErrnoException.checkUnlessWouldBlock(result, "sendto");
  }

  /**
   * Sends a message to an address.
   *
   * @param source all that remains, direct; its position moves
   * @param to where to
   * @return its length; {@link Errno#WOULD_BLOCK}
   * @throws ErrnoException as with {@link #send(MemorySegment, long, long, SockAddrBuf)}
   */
  public final long send(ByteBuffer source, SockAddrBuf to) throws ErrnoException {
    long result = send(MemorySegment.ofBuffer(source), 0, source.remaining(), to);
    return Transfers.advance(source, result);
  }
}
