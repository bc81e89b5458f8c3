package dev.sluice.examples;

import static dev.sluice.sys.SignalConstants.SIGINT;
import static dev.sluice.sys.SignalConstants.SIGTERM;

import dev.sluice.net.SockAddr;
import dev.sluice.reactor.ConnectionHandler;
import dev.sluice.reactor.EventLoop;
import dev.sluice.reactor.TcpServer;
import java.io.IOException;

/** Runs a server as all of these commands do. */
public final class Servers {
  private Servers() {}

  /** Listens, says so in one line, and serves until SIGINT or SIGTERM. */
  public static void run(SockAddr.Inet address, ConnectionHandler.Factory handlers)
      throws IOException {
    try (EventLoop loop = EventLoop.open()) {
      // First: whoever sees the port open may send a signal at once.
      loop.stopOn(SIGINT, SIGTERM);
      TcpServer server = TcpServer.listen(loop, address, handlers);
      announce(server);
      loop.run();
    }
  }

  /** As above, by any model. */
  public static void run(
      SockAddr.Inet address, ModelOptions how, ConnectionHandler.Factory handlers)
      throws IOException {
    if (how.isUsual()) {
      run(address, handlers);
    } else {
      new ModelServer(address, how, handlers).run();
    }
  }

  static void announce(TcpServer server) {
    System.out.println("listening on " + server.localAddress());
  }
}
