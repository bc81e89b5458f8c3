package dev.sluice.benchmarks.report;

import dev.sluice.benchmarks.result.Entry;
import dev.sluice.benchmarks.result.Interval;
import dev.sluice.benchmarks.result.Row;
import dev.sluice.benchmarks.result.Run;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A run beside an older one: which ratios moved, and whether beyond the noise. */
public final class Difference {
  private static final double CLOSE = 0.05;

  private Difference() {}

  /** Prints it. */
  public static void print(Run old, Run run, PrintWriter out) {
    int all = 0;
    int close = 0;
    out.println();
    out.println("Ratios then (" + old.started() + ") and now:");
    for (Row row : run.rows()) {
      for (Entry entry : row.entries()) {
        Interval now = ratio(run, row.id(), entry.candidate());
        Interval then = ratio(old, row.id(), entry.candidate());
        if (now != null && then != null) {
          double moved = now.median() / then.median() - 1;
          all++;
          close += Math.abs(moved) < CLOSE ? 1 : 0;
          out.println(line(row.id() + " " + entry.candidate(), then, now, moved));
        }
      }
    }
    out.printf(Locale.ROOT, "%d of %d medians of ratios moved by less than 5 %%.%n", close, all);
    out.flush();
  }

  private static String line(String name, Interval then, Interval now, double moved) {
    String words = now.overlaps(then) ? "no difference" : moved > 0 ? "MORE" : "LESS";
    return String.format(
        Locale.ROOT, "  %-40s %-20s %-20s %+6.1f %%  %s", name, then, now, 100 * moved, words);
  }

  private static @Nullable Interval ratio(Run run, String id, String candidate) {
    Row row = run.row(id);
    Entry baseline = row == null ? null : row.baseline();
    Entry entry = row == null ? null : row.entry(candidate);
    if (row == null || baseline == null || entry == null || !entry.measured()) {
      return null;
    }
    List<Double> values = entry.values(row.primary());
    boolean self = entry.candidate().equals(baseline.candidate());
    return self || values.isEmpty()
        ? null
        : Interval.ofRatios(values, baseline.values(row.primary()));
  }
}
