package dev.sluice.examples.connect;

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
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The client, against servers of others and our own. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class ConnectTest {
  private static final byte[] LOOPBACK = {127, 0, 0, 1};
  private static final String UDP_UPPER =
      """
      import socket
      s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
      s.bind(("127.0.0.1", 0))
      print("on", s.getsockname()[1], flush=True)
      while True:
        data, sender = s.recvfrom(65536)
        s.sendto(data.upper(), sender)
      """;

  @TempDir private Path folder;

  @BeforeAll
  static void tools() {
    Tools.require("nc netcat-openbsd", "socat socat", "python3 python3", "sha256sum coreutils");
  }

  private static String tcp(Object port) {
    return "tcp:127.0.0.1:" + port;
  }

  private static String portOf(Foreign server) {
    return server.where().substring(server.where().lastIndexOf(':') + 1);
  }

  private Path noise(int size) throws IOException {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return Files.write(folder.resolve("noise"), bytes);
  }

  /** With a file for input and another for output. */
  private static int run(Path in, Path out, String... arguments) throws Exception {
    Process process =
        new ProcessBuilder(Client.command(arguments))
            .redirectInput(in.toFile())
            .redirectOutput(out.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      assertThat(process.waitFor(100, TimeUnit.SECONDS)).isTrue();
      return process.exitValue();
    } finally {
      process.destroyForcibly().onExit().join();
    }
  }

  @Test
  void netcat() throws Exception {
    try (Foreign server = Foreign.netcat();
        Client client = Client.connect(tcp(server.where()))) {
      client.sends("hello\n");
      assertThat(server.readLine()).startsWith("Connection received");
      assertThat(server.readLine()).isEqualTo("hello");
      server.answers("good day\nbye\n");
      // The input has not ended; nc has, by its FIN.
      client.prints("good day").prints("bye");
      client.ends(0, "");
      server.ends();
    }
  }

  /** The sum comes only once the end has come, and by the other direction. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 65_536, 3_000_000})
  void halfClose(int size) throws Exception {
    Path sent = noise(size);
    String sum = Run.output("sha256sum", sent.toString()).split(" ", 2)[0];
    Path got = folder.resolve("got");
    Path path = folder.resolve("socket");
    try (Foreign server = Foreign.socat("TCP-LISTEN:0,bind=127.0.0.1", "EXEC:sha256sum")) {
      assertThat(run(sent, got, tcp(portOf(server)))).isEqualTo(0);
    }
    assertThat(got).hasContent(sum + "  -");
    try (Foreign server = Foreign.socat("UNIX-LISTEN:" + path, "EXEC:sha256sum")) {
      assertThat(server.where()).contains(path.toString());
      assertThat(run(sent, got, "unix:" + path)).isEqualTo(0);
    }
    assertThat(got).hasContent(sum + "  -");
  }

  /** The input is at its end and says so for ever, and the server is silent for a while. */
  @Test
  void waitingTakesNoTurns() throws Exception {
    Tools.require("strace strace");
    Path trace = folder.resolve("trace");
    List<String> command =
        new ArrayList<>(List.of("strace", "-f", "-e", "trace=ppoll", "-o", trace.toString()));
    try (Foreign server = Foreign.socat("TCP-LISTEN:0,bind=127.0.0.1", "SYSTEM:sleep 2")) {
      command.addAll(Client.command(tcp(portOf(server))));
      command.addAll(0, List.of("sh", "-c", "printf hi | \"$@\"", "sh"));
      Run run = Run.command(Duration.ofMinutes(2), command);
      assertThat(run).isEqualTo(new Run(0, "", ""));
    }
    assertThat(Files.readString(trace).split("ppoll\\(", -1)).hasSizeBetween(3, 20);
  }

  @Test
  void udp() throws Exception {
    try (Foreign server = Foreign.python(UDP_UPPER);
        Client client = Client.connect("udp:127.0.0.1:" + server.where(), "--quiet", "0")) {
      client.sends("one\n").prints("ONE").sends("two\n").prints("TWO");
      client.endsInput().ends(0, "");
    }
  }

  @Test
  void localDatagrams() throws Exception {
    Path path = folder.resolve("datagrams");
    try (Foreign server = Foreign.socat("UNIX-RECVFROM:" + path + ",fork", "PIPE")) {
      assertThat(server.where()).contains(path.toString());
      try (Client client = Client.connect("unix-dgram:" + path, "--quiet", "0")) {
        client.sends("one\n").prints("one").sends("two\n").prints("two");
        client.endsInput().ends(0, "");
      }
    }
  }

  /** Answers that come after the end of the input are waited for. */
  @Test
  void datagramsFromAFile() throws Exception {
    Path got = folder.resolve("got");
    Path sent = Files.writeString(folder.resolve("sent"), "x".repeat(40_000));
    try (Foreign server = Foreign.python(UDP_UPPER)) {
      assertThat(run(sent, got, "udp:127.0.0.1:" + server.where(), "--quiet", "10")).isEqualTo(0);
    }
    assertThat(got).hasContent("X".repeat(40_000));
  }

  @Test
  void ownEcho() throws Exception {
    Path got = folder.resolve("got");
    try (ServerProcess server = ServerProcess.start("echo")) {
      for (int size : new int[] {0, 1, 5_000_000}) {
        Path sent = noise(size);
        assertThat(run(sent, got, tcp(server.port()))).isEqualTo(0);
        assertThat(Files.mismatch(sent, got)).isEqualTo(-1);
      }
      // localhost is ::1 as well, where nobody listens.
      try (Client client = Client.connect("tcp:localhost:" + server.port())) {
        client.sends("a\n").prints("a").sends("b\n").prints("b").endsInput().ends(0, "");
      }
    }
  }

  @Test
  void manyAtOnce() throws Exception {
    try (ServerProcess server = ServerProcess.start("echo");
        Foreign sums =
            Foreign.socat("UNIX-LISTEN:" + folder.resolve("sums") + ",fork", "EXEC:sha256sum")) {
      for (int size : new int[] {0, 100_000}) {
        Path got = folder.resolve("got");
        Path sent = noise(size);
        long all = 50L * size;
        assertThat(run(sent, got, tcp(server.port()), "--clients", "50")).isEqualTo(0);
        assertThat(got)
            .hasContent(
                "50 clients: "
                    + all
                    + " bytes sent, "
                    + all
                    + " received;"
                    + " 50 got back what they sent, 0 failed");
        // 64 digits, two blanks, a dash and the end of the line.
        assertThat(run(sent, got, "unix:" + folder.resolve("sums"), "--clients", "3")).isEqualTo(0);
        assertThat(got)
            .hasContent(
                "3 clients: "
                    + 3L * size
                    + " bytes sent, "
                    + 3 * 68
                    + " received;"
                    + " 0 got back what they sent, 0 failed");
      }
      assertThat(sums.where()).contains("sums");
    }
  }

  @Test
  void nobodyThere() throws Exception {
    // tcpmux: nobody's for decades.
    int port = 1;
    String refused = "ECONNREFUSED (Connection refused)\n";
    for (String[] more : new String[][] {{tcp(port)}, {tcp(port), "--clients", "2"}}) {
      try (Client client = Client.connect(more)) {
        client.endsInput().ends(1, "connect(127.0.0.1:" + port + "): " + refused);
      }
    }
    for (String kind : List.of("unix", "unix-dgram")) {
      Path none = folder.resolve("none");
      try (Client client = Client.connect(kind + ":" + none)) {
        client.ends(1, "connect(" + none + "): ENOENT (No such file or directory)\n");
      }
    }
    try (Client client = Client.connect("udp:127.0.0.1:" + port)) {
      // The kernel tells by the next call after the datagram.
      client.sends("x").ends(1, "recv: " + refused);
    }
  }

  @Test
  void unknownName() throws Exception {
    try (Client client = Client.connect("tcp:no-such-name.invalid:80")) {
      client.endsInput();
      assertThat(client.failure()).startsWith("getaddrinfo(no-such-name.invalid, 80): ");
    }
  }

  @Test
  void resetByThePeer() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByAddress(LOOPBACK));
        Client client = Client.connect(tcp(server.getLocalPort()))) {
      server.setSoTimeout(60_000);
      client.sends("x");
      try (Socket peer = server.accept()) {
        assertThat(peer.getInputStream().read()).isEqualTo('x');
        peer.setSoLinger(true, 0);
      }
      client.ends(1, "recv: ECONNRESET (Connection reset by peer)\n");
    }
  }

  @Test
  void notWithinTheTime() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getByAddress(LOOPBACK))) {
      List<Socket> fillers = fill(server);
      try (Client client = Client.connect(tcp(server.getLocalPort()), "--timeout", "1")) {
        client.ends(1, "connect(127.0.0.1:" + server.getLocalPort() + "): not within 1 s\n");
      } finally {
        for (Socket each : fillers) {
          each.close();
        }
      }
    }
  }

  /** Connects until nobody can any more; a connection that begins then is not answered. */
  private static List<Socket> fill(ServerSocket server) throws IOException {
    List<Socket> fillers = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      Socket filler = new Socket();
      try {
        filler.connect(server.getLocalSocketAddress(), 500);
      } catch (IOException e) {
        filler.close();
        return fillers;
      }
      fillers.add(filler);
    }
    throw new AssertionError("the queue has no end");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1:80",
        "tcp:127.0.0.1",
        "tcp::80",
        "tcp:127.0.0.1:65536",
        "tcp:127.0.0.1:0",
        "udp:[::1]:",
        "fifo:/x",
        "unix:",
        "udp:127.0.0.1:9 --clients 2",
        "tcp:127.0.0.1:9 --clients 0",
        "tcp:127.0.0.1:9 --timeout 0",
        "tcp:127.0.0.1:9 --quiet -1",
        ""
      })
  void wrongUse(String arguments) throws Exception {
    String[] words = arguments.isEmpty() ? new String[0] : arguments.split(" ", -1);
    Run run = Run.command(Duration.ofMinutes(1), Client.command(words));
    assertThat(run.exit()).as(run.toString()).isEqualTo(2);
    assertThat(run.err()).contains("Usage: sluice connect").doesNotContain("\tat ");
    assertThat(run.out()).isEmpty();
  }
}
