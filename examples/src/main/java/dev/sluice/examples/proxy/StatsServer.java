package dev.sluice.examples.proxy;

import dev.sluice.net.SockAddr;
import dev.sluice.reactor.EventLoop;
import dev.sluice.reactor.ServerOptions;
import dev.sluice.reactor.TcpServer;
import java.io.IOException;

/** Shows the figures by HTTP: {@code /} as text, {@code /metrics} for Prometheus. */
public final class StatsServer {
  /** Whoever watches comes alone; others must not take descriptors from clients. */
  private static final int MOST_CONNECTIONS = 32;

  private StatsServer() {}

  /**
   * Listens, in the loop, which stops it when it stops.
   *
   * @throws IOException as {@code bind(127.0.0.1:80): EACCES (Permission denied)}
   */
  public static TcpServer listen(EventLoop loop, SockAddr.Inet address, ProxyStatistics figures)
      throws IOException {
    // A successor shows its own figures before this process has ended.
    ServerOptions options = ServerOptions.DEFAULT.maxConnections(MOST_CONNECTIONS).reusePort(true);
    return TcpServer.listen(
        loop, address, options, connection -> new StatsHandler(connection, figures));
  }
}
