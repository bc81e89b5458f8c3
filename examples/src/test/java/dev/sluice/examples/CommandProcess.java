package dev.sluice.examples;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program with its input and output in the hands of a test, ended by its id. */
public final class CommandProcess implements AutoCloseable {
  private static final long STOP_SECONDS = 30;

  private final Process process;
  private final Path err;
  private final BufferedReader out;

  private CommandProcess(Process process, Path err) {
    this.process = process;
    this.err = err;
    this.out = process.inputReader(ISO_8859_1);
  }

  /** Starts the command line of the project with these arguments. */
  public static CommandProcess sluice(String... arguments) throws IOException {
    return run(ServerProcess.command(List.of("-Xmx32m"), arguments));
  }

  /** The same, within a program that becomes the JVM by exec. */
  public static CommandProcess sluiceIn(List<String> wrapper, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(wrapper);
    command.addAll(ServerProcess.command(List.of("-Xmx32m"), arguments));
    return run(command);
  }

  /** Starts any program. */
  public static CommandProcess run(List<String> command) throws IOException {
    Path err = Files.createTempFile("command", ".err");
    return new CommandProcess(new ProcessBuilder(command).redirectError(err.toFile()).start(), err);
  }

  /** Writes text to its input. */
  public CommandProcess write(String text) throws IOException {
    process.getOutputStream().write(text.getBytes(ISO_8859_1));
    process.getOutputStream().flush();
    return this;
  }

  /** Ends its input. */
  public void endInput() throws IOException {
    process.getOutputStream().close();
  }

  /** The next line of its output, waited for; what it wrote to its standard error at the end. */
  public String readLine() throws IOException {
    String line = out.readLine();
    return line == null ? "ended: " + errors() : line;
  }

  /** What it has written to its standard error. */
  public String errors() {
    try {
      return Files.readString(err, ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The time on a CPU that it has used, in hundredths of a second. */
  public long cpuTicks() throws IOException {
    String stat = Files.readString(Path.of("/proc/" + process.pid() + "/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
  }

  /** Waits for its end: the exit status. */
  public int awaitExit() throws InterruptedException {
    if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("did not end: " + errors());
    }
    return process.exitValue();
  }

  /** SIGTERM: the exit status. */
  public int stop() throws InterruptedException {
    process.toHandle().destroy();
    return awaitExit();
  }

  /** Kills what is left of it. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
    try {
      out.close();
      Files.deleteIfExists(err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
