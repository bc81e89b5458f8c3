package dev.sluice.benchmarks.workloads;

import dev.sluice.benchmarks.harness.Scale;
import dev.sluice.benchmarks.harness.Server;
import dev.sluice.benchmarks.harness.Stage;
import dev.sluice.benchmarks.load.Order;
import dev.sluice.benchmarks.result.Metric;
import java.util.List;
import java.util.Locale;

/** Messages that come back, in a closed loop or at a fixed rate. */
final class EchoWorkload extends ServerWorkload {
  private final int bytes;
  private final int connections;
  private final int pipeline;
  private final int rate;
  private final boolean quick;

  private EchoWorkload(int bytes, int connections, int pipeline, int rate, boolean quick) {
    super(Contestants.echo());
    this.bytes = bytes;
    this.connections = connections;
    this.pipeline = pipeline;
    this.rate = rate;
    this.quick = quick;
  }

  static EchoWorkload of(int bytes, int connections, boolean quick) {
    return new EchoWorkload(bytes, connections, 1, 0, quick);
  }

  static EchoWorkload pipelined(int bytes, int connections, int depth, boolean quick) {
    return new EchoWorkload(bytes, connections, depth, 0, quick);
  }

  static EchoWorkload atRate(int bytes, int connections, int rate, boolean quick) {
    return new EchoWorkload(bytes, connections, 1, rate, quick);
  }

  @Override
  public String id() {
    String id = "echo/" + Sizes.name(bytes) + "/" + connections;
    if (pipeline > 1) {
      id += "/pipeline" + pipeline;
    }
    return rate > 0 ? id + "/rate" + rate : id;
  }

  @Override
  public String title() {
    String title =
        String.format(
            Locale.ROOT,
            "echo of %s over %,d connection%s",
            Sizes.words(bytes),
            connections,
            connections == 1 ? "" : "s");
    if (pipeline > 1) {
      title += ", " + pipeline + " requests outstanding on each";
    }
    return rate > 0
        ? title + String.format(Locale.ROOT, ", %,d requests a second whatever comes back", rate)
        : title;
  }

  @Override
  public Metric primary() {
    return rate > 0 ? Metric.P50 : Metric.CPU;
  }

  @Override
  public int rounds(Scale scale) {
    return rate > 0 ? scale.rounds() / 2 : super.rounds(scale);
  }

  /** Percentiles want many requests in a turn. */
  @Override
  int sliceMillis(Scale scale) {
    return rate > 0 ? scale.sliceMillis() * 4 : super.sliceMillis(scale);
  }

  @Override
  public boolean quick() {
    return quick;
  }

  @Override
  public String stage() {
    return "echo";
  }

  @Override
  int connections() {
    return connections;
  }

  @Override
  Order order(Stage stage, Server server) {
    List<Long> processes = server.processes();
    return new Order(
        Order.Mode.EXCHANGE, server.port(), connections, null, bytes, pipeline, rate, processes);
  }
}
