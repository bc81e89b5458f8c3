package dev.sluice.benchmarks.load;

import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What came of an order: one line of JSON.
 *
 * @param rate requests answered per second, while new ones were being sent; of bulk, bytes
 * @param requests answered in all; of bulk, bytes that arrived
 * @param cpuNanos the server's CPU time for them: from idle to idle, because the scheduler's count
 *     of a thread that runs is late
 * @param p50 median latency in ns
 * @param p99 99 % of the latencies, in ns, are at most this
 * @param p999 and 99.9 %
 * @param error what went wrong, all else being void then
 */
public record Outcome(
    double rate,
    long requests,
    long cpuNanos,
    long p50,
    long p99,
    long p999,
    @Nullable String error) {

  static Outcome of(double rate, long requests, long cpuNanos, Histogram latencies) {
    return new Outcome(
        rate,
        requests,
        cpuNanos,
        latencies.getValueAtPercentile(50),
        latencies.getValueAtPercentile(99),
        latencies.getValueAtPercentile(99.9),
        null);
  }

  static Outcome failed(String error) {
    return new Outcome(0, 0, 0, 0, 0, 0, error);
  }
}
