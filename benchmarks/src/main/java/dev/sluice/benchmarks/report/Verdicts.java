package dev.sluice.benchmarks.report;

import dev.sluice.benchmarks.result.Bound;
import dev.sluice.benchmarks.result.Interval;
import dev.sluice.benchmarks.result.Run;
import dev.sluice.benchmarks.workloads.Bounds;
import java.util.List;

/** The bounds of the rows that a run has, and how it stands to them. */
final class Verdicts {
  private Verdicts() {}

  static List<String> lines(Run run) {
    return of(run).stream().map(bound -> line(bound, run)).toList();
  }

  static List<Bound> of(Run run) {
    return Bounds.PROMISED.stream().filter(bound -> run.row(bound.row()) != null).toList();
  }

  static String line(Bound bound, Run run) {
    Interval figure = bound.figure(run);
    return bound + ": " + (figure == null ? "" : figure + ", ") + bound.verdict(run);
  }

  /** {@return those that are not met, or of which nothing is known} */
  static List<Bound> open(Run run) {
    return of(run).stream().filter(bound -> bound.verdict(run) != Bound.Verdict.MET).toList();
  }
}
