package dev.sluice.reactor;

import static dev.sluice.sys.MessageConstants.SO_EE_ORIGIN_ICMP;
import static dev.sluice.sys.MessageConstants.SO_EE_ORIGIN_ICMP6;
import static dev.sluice.sys.MessageConstants.SO_EE_ORIGIN_LOCAL;
import static dev.sluice.sys.NetConstants.MSG_DONTWAIT;
import static dev.sluice.sys.NetConstants.MSG_ERRQUEUE;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.net.ControlMessage;
import dev.sluice.net.Message;
import dev.sluice.net.SockAddr;
import dev.sluice.net.UdpSocket;
import java.io.IOException;
import java.lang.foreign.Arena;
import org.jspecify.annotations.Nullable;

/**
 * A UDP socket on a loop.
 *
 * <p>That a datagram found nobody is told to a socket with a peer; to one without, where its option
 * {@code IP_RECVERR} or {@code IPV6_RECVERR} is on, and then with the address that it was sent to.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/udp.7.html">udp(7)</a>
 */
public final class UdpChannel extends MessageChannel<SockAddr.Inet> {
  private static final int ERRORS_PER_TURN = 64;
  // sock_extended_err and the address behind it, twice as much as there is of it.
  private static final int CONTROL = 256;

  private final UdpSocket socket;

  private UdpChannel(EventLoop loop, UdpSocket socket, DatagramHandler<SockAddr.Inet> handler) {
    super(loop, socket, handler, false);
    this.socket = socket;
  }

  /**
   * Takes a socket over, with the options that it has: bound, with a peer, in multicast groups.
   *
   * @param loop the loop, which closes the channel when it stops
   * @param socket the socket; the channel's from now on, unless this throws
   * @param handler what to do with its datagrams
   * @return the channel
   * @throws ErrnoException ENOSPC, ENOMEM
   */
  public static UdpChannel open(
      EventLoop loop, UdpSocket socket, DatagramHandler<SockAddr.Inet> handler)
      throws ErrnoException {
    UdpChannel channel = new UdpChannel(loop, socket, handler);
    channel.open();
    return channel;
  }

  /**
   * Makes a socket for whoever sends to its address.
   *
   * @param loop the loop, which closes the channel when it stops
   * @param address where; port 0 picks a free one
   * @param handler what to do with its datagrams
   * @return the channel
   * @throws IOException as {@code bind(127.0.0.1:53): EACCES (Permission denied)}
   */
  public static UdpChannel bind(
      EventLoop loop, SockAddr.Inet address, DatagramHandler<SockAddr.Inet> handler)
      throws IOException {
    UdpSocket socket = UdpSocket.open(address.family());
    try {
      socket.bind(address);
      return open(loop, socket, handler);
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  /**
   * Makes a socket with a peer: only that one's datagrams are received.
   *
   * @param loop the loop, which closes the channel when it stops
   * @param peer the peer's address
   * @param handler what to do with its datagrams
   * @return the channel
   * @throws IOException as {@code connect(192.0.2.1:53): ENETUNREACH (Network is unreachable)}
   */
  public static UdpChannel connect(
      EventLoop loop, SockAddr.Inet peer, DatagramHandler<SockAddr.Inet> handler)
      throws IOException {
    UdpSocket socket = UdpSocket.open(peer.family());
    try {
      socket.connect(peer);
      return open(loop, socket, handler);
    } catch (IOException | RuntimeException e) {
      socket.close();
      throw e;
    }
  }

  @Override
  public UdpSocket socket() {
    return socket;
  }

  /** What is in the error queue stays an event until it is taken out. */
  @Override
  void tellQueuedErrors() throws ErrnoException {
    Arena arena = Arena.ofAuto();
    try (Message message = Message.allocate(arena, 1, CONTROL).add(arena.allocate(1))) {
      for (int i = 0; i < ERRORS_PER_TURN && isRegistered(); i++) {
        if (message.receive(socket, MSG_ERRQUEUE | MSG_DONTWAIT) == Errno.WOULD_BLOCK) {
          return;
        }
        for (ControlMessage control : message.controlMessages()) {
          if (control instanceof ControlMessage.ExtendedError error) {
            tellUnlessStatus(error, message.peer());
          }
        }
      }
    }
  }

  /** The same queue tells of time stamps. */
  private void tellUnlessStatus(ControlMessage.ExtendedError error, @Nullable SockAddr to) {
    int origin = error.origin();
    boolean network =
        origin == SO_EE_ORIGIN_ICMP || origin == SO_EE_ORIGIN_ICMP6 || origin == SO_EE_ORIGIN_LOCAL;
    if (network && error.errno() != null) {
      tell(
          to == null
              ? new ErrnoException("sendto", error.errno())
              : new ErrnoException("sendto", error.errno(), to));
    }
  }
}
