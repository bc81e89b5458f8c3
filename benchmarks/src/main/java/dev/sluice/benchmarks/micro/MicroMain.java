package dev.sluice.benchmarks.micro;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Map;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs the benchmarks of one class by JMH, each when standard input asks for it: "operation
 * warm-millis millis". The JVM stays, warm, so that candidates can take turns of a tenth of a
 * second; a fork for every turn would spend ten times that on starting.
 */
public final class MicroMain {
  private static final String ALLOCATED = "gc.alloc.rate.norm";

  private MicroMain() {}

  /** Takes the name of the class. */
  public static void main(String[] args) throws IOException {
    // Several of these wait at the same time, and only one is ever asked to run.
    System.setProperty("jmh.ignoreLock", "true");
    BufferedReader orders =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = orders.readLine(); line != null; line = orders.readLine()) {
      String[] fields = line.split(" ", 3);
      System.out.println(answer(args[0], fields));
    }
  }

  private static String answer(String type, String[] fields) {
    try {
      int warm = Integer.parseInt(fields[1]);
      return run(type + "." + fields[0], warm, Integer.parseInt(fields[2]));
    } catch (RunnerException | RuntimeException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      return "failed: " + String.valueOf(cause).replace('\n', ' ');
    }
  }

  private static String run(String benchmark, int warmMillis, int millis) throws RunnerException {
    Options options =
        new OptionsBuilder()
            .include("^" + benchmark.replace(".", "\\.") + "$")
            .forks(0)
            .warmupIterations(1)
            .warmupTime(TimeValue.milliseconds(warmMillis))
            .measurementIterations(1)
            .measurementTime(TimeValue.milliseconds(millis))
            .addProfiler(GCProfiler.class)
            .shouldFailOnError(true)
            .verbosity(VerboseMode.SILENT)
            .build();
    Collection<RunResult> results = new Runner(options).run();
    RunResult result = results.iterator().next();
    return "ok " + result.getPrimaryResult().getScore() + " " + allocated(result);
  }

  private static double allocated(RunResult result) {
    for (Map.Entry<String, ?> secondary : result.getSecondaryResults().entrySet()) {
      if (secondary.getKey().endsWith(ALLOCATED)) {
        double bytes = ((Result<?>) secondary.getValue()).getScore();
        return Double.isNaN(bytes) ? 0 : bytes;
      }
    }
    return 0;
  }
}
