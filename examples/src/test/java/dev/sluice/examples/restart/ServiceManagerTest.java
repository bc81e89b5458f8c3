package dev.sluice.examples.restart;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.errno.Errno;
import dev.sluice.examples.Await;
import dev.sluice.examples.RawClient;
import dev.sluice.net.SockAddr;
import dev.sluice.net.UnixDatagram;
import dev.sluice.support.Tools;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server as a service: what systemd hands it, and hears. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class ServiceManagerTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @TempDir private Path folder;

  @BeforeEach
  void fill() throws IOException {
    Files.writeString(folder.resolve("small.txt"), "small\n");
  }

  private static String hear(UnixDatagram manager) throws IOException {
    ByteBuffer room = ByteBuffer.allocate(1_000);
    while (manager.receive(room) == Errno.WOULD_BLOCK) {
      assertThat(manager.awaitReadable(LIMIT)).isTrue();
    }
    return new String(room.array(), 0, room.position(), StandardCharsets.UTF_8);
  }

  @Test
  void systemdHearsWhoIsTheMainProcess() throws Exception {
    Path path = folder.resolve("notify");
    try (UnixDatagram manager = UnixDatagram.bound(SockAddr.unix(path.toString()));
        Generations server =
            Generations.start(
                List.of(),
                Map.of("NOTIFY_SOCKET", path.toString()),
                "serve",
                folder.toString(),
                "--port",
                "0")) {
      assertThat(hear(manager)).isEqualTo("READY=1");
      server.restart();
      assertThat(hear(manager)).matches("RELOADING=1\nMONOTONIC_USEC=\\d+");
      assertThat(hear(manager)).isEqualTo("MAINPID=" + server.current().pid() + "\nREADY=1");
      assertThat(hear(manager)).as("of the successor").isEqualTo("READY=1");
      server.awaitEnd(server.first());
      server.signal("TERM");
      assertThat(hear(manager)).as("of the successor alone").isEqualTo("STOPPING=1");
      server.awaitEnd(server.current());
      assertThat(server.errors()).isEmpty();
    }
  }

  @Test
  void systemdsSocketIsAdoptedAndHandedOn() throws Exception {
    Tools.require("systemd-socket-activate systemd");
    int port = freePort();
    List<String> wrapper = List.of("systemd-socket-activate", "-l", "127.0.0.1:" + port);
    try (Generations server = Generations.start(wrapper, Map.of(), "serve", folder.toString())) {
      // It starts the server when somebody connects.
      Await.until(LIMIT, () -> answers(port), server::output);
      server.awaitListening(1);
      assertThat(server.port()).isEqualTo(port);
      server.restart();
      assertThat(answers(port)).isTrue();
      server.awaitEnd(server.first());
      assertThat(answers(port)).isTrue();
    }
  }

  @Test
  void systemdsSocketMustBeWhatTheOptionsSay() throws Exception {
    Tools.require("systemd-socket-activate systemd");
    int port = freePort();
    List<String> wrapper = List.of("systemd-socket-activate", "-l", "127.0.0.1:" + port);
    try (Generations server =
        Generations.start(wrapper, Map.of(), "serve", folder.toString(), "--port", "1")) {
      Await.until(
          LIMIT,
          () -> {
            connect(port);
            return !server.current().isAlive();
          },
          server::output);
      assertThat(server.errors())
          .contains(
              "the sockets that were handed over listen on 127.0.0.1:"
                  + port
                  + ", not on 127.0.0.1:1\n");
    }
  }

  private static void connect(int port) {
    try {
      RawClient.connect(port).close();
    } catch (IOException e) {
      // Not yet, or no more.
    }
  }

  private static boolean answers(int port) {
    try (RawClient client = RawClient.connect(port)) {
      client.send("GET /small.txt HTTP/1.1\r\nHost: x\r\n\r\n");
      return client.answer().text().equals("small\n");
    } catch (IOException e) {
      return false;
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
