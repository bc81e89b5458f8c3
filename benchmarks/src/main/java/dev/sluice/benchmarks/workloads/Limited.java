package dev.sluice.benchmarks.workloads;

import dev.sluice.benchmarks.harness.Scale;
import dev.sluice.benchmarks.harness.Stage;
import dev.sluice.benchmarks.harness.Subject;
import dev.sluice.benchmarks.harness.UsageException;
import dev.sluice.benchmarks.harness.Workload;
import dev.sluice.benchmarks.result.Metric;
import java.io.IOException;
import java.util.List;
import java.util.Set;

/** A workload with fewer candidates. */
public final class Limited implements Workload {
  private final Workload all;
  private final List<String> candidates;

  private Limited(Workload all, List<String> candidates) {
    this.all = all;
    this.candidates = candidates;
  }

  /**
   * {@return the workloads with only those candidates, and without the workloads that have none}
   *
   * @throws UsageException when a name is nobody's
   */
  public static List<Workload> to(Set<String> names, List<Workload> workloads)
      throws UsageException {
    for (String name : names) {
      if (workloads.stream().noneMatch(workload -> workload.candidates().contains(name))) {
        throw new UsageException("no candidate of these rows is called " + name);
      }
    }
    return workloads.stream()
        .map(
            workload ->
                (Workload)
                    new Limited(
                        workload, workload.candidates().stream().filter(names::contains).toList()))
        .filter(workload -> !workload.candidates().isEmpty())
        .toList();
  }

  @Override
  public String id() {
    return all.id();
  }

  @Override
  public String title() {
    return all.title();
  }

  @Override
  public Metric primary() {
    return all.primary();
  }

  @Override
  public boolean quick() {
    return all.quick();
  }

  @Override
  public List<String> candidates() {
    return candidates;
  }

  @Override
  public String stage() {
    return all.stage();
  }

  @Override
  public Subject prepare(String candidate, Stage stage) throws IOException {
    return all.prepare(candidate, stage);
  }

  @Override
  public int turnMillis(Scale scale) {
    return all.turnMillis(scale);
  }

  @Override
  public int prepareMillis(Scale scale) {
    return all.prepareMillis(scale);
  }

  @Override
  public int startMillis(Scale scale) {
    return all.startMillis(scale);
  }

  @Override
  public int rounds(Scale scale) {
    return all.rounds(scale);
  }
}
