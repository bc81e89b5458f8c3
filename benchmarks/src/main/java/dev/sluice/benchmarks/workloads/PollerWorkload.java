package dev.sluice.benchmarks.workloads;

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

/**
 * What idle connections cost the busy ones, by the way that the server polls. Each candidate is a
 * number of idle connections; all are measured on one server, as two JVMs never compile alike.
 */
final class PollerWorkload implements Workload {
  static final String FAMILY = "pollers";

  private static final int BUSY = 100;
  private static final int BYTES = 64;
  // They come and go between the turns, which takes longer than a turn of other rows.
  private static final int SLICES = 8;
  private static final int MOST_OF_SELECT = 800;
  private static final List<Integer> COUNTS = List.of(0, 100, 300, MOST_OF_SELECT, 3000, 10_000);

  private final String poller;
  private final List<Integer> counts;

  private PollerWorkload(String poller, List<Integer> counts) {
    this.poller = poller;
    this.counts = counts;
  }

  static List<PollerWorkload> all() {
    // With the busy ones as many as echo takes with select, whose sets hold 1,024 descriptors.
    List<Integer> few = COUNTS.stream().filter(count -> count <= MOST_OF_SELECT).toList();
    return List.of(
        new PollerWorkload("epoll", COUNTS),
        new PollerWorkload("poll", COUNTS),
        new PollerWorkload("select", few));
  }

  private static String candidate(int count) {
    return "idle-" + count;
  }

  @Override
  public String id() {
    return FAMILY + "/" + poller;
  }

  @Override
  public String title() {
    return String.format(
        Locale.ROOT,
        "echo of %d bytes over %d connections by %s, beside so many idle ones",
        BYTES,
        BUSY,
        poller);
  }

  @Override
  public Metric primary() {
    return Metric.CPU;
  }

  @Override
  public boolean quick() {
    return false;
  }

  @Override
  public List<String> candidates() {
    return counts.stream().map(PollerWorkload::candidate).toList();
  }

  @Override
  public String stage() {
    return id();
  }

  @Override
  public int rounds(Scale scale) {
    // A picture needs fewer than a bound does.
    return poller.equals("epoll") ? scale.rounds() : scale.rounds() / 2;
  }

  @Override
  public int turnMillis(Scale scale) {
    return scale.sliceMillis() * SLICES + 400;
  }

  @Override
  public int prepareMillis(Scale scale) {
    return scale.warmMillis() / counts.size() + 300;
  }

  @Override
  public Subject prepare(String candidate, Stage stage) throws IOException {
    int count = counts.get(candidates().indexOf(candidate));
    Scene scene =
        stage.resident("sluice", Scene.class, () -> Scene.open(stage, "--poller", poller));
    return new Turn(scene, count, stage.scale().sliceMillis() * SLICES);
  }

  /** A server with its busy connections and its idle ones. */
  private record Scene(Server server, LoadProcess.Connections busy, Crowd crowd)
      implements AutoCloseable {

    static Scene open(Stage stage, String... options) throws IOException {
      LoadProcess load = stage.lab().load();
      Server server = Contestants.sluiceEcho(options).start(stage.lab(), List.of());
      try {
        Order order = Order.echo(server.port(), BUSY, BYTES, server.processes());
        LoadProcess.Connections busy = load.open(order);
        busy.run(stage.scale().warmMillis());
        return new Scene(server, busy, new Crowd(load, server));
      } catch (IOException e) {
        server.close();
        throw e;
      }
    }

    @Override
    public void close() {
      server.close();
    }
  }

  private record Turn(Scene scene, int count, int millis) implements Subject {
    @Override
    public Map<Metric, Double> measure() throws IOException {
      scene.crowd.resize(count);
      return ServerWorkload.figures(scene.busy.run(millis));
    }

    @Override
    public void close() throws IOException {
      scene.crowd.close();
      scene.busy.close();
    }
  }
}
