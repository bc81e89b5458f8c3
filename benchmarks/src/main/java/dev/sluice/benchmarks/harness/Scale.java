package dev.sluice.benchmarks.harness;

/**
 * How thorough a run is.
 *
 * @param name as on the command line
 * @param rounds turns that each candidate has; 6 at least, or there is no 95 % interval
 * @param sliceMillis how long a turn is: short ones, many of them, because what disturbs a shared
 *     machine stays for seconds, and the candidates of one round should meet the same of it
 * @param warmMillis load for a server that has just started
 * @param rewarmMillis load before the first turn of another workload on the same server
 * @param budgetSeconds when the run ends, by taking fewer turns if need be
 */
public record Scale(
    String name, int rounds, int sliceMillis, int warmMillis, int rewarmMillis, int budgetSeconds) {

  /** Ten minutes. */
  public static final Scale QUICK = new Scale("quick", 80, 25, 5000, 300, 590);

  /** An hour and a half at most. */
  public static final Scale FULL = new Scale("full", 48, 30, 6000, 500, 5300);

  /** Fewer make no 95 % interval. */
  static final int LEAST_ROUNDS = 6;
}
