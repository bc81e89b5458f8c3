package dev.sluice.benchmarks.result;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * A median with its 95 % interval, by order statistics: exact whatever the distribution, and never
 * below 95 %. That takes six values; of fewer it is the range, and nothing is decided by it.
 *
 * @param median the median
 * @param low the lower end
 * @param high the upper end
 * @param decisive whether it is a 95 % interval
 */
public record Interval(double median, double low, double high, boolean decisive) {
  private static final double TAIL = 0.025;

  /** {@return the interval of these values, of which there is at least one} */
  public static Interval of(List<Double> values) {
    List<Double> sorted = new ArrayList<>(values);
    Collections.sort(sorted);
    int n = sorted.size();
    double median = (sorted.get((n - 1) / 2) + sorted.get(n / 2)) / 2;
    int rank = rank(n);
    int low = Math.max(rank, 1) - 1;
    return new Interval(median, sorted.get(low), sorted.get(n - 1 - low), rank > 0);
  }

  /** {@return of the ratios, round by round, of one candidate's values to another's} */
  public static Interval ofRatios(List<Double> ours, List<Double> others) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < Math.min(ours.size(), others.size()); i++) {
      ratios.add(ours.get(i) / others.get(i));
    }
    return of(ratios);
  }

  /** {@return of the differences, round by round, of one candidate's values to another's} */
  public static Interval ofDifferences(List<Double> ours, List<Double> others) {
    List<Double> differences = new ArrayList<>();
    for (int i = 0; i < Math.min(ours.size(), others.size()); i++) {
      differences.add(ours.get(i) - others.get(i));
    }
    return of(differences);
  }

  /**
   * The largest k for which the median lies below the k-th of n values with at most that chance.
   */
  private static int rank(int n) {
    double term = Math.pow(0.5, n);
    double tail = 0;
    int k = 0;
    while (k < n / 2 && tail + term <= TAIL) {
      tail += term;
      term *= (double) (n - k) / (k + 1);
      k++;
    }
    return k;
  }

  /** {@return whether it has room for that value} */
  public boolean contains(double value) {
    return low <= value && value <= high;
  }

  /** {@return whether the two have a value in common} */
  public boolean overlaps(Interval other) {
    return low <= other.high && other.low <= high;
  }

  /** {@return as a ratio: median and interval} */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%.2f (%.2f–%.2f)", median, low, high);
  }
}
