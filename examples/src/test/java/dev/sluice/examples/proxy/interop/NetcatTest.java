package dev.sluice.examples.proxy.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.support.Run;
import dev.sluice.support.Tools;
import dev.sluice.transfer.Mode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Each direction ends by itself: {@code nc -N} ends its stream when its input ends. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class NetcatTest {
  private static final int LARGE = 24 << 20;
  private static final int SMALL = 1000;

  private static int port;
  private static Proxies proxies;

  @TempDir private Path folder;

  @BeforeAll
  static void start() throws Exception {
    Tools.require("nc netcat-openbsd", "socat", "sha256sum coreutils");
    port = Program.freePort();
    proxies = Proxies.to(port);
  }

  @AfterAll
  static void end() throws Exception {
    if (proxies != null) {
      try (Proxies all = proxies) {
        all.endWithoutFailures();
      }
    }
  }

  /** Serves one connection: sends a file, and ends its stream while it goes on to receive. */
  private Program server(Path sends, Path gets) throws IOException {
    List<String> command = List.of("nc", "-N", "-l", "127.0.0.1", String.valueOf(port));
    Program server =
        Program.start(
            folder.resolve("nc.log"), ProcessBuilder.Redirect.from(sends.toFile()), gets, command);
    server.awaitListening(port);
    return server;
  }

  /** Serves one connection by what socat has at its other end. */
  private Program socat(String other) throws IOException {
    String listen = "TCP-LISTEN:" + port + ",bind=127.0.0.1,reuseaddr";
    return Program.listening(folder.resolve("socat.log"), port, "socat", "-t60", listen, other);
  }

  private Program client(Mode mode, Path sends, Path gets) throws IOException {
    List<String> command = List.of("nc", "-N", "127.0.0.1", String.valueOf(proxies.port(mode)));
    return Program.start(
        folder.resolve("client.log"), ProcessBuilder.Redirect.from(sends.toFile()), gets, command);
  }

  /** The server is another program: a listening nc ends when its client has nothing more to say. */
  @ParameterizedTest
  @CsvSource({
    "SPLICE, 1000, 25165824",
    "SPLICE, 25165824, 1000",
    "SPLICE, 25165824, 25165824",
    "SPLICE, 0, 25165824",
    "SPLICE, 25165824, 0",
    "AUTO, 1000, 25165824",
    "AUTO, 25165824, 1000",
    "AUTO, 25165824, 25165824",
    "AUTO, 0, 0",
  })
  void whoeverIsDoneFirst(Mode mode, int fromClient, int fromServer) throws Exception {
    Path request = Content.file(folder.resolve("request"), 1, fromClient);
    Path answer = Content.file(folder.resolve("answer"), 2, fromServer);
    Path atServer = folder.resolve("at-server");
    Path atClient = folder.resolve("at-client");
    String files = "OPEN:" + answer + ",rdonly!!CREATE:" + atServer;

    try (Program server = socat(files);
        Program client = client(mode, request, atClient)) {
      assertThat(client.awaitExit()).isZero();
      assertThat(server.awaitExit()).isZero();
    }

    assertThat(Files.mismatch(request, atServer)).as("to the server").isEqualTo(-1);
    assertThat(Files.mismatch(answer, atClient)).as("to the client").isEqualTo(-1);
  }

  @ParameterizedTest
  @EnumSource(names = {"SPLICE", "AUTO"})
  void anAnswerThatNeedsTheEndOfTheRequest(Mode mode) throws Exception {
    Path request = Content.file(folder.resolve("request"), 3, LARGE);
    Path answer = folder.resolve("answer");

    try (Program server = socat("EXEC:sha256sum");
        Program client = client(mode, request, answer)) {
      assertThat(client.awaitExit()).isZero();
      assertThat(server.awaitExit()).isZero();
    }

    assertThat(Files.readString(answer)).isEqualTo(Content.sha256(request) + "  -\n");
  }

  @ParameterizedTest
  @EnumSource(names = {"SPLICE", "AUTO"})
  void aClientThatSpeaksWhenTheServerHasEnded(Mode mode) throws Exception {
    Path sent = Content.file(folder.resolve("sent"), 4, SMALL);
    Path got = folder.resolve("got");

    try (Program server = server(sent, got)) {
      String connect = "TCP:127.0.0.1:" + proxies.port(mode);
      Run client = Run.command("socat", "-t60", connect, "EXEC:sha256sum");
      assertThat(client.exit()).as(client.err()).isZero();
      assertThat(server.awaitExit()).isZero();
    }

    assertThat(Files.readString(got)).isEqualTo(Content.sha256(sent) + "  -\n");
  }
}
