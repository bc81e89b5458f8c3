package dev.sluice.benchmarks.peers;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;

/**
 * A virtual thread per connection. All share as many carriers as there are cores: one, where the
 * process is pinned to one.
 */
final class VirtualAcceptor {
  private static final int RETRY_MILLIS = 100;

  /** Serves a connection until it ends. */
  interface Service {
    void serve(SocketChannel channel) throws IOException;
  }

  private VirtualAcceptor() {}

  static void serve(String port, Service service) throws IOException, InterruptedException {
    try (ServerSocketChannel listener = ServerSocketChannel.open()) {
      listener.bind(Startup.address(port), Startup.BACKLOG);
      Startup.announce(listener.getLocalAddress());
      while (true) {
        try {
          SocketChannel channel = listener.accept();
          Thread.startVirtualThread(() -> run(service, channel));
        } catch (IOException e) {
          // No descriptor is left, say, and asking again at once would fail at once.
          Thread.sleep(RETRY_MILLIS);
        }
      }
    }
  }

  private static void run(Service service, SocketChannel channel) {
    try (channel) {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      service.serve(channel);
    } catch (IOException e) {
      // The peer is gone, and with it this connection.
    }
  }
}
