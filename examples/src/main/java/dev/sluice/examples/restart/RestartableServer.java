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

  /** Accepts by listeners that are there. */
  public interface Service {
    /** In a loop. */
    void listen(EventLoop loop, TcpListener listener) throws IOException;

    /** In several. */
    void listen(LoopGroup group, List<TcpListener> listeners) throws IOException;

    /** What runs beside it in the first loop, closed after that. */
    default AutoCloseable beside(EventLoop loop) throws IOException {
      return () -> {};
    }
  }

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
      throws Exception {
    run(
        address,
        threads,
        options,
        new Service() {
          @Override
          public void listen(EventLoop loop, TcpListener listener) throws IOException {
            TcpServer.listen(loop, listener, ServerOptions.DEFAULT, handlers);
          }

          @Override
          public void listen(LoopGroup group, List<TcpListener> listeners) throws IOException {
            TcpServer.listen(group, listeners, ServerOptions.DEFAULT, handlers);
          }
        });
  }

  /** As above, any service. */
  public static void run(
      SockAddr.Inet address, int threads, RestartOptions options, Service service)
      throws Exception {
    options.check();
    LoopOptions how = options.loopOptions(LoopOptions.DEFAULT);
    try (Restart restart = Restart.begin(options);
        EventLoop loop = EventLoop.open(how)) {
      AutoCloseable beside = service.beside(loop);
      try {
        restart.catchSignals(loop);
        List<TcpListener> listeners = restart.listeners(address, threads);
        if (threads == 1) {
          for (TcpListener each : listeners) {
            service.listen(loop, each);
          }
          restart.run(loop);
        } else {
          runGroup(listeners, threads, how, service, restart, loop);
        }
      } finally {
        beside.close();
      }
    }
  }

  private static void runGroup(
      List<TcpListener> listeners,
      int threads,
      LoopOptions how,
      Service service,
      Restart restart,
      EventLoop loop)
      throws IOException {
    try (LoopGroup group = LoopGroup.start(threads, how)) {
      group.stopWith(loop);
      service.listen(group, listeners);
      restart.run(loop);
    }
  }
}
