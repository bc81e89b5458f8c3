package dev.sluice.examples.proxy;

import dev.sluice.net.StreamSocket;
import dev.sluice.reactor.ClientOptions;
import dev.sluice.reactor.EventLoop;
import dev.sluice.transfer.TunnelOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** Passes the connections of one loop on. */
final class Proxy {
  final EventLoop loop;
  final ProxyOptions options;
  final ProxyStatistics statistics;
  final Backends backends;
  final TunnelOptions tunnels;
  final ClientOptions connects;

  /**
   * In a loop.
   *
   * @param number which of the loops it is: each begins with another back end
   */
  Proxy(EventLoop loop, int number, ProxyOptions options, ProxyStatistics statistics) {
    this.loop = loop;
    this.options = options;
    this.statistics = statistics;
    List<Backend> all = statistics.backends();
    this.backends =
        new Backends(loop, all, number, options.balance(), options.probing(), System.err::println);
    this.tunnels =
        new TunnelOptions(
            options.mode(),
            options.idle(),
            statistics.counters(Direction.TO_BACKEND),
            statistics.counters(Direction.TO_CLIENT));
    Duration limit = options.connectTimeout();
    this.connects = ClientOptions.DEFAULT.limit(limit).limitPerAddress(limit).duringStop(true);
    statistics.addPipes(this::pipes);
  }

  private Pipes pipes() {
    var its = loop.pipes().statistics();
    return new Pipes(
        its.open() - its.waiting(), its.waiting(), its.opened(), its.missing(), its.bytes());
  }

  /** A client has connected. */
  void accept(StreamSocket<?> stream, Runnable released) throws IOException {
    new Session(this, stream, released).begin();
  }
}
