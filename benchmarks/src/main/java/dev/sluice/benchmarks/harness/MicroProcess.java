package dev.sluice.benchmarks.harness;

import dev.sluice.benchmarks.micro.MicroMain;
import dev.sluice.benchmarks.result.Metric;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A JVM that runs the micro-benchmarks of one class, one at a time as it is told to. */
public final class MicroProcess implements AutoCloseable {
  private final Lab lab;
  private final Process process;
  private final Path errors;
  private final BufferedWriter orders;
  private final BufferedReader answers;

  /** Starts it on the server's core. */
  public MicroProcess(Lab lab, Class<?> benchmarks, List<String> javaOptions) throws IOException {
    this.lab = lab;
    this.errors = Files.createTempFile(lab.scratch(), "micro-", ".log");
    List<String> command =
        Lab.java(MicroMain.class.getName(), javaOptions, List.of(benchmarks.getName()));
    ProcessBuilder builder = new ProcessBuilder(Cores.onCore(lab.cores().server(), command));
    builder.redirectError(errors.toFile());
    this.process = lab.children().start(builder);
    this.orders = process.outputWriter();
    this.answers = process.inputReader();
  }

  /** {@return what one operation costs, after so many milliseconds of warm-up} */
  public Map<Metric, Double> run(String operation, int warmMillis, int millis) throws IOException {
    orders.write(operation + " " + warmMillis + " " + millis);
    orders.newLine();
    orders.flush();
    String line = answers.readLine();
    if (line == null) {
      throw new IOException("the JVM ended: " + Files.readString(errors).strip());
    }
    String[] fields = line.split(" ", 3);
    if (!fields[0].equals("ok")) {
      throw new IOException(line);
    }
    return Map.of(
        Metric.TIME,
        Double.parseDouble(fields[1]),
        Metric.ALLOCATED_PER_CALL,
        Double.parseDouble(fields[2]));
  }

  @Override
  public void close() {
    lab.children().end(process);
  }
}
