package dev.sluice.benchmarks.result;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What was promised of a row. It is missed only when the whole interval lies beyond it.
 *
 * @param row the row's id
 * @param candidate whose figure
 * @param against what it is set against, round by round; null for the figure itself
 * @param comparison how
 * @param metric which figure
 * @param limit the largest allowed, or the smallest where more is better
 */
public record Bound(
    String row,
    String candidate,
    @Nullable String against,
    Comparison comparison,
    Metric metric,
    double limit) {

  /** How two figures of a round are set against each other. */
  public enum Comparison {
    /** One divided by the other. */
    RATIO,
    /** One less the other, in the metric's unit. */
    DIFFERENCE
  }

  /** Of the ratio of two figures, or of one by itself. */
  public Bound(
      String row, String candidate, @Nullable String against, Metric metric, double limit) {
    this(row, candidate, against, Comparison.RATIO, metric, limit);
  }

  /** {@return a bound of how much one figure may be above another} */
  public static Bound above(
      String row, String candidate, String against, Metric metric, double limit) {
    return new Bound(row, candidate, against, Comparison.DIFFERENCE, metric, limit);
  }

  /** How a figure stands to its bound. */
  public enum Verdict {
    /** The whole interval is within. */
    MET("met"),
    /** The interval lies on both sides. */
    OPEN("not missed, the interval reaches beyond it"),
    /** The whole interval is beyond. */
    MISSED("missed"),
    /** There is no figure, or too few rounds for an interval. */
    UNKNOWN("not measured");

    private final String words;

    Verdict(String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return words;
    }
  }

  /** {@return the figure, or null where the run has none} */
  public @Nullable Interval figure(Run run) {
    Row found = run.row(row);
    if (found == null) {
      return null;
    }
    Entry ours = found.entry(candidate);
    if (ours == null || ours.values(metric).isEmpty()) {
      return null;
    }
    if (against == null) {
      return Interval.of(ours.values(metric));
    }
    Entry other = found.entry(against);
    List<Double> others = other == null ? List.of() : other.values(metric);
    if (others.isEmpty()) {
      return null;
    }
    return comparison == Comparison.DIFFERENCE
        ? Interval.ofDifferences(ours.values(metric), others)
        : Interval.ofRatios(ours.values(metric), others);
  }

  /** {@return how the run stands to it} */
  public Verdict verdict(Run run) {
    Interval figure = figure(run);
    if (figure == null) {
      return Verdict.UNKNOWN;
    }
    boolean more = metric.moreIsBetter();
    if (more ? figure.low() >= limit : figure.high() <= limit) {
      return Verdict.MET;
    }
    boolean beyond = more ? figure.high() < limit : figure.low() > limit;
    if (!beyond) {
      return Verdict.OPEN;
    }
    return figure.decisive() ? Verdict.MISSED : Verdict.UNKNOWN;
  }

  @Override
  public String toString() {
    boolean difference = comparison == Comparison.DIFFERENCE;
    String what = against == null ? candidate : candidate + (difference ? " - " : "/") + against;
    String unit = against == null || difference ? " " + metric.unit() : "";
    return String.format(
        Locale.ROOT,
        "%s: %s, %s, at %s %s%s",
        row,
        metric.title(),
        what,
        metric.moreIsBetter() ? "least" : "most",
        metric.format(limit),
        unit);
  }
}
