package dev.sluice.benchmarks.workloads;

import dev.sluice.benchmarks.harness.Heap;
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

/** What a million connections leave behind. */
final class LeakWorkload implements Workload {
  private static final int TURNS = 10;
  private static final int EACH = 100_000;
  private static final int AT_ONCE = 50;
  private static final int BYTES = 64;
  private static final int SLICE_MILLIS = 500;
  private static final int CLOSE_SECONDS = 3;

  private final List<Contestant> contestants =
      Contestants.echo().stream()
          .filter(c -> List.of("c-epoll", "sluice").contains(c.name()))
          .toList();

  @Override
  public String id() {
    return "churn/million";
  }

  @Override
  public String title() {
    return "1,000,000 times connect, one echo, close: what each 100,000 of them leave behind";
  }

  @Override
  public Metric primary() {
    return Metric.RATE;
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
    return "leak";
  }

  @Override
  public int rounds(Scale scale) {
    return TURNS;
  }

  @Override
  public int turnMillis(Scale scale) {
    return EACH / 12;
  }

  @Override
  public int prepareMillis(Scale scale) {
    return scale.warmMillis() + 800;
  }

  @Override
  public Subject prepare(String candidate, Stage stage) throws IOException {
    Contestant contestant = Contestants.named(candidate, contestants);
    Server server =
        stage.resident(
            candidate,
            Server.class,
            () -> contestant.launch().start(stage.lab(), IdleWorkload.OPTIONS));
    LoadProcess load = stage.lab().load();
    Order order =
        new Order(Order.Mode.CHURN, server.port(), AT_ONCE, null, BYTES, 1, 0, server.processes());
    load.run(order, stage.scale().warmMillis());
    return new Turn(stage, server, contestant.java(), load.open(order));
  }

  private record Turn(Stage stage, Server server, boolean java, LoadProcess.Connections connections)
      implements Subject {

    @Override
    public Map<Metric, Double> measure() throws IOException {
      State before = state();
      double seconds = 0;
      long done = 0;
      while (done < EACH) {
        Outcome outcome = connections.run(SLICE_MILLIS);
        done += outcome.requests();
        seconds += outcome.requests() / outcome.rate();
      }
      // What is late is not left.
      server.awaitDescriptors(before.descriptors, CLOSE_SECONDS);
      State after = state();
      Map<Metric, Double> values = new EnumMap<>(Metric.class);
      values.put(Metric.RATE, done / seconds);
      values.put(Metric.DESCRIPTORS_LEFT, (double) after.descriptors - before.descriptors);
      values.put(Metric.MEMORY_PER_CONNECTION, (after.resident - before.resident) / (double) done);
      if (java) {
        values.put(Metric.OBJECTS_LEFT, (double) after.heap.ours() - before.heap.ours());
        values.put(Metric.HEAP_LEFT, (after.heap.bytes() - before.heap.bytes()) / (double) done);
      }
      return values;
    }

    private State state() throws IOException {
      // First: it collects garbage, and is the first to attach, which takes a descriptor for good.
      Heap.Live heap = java ? Heap.live(stage.lab(), server) : new Heap.Live(0, 0);
      return new State(server.descriptors(), server.resident(), heap);
    }

    @Override
    public void close() throws IOException {
      connections.close();
    }
  }

  private record State(long descriptors, long resident, Heap.Live heap) {}
}
