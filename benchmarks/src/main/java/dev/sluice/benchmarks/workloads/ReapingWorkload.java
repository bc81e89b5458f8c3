package dev.sluice.benchmarks.workloads;

import dev.sluice.benchmarks.harness.LoadProcess;
import dev.sluice.benchmarks.harness.Scale;
import dev.sluice.benchmarks.harness.Server;
import dev.sluice.benchmarks.harness.Stage;
import dev.sluice.benchmarks.harness.Subject;
import dev.sluice.benchmarks.harness.Workload;
import dev.sluice.benchmarks.load.Order;
import dev.sluice.benchmarks.load.Outcome;
import dev.sluice.benchmarks.result.Metric;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Whether a busy connection notices that thousands of idle ones are being closed. */
final class ReapingWorkload implements Workload {
  private static final int IDLE = 10_000;

  /** Opening them takes a second, and must be over when the first of them times out. */
  private static final int TIMEOUT_SECONDS = 4;

  private static final int BYTES = 64;
  private static final int RATE = 2000;

  /** From when all are open until the last of them has been closed, and a little more. */
  private static final int MILLIS = TIMEOUT_SECONDS * 1000 + 500;

  /** Descriptors that the server's own JVM may have opened meanwhile. */
  private static final int SLACK = 10;

  private static final String ALONE = "alone";
  private static final String REAPING = "reaping";

  @Override
  public String id() {
    return "reaping";
  }

  @Override
  public String title() {
    return String.format(
        Locale.ROOT,
        "echo of %d bytes over 1 connection, %,d requests a second, while %,d others time out",
        BYTES,
        RATE,
        IDLE);
  }

  @Override
  public Metric primary() {
    return Metric.P99;
  }

  @Override
  public boolean quick() {
    return false;
  }

  @Override
  public List<String> candidates() {
    return List.of(ALONE, REAPING);
  }

  @Override
  public String stage() {
    return id();
  }

  @Override
  public int rounds(Scale scale) {
    return scale.rounds() / 4;
  }

  @Override
  public int turnMillis(Scale scale) {
    return MILLIS + 500;
  }

  @Override
  public int prepareMillis(Scale scale) {
    return scale.warmMillis();
  }

  @Override
  public Subject prepare(String candidate, Stage stage) throws IOException {
    LoadProcess load = stage.lab().load();
    Server server = stage.resident("sluice", Server.class, () -> warm(stage, load));
    return candidate.equals(ALONE)
        ? () -> ServerWorkload.figures(load.run(busy(server), MILLIS))
        : () -> reaping(load, server);
  }

  private static Server warm(Stage stage, LoadProcess load) throws IOException {
    Contestant.Launch launch = Contestants.sluiceEcho("--idle", Integer.toString(TIMEOUT_SECONDS));
    Server server = launch.start(stage.lab(), List.of());
    try {
      load.run(busy(server), stage.scale().warmMillis());
      reaping(load, server);
      return server;
    } catch (IOException e) {
      server.close();
      throw e;
    }
  }

  private static Map<Metric, Double> reaping(LoadProcess load, Server server) throws IOException {
    long before = server.descriptors();
    LoadProcess.Connections idle = load.open(idle(server));
    // Opened last, or it would be idle itself for as long as the others take.
    try (LoadProcess.Connections busy = load.open(busy(server))) {
      if (server.descriptors() < before + IDLE) {
        throw new IOException("connections timed out before all were open");
      }
      Outcome outcome = busy.run(MILLIS);
      if (server.descriptors() > before + SLACK) {
        throw new IOException("idle connections are still open");
      }
      return ServerWorkload.figures(outcome);
    } finally {
      idle.close();
    }
  }

  private static Order idle(Server server) {
    return Order.echo(server.port(), IDLE, BYTES, server.processes());
  }

  private static Order busy(Server server) {
    return new Order(
        Order.Mode.EXCHANGE, server.port(), 1, null, BYTES, 1, RATE, server.processes());
  }
}
