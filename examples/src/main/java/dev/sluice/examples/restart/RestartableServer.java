package dev.sluice.examples.restart;

import dev.sluice.net.SockAddr;
import dev.sluice.net.TcpListener;
import dev.sluice.reactor.ConnectionHandler;
import dev.sluice.reactor.EventLoop;
import dev.sluice.reactor.LoopGroup;
import dev.sluice.reactor.LoopOptions;
import dev.sluice.reactor.ServerOptions;
import dev.sluice.reactor.TcpServer;
import java.io.IOException;
import java.util.List;

/** Runs a server that can be replaced by another process while it runs. */
public final class RestartableServer {
  private RestartableServer() {}

  /**
   * Listens by what is handed over, or anew, says so, and serves until SIGINT, SIGTERM, or until a
   * successor took over.
   *
   * @param address where
   * @param threads how many loops; several have a listening socket each
   */
  public static void run(
      SockAddr.Inet address,
      int threads,
      RestartOptions options,
      ConnectionHandler.Factory handlers)
      throws IOException {
    options.check();
    LoopOptions how = options.loopOptions(LoopOptions.DEFAULT);
    try (Restart restart = Restart.begin(options);
        EventLoop loop = EventLoop.open(how)) {
      restart.catchSignals(loop);
      List<TcpListener> listeners = restart.listeners(address, threads);
      if (threads == 1) {
        for (TcpListener each : listeners) {
          TcpServer.listen(loop, each, ServerOptions.DEFAULT, handlers);
        }
        restart.run(loop);
      } else {
        try (LoopGroup group = LoopGroup.start(threads, how)) {
          group.stopWith(loop);
          TcpServer.listen(group, listeners, ServerOptions.DEFAULT, handlers);
          restart.run(loop);
        }
      }
    }
  }
}
