package dev.sluice.benchmarks.micro;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.runner.IterationType;

/**
 * A profiler in name: JMH calls it around each iteration, which is where one can be made to wait.
 * It says "ready", and begins an iteration when a line arrives; then it says "turn", the score, and
 * the bytes allocated per operation.
 */
public final class Turns implements InternalProfiler {
  private static final BufferedReader IN =
      new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
  private static final String ALLOCATED = "gc.alloc.rate.norm";

  private boolean ready;

  /** Made by JMH. */
  public Turns() {}

  static @Nullable String line() throws IOException {
    return IN.readLine();
  }

  @Override
  public String getDescription() {
    return "lets iterations wait for their turn";
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
    if (iteration.getType() != IterationType.MEASUREMENT) {
      return;
    }
    if (!ready) {
      ready = true;
      System.out.println("ready");
    }
    try {
      if (line() == null) {
        throw new IllegalStateException("nobody asks any more");
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Collection<? extends Result<?>> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    if (iteration.getType() == IterationType.MEASUREMENT) {
      double score = result.getPrimaryResult().getScore();
      System.out.println("turn " + score + " " + allocated(result));
    }
    return List.of();
  }

  private static double allocated(IterationResult result) {
    Map<String, ?> secondary = result.getSecondaryResults();
    for (Map.Entry<String, ?> each : secondary.entrySet()) {
      if (each.getKey().endsWith(ALLOCATED)) {
        double bytes = ((Result<?>) each.getValue()).getScore();
        return Double.isNaN(bytes) ? 0 : bytes;
      }
    }
    return 0;
  }
}
