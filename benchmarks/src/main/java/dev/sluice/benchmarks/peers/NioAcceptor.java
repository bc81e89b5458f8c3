package dev.sluice.benchmarks.peers;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.function.Consumer;

/** A listening socket at a {@link Selector}. */
final class NioAcceptor {
  private static final int FOREVER = 0;
  private static final int RETRY_MILLIS = 100;

  private final Selector selector;
  private final ServerSocketChannel listener = ServerSocketChannel.open();
  private final SelectionKey key;

  NioAcceptor(Selector selector, InetSocketAddress address) throws IOException {
    this.selector = selector;
    listener.bind(address, Startup.BACKLOG).configureBlocking(false);
    key = listener.register(selector, SelectionKey.OP_ACCEPT);
  }

  SocketAddress address() throws IOException {
    return listener.getLocalAddress();
  }

  /** How long a select may take: not forever while accepting pauses. */
  int timeout() {
    return key.interestOps() == 0 ? RETRY_MILLIS : FOREVER;
  }

  void resume() {
    if (key.interestOps() == 0) {
      key.interestOps(SelectionKey.OP_ACCEPT);
    }
  }

  /**
   * Accepts all that wait.
   *
   * @param prepare gives a new connection its state
   */
  void accept(Consumer<SelectionKey> prepare) {
    try {
      for (SocketChannel channel = listener.accept();
          channel != null;
          channel = listener.accept()) {
        register(channel, prepare);
      }
    } catch (IOException e) {
      // No descriptor is left, say: the listener stays ready, and the loop would spin on it.
      key.interestOps(0);
    }
  }

  private void register(SocketChannel channel, Consumer<SelectionKey> prepare) throws IOException {
    try {
      channel.configureBlocking(false);
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      prepare.accept(channel.register(selector, SelectionKey.OP_READ));
    } catch (IOException e) {
      channel.close();
    }
  }

  static void close(SelectionKey key) {
    try {
      key.channel().close();
    } catch (IOException e) {
      // It is gone either way.
    }
  }
}
