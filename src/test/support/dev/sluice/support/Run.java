package dev.sluice.support;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program that ran to its end: exit status and what it printed. */
public record Run(int exit, String out, String err) {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  /** Runs a program; two minutes at most, then it is killed and the test fails. */
  public static Run command(String... command) throws IOException, InterruptedException {
    return command(LIMIT, List.of(command));
  }

  /** Runs a program within a time limit. */
  public static Run command(Duration limit, List<String> command)
      throws IOException, InterruptedException {
    Path out = Files.createTempFile("run", ".out");
    Path err = Files.createTempFile("run", ".err");
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectInput(new java.io.File("/dev/null"))
              .redirectOutput(out.toFile())
              .redirectError(err.toFile())
              .start();
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly().waitFor();
        throw new AssertionError(command + " did not end within " + limit);
      }
      return new Run(process.exitValue(), read(out), read(err));
    } finally {
      Files.delete(out);
      Files.delete(err);
    }
  }

  /** The standard output of a program that must succeed. */
  public static String output(String... command) throws IOException, InterruptedException {
    Run run = command(command);
    if (run.exit != 0) {
      throw new AssertionError(String.join(" ", command) + " ended with " + run);
    }
    return run.out;
  }

  private static String read(Path path) throws IOException {
    return new String(Files.readAllBytes(path), StandardCharsets.ISO_8859_1);
  }
}
