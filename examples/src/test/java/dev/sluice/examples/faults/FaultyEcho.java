package dev.sluice.examples.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.examples.Await;
import dev.sluice.examples.Jars;
import dev.sluice.examples.RawClient;
import dev.sluice.examples.ServerProcess;
import dev.sluice.support.Strace;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** An echo server that strace injects faults into, and what must hold of it all the same. */
final class FaultyEcho {
  /** Waits in a second: a small part of those of a loop that spins, even while it is traced. */
  static final long SPINNING = 600;

  private static final String CALLS = Strace.WAITS + ",accept4,recvfrom,sendto,close";
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final long WINDOW_MILLIS = 200;
  // Of twenty. The compilers take theirs only for a while, and a loop that spins takes all of them.
  private static final long IDLE_TICKS = 3;
  private static final byte[] HELLO = {'h', 'e', 'l', 'l', 'o'};

  private final ServerProcess server;
  private final List<String> sockets;
  private final List<String> descriptors;

  /**
   * Starts a server.
   *
   * @param options of {@code echo}, beside the port, with blanks between them
   */
  FaultyEcho(String options, Path folder) throws IOException {
    List<String> arguments = new ArrayList<>(List.of("echo"));
    arguments.addAll(Arrays.stream(options.split(" ", -1)).filter(o -> !o.isEmpty()).toList());
    // Classes of folders take a descriptor each to load, and would be among the calls.
    List<String> java = List.of("-Xmx64m", "-cp", Jars.classPath(folder));
    server = ServerProcess.start(List.of(), java, arguments.toArray(String[]::new));
    sockets = sockets();
    try (RawClient client = client()) {
      echoes(client);
    }
    awaitConnections(0);
    descriptors = descriptors();
  }

  /** The options of each form of the server that the faults are tried on. */
  static List<String> forms() {
    return List.of("");
  }

  RawClient client() throws IOException {
    return RawClient.connect(server.port());
  }

  List<RawClient> clients(int count) throws IOException {
    List<RawClient> clients = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      clients.add(client());
    }
    return clients;
  }

  static void end(List<RawClient> clients) throws IOException {
    for (RawClient client : clients) {
      client.close();
    }
  }

  /** What comes back is what was sent. */
  static void echoes(RawClient client) throws IOException {
    client.send(HELLO);
    comesBack(client);
  }

  static void send(RawClient client) throws IOException {
    client.send(HELLO);
  }

  static void comesBack(RawClient client) throws IOException {
    assertThat(client.in().readNBytes(HELLO.length)).isEqualTo(HELLO);
  }

  /** More than fits into one receive or segment. */
  static void echoesMuch(RawClient client, int seed) throws IOException {
    byte[] bytes = new byte[20_000];
    new Random(seed).nextBytes(bytes);
    client.send(bytes);
    assertThat(Arrays.equals(client.in().readNBytes(bytes.length), bytes)).isTrue();
  }

  /** From now on, until it is closed, calls fail as told: {@code accept4:error=EMFILE}. */
  Strace inject(String... injections) throws IOException, InterruptedException {
    return Strace.ofProcess(server.pid(), CALLS, injections);
  }

  /** Neither by the calls that it makes nor by the time that it takes. */
  void doesNotSpin(Strace strace) throws IOException, InterruptedException {
    assertThat(strace.waitsPerSecond()).as("waits in a second").isLessThan(SPINNING);
    becomesIdle();
  }

  private void becomesIdle() {
    Await.until(LIMIT, () -> ticks() <= IDLE_TICKS, () -> "not idle: " + ticks() + " of 20 ticks");
  }

  private long ticks() {
    long before = server.cpuTicks();
    Await.pause(WINDOW_MILLIS);
    return server.cpuTicks() - before;
  }

  String errors() {
    return server.errors();
  }

  /** Those in the queue of the kernel apart. */
  void awaitConnections(int count) {
    Await.until(LIMIT, () -> connections() == count, () -> "not " + count + ": " + descriptors());
  }

  int connections() {
    List<String> now = sockets();
    now.removeAll(sockets);
    return now.size();
  }

  private List<String> sockets() {
    return new ArrayList<>(
        server.descriptors().stream().filter(d -> d.startsWith("socket:")).toList());
  }

  private List<String> descriptors() {
    return server.descriptors().stream().sorted().toList();
  }

  /** After the fault: it serves, takes no time, and has the descriptors that it had before. */
  void isUnharmed() throws IOException {
    assertThat(server.isAlive()).as(server.errors()).isTrue();
    try (RawClient client = client()) {
      echoes(client);
    }
    Await.until(
        LIMIT,
        () -> descriptors().equals(descriptors),
        () -> "descriptors were " + descriptors + ", are " + descriptors());
    becomesIdle();
  }

  /** SIGTERM must end it well. */
  void stop() throws InterruptedException {
    try (ServerProcess s = server) {
      assertThat(s.stop()).isEqualTo(0);
    }
  }
}
