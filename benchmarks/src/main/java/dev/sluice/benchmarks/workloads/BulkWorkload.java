package dev.sluice.benchmarks.workloads;

import dev.sluice.benchmarks.harness.LoadProcess;
import dev.sluice.benchmarks.harness.Scale;
import dev.sluice.benchmarks.harness.Server;
import dev.sluice.benchmarks.harness.Stage;
import dev.sluice.benchmarks.harness.Subject;
import dev.sluice.benchmarks.harness.Workload;
import dev.sluice.benchmarks.load.BulkOrder;
import dev.sluice.benchmarks.load.Outcome;
import dev.sluice.benchmarks.result.Metric;
import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Bytes in one direction through a proxy, as many as go; a mirror may get them as well. */
final class BulkWorkload implements Workload {
  private static final int CONNECTIONS = 4;
  private static final String SINK = "sink";
  private static final String MIRROR = "mirror";

  /** So many turns of others make one: windows take a while to open. */
  private static final int SLICES = 4;

  private final boolean mirrored;
  private final boolean quick;
  private final List<Contestant> contestants;

  private BulkWorkload(boolean mirrored, boolean quick, List<Contestant> contestants) {
    this.mirrored = mirrored;
    this.quick = quick;
    this.contestants = contestants;
  }

  static BulkWorkload proxy(boolean quick) {
    return new BulkWorkload(false, quick, Proxies.before(lab -> lab.load().sink(SINK)));
  }

  static BulkWorkload mirror(boolean quick) {
    return new BulkWorkload(true, quick, mirrors());
  }

  static List<Contestant> mirrors() {
    return Proxies.mirroring(lab -> lab.load().sink(SINK), lab -> lab.load().sink(MIRROR));
  }

  @Override
  public String id() {
    return mirrored ? "mirror/bulk" : "proxy/bulk";
  }

  @Override
  public String title() {
    String title = "bytes in one direction over " + CONNECTIONS + " connections through a proxy";
    return mirrored ? title + ", and to a mirror" : title;
  }

  @Override
  public Metric primary() {
    return Metric.CPU_PER_GB;
  }

  @Override
  public boolean quick() {
    return quick;
  }

  @Override
  public List<String> candidates() {
    return Contestants.names(contestants);
  }

  @Override
  public String stage() {
    return id();
  }

  @Override
  public int rounds(Scale scale) {
    // Of a quick run's time there are just so many.
    return scale.equals(Scale.QUICK) ? scale.rounds() / 5 : scale.rounds() / 2;
  }

  @Override
  public int turnMillis(Scale scale) {
    return scale.sliceMillis() * SLICES + 20;
  }

  @Override
  public int prepareMillis(Scale scale) {
    return scale.rewarmMillis() + 50;
  }

  @Override
  public int startMillis(Scale scale) {
    return Contestants.warmMillis(contestants, scale) + 800;
  }

  @Override
  public Subject prepare(String candidate, Stage stage) throws IOException {
    Contestant contestant = Contestants.named(candidate, contestants);
    Server server =
        stage.resident(
            candidate,
            Server.class,
            () -> warm(stage, contestant, contestant.launch().start(stage.lab(), List.of())));
    LoadProcess.Connections connections =
        stage.lab().load().open(order(stage, server, mirrored, true));
    connections.run(stage.scale().rewarmMillis());
    return new Flow(server, connections, stage.scale().sliceMillis() * SLICES);
  }

  private Server warm(Stage stage, Contestant contestant, Server server) throws IOException {
    try {
      if (contestant.java()) {
        run(stage, order(stage, server, mirrored, true), stage.scale().warmMillis());
      }
      return server;
    } catch (IOException e) {
      server.close();
      throw e;
    }
  }

  static BulkOrder order(Stage stage, Server server, boolean mirrored, boolean mirrorReads)
      throws IOException {
    LoadProcess load = stage.lab().load();
    return new BulkOrder(
        server.port(),
        CONNECTIONS,
        load.sink(SINK),
        mirrored ? load.sink(MIRROR) : 0,
        mirrored && mirrorReads,
        server.processes());
  }

  /** Opens, runs, and closes. */
  static Outcome run(Stage stage, BulkOrder order, int millis) throws IOException {
    try (LoadProcess.Connections connections = stage.lab().load().open(order)) {
      return connections.run(millis);
    }
  }

  /** {@return what a turn comes to} */
  static Map<Metric, Double> figures(Outcome outcome) {
    Map<Metric, Double> values = new EnumMap<>(Metric.class);
    // Nanoseconds for a byte are seconds for 10⁹ of them.
    values.put(Metric.CPU_PER_GB, outcome.cpuNanos() / (double) outcome.requests());
    values.put(Metric.THROUGHPUT, outcome.rate() / 1e6);
    return values;
  }

  private record Flow(Server server, LoadProcess.Connections connections, int millis)
      implements Subject {
    @Override
    public Map<Metric, Double> measure() throws IOException {
      return figures(connections.run(millis));
    }

    @Override
    public Map<Metric, Double> measureOnce() throws IOException {
      return Map.of(Metric.MEMORY, server.resident() / (double) (1 << 20));
    }

    @Override
    public void close() throws IOException {
      connections.close();
    }
  }
}
