package dev.sluice.benchmarks.workloads;

import dev.sluice.benchmarks.harness.MicroProcess;
import dev.sluice.benchmarks.harness.Scale;
import dev.sluice.benchmarks.harness.Stage;
import dev.sluice.benchmarks.harness.Subject;
import dev.sluice.benchmarks.harness.Workload;
import dev.sluice.benchmarks.result.Metric;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One system call, or a few that belong together, over and over: by C, and by each way of Java. */
final class CallWorkload implements Workload {
  /** C, by itself and with a second thread, which every JVM has: the kernel's price of threads. */
  private static final Map<String, String> C_MODES = Map.of("c", "turns", "c-threads", "threaded");

  private static final int WARM_MILLIS = 600;

  private final String operation;
  private final boolean quick;

  CallWorkload(String operation, boolean quick) {
    this.operation = operation;
    this.quick = quick;
  }

  @Override
  public String id() {
    return "call/" + operation;
  }

  @Override
  public String title() {
    return Callers.title(operation);
  }

  @Override
  public Metric primary() {
    return Metric.TIME;
  }

  @Override
  public boolean quick() {
    return quick;
  }

  @Override
  public List<String> candidates() {
    List<String> names = new ArrayList<>();
    if (!Callers.JAVA_ONLY.contains(operation)) {
      names.add("c");
      names.add("c-threads");
    }
    Callers.ALL.stream()
        .filter(caller -> caller.does(operation))
        .map(Callers.Caller::name)
        .forEach(names::add);
    return names;
  }

  @Override
  public String stage() {
    return "call";
  }

  @Override
  public int turnMillis(Scale scale) {
    return millis(scale) + 4;
  }

  @Override
  public int prepareMillis(Scale scale) {
    return WARM_MILLIS + 100;
  }

  private static int millis(Scale scale) {
    return scale.sliceMillis() / 2;
  }

  @Override
  public Subject prepare(String candidate, Stage stage) throws IOException {
    int millis = millis(stage.scale());
    String mode = C_MODES.get(candidate);
    if (mode != null) {
      return new CCalls(stage.lab(), operation, millis, mode);
    }
    Callers.Caller caller = Callers.named(candidate);
    MicroProcess process =
        stage.resident(
            candidate,
            MicroProcess.class,
            () -> new MicroProcess(stage.lab(), caller.type(), caller.options(stage.lab())));
    process.prepare(operation, WARM_MILLIS, millis, stage.rounds());
    return new Subject() {
      @Override
      public Map<Metric, Double> measure() throws IOException {
        return process.turn();
      }

      @Override
      public void close() throws IOException {
        process.end();
      }
    };
  }
}
