package dev.sluice.benchmarks.workloads;

import dev.sluice.benchmarks.harness.Allocations;
import dev.sluice.benchmarks.harness.LoadProcess;
import dev.sluice.benchmarks.harness.Scale;
import dev.sluice.benchmarks.harness.Server;
import dev.sluice.benchmarks.harness.Stage;
import dev.sluice.benchmarks.harness.Subject;
import dev.sluice.benchmarks.harness.Workload;
import dev.sluice.benchmarks.load.Order;
import dev.sluice.benchmarks.load.Outcome;
import dev.sluice.benchmarks.result.Metric;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Requests to a server: what they cost it, how many it answers, how long each takes. */
abstract class ServerWorkload implements Workload {
  private static final double MICRO = 1e3;
  // More than this cannot stay open for all candidates at once: descriptors are limited.
  private static final int MANY = 1000;
  private static final int ALLOCATION_MILLIS = 100;

  private final List<Contestant> contestants;

  ServerWorkload(List<Contestant> contestants) {
    this.contestants = contestants;
  }

  /** {@return the load for a server that listens on that port} */
  abstract Order order(Stage stage, Server server) throws IOException;

  /** {@return how many connections there are at once} */
  abstract int connections();

  @Override
  public Metric primary() {
    return Metric.CPU;
  }

  @Override
  public List<String> candidates() {
    return Contestants.names(contestants);
  }

  @Override
  public int turnMillis(Scale scale) {
    // Connecting takes its time as well.
    return sliceMillis(scale) + 10 + (connections() > MANY ? connections() / 8 : 0);
  }

  @Override
  public int prepareMillis(Scale scale) {
    return scale.rewarmMillis() + 4 * ALLOCATION_MILLIS + 500 + connections() / 4;
  }

  @Override
  public int rounds(Scale scale) {
    return connections() > MANY ? scale.rounds() / 8 : scale.rounds();
  }

  @Override
  public int startMillis(Scale scale) {
    return Contestants.warmMillis(contestants, scale) + 800;
  }

  int sliceMillis(Scale scale) {
    return connections() > MANY ? scale.sliceMillis() * 8 : scale.sliceMillis();
  }

  @Override
  public Subject prepare(String candidate, Stage stage) throws IOException {
    Contestant contestant = Contestants.named(candidate, contestants);
    Server server =
        stage.resident(
            candidate,
            Server.class,
            () -> warm(stage, contestant, contestant.launch().start(stage.lab(), List.of())));
    LoadProcess load = stage.lab().load();
    Order order = order(stage, server);
    load.run(order, stage.scale().rewarmMillis());
    int millis = sliceMillis(stage.scale());
    if (connections() > MANY) {
      return new Requests(stage, server, order, contestant.java(), millis, null);
    }
    return new Requests(stage, server, order, contestant.java(), millis, load.open(order));
  }

  private Server warm(Stage stage, Contestant contestant, Server server) throws IOException {
    try {
      if (contestant.java()) {
        stage.lab().load().run(order(stage, server), stage.scale().warmMillis());
      }
      return server;
    } catch (IOException e) {
      server.close();
      throw e;
    }
  }

  /** {@return what a turn of any load comes to} */
  static Map<Metric, Double> figures(Outcome outcome) {
    Map<Metric, Double> values = new EnumMap<>(Metric.class);
    values.put(Metric.CPU, outcome.cpuNanos() / MICRO / outcome.requests());
    values.put(Metric.RATE, outcome.rate());
    values.put(Metric.P50, outcome.p50() / MICRO);
    values.put(Metric.P99, outcome.p99() / MICRO);
    values.put(Metric.P999, outcome.p999() / MICRO);
    return values;
  }

  private record Requests(
      Stage stage,
      Server server,
      Order order,
      boolean java,
      int millis,
      LoadProcess.@Nullable Connections connections)
      implements Subject {

    @Override
    public Map<Metric, Double> measure() throws IOException {
      Outcome outcome =
          connections == null ? stage.lab().load().run(order, millis) : connections.run(millis);
      return figures(outcome);
    }

    @Override
    public Map<Metric, Double> measureOnce() throws IOException {
      Map<Metric, Double> values = new EnumMap<>(Metric.class);
      values.put(Metric.MEMORY, server.resident() / (double) (1 << 20));
      if (java) {
        values.put(Metric.ALLOCATED, allocated());
      }
      return values;
    }

    /** By a short run and a longer one, so that what connecting takes falls out. */
    private double allocated() throws IOException {
      try (Allocations allocations = Allocations.attach(server)) {
        long[] requests = {0, 0};
        long[] bytes = {0, 0};
        for (int i = 0; i < 2; i++) {
          int turn = i;
          int longer = ALLOCATION_MILLIS * (1 + 3 * turn);
          bytes[turn] =
              allocations.during(
                  () -> requests[turn] = stage.lab().load().run(order, longer).requests());
        }
        double more = Math.max(0, bytes[1] - bytes[0]);
        return more / Math.max(1, requests[1] - requests[0]);
      }
    }

    @Override
    public void close() throws IOException {
      if (connections != null) {
        connections.close();
      }
    }
  }
}
