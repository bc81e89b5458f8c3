package dev.sluice.benchmarks.workloads;

import dev.sluice.benchmarks.harness.Lab;
import dev.sluice.benchmarks.harness.PinnedProcess;
import dev.sluice.benchmarks.harness.Subject;
import dev.sluice.benchmarks.result.Metric;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code native/reference/calls.c}, a turn whenever it is asked for one. */
final class CCalls implements Subject {
  private static final String PREFIX = "ns=";

  private final PinnedProcess process;

  CCalls(Lab lab, String operation, int millis, String mode) throws IOException {
    String seconds = String.format(Locale.ROOT, "%.3f", millis / 1000.0);
    String program = lab.compile("reference/calls.c").toString();
    process = new PinnedProcess(lab, List.of(program, operation, seconds, mode));
    // The first is its warm-up.
    measure();
  }

  @Override
  public Map<Metric, Double> measure() throws IOException {
    String line = process.ask("go");
    if (!line.startsWith(PREFIX)) {
      throw new IOException(line);
    }
    return Map.of(Metric.TIME, Double.parseDouble(line.substring(PREFIX.length())));
  }

  @Override
  public void close() {
    process.close();
  }
}
