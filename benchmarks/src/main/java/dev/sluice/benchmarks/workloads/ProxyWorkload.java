package dev.sluice.benchmarks.workloads;

import dev.sluice.benchmarks.harness.Server;
import dev.sluice.benchmarks.harness.Stage;
import dev.sluice.benchmarks.load.Order;

/** Messages that come back through a proxy, from an echo in C that shares the core of the load. */
final class ProxyWorkload extends ServerWorkload {
  private static final int CONNECTIONS = 10;

  private final int bytes;
  private final boolean quick;

  ProxyWorkload(int bytes, boolean quick) {
    super(Proxies.before(lab -> lab.backEnd().port()));
    this.bytes = bytes;
    this.quick = quick;
  }

  @Override
  public String id() {
    return "proxy/" + Sizes.name(bytes);
  }

  @Override
  public String title() {
    return "echo of "
        + Sizes.words(bytes)
        + " over "
        + CONNECTIONS
        + " connections through a proxy, both ways in one request";
  }

  @Override
  public boolean quick() {
    return quick;
  }

  @Override
  public String stage() {
    return "proxy";
  }

  @Override
  int connections() {
    return CONNECTIONS;
  }

  @Override
  Order order(Stage stage, Server server) {
    return Order.echo(server.port(), CONNECTIONS, bytes, server.processes());
  }
}
