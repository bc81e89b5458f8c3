package dev.sluice.examples.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.examples.Await;
import dev.sluice.examples.RawClient;
import dev.sluice.examples.ServerProcess;
import dev.sluice.support.Run;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code ./sluice proxy} in a JVM of its own, and what its figures say. */
final class ProxyProcess implements AutoCloseable {
  static final Duration LIMIT = Duration.ofSeconds(30);

  // Nobody else uses it, so that a port that was free stays so.
  private static final InetAddress STATS = InetAddress.ofLiteral("127.0.0.73");
  private static final Pattern HANDED_OVER = Pattern.compile("handed over to process (\\d+)");
  private static final Pattern LISTENING = Pattern.compile("listening on ");

  final ServerProcess server;
  private final int statsPort;
  private long pid;
  private int restarts;

  private ProxyProcess(List<String> java, List<String> options) throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, STATS)) {
      statsPort = free.getLocalPort();
    }
    List<String> all = new ArrayList<>(List.of("proxy", "--listen", "127.0.0.1:0"));
    all.addAll(List.of("--stats", STATS.getHostAddress() + ":" + statsPort));
    all.addAll(options);
    server = ServerProcess.start(List.of(), java, all.toArray(String[]::new));
    pid = server.pid();
  }

  /** Starts one with these options beside {@code --listen} and {@code --stats}. */
  static ProxyProcess start(String... options) throws IOException {
    return new ProxyProcess(List.of("-Xmx64m"), List.of(options));
  }

  /** As above, with a class path of one's own among the options of the JVM. */
  static ProxyProcess startBy(List<String> java, String... options) throws IOException {
    return new ProxyProcess(java, List.of(options));
  }

  RawClient client() throws IOException {
    return RawClient.connect(server.port());
  }

  /** What comes back is what was sent. */
  static void echoes(RawClient client, int size) throws Exception {
    byte[] bytes = bytes(size);
    // Elsewhere: both directions may fill up.
    Thread sender = Thread.ofVirtual().start(() -> send(client, bytes));
    byte[] back = client.in().readNBytes(size);
    sender.join();
    assertThat(back.length).isEqualTo(size);
    assertThat(Arrays.mismatch(back, bytes)).isEqualTo(-1);
  }

  private static void send(RawClient client, byte[] bytes) {
    try {
      client.send(bytes);
    } catch (IOException e) {
      // Whoever reads sees that something is missing.
    }
  }

  static byte[] bytes(int size) {
    byte[] bytes = new byte[size];
    new Random(size).nextBytes(bytes);
    return bytes;
  }

  /** A figure of {@code /metrics}, by its name behind the prefix, labels included. */
  long figure(String name) throws IOException {
    String line = "sluice_proxy_" + name + " ";
    String metrics = get("/metrics");
    return metrics
        .lines()
        .filter(each -> each.startsWith(line))
        .mapToLong(each -> Long.parseLong(each.substring(line.length())))
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + " is not among " + metrics));
  }

  /** The body of the page. */
  String get(String path) throws IOException {
    try (Socket socket = new Socket(STATS, statsPort)) {
      socket.getOutputStream().write(("GET " + path + " HTTP/1.1\r\n\r\n").getBytes(US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), UTF_8);
      assertThat(answer).startsWith("HTTP/1.1 200 ");
      return answer.substring(answer.indexOf("\r\n\r\n") + 4);
    }
  }

  void awaitFigure(String name, long value) {
    Await.until(LIMIT, () -> figure(name) == value, () -> name + " is not " + value);
  }

  /** As SIGHUP: waits until the successor has everything. */
  void restart() throws Exception {
    Run.output("sh", "-c", "kill -HUP " + pid);
    restarts++;
    awaitSuccessor();
  }

  private void awaitSuccessor() {
    Await.until(
        LIMIT,
        () -> count(HANDED_OVER) == restarts && count(LISTENING) == restarts + 1,
        () -> server.printed() + server.errors());
    Matcher handed = HANDED_OVER.matcher(server.printed());
    while (handed.find()) {
      pid = Long.parseLong(handed.group(1));
    }
  }

  private long count(Pattern line) {
    return line.matcher(server.printed()).results().count();
  }

  /** SIGTERM to the first of them, which must end well. */
  void stop() throws InterruptedException {
    assertThat(server.stop()).as(server.errors()).isZero();
  }

  /** Kills what is left of it. */
  @Override
  public void close() {
    HANDED_OVER
        .matcher(server.printed())
        .results()
        .map(each -> Long.parseLong(each.group(1)))
        .forEach(each -> ProcessHandle.of(each).ifPresent(ProcessHandle::destroyForcibly));
    server.close();
  }
}
