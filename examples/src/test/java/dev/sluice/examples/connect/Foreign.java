package dev.sluice.examples.connect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Somebody else's server, which says where it listens. */
final class Foreign implements AutoCloseable {
  private static final long LIMIT_SECONDS = 150;

  private final Process process;
  private final BufferedReader out;
  private final String where;

  private Foreign(Process process, Pattern saying) throws IOException {
    this.process = process;
    this.out = process.inputReader(UTF_8);
    // Reads of its output have no limit of their own.
    CompletableFuture.delayedExecutor(LIMIT_SECONDS, TimeUnit.SECONDS)
        .execute(process::destroyForcibly);
    this.where = whereIn(saying);
  }

  private String whereIn(Pattern saying) throws IOException {
    StringBuilder said = new StringBuilder();
    for (String line = out.readLine(); line != null; line = out.readLine()) {
      Matcher matcher = saying.matcher(line);
      if (matcher.find()) {
        return matcher.group(1);
      }
      said.append(line).append('\n');
    }
    process.destroyForcibly();
    throw new AssertionError("does not listen: " + said);
  }

  private static Foreign start(String saying, String... command) throws IOException {
    Process started = new ProcessBuilder(command).redirectErrorStream(true).start();
    return new Foreign(started, Pattern.compile(saying));
  }

  /** socat between an address to listen on and another. */
  static Foreign socat(String listen, String other) throws IOException {
    return start("N (?:listening|receiving) on AF=\\d+ (.+)", "socat", "-d", "-d", listen, other);
  }

  /** nc that takes one connection. */
  static Foreign netcat() throws IOException {
    return start("Listening on \\S+ (\\d+)", "nc", "-v", "-l", "-N", "127.0.0.1", "0");
  }

  /** A program of python that prints {@code on ADDRESS} first. */
  static Foreign python(String program, String... arguments) throws IOException {
    String[] command = new String[arguments.length + 3];
    command[0] = "python3";
    command[1] = "-c";
    command[2] = program;
    System.arraycopy(arguments, 0, command, 3, arguments.length);
    return start("^on (.+)", command);
  }

  /** Where it listens: a port, or what it says. */
  String where() {
    return where;
  }

  /** Writes to its input, and ends that. */
  void answers(String text) throws IOException {
    process.getOutputStream().write(text.getBytes(UTF_8));
    process.getOutputStream().close();
  }

  /** The next line of its output. */
  String readLine() throws IOException {
    return out.readLine();
  }

  /** It ends by itself. */
  void ends() throws InterruptedException {
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly().onExit().join();
    out.close();
    process.getOutputStream().close();
  }
}
