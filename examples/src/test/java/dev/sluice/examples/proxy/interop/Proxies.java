package dev.sluice.examples.proxy.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.examples.Await;
import dev.sluice.examples.ServerProcess;
import dev.sluice.transfer.Mode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** {@code sluice proxy} in front of a back end, in two modes: a process each. */
final class Proxies implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final List<String> JAVA =
      List.of("-Xmx32m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1");

  private final Map<Mode, ServerProcess> servers = new ConcurrentHashMap<>();

  private Proxies() {}

  /** Starts both; they listen. */
  static Proxies to(int port) throws Exception {
    return start(
        Map.of(Mode.SPLICE, arguments(Mode.SPLICE, port), Mode.AUTO, arguments(Mode.AUTO, port)));
  }

  /** What one is told. */
  static String[] arguments(Mode mode, int port, String... further) {
    String name = mode.name().toLowerCase(Locale.ROOT);
    List<String> all = new ArrayList<>(List.of("proxy", "--listen", "127.0.0.1:0"));
    all.addAll(List.of("--to", "127.0.0.1:" + port, "--mode", name));
    all.addAll(List.of(further));
    return all.toArray(String[]::new);
  }

  /** Starts one for each mode, by its arguments; they listen. */
  static Proxies start(Map<Mode, String[]> arguments) throws Exception {
    Proxies proxies = new Proxies();
    List<Future<?>> starting = new ArrayList<>();
    // A JVM takes its time to start.
    try (ExecutorService threads = Executors.newFixedThreadPool(arguments.size())) {
      arguments.forEach((mode, its) -> starting.add(threads.submit(() -> proxies.add(mode, its))));
    }
    try {
      for (Future<?> each : starting) {
        each.get();
      }
      return proxies;
    } catch (Exception e) {
      proxies.close();
      throw e;
    }
  }

  private ServerProcess add(Mode mode, String... arguments) throws IOException {
    ServerProcess server = ServerProcess.start(List.of(), JAVA, arguments);
    servers.put(mode, server);
    return server;
  }

  private ServerProcess server(Mode mode) {
    ServerProcess server = servers.get(mode);
    if (server == null) {
      throw new AssertionError("no proxy in mode " + mode);
    }
    return server;
  }

  /** Where it listens. */
  int port(Mode mode) {
    return server(mode).port();
  }

  /** What it says of itself, once all connections have ended. */
  String figures(Mode mode) throws Exception {
    ServerProcess server = server(mode);
    assertThat(server.settledDescriptors()).isPositive();
    int before = server.printed().length();
    server.signal("USR1");
    Await.until(
        LIMIT, () -> server.printed().substring(before).endsWith(" probes\n"), server::printed);
    return server.printed().substring(before);
  }

  /** Ends them: nothing is left of any connection, and none has failed. */
  void endWithoutFailures() throws Exception {
    for (Mode mode : servers.keySet()) {
      assertThat(figures(mode)).as("%s", mode).contains(" 0 refused, 0 failed\n");
    }
    end();
  }

  /** Ends them: nothing is left of any connection. */
  void end() throws Exception {
    for (Map.Entry<Mode, ServerProcess> each : servers.entrySet()) {
      assertThat(figures(each.getKey()))
          .as("%s", each.getKey())
          .contains("connections: 0 open, ", "pipes: 0 used, ", ": up, 0 open, ")
          .containsPattern(
              each.getKey() == Mode.SPLICE ? "moves: [1-9].*, 0 copied\n" : ", [1-9]\\d* copied\n");
      ServerProcess server = each.getValue();
      assertThat(server.stop()).as(server.errors()).isZero();
      assertThat(server.errors()).isEmpty();
    }
  }

  @Override
  public void close() {
    servers.values().forEach(ServerProcess::close);
  }
}
