package dev.sluice.benchmarks.workloads;

import dev.sluice.benchmarks.harness.Heap;
import dev.sluice.benchmarks.harness.LoadProcess;
import dev.sluice.benchmarks.harness.Scale;
import dev.sluice.benchmarks.harness.Server;
import dev.sluice.benchmarks.harness.Stage;
import dev.sluice.benchmarks.harness.Subject;
import dev.sluice.benchmarks.harness.Workload;
import dev.sluice.benchmarks.load.Order;
import dev.sluice.benchmarks.result.Metric;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a server keeps for each connection that has said something once and is silent now. */
final class IdleWorkload implements Workload {
  private static final int CONNECTIONS = 10_000;
  private static final int BYTES = 64;
  private static final int WARM_MILLIS = 300;
  // A small young generation, so that the memory is that of what is kept, not of garbage.
  static final List<String> OPTIONS = List.of("-XX:+UseSerialGC", "-Xms32m", "-Xmn8m");

  private final List<Contestant> contestants = Contestants.echo();

  @Override
  public String id() {
    return "idle";
  }

  @Override
  public String title() {
    return String.format(
        Locale.ROOT,
        "resident memory for each of %,d idle connections, after one echo of 64 bytes",
        CONNECTIONS);
  }

  @Override
  public Metric primary() {
    return Metric.MEMORY_PER_CONNECTION;
  }

  @Override
  public boolean quick() {
    return false;
  }

  @Override
  public List<String> candidates() {
    return Contestants.names(contestants);
  }

  @Override
  public String stage() {
    return "idle";
  }

  @Override
  public int rounds(Scale scale) {
    return 6;
  }

  @Override
  public int turnMillis(Scale scale) {
    return 4000;
  }

  @Override
  public int prepareMillis(Scale scale) {
    return 0;
  }

  @Override
  public Subject prepare(String candidate, Stage stage) throws IOException {
    Contestant contestant = Contestants.named(candidate, contestants);
    return () -> {
      // A server of its own for every turn: memory once taken is seldom given back.
      try (Server server = contestant.launch().start(stage.lab(), OPTIONS)) {
        return measure(contestant, stage, server);
      }
    };
  }

  private static Map<Metric, Double> measure(Contestant contestant, Stage stage, Server server)
      throws IOException {
    stage.lab().load().run(order(server, 100), WARM_MILLIS);
    long before = resident(contestant, stage, server);
    LoadProcess.Connections open = stage.lab().load().open(order(server, CONNECTIONS));
    long during = resident(contestant, stage, server);
    open.close();
    double each = Math.max(0, during - before) / (double) CONNECTIONS;
    return Map.of(Metric.MEMORY_PER_CONNECTION, each, Metric.MEMORY, during / (double) (1 << 20));
  }

  private static long resident(Contestant contestant, Stage stage, Server server)
      throws IOException {
    if (contestant.java()) {
      Heap.collect(stage.lab(), server);
    }
    return server.resident();
  }

  private static Order order(Server server, int connections) {
    return Order.echo(server.port(), connections, BYTES, server.processes());
  }
}
