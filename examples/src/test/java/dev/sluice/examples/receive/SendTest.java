package dev.sluice.examples.receive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.examples.ServerProcess;
import dev.sluice.support.Run;
import dev.sluice.support.Tools;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command that sends. */
class SendTest extends ReceiveFixture {
  private static final byte[] LOOPBACK = {127, 0, 0, 1};

  @TempDir private Path temp;

  @Override
  List<String> options() {
    return List.of();
  }

  @Override
  void probe(int number) throws IOException {
    assertThat(answerTo(bytes("PUT 2 probe" + number + "\nok"))).startsWith("OK 2 probe");
  }

  private static Run send(String... arguments) throws IOException, InterruptedException {
    return sendIn(List.of(), arguments);
  }

  private static Run sendIn(List<String> wrapper, String... arguments)
      throws IOException, InterruptedException {
    String[] all = new String[arguments.length + 1];
    all[0] = "send";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    List<String> command = new ArrayList<>(wrapper);
    command.addAll(ServerProcess.command(List.of("-XX:TieredStopAtLevel=1"), all));
    return Run.command(Duration.ofMinutes(1), command);
  }

  private static void failsBy(Run run, String line) {
    assertThat(run.err()).isEqualTo(line + "\n");
    assertThat(run.out()).isEmpty();
    assertThat(run.exit()).isEqualTo(1);
  }

  private String target() {
    return "127.0.0.1:" + server().port();
  }

  @Test
  void sendsOnceByItsNameAndOnceByAnother() throws Exception {
    Tools.require("strace");
    byte[] content = noise(1, 5_000_001);
    String file = Files.write(temp.resolve("some file"), content).toString();
    Path trace = temp.resolve("trace");
    List<String> strace =
        List.of("strace", "-f", "-q", "-c", "-U", "name,calls", "-o", trace.toString());

    Run first = sendIn(strace, file, target());
    assertThat(first).isEqualTo(new Run(0, "OK 5000001 some file\n", ""));
    assertThat(file("some file")).hasBinaryContent(content);
    assertThat(Files.readString(trace)).contains("sendfile");
    failsBy(send(file, target()), "ERR a file of this name exists");
    assertThat(send(file, target(), "--name", "-other").exit()).isEqualTo(0);
    assertThat(file("-other")).hasBinaryContent(content);
  }

  @Test
  void anEmptyFile() throws Exception {
    String file = Files.createFile(temp.resolve("empty")).toString();
    assertThat(send(file, target())).isEqualTo(new Run(0, "OK 0 empty\n", ""));
    assertThat(file("empty")).isEmptyFile();
  }

  @Test
  void whatIsNoFile() throws Exception {
    String missing = temp.resolve("missing").toString();
    failsBy(send(missing, target()), "open(" + missing + "): ENOENT (No such file or directory)");
    failsBy(send(temp.toString(), target()), temp + ": not a regular file");
  }

  @Test
  void noServer() throws Exception {
    String file = Files.createFile(temp.resolve("file")).toString();
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getByAddress(LOOPBACK))) {
      port = free.getLocalPort();
    }
    String there = "127.0.0.1:" + port;
    failsBy(send(file, there), "connect(" + there + "): ECONNREFUSED (Connection refused)");
    Run unknown = send(file, "no-such-host.invalid:80");
    assertThat(unknown.exit()).isEqualTo(1);
    assertThat(unknown.err())
        .startsWith("getaddrinfo(no-such-host.invalid, 80): ")
        .containsOnlyOnce("\n");
  }

  @Test
  void wrongUse() throws Exception {
    String file = Files.createFile(temp.resolve("file")).toString();
    Run name = send(file, target(), "--name", "../up");
    assertThat(name.exit()).isEqualTo(2);
    assertThat(name.err()).contains("../up: a bad name");
    Run port = send(file, "127.0.0.1:0");
    assertThat(port.exit()).isEqualTo(2);
    assertThat(port.err()).contains("HOST:PORT, not 127.0.0.1:0");
  }

  @Test
  void anotherKindOfServer() throws Exception {
    String file = Files.write(temp.resolve("file"), bytes("content")).toString();
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByAddress(LOOPBACK))) {
      String there = "127.0.0.1:" + server.getLocalPort();
      CompletableFuture<Void> stranger =
          CompletableFuture.runAsync(() -> answers(server, "HTTP/1.1 400 \u001b[2J\r\n"));
      failsBy(send(file, there), "no answer of sluice receive: HTTP/1.1 400  [2J ");
      stranger.join();
      CompletableFuture<Void> silent = CompletableFuture.runAsync(() -> answers(server, ""));
      failsBy(send(file, there), "the server ended without an answer");
      silent.join();
    }
  }

  /** Reads the header and the content first: unread bytes would make it an RST. */
  private static void answers(ServerSocket server, String text) {
    try (Socket socket = server.accept()) {
      socket.getInputStream().readNBytes("PUT 7 file\ncontent".length());
      socket.getOutputStream().write(text.getBytes(ISO_8859_1));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
