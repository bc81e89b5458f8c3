package dev.sluice.benchmarks.result;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class BoundTest {
  private static final int ROUNDS = 9;

  private static Run run(Metric metric, List<Double> ours, List<Double> others) {
    Entry baseline = new Entry("c", null, Map.of(metric, others));
    Entry entry = new Entry("sluice", null, Map.of(metric, ours));
    Row row = new Row("echo", "an echo", metric, List.of(baseline, entry));
    return new Run("", 0, "", false, Map.of(), List.of(row));
  }

  private static List<Double> times(double value, int rounds) {
    return Collections.nCopies(rounds, value);
  }

  private static Bound.Verdict cpu(List<Double> ours) {
    Run run = run(Metric.CPU, ours, times(1, ours.size()));
    return new Bound("echo", "sluice", "c", Metric.CPU, 1.1).verdict(run);
  }

  @Test
  void isMetWhenTheWholeIntervalIsWithin() {
    assertThat(cpu(times(1.1, ROUNDS))).isEqualTo(Bound.Verdict.MET);
  }

  @Test
  void isMissedOnlyWhenTheWholeIntervalIsBeyond() {
    assertThat(cpu(times(1.11, ROUNDS))).isEqualTo(Bound.Verdict.MISSED);
    assertThat(cpu(List.of(1.0, 1.0, 1.0, 1.2, 1.2, 1.2, 1.2, 1.2, 1.2)))
        .isEqualTo(Bound.Verdict.OPEN);
  }

  @Test
  void fewRoundsDecideNothing() {
    assertThat(cpu(times(1.5, 5))).isEqualTo(Bound.Verdict.UNKNOWN);
  }

  @Test
  void isALeastWhereMoreIsBetter() {
    Bound bound = new Bound("echo", "sluice", "c", Metric.RATE, 0.9);
    assertThat(bound.verdict(run(Metric.RATE, times(95, ROUNDS), times(100, ROUNDS))))
        .isEqualTo(Bound.Verdict.MET);
    assertThat(bound.verdict(run(Metric.RATE, times(85, ROUNDS), times(100, ROUNDS))))
        .isEqualTo(Bound.Verdict.MISSED);
    assertThat(bound).hasToString("echo: requests per second, sluice/c, at least 0.90");
  }

  @Test
  void maySpeakOfTheFigureItself() {
    Bound bound = new Bound("echo", "sluice", null, Metric.START, 150);
    Run run = run(Metric.START, times(140, ROUNDS), times(1, ROUNDS));
    assertThat(bound.verdict(run)).isEqualTo(Bound.Verdict.MET);
    assertThat(bound).hasToString("echo: start to first byte, sluice, at most 150 ms");
  }

  @Test
  void nothingIsKnownOfWhatIsNotThere() {
    Run run = run(Metric.CPU, times(1, ROUNDS), times(1, ROUNDS));
    for (Bound bound :
        List.of(
            new Bound("other", "sluice", "c", Metric.CPU, 1),
            new Bound("echo", "other", "c", Metric.CPU, 1),
            new Bound("echo", "sluice", "other", Metric.CPU, 1),
            new Bound("echo", "sluice", "c", Metric.RATE, 1))) {
      assertThat(bound.verdict(run)).isEqualTo(Bound.Verdict.UNKNOWN);
    }
  }
}
