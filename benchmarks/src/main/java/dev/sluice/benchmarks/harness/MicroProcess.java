package dev.sluice.benchmarks.harness;

import dev.sluice.benchmarks.micro.MicroMain;
import dev.sluice.benchmarks.result.Metric;
import java.io.IOException;
import java.util.List;
import java.util.Map;

/** A JVM that runs the micro-benchmarks of one class, a turn whenever it is asked for one. */
public final class MicroProcess implements AutoCloseable {
  private final PinnedProcess process;

  /** Starts it on the server's core. */
  public MicroProcess(Lab lab, Class<?> benchmarks, List<String> javaOptions) throws IOException {
    this.process =
        new PinnedProcess(
            lab, Lab.java(MicroMain.class.getName(), javaOptions, List.of(benchmarks.getName())));
  }

  /** Warms an operation up, for so many turns of so many milliseconds. */
  public void prepare(String operation, int warmMillis, int millis, int turns) throws IOException {
    expect("ready", process.ask(operation + " " + warmMillis + " " + millis + " " + turns));
  }

  /** {@return what the operation costs, in this turn} */
  public Map<Metric, Double> turn() throws IOException {
    String[] fields = process.ask("go").split(" ", 3);
    if (!fields[0].equals("turn")) {
      throw new IOException(String.join(" ", fields));
    }
    return Map.of(
        Metric.TIME,
        Double.parseDouble(fields[1]),
        Metric.ALLOCATED_PER_CALL,
        Double.parseDouble(fields[2]));
  }

  /** After the last turn. */
  public void end() throws IOException {
    expect("done", process.line());
  }

  private static void expect(String wanted, String line) throws IOException {
    if (!line.equals(wanted)) {
      throw new IOException(line);
    }
  }

  @Override
  public void close() {
    process.close();
  }
}
