package dev.sluice.examples;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.support.Run;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The programs of README, as they stand there. */
@Timeout(120)
class ReadmeTest {
  private static final Pattern BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  @TempDir private Path folder;

  private static List<String> programs() throws IOException {
    List<String> programs = new ArrayList<>();
    Matcher matcher = BLOCK.matcher(Files.readString(Path.of("..", "README.md")));
    while (matcher.find()) {
      programs.add(matcher.group(1));
    }
    return programs;
  }

  private List<String> command(String source) throws IOException {
    Path file = Files.writeString(folder.resolve("Program.java"), source);
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "--enable-native-access=ALL-UNNAMED",
        "-cp",
        System.getProperty("java.class.path"),
        file.toString());
  }

  @Test
  void theRawProgramRuns() throws Exception {
    Run run = Run.command(Duration.ofMinutes(1), command(programs().get(0)));

    assertThat(run.err()).isEmpty();
    assertThat(run.exit()).isZero();
    // Who may bind port 80, and whether it is free, is the machine's affair.
    assertThat(run.out()).matches("|bind: E[A-Z]+ \\(.*\\)\n");
  }

  @Test
  void theReactorProgramEchoesAndEndsWell() throws Exception {
    String source = programs().get(1);
    assertThat(source).contains("8080");
    int port = freePort();
    Process process =
        new ProcessBuilder(command(source.replace("8080", Integer.toString(port))))
            .inheritIO()
            .start();
    try (Socket socket = connect(port, process)) {
      byte[] message = "through the sluice".getBytes(US_ASCII);
      socket.getOutputStream().write(message);
      assertThat(socket.getInputStream().readNBytes(message.length)).isEqualTo(message);

      process.destroy();
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
      socket.shutdownOutput();
      assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(process.exitValue()).isZero();
    } finally {
      process.destroyForcibly();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static Socket connect(int port, Process process) throws Exception {
    while (true) {
      try {
        return new Socket(InetAddress.getLoopbackAddress(), port);
      } catch (IOException e) {
        assertThat(process.isAlive()).isTrue();
        TimeUnit.MILLISECONDS.sleep(50);
      }
    }
  }
}
