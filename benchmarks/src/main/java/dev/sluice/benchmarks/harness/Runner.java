package dev.sluice.benchmarks.harness;

import dev.sluice.benchmarks.result.Entry;
import dev.sluice.benchmarks.result.Metric;
import dev.sluice.benchmarks.result.Row;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Gives every candidate of every workload its turns: A B C, A B C, … */
public final class Runner {
  private final Lab lab;
  private final Scale scale;
  private final Progress progress;
  private final List<Workload> workloads;
  private final List<Row> rows = new ArrayList<>();
  private @Nullable Turns current;

  /** For these workloads, in this order. */
  public Runner(Lab lab, Scale scale, List<Workload> workloads, Progress progress) {
    this.lab = lab;
    this.scale = scale;
    this.workloads = workloads;
    this.progress = progress;
  }

  /** Runs all. */
  public void run() {
    String open = "";
    Stage stage = new Stage(lab, scale);
    try {
      for (int i = 0; i < workloads.size(); i++) {
        Workload workload = workloads.get(i);
        if (!workload.stage().equals(open)) {
          stage.close();
          open = workload.stage();
        }
        int rounds = progress.rounds(workload, workloads.subList(i, workloads.size()));
        Turns turns = new Turns(workload, stage, rounds);
        synchronized (this) {
          current = turns;
        }
        turns.run(progress);
        synchronized (this) {
          rows.add(turns.row());
          current = null;
        }
      }
    } finally {
      stage.close();
    }
  }

  /** {@return what has been measured so far; any thread may ask} */
  public synchronized List<Row> rows() {
    List<Row> all = new ArrayList<>(rows);
    if (current != null) {
      all.add(current.row());
    }
    return all;
  }

  /** The turns of one workload. */
  private static final class Turns {
    private final Workload workload;
    private final Stage stage;
    private final int rounds;
    private final Map<String, Subject> subjects = new LinkedHashMap<>();
    private final Map<String, String> missing = new LinkedHashMap<>();
    private final Map<String, Map<Metric, List<Double>>> samples = new LinkedHashMap<>();

    Turns(Workload workload, Stage stage, int rounds) {
      this.workload = workload;
      this.stage = stage;
      this.rounds = rounds;
    }

    void run(Progress progress) {
      if (rounds == 0) {
        workload.candidates().forEach(candidate -> fail(candidate, "no time was left"));
        return;
      }
      stage.plan(rounds);
      for (String candidate : workload.candidates()) {
        progress.preparing(workload, candidate);
        attempt(candidate, () -> subjects.put(candidate, workload.prepare(candidate, stage)));
      }
      for (int round = 1; round <= rounds; round++) {
        for (String candidate : List.copyOf(subjects.keySet())) {
          progress.turn(workload, candidate, round, rounds);
          attempt(candidate, () -> add(candidate, subject(candidate).measure()));
        }
      }
      for (String candidate : List.copyOf(subjects.keySet())) {
        attempt(candidate, () -> add(candidate, subject(candidate).measureOnce()));
      }
      for (String candidate : List.copyOf(subjects.keySet())) {
        attempt(candidate, subject(candidate)::close);
      }
      progress.done(workload, rounds);
    }

    private Subject subject(String candidate) {
      Subject subject = subjects.get(candidate);
      if (subject == null) {
        throw new IllegalStateException(candidate);
      }
      return subject;
    }

    /** One that fails is out, and named; the others go on. */
    private void attempt(String candidate, LoadProcess.IoAction action) {
      try {
        action.run();
      } catch (UnavailableException e) {
        fail(candidate, String.valueOf(e.getMessage()));
      } catch (IOException e) {
        fail(candidate, "failed: " + e.getMessage());
        stage.discard(candidate);
      }
    }

    private synchronized void fail(String candidate, String why) {
      subjects.remove(candidate);
      missing.put(candidate, why.lines().findFirst().orElse(why));
    }

    private synchronized void add(String candidate, Map<Metric, Double> values) {
      Map<Metric, List<Double>> mine =
          samples.computeIfAbsent(candidate, name -> new EnumMap<>(Metric.class));
      values.forEach(
          (metric, value) -> mine.computeIfAbsent(metric, m -> new ArrayList<>()).add(value));
    }

    synchronized Row row() {
      List<Entry> entries = new ArrayList<>();
      for (String candidate : workload.candidates()) {
        Map<Metric, List<Double>> copy = new EnumMap<>(Metric.class);
        samples.getOrDefault(candidate, Map.of()).forEach((m, v) -> copy.put(m, List.copyOf(v)));
        String why = missing.get(candidate);
        if (why == null && copy.isEmpty()) {
          why = "not reached";
        }
        entries.add(new Entry(candidate, why, copy));
      }
      return new Row(workload.id(), workload.title(), workload.primary(), entries);
    }
  }
}
