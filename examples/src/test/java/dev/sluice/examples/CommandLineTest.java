package dev.sluice.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.support.Run;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the command line answers: exit status 0, 1 for a failure, 2 for wrong use. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class CommandLineTest {
  /** Runs without a server; at the first line it could not have come to listen. */
  private static Run sluice(String... arguments) throws IOException, InterruptedException {
    // These live for a moment only, and one compiler is enough for them.
    List<String> command = ServerProcess.command(List.of("-XX:TieredStopAtLevel=1"), arguments);
    Run run = Run.command(Duration.ofMinutes(1), command);
    assertThat(run.out() + run.err()).doesNotContain("listening", "\tat ");
    return run;
  }

  private static void isWrongUse(Run run, String saying) {
    assertThat(run.exit()).as(run.err()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains(saying).contains("Usage: sluice");
  }

  private static void isOneLine(Run run, int exit, String line) {
    assertThat(run.err()).isEqualTo(line + "\n");
    assertThat(run.out()).isEmpty();
    assertThat(run.exit()).isEqualTo(exit);
  }

  @Test
  void folderMissing(@TempDir Path dir) throws Exception {
    String missing = dir.resolve("missing").toString();
    isOneLine(
        sluice("serve", missing, "--port", "0"),
        2,
        "serve: open(" + missing + "): ENOENT (No such file or directory)");
  }

  @Test
  void folderIsNone(@TempDir Path dir) throws Exception {
    String file = Files.createFile(dir.resolve("file")).toString();
    isOneLine(
        sluice("serve", file, "--port", "0"),
        2,
        "serve: open(" + file + "): ENOTDIR (Not a directory)");
    String tooLong = "/" + "x".repeat(5000);
    Run run = sluice("serve", tooLong, "--port", "0");
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).startsWith("serve: ").containsOnlyOnce("\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"echo", "serve"})
  void portInUse(String command, @TempDir Path dir) throws Exception {
    try (ServerSocket taken =
        new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
      int port = taken.getLocalPort();
      String[] arguments =
          command.equals("echo")
              ? new String[] {"echo", "--port", "" + port}
              : new String[] {"serve", dir.toString(), "--port", "" + port};
      isOneLine(
          sluice(arguments),
          1,
          "bind(127.0.0.1:" + port + "): EADDRINUSE (Address already in use)");
    }
  }

  @Test
  void addressOfAnotherMachine() throws Exception {
    // TEST-NET-1 of RFC 5737: nobody's.
    isOneLine(
        sluice("echo", "--host", "192.0.2.1", "--port", "0"),
        1,
        "bind(192.0.2.1:0): EADDRNOTAVAIL (Cannot assign requested address)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "65536", "99999999999", "eighty", ""})
  void noPort(String port) throws Exception {
    Run run = sluice("echo", "--port", port);
    isWrongUse(run, "a port is a number from 0 to 65535, not " + port);
  }

  @Test
  void noHost() throws Exception {
    isWrongUse(sluice("echo", "--host", "no host.invalid"), "unknown host: no host.invalid");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "soon", "99999999999"})
  void noTimeout(String timeout) throws Exception {
    isWrongUse(sluice("serve", ".", "--port", "0", "--idle-timeout", timeout), "--idle-timeout");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--loops 0 | --loops is a number from 1 to 1024, not 0",
        "--loops 2 | single has one loop, not 2",
        "--poller poll --trigger edge | poll is level-triggered only, not edge",
        "--poller select --max-connections 901 | select holds 900 connections, not 901",
        "--model leader-followers --poller poll | leader-followers needs epoll, not poll",
        "--model leader-followers --trigger level | leader-followers is oneshot, not level",
        "--model virtual --workers 2 | virtual has no workers",
        "--idle -1 | --idle is 0 or more seconds, not -1"
      })
  void whatDoesNotGoTogether(String options, String saying) throws Exception {
    isOneLine(sluice(("echo --port 0 " + options).split(" ", -1)), 2, "echo: " + saying);
  }

  @Test
  void wrongUse() throws Exception {
    isWrongUse(sluice(), "a command is missing");
    isWrongUse(sluice("fly"), "fly");
    isWrongUse(sluice("echo", "--fly"), "--fly");
    isWrongUse(sluice("echo", "more"), "more");
    isWrongUse(sluice("echo", "--port"), "--port");
    isWrongUse(sluice("echo", "--listen", "8080"), "HOST:PORT, not 8080");
    isWrongUse(sluice("chat", "--max-pending", "1"), "--max-pending is at least 16384 bytes");
    isWrongUse(sluice("serve"), "DIR");
    isWrongUse(sluice("serve", ".", "--fly"), "--fly");
    isWrongUse(sluice("serve", ".", "--port", "65536"), "65536");
    isWrongUse(sluice("serve", ".", "--port", "0", "--threads", "0"), "--threads");
    isWrongUse(sluice("serve", ".", "--port", "0", "--threads", "1025"), "--threads");
    isWrongUse(sluice("serve", ".", "--port", "0", "--open-files", "-1"), "--open-files");
  }

  @Test
  void help() throws Exception {
    helps(sluice("--help"), "Usage: sluice ", "echo", "serve");
    helps(sluice("-h"), "Usage: sluice ", "echo", "serve");
    helps(sluice("echo", "--help"), "Usage: sluice echo ", "--host", "--port", "8080");
    helps(sluice("chat", "--help"), "Usage: sluice chat ", "--listen", "262144", "1024 bytes");
    helps(sluice("connect", "--help"), "Usage: sluice connect ", "TARGET", "unix-dgram:PATH");
    helps(sluice("serve", "--help"), "Usage: sluice serve ", "DIR", "--idle-timeout", "60");
    // Help is given even where the rest is wrong.
    helps(sluice("serve", "/none", "--help"), "Usage: sluice serve ");
  }

  private static void helps(Run run, String... saying) {
    assertThat(run.exit()).as(run.err()).isEqualTo(0);
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).contains(saying);
  }

  @Test
  void version() throws Exception {
    for (String command : List.of("--version", "-V", "echo --version", "serve --version")) {
      Run run = sluice(command.split(" ", -1));
      assertThat(run.exit()).isEqualTo(0);
      // The number that the build filled in.
      assertThat(run.out()).matches("sluice \\d+\\.\\d+\\.\\d+(-\\w+)?\n");
      assertThat(run.err()).isEmpty();
    }
  }
}
