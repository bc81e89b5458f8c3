package dev.sluice.reactor;

import dev.sluice.net.StreamSocket;
import java.io.IOException;

/**
 * Makes something of a socket that was accepted or connected: a channel of one's own, such as
 * {@code dev.sluice.transfer.StreamEnd}, instead of a {@link Connection}.
 */
@FunctionalInterface
public interface Opener {
  /**
   * Takes a socket over, in the loop that it is to live on. Nobody watches it.
   *
   * @param home the loop
   * @param stream the socket, which belongs to this from now on; where this throws, it is closed
   * @param released to be run once the socket is closed; a second time does nothing
   * @throws IOException logged by a server, and told to {@code failed} of a client
   */
  void open(EventLoop home, StreamSocket<?> stream, Runnable released) throws IOException;
}
