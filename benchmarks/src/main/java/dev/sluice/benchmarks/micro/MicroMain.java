package dev.sluice.benchmarks.micro;

import java.io.IOException;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Runs the benchmarks of one class by JMH, each when standard input asks for it: "operation
 * warm-millis millis iterations". Each iteration waits for its turn, see {@link Turns}, so that the
 * JVMs of all candidates can take turns of a few milliseconds; a fork for every turn would spend a
 * hundred times that on starting.
 */
public final class MicroMain {
  private MicroMain() {}

  /** Takes the name of the class. */
  public static void main(String[] args) throws IOException {
    // Several of these are alive at the same time, and only one is ever asked to run.
    System.setProperty("jmh.ignoreLock", "true");
    for (String line = Turns.line(); line != null; line = Turns.line()) {
      System.out.println(run(args[0], line.split(" ", 4)));
    }
  }

  private static String run(String type, String[] fields) {
    try {
      new Runner(options(type + "." + fields[0], fields)).run();
      return "done";
    } catch (RunnerException | RuntimeException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      return "failed: " + String.valueOf(cause).replace('\n', ' ');
    }
  }

  private static Options options(String benchmark, String[] fields) {
    return new OptionsBuilder()
        .include("^" + benchmark.replace(".", "\\.") + "$")
        .forks(0)
        .warmupIterations(1)
        .warmupTime(TimeValue.milliseconds(Integer.parseInt(fields[1])))
        .measurementIterations(Integer.parseInt(fields[3]))
        .measurementTime(TimeValue.milliseconds(Integer.parseInt(fields[2])))
        // First, so that it begins before the other and ends after it.
        .addProfiler(Turns.class)
        .addProfiler(GCProfiler.class)
        .shouldFailOnError(true)
        .verbosity(VerboseMode.SILENT)
        .build();
  }
}
