package dev.sluice.benchmarks.report;

import dev.sluice.benchmarks.result.Entry;
import dev.sluice.benchmarks.result.Interval;
import dev.sluice.benchmarks.result.Metric;
import dev.sluice.benchmarks.result.Row;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A row as a table of text: the same on the terminal, on the page and in Markdown. */
final class Figures {
  /** Below this a figure is a zero, and nothing can be set against it. */
  private static final double NOTHING = 1e-9;

  private Figures() {}

  static List<String> heading(Row row) {
    List<String> cells = new ArrayList<>(List.of("candidate"));
    cells.add(named(row.primary()));
    Entry baseline = row.baseline();
    cells.add(baseline == null ? "ratio" : "to " + baseline.candidate() + ", 95 %");
    for (Metric metric : others(row)) {
      cells.add(named(metric));
    }
    return cells;
  }

  static List<List<String>> lines(Row row) {
    return row.entries().stream().map(entry -> line(row, entry)).toList();
  }

  private static List<String> line(Row row, Entry entry) {
    List<String> cells = new ArrayList<>(List.of(entry.candidate()));
    cells.add(value(entry, row.primary()));
    cells.add(entry.missing() == null ? comparison(row, entry) : "skipped");
    for (Metric metric : others(row)) {
      cells.add(median(entry, metric));
    }
    return cells;
  }

  private static List<Metric> others(Row row) {
    return List.of(Metric.values()).stream()
        .filter(metric -> metric != row.primary())
        .filter(metric -> row.entries().stream().anyMatch(e -> !e.values(metric).isEmpty()))
        .toList();
  }

  private static String named(Metric metric) {
    return metric.title() + ", " + metric.unit();
  }

  /** Median and interval. */
  private static String value(Entry entry, Metric metric) {
    List<Double> values = entry.values(metric);
    if (values.isEmpty()) {
      return "";
    }
    Interval interval = Interval.of(values);
    return String.format(
        Locale.ROOT,
        "%s (%s–%s)",
        metric.format(interval.median()),
        metric.format(interval.low()),
        metric.format(interval.high()));
  }

  private static String median(Entry entry, Metric metric) {
    List<Double> values = entry.values(metric);
    return values.isEmpty() ? "" : metric.format(Interval.of(values).median());
  }

  private static String comparison(Row row, Entry entry) {
    Entry baseline = row.baseline();
    if (baseline == null || !entry.measured()) {
      return "";
    }
    if (entry.equals(baseline)) {
      return "1";
    }
    if (baseline.values(row.primary()).stream().anyMatch(value -> value < NOTHING)) {
      return "";
    }
    Interval ratio = Interval.ofRatios(entry.values(row.primary()), baseline.values(row.primary()));
    return ratio + (ratio.contains(1) ? ", no difference" : "") + (ratio.decisive() ? "" : " *");
  }

  /** {@return who is missing, and why} */
  static List<String> missing(Row row) {
    return row.entries().stream()
        .filter(entry -> entry.missing() != null)
        .map(entry -> "skipped: " + entry.candidate() + ": " + entry.missing())
        .toList();
  }

  /** {@return what repeats a row} */
  static String command(Row row, Map<String, String> facts) {
    String scale = "full".equals(facts.get("scale")) ? "--full " : "";
    return "./sluice bench " + scale + "--only " + row.id();
  }
}
