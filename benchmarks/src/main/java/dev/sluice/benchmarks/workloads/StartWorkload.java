package dev.sluice.benchmarks.workloads;

import dev.sluice.benchmarks.harness.Lab;
import dev.sluice.benchmarks.harness.Scale;
import dev.sluice.benchmarks.harness.Server;
import dev.sluice.benchmarks.harness.Stage;
import dev.sluice.benchmarks.harness.Subject;
import dev.sluice.benchmarks.harness.Workload;
import dev.sluice.benchmarks.peers.NettyEcho;
import dev.sluice.benchmarks.peers.NioEcho;
import dev.sluice.benchmarks.result.Metric;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How long it takes from the start of a process to the first echoed byte. Nothing is pinned, as
 * nobody pins what he starts.
 */
final class StartWorkload implements Workload {
  private static final int STOP_SECONDS = 60;

  private final Map<String, Preparation> starts = new LinkedHashMap<>();

  StartWorkload() {
    starts.put(
        "c-epoll",
        lab -> List.of(lab.compile("reference/echo_epoll.c").toString(), "127.0.0.1", "0"));
    starts.put("sluice", lab -> sluice(lab, List.of("-XX:AOTMode=off")));
    starts.put(
        "sluice-appcds",
        lab -> trained(lab, "-XX:ArchiveClassesAtExit=", "-XX:SharedArchiveFile="));
    starts.put("sluice-aot", lab -> trained(lab, "-XX:AOTCacheOutput=", "-XX:AOTCache="));
    starts.put("nio", lab -> Lab.java(NioEcho.class.getName(), List.of(), List.of("0")));
    starts.put(
        "netty-epoll",
        lab -> Lab.java(NettyEcho.class.getName(), List.of(), List.of("0", "epoll")));
  }

  /** Makes everything ready: the command to start. */
  @FunctionalInterface
  private interface Preparation {
    List<String> command(Lab lab) throws IOException;
  }

  @Override
  public String id() {
    return "start";
  }

  @Override
  public String title() {
    return "from the start of the process to the first echoed byte, on any core";
  }

  @Override
  public Metric primary() {
    return Metric.START;
  }

  @Override
  public boolean quick() {
    return true;
  }

  @Override
  public List<String> candidates() {
    return List.copyOf(starts.keySet());
  }

  @Override
  public String stage() {
    return "start";
  }

  @Override
  public int rounds(Scale scale) {
    return scale.rounds() / 7;
  }

  @Override
  public int turnMillis(Scale scale) {
    return 450;
  }

  @Override
  public int prepareMillis(Scale scale) {
    return 1000;
  }

  @Override
  public Subject prepare(String candidate, Stage stage) throws IOException {
    Lab lab = stage.lab();
    Preparation preparation = starts.get(candidate);
    if (preparation == null) {
      throw new IllegalArgumentException(candidate);
    }
    List<String> command = preparation.command(lab);
    return () -> {
      long begin = System.nanoTime();
      try (Server server = Server.startAnywhere(lab, command)) {
        echo(server);
        return Map.of(Metric.START, (System.nanoTime() - begin) / 1e6);
      }
    };
  }

  private static void echo(Server server) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.setTcpNoDelay(true);
      socket.getOutputStream().write('x');
      if (socket.getInputStream().read() != 'x') {
        throw new IOException("no echo");
      }
    }
  }

  private static List<String> sluice(Lab lab, List<String> javaOptions) throws IOException {
    return Contestants.command(lab, javaOptions, "echo", "--port", "0");
  }

  /** Runs it once, so that the JVM writes an archive of what was loaded; then with that archive. */
  private static List<String> trained(Lab lab, String write, String read) throws IOException {
    Path archive = Files.createTempFile(lab.scratch(), "echo-", ".archive");
    Files.delete(archive);
    Server server =
        Server.startAnywhere(lab, sluice(lab, List.of(write + archive, "-Xlog:disable")));
    try {
      echo(server);
    } finally {
      server.stop(STOP_SECONDS);
    }
    if (!Files.exists(archive)) {
      throw new IOException("the JVM wrote no archive");
    }
    List<String> options = new ArrayList<>(List.of(read + archive));
    return sluice(lab, options);
  }
}
