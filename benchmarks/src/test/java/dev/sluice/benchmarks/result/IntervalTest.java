package dev.sluice.benchmarks.result;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class IntervalTest {
  private static List<Double> upTo(int n) {
    return IntStream.rangeClosed(1, n).mapToObj(i -> (double) i).toList();
  }

  @Test
  void fewValuesMakeARangeThatDecidesNothing() {
    assertThat(Interval.of(upTo(1))).isEqualTo(new Interval(1, 1, 1, false));
    assertThat(Interval.of(upTo(5))).isEqualTo(new Interval(3, 1, 5, false));
  }

  /** The ranks are those of printed tables for the sign test. */
  @Test
  void ranksAreThoseOfTheBinomial() {
    assertThat(Interval.of(upTo(6))).isEqualTo(new Interval(3.5, 1, 6, true));
    assertThat(Interval.of(upTo(9))).isEqualTo(new Interval(5, 2, 8, true));
    assertThat(Interval.of(upTo(12))).isEqualTo(new Interval(6.5, 3, 10, true));
    assertThat(Interval.of(upTo(21))).isEqualTo(new Interval(11, 6, 16, true));
  }

  @Test
  void orderDoesNotMatter() {
    assertThat(Interval.of(List.of(3.0, 1.0, 2.0)).median()).isEqualTo(2);
  }

  /** The promise of the name, on numbers that are as skewed as times are. */
  @Test
  void theMedianIsInsideNineteenTimesOfTwenty() {
    Random random = new Random(7);
    double median = Math.exp(0);
    long inside =
        IntStream.range(0, 2000)
            .mapToObj(
                i ->
                    Interval.of(
                        DoubleStream.generate(() -> Math.exp(random.nextGaussian()))
                            .limit(11)
                            .boxed()
                            .toList()))
            .filter(interval -> interval.contains(median))
            .count();
    assertThat(inside).isBetween(1900L, 2000L);
  }

  @Test
  void ratiosArePairedByRound() {
    // Both slow down threefold, and the ratio does not move.
    Interval ratio =
        Interval.ofRatios(
            List.of(2.0, 6.0, 2.0, 6.0, 2.0, 6.0), List.of(1.0, 3.0, 1.0, 3.0, 1.0, 3.0));
    assertThat(ratio).isEqualTo(new Interval(2, 2, 2, true));
    assertThat(ratio.contains(1)).isFalse();
  }

  @Test
  void overlapIsToHaveAValueInCommon() {
    Interval one = new Interval(2, 1, 3, true);
    assertThat(one.overlaps(new Interval(4, 3, 5, true))).isTrue();
    assertThat(one.overlaps(new Interval(5, 3.1, 6, true))).isFalse();
    assertThat(new Interval(5, 3.1, 6, true).overlaps(one)).isFalse();
  }
}
