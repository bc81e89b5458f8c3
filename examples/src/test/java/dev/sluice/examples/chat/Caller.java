package dev.sluice.examples.chat;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Somebody at a terminal, by nc. */
final class Caller implements AutoCloseable {
  // So that a test that waits for what never comes fails instead of hanging.
  private static final String SILENCE_SECONDS = "60";

  private final Process netcat;
  private final BufferedReader out;

  private Caller(int port) throws IOException {
    this.netcat =
        new ProcessBuilder("nc", "-w", SILENCE_SECONDS, "127.0.0.1", Integer.toString(port))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    this.out = netcat.inputReader(UTF_8);
  }

  /** Calls, and is asked for a name. */
  static Caller call(int port) throws IOException {
    return new Caller(port).hears("* What is your name?");
  }

  /** Calls, gives a name, and is in the lobby. */
  static Caller call(int port, String name) throws IOException {
    return call(port).says(name).hearsCommands().hears("* " + name + " is in lobby");
  }

  Caller says(String line) throws IOException {
    return sends(line + "\n");
  }

  Caller sends(String text) throws IOException {
    netcat.getOutputStream().write(text.getBytes(UTF_8));
    netcat.getOutputStream().flush();
    return this;
  }

  Caller hearsCommands() throws IOException {
    return hears("* /join ROOM, /who, /quit; all else goes to the room");
  }

  /** The next lines are these. */
  Caller hears(String... lines) throws IOException {
    for (String line : lines) {
      assertThat(out.readLine()).isEqualTo(line);
    }
    return this;
  }

  /** All the rest, up to the end of the connection. */
  String hearsToTheEnd() throws IOException {
    // nc outlives the connection for as long as its input is open.
    netcat.getOutputStream().close();
    StringBuilder rest = new StringBuilder();
    char[] room = new char[8192];
    for (int n = out.read(room); n >= 0; n = out.read(room)) {
      rest.append(room, 0, n);
    }
    return rest.toString();
  }

  /** No more is said, as by nc's end. */
  void hangsUp() throws InterruptedException {
    netcat.destroy();
    assertThat(netcat.waitFor(30, TimeUnit.SECONDS)).isTrue();
  }

  @Override
  public void close() throws IOException {
    netcat.destroyForcibly().onExit().join();
    out.close();
    netcat.getOutputStream().close();
  }
}
