package dev.sluice.benchmarks.workloads;

import dev.sluice.benchmarks.harness.Scale;
import dev.sluice.benchmarks.harness.Server;
import dev.sluice.benchmarks.harness.Stage;
import dev.sluice.benchmarks.harness.Subject;
import dev.sluice.benchmarks.harness.Workload;
import dev.sluice.benchmarks.load.BulkOrder;
import dev.sluice.benchmarks.result.Metric;
import java.io.IOException;
import java.util.List;

/**
 * What a mirror that never reads costs the main path. Each turn has connections of its own, so that
 * each meets the stall, and whatever is done about it.
 */
final class StallWorkload implements Workload {
  private static final String SLUICE = "sluice";
  private static final String READING = "reading";
  private static final String STALLED = "stalled";

  /** So many turns of others make one: windows take a while to open. */
  private static final int SLICES = 8;

  @Override
  public String id() {
    return "mirror/stalled";
  }

  @Override
  public String title() {
    return "bytes in one direction over new connections, with a mirror that reads or does not";
  }

  @Override
  public Metric primary() {
    return Metric.THROUGHPUT;
  }

  @Override
  public boolean quick() {
    return false;
  }

  @Override
  public List<String> candidates() {
    return List.of(READING, STALLED);
  }

  @Override
  public String stage() {
    return id();
  }

  @Override
  public int rounds(Scale scale) {
    return scale.rounds() / 2;
  }

  @Override
  public int turnMillis(Scale scale) {
    return scale.sliceMillis() * SLICES + 50;
  }

  @Override
  public int prepareMillis(Scale scale) {
    return scale.warmMillis() / 2;
  }

  @Override
  public Subject prepare(String candidate, Stage stage) throws IOException {
    Contestant sluice = Contestants.named(SLUICE, BulkWorkload.mirrors());
    Server server =
        stage.resident(SLUICE, Server.class, () -> sluice.launch().start(stage.lab(), List.of()));
    BulkOrder order = BulkWorkload.order(stage, server, true, candidate.equals(READING));
    BulkWorkload.run(stage, order, stage.scale().warmMillis() / 2);
    int millis = stage.scale().sliceMillis() * SLICES;
    return () -> BulkWorkload.figures(BulkWorkload.run(stage, order, millis));
  }
}
