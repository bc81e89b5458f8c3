package dev.sluice.reactor;

import dev.sluice.errno.ErrnoException;
import dev.sluice.net.UnixAddr;
import dev.sluice.net.UnixDatagram;
import java.io.IOException;

/**
 * A local datagram socket on a loop. The kernel loses none of its datagrams and makes the sender
 * wait, so a receiver that does not read fills the channel's queue; those for others go past it
 * meanwhile.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/unix.7.html">unix(7)</a>
 */
public final class UnixDatagramChannel extends MessageChannel<UnixAddr> {
  private final UnixDatagram socket;

  private UnixDatagramChannel(
      EventLoop loop, UnixDatagram socket, DatagramHandler<UnixAddr> handler) {
    // Each receiver makes its senders wait by itself.
    super(loop, socket, handler, true);
    this.socket = socket;
  }

  /**
   * Takes a socket over: bound, with a peer, one of a pair.
   *
   * @param loop the loop, which closes the channel when it stops
   * @param socket the socket; the channel's from now on, unless this throws
   * @param handler what to do with its datagrams
   * @return the channel
   * @throws ErrnoException ENOSPC, ENOMEM
   */
  public static UnixDatagramChannel open(
      EventLoop loop, UnixDatagram socket, DatagramHandler<UnixAddr> handler)
      throws ErrnoException {
    UnixDatagramChannel channel = new UnixDatagramChannel(loop, socket, handler);
    channel.open();
    return channel;
  }

  /**
   * Makes a socket for whoever sends to its address. Its file outlives the channel.
   *
   * @param loop the loop, which closes the channel when it stops
   * @param address where; without a name it gets a free abstract one
   * @param handler what to do with its datagrams
   * @return the channel
   * @throws IOException as {@code bind(/run/log): EADDRINUSE (Address already in use)}
   */
  public static UnixDatagramChannel bind(
      EventLoop loop, UnixAddr address, DatagramHandler<UnixAddr> handler) throws IOException {
    UnixDatagram socket = UnixDatagram.bound(address);
    try {
      return open(loop, socket, handler);
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  @Override
  public UnixDatagram socket() {
    return socket;
  }

  /** There is no error queue: a receiver is told of by the send itself. */
  @Override
  void tellQueuedErrors() {}
}
