package dev.sluice.benchmarks.workloads;

import dev.sluice.benchmarks.harness.Server;
import dev.sluice.benchmarks.harness.Stage;
import dev.sluice.benchmarks.load.Order;

/** A connection for every echo. */
final class ChurnWorkload extends ServerWorkload {
  private static final int BYTES = 64;
  private static final int CONNECTIONS = 50;

  ChurnWorkload() {
    super(Contestants.echo());
  }

  @Override
  public String id() {
    return "churn";
  }

  @Override
  public String title() {
    return "connect, one echo of 64 bytes, close; " + CONNECTIONS + " connections at a time";
  }

  @Override
  public boolean quick() {
    return true;
  }

  @Override
  public String stage() {
    return "echo";
  }

  @Override
  int connections() {
    return CONNECTIONS;
  }

  @Override
  Order order(Stage stage, Server server) {
    return new Order(
        Order.Mode.CHURN, server.port(), CONNECTIONS, null, BYTES, 1, 0, server.processes());
  }
}
