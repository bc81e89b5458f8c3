package dev.sluice.reactor;

import dev.sluice.net.StreamSocket;

/** Makes something of a socket that was accepted or connected. */
@FunctionalInterface
interface Opener {
  /**
   * In the loop that the socket is to live on.
   *
   * @param released to be run once the socket is closed
   */
  void open(EventLoop home, StreamSocket<?> stream, Runnable released);

  static Opener of(ConnectionHandler.Factory handlers, Dispatching dispatching) {
    return (home, stream, released) ->
        new Connection(home, dispatching.contextIn(home), stream)
            .whenReleased(released)
            .open(handlers);
  }

  static Opener of(BlockingHandler code) {
    return (home, stream, released) -> new BlockingStream(home, stream, released).open(code);
  }
}
