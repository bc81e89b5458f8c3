package dev.sluice.benchmarks.harness;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A process on the server's core that answers lines with lines. */
public final class PinnedProcess implements AutoCloseable {
  private final Lab lab;
  private final Process process;
  private final Path errors;
  private final BufferedWriter input;
  private final BufferedReader output;

  /** Starts it. */
  public PinnedProcess(Lab lab, List<String> command) throws IOException {
    this.lab = lab;
    this.errors = Files.createTempFile(lab.scratch(), "process-", ".log");
    ProcessBuilder builder = new ProcessBuilder(Cores.onCore(lab.cores().server(), command));
    builder.redirectError(errors.toFile());
    this.process = lab.children().start(builder);
    this.input = process.outputWriter();
    this.output = process.inputReader();
  }

  /** {@return the line that it answers} */
  public String ask(String line) throws IOException {
    input.write(line);
    input.newLine();
    input.flush();
    return line();
  }

  /** {@return its next line} */
  public String line() throws IOException {
    String line = output.readLine();
    if (line == null) {
      throw new IOException("the process ended: " + Files.readString(errors).strip());
    }
    return line;
  }

  @Override
  public void close() {
    lab.children().end(process);
  }
}
