package dev.sluice.examples.connect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.examples.ServerProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** {@code sluice connect}, its input a pipe that the test writes to. */
final class Client implements AutoCloseable {
  private static final long LIMIT_SECONDS = 150;

  private final Process process;
  private final BufferedReader out;
  private final Path err;

  private Client(Process process, Path err) {
    this.process = process;
    this.out = process.inputReader(UTF_8);
    // Reads of its output have no limit of their own.
    CompletableFuture.delayedExecutor(LIMIT_SECONDS, TimeUnit.SECONDS)
        .execute(process::destroyForcibly);
    this.err = err;
  }

  /** The command. */
  static List<String> command(String... arguments) {
    List<String> words = new ArrayList<>(List.of("connect"));
    words.addAll(List.of(arguments));
    // These live for a moment only, and one compiler is enough for them.
    return ServerProcess.command(
        List.of("-Xmx64m", "-XX:TieredStopAtLevel=1"), words.toArray(new String[0]));
  }

  static Client connect(String... arguments) throws IOException {
    Path err = Files.createTempFile("connect", ".err");
    return new Client(
        new ProcessBuilder(command(arguments)).redirectError(err.toFile()).start(), err);
  }

  Client sends(String text) throws IOException {
    process.getOutputStream().write(text.getBytes(UTF_8));
    process.getOutputStream().flush();
    return this;
  }

  Client endsInput() throws IOException {
    process.getOutputStream().close();
    return this;
  }

  Client prints(String line) throws IOException {
    assertThat(out.readLine()).as(errors()).isEqualTo(line);
    return this;
  }

  /** It prints nothing more and ends. */
  void ends(int status, String errors) throws Exception {
    assertThat(out.readLine()).isNull();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(errors()).isEqualTo(errors);
    assertThat(process.exitValue()).isEqualTo(status);
  }

  /** What it says when it ends with status 1. */
  String failure() throws Exception {
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(1);
    assertThat(errors()).hasLineCount(1);
    return errors();
  }

  private String errors() {
    try {
      return Files.readString(err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    process.destroyForcibly().onExit().join();
    out.close();
    process.getOutputStream().close();
    Files.deleteIfExists(err);
  }
}
