package dev.sluice.examples.upper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.examples.CommandProcess;
import dev.sluice.examples.ServerProcess;
import dev.sluice.support.Run;
import dev.sluice.support.Tools;
import java.io.IOException;
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

/** {@code sluice upper} against nc and socat. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class UpperTest {
  private static final String ANY_PORT = "127.0.0.1:0";

  @TempDir private Path folder;

  /** Where it says that it listens, behind the kind of socket. */
  private static String address(CommandProcess server, String kind) throws IOException {
    String line = server.readLine();
    assertThat(line).startsWith(kind + " on ");
    return line.substring(kind.length() + 4);
  }

  private static String port(String address) {
    return address.substring(address.lastIndexOf(':') + 1);
  }

  private static void answers(String... command) throws IOException {
    try (CommandProcess client = CommandProcess.run(List.of(command))) {
      assertThat(client.write("Ab [`{z} 1\n").readLine()).isEqualTo("AB [`{Z} 1");
      assertThat(client.write("again\n").readLine()).isEqualTo("AGAIN");
    }
  }

  @Test
  void overEveryKindOfSocketAtOnce() throws Exception {
    Tools.require("nc netcat-openbsd", "socat socat");
    Path path = folder.resolve("upper");
    Path stream = folder.resolve("stream");
    try (CommandProcess server =
        CommandProcess.sluice(
            "upper",
            "--unix-dgram",
            path.toString(),
            "--unix",
            stream.toString(),
            "--udp",
            ANY_PORT,
            "--tcp",
            ANY_PORT)) {
      String tcp = address(server, "tcp");
      String udp = address(server, "udp");
      assertThat(address(server, "unix")).isEqualTo(stream.toString());
      assertThat(address(server, "unix-dgram")).isEqualTo(path.toString());

      answers("nc", "127.0.0.1", port(tcp));
      answers("nc", "-U", stream.toString());
      answers("socat", "-", "UNIX-CONNECT:" + stream);
      answers("nc", "-u", "127.0.0.1", port(udp));
      answers("nc", "-uU", "-s", folder.resolve("nc").toString(), path.toString());
      answers("socat", "-", "TCP:" + tcp);
      answers("socat", "-", "UDP:" + udp);
      answers("socat", "-", "UNIX-SENDTO:" + path + ",bind=" + folder.resolve("socat"));

      assertThat(server.stop()).isZero();
      assertThat(server.errors()).isEmpty();
      assertThat(path).doesNotExist();
      assertThat(stream).doesNotExist();
    }
  }

  @Test
  void aNameWithoutAFile() throws Exception {
    Tools.require("socat socat");
    String name = "sluice-upper-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
    try (CommandProcess server = CommandProcess.sluice("upper", "--unix-dgram", "@" + name)) {
      assertThat(address(server, "unix-dgram")).isEqualTo("@" + name);
      answers("socat", "-", "ABSTRACT-SENDTO:" + name + ",bind=" + name + "-client");
      assertThat(server.stop()).isZero();
    }
  }

  /** A kernel that has no memory for what is sent, now and then. */
  @Test
  void whatCannotBeSentAtOnceIsSentLater() throws Exception {
    Tools.require("socat socat", "strace strace");
    List<String> injecting =
        List.of(
            "strace",
            "-D",
            "-f",
            "-qq",
            "-o",
            folder.resolve("trace").toString(),
            "-e",
            "trace=sendto",
            "-e",
            "inject=sendto:error=EAGAIN:when=1+2");
    try (CommandProcess server = CommandProcess.sluiceIn(injecting, "upper", "--udp", ANY_PORT)) {
      String udp = address(server, "udp");
      for (int i = 0; i < 3; i++) {
        answers("socat", "-", "UDP:" + udp);
      }
      assertThat(server.stop()).isZero();
      assertThat(Files.readString(folder.resolve("trace"))).contains("EAGAIN", "(INJECTED)");
    }
  }

  @Test
  void aFileThatIsThereIsLeftAlone() throws Exception {
    Path path = Files.createFile(folder.resolve("taken"));
    Run run = sluice("--unix-dgram", path.toString());
    assertThat(run.err()).isEqualTo("bind(" + path + "): EADDRINUSE (Address already in use)\n");
    assertThat(run.exit()).isEqualTo(1);
    assertThat(path).exists();
  }

  @Test
  void atLeastOneIsNeeded() throws Exception {
    Run run = sluice();
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err())
        .startsWith("at least one of --tcp, --udp")
        .contains("Usage: sluice upper");
  }

  @ParameterizedTest
  @CsvSource({
    "--udp, 127.0.0.1, 'HOST:PORT, not 127.0.0.1'",
    "--tcp, :80, 'HOST:PORT, not :80'",
    "--udp, 127.0.0.1:65536, a port is a number from 0 to 65535",
    "--tcp, 127.0.0.1:http, a port is a number from 0 to 65535",
    "--unix-dgram, '', 'the path of a socket has 1 to 108 bytes, not 0'"
  })
  void noAddress(String option, String value, String saying) throws Exception {
    Run run = sluice(option, value);
    assertThat(run.exit()).as(run.err()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains(saying).contains("Usage: sluice upper");
  }

  private static Run sluice(String... arguments) throws IOException, InterruptedException {
    List<String> command = ServerProcess.command(List.of("-XX:TieredStopAtLevel=1"), "upper");
    command.addAll(List.of(arguments));
    return Run.command(Duration.ofMinutes(1), command);
  }
}
