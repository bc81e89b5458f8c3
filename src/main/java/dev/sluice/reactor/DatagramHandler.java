package dev.sluice.reactor;

import dev.sluice.net.SockAddr;
import java.io.IOException;

/**
 * What to do with the datagrams of one channel.
 *
 * <p>All methods run in the channel's loop, one at a time. One that throws loses the datagram in
 * hand and nothing else: the exception is logged, {@link #onError} is called, and the channel goes
 * on, since anybody can send a datagram that a handler has not thought of.
 *
 * @param <A> the addresses of the channel's family
 */
@FunctionalInterface
public interface DatagramHandler<A extends SockAddr> {
  /**
   * A datagram is here. It may be empty, and it may have been cut: {@link Datagram#isTruncated}.
   *
   * @param channel where it came
   * @param datagram a view of the channel's own memory, to be used until this method returns
   * @throws IOException as with every method
   */
  void onDatagram(MessageChannel<A> channel, Datagram<A> datagram) throws IOException;

  /**
   * All that waited to be sent has gone.
   *
   * @param channel the channel
   * @throws IOException as with every method
   */
  default void onWritable(MessageChannel<A> channel) throws IOException {}

  /**
   * Something could not be received or sent; the channel goes on.
   *
   * @param channel the channel
   * @param failure why: ECONNREFUSED when an earlier datagram found nobody (UDP tells a socket that
   *     has a peer, or {@code IP_RECVERR}), EMSGSIZE, ENETUNREACH, …; or that the handler failed
   */
  default void onError(MessageChannel<A> channel, IOException failure) {}

  /**
   * The channel is closed; nothing is called after this, and it is called once.
   *
   * @param channel the channel
   */
  default void onClose(MessageChannel<A> channel) {}
}
