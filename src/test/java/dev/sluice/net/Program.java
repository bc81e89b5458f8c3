package dev.sluice.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real program at the other end, ended by its id when a test is over. */
final class Program implements AutoCloseable {
  private final Process process;
  private final BufferedReader out;

  private Program(Process process) {
    this.process = process;
    this.out = process.inputReader(UTF_8);
  }

  static Program start(String... command) throws IOException {
    return start(List.of(command));
  }

  static Program start(List<String> command) throws IOException {
    return new Program(
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start());
  }

  void write(String text) throws IOException {
    OutputStream in = process.getOutputStream();
    in.write(text.getBytes(UTF_8));
    in.flush();
  }

  void endInput() throws IOException {
    process.getOutputStream().close();
  }

  /** The next line; null at the end. */
  String readLine() throws IOException {
    return out.readLine();
  }

  /** Exactly so many characters, or fewer at the end. */
  String read(int count) throws IOException {
    char[] room = new char[count];
    int filled = 0;
    int result;
    while (filled < count && (result = out.read(room, filled, count - filled)) >= 0) {
      filled += result;
    }
    return new String(room, 0, filled);
  }

  long pid() {
    return process.pid();
  }

  void assertEnds() throws InterruptedException {
    assertThat(process.waitFor(30, TimeUnit.SECONDS)).as("the program ends").isTrue();
    assertThat(process.exitValue()).isZero();
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }
}
