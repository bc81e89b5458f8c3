package dev.sluice.benchmarks.workloads;

import dev.sluice.benchmarks.harness.Scale;
import dev.sluice.benchmarks.harness.Server;
import dev.sluice.benchmarks.harness.Stage;
import dev.sluice.benchmarks.harness.Subject;
import dev.sluice.benchmarks.load.Order;
import java.io.IOException;

/** GET of one static file, over connections that stay. */
final class FilesWorkload extends ServerWorkload {
  private static final int LONG = 16 << 20;

  private final int bytes;
  private final int connections;
  private final boolean quick;

  FilesWorkload(int bytes, int connections, boolean quick) {
    super(Contestants.files());
    this.bytes = bytes;
    this.connections = connections;
    this.quick = quick;
  }

  @Override
  public String id() {
    return "files/" + Sizes.name(bytes);
  }

  @Override
  public String title() {
    return "GET of a file of " + Sizes.words(bytes) + " over " + connections + " connections";
  }

  /** Long enough that answers come within a turn, or there is no rate. */
  @Override
  int sliceMillis(Scale scale) {
    return bytes > LONG ? scale.sliceMillis() * 10 : super.sliceMillis(scale);
  }

  @Override
  public int rounds(Scale scale) {
    return bytes > LONG ? scale.rounds() / 4 : super.rounds(scale);
  }

  @Override
  public boolean quick() {
    return quick;
  }

  @Override
  public String stage() {
    return "files";
  }

  @Override
  int connections() {
    return connections;
  }

  @Override
  public Subject prepare(String candidate, Stage stage) throws IOException {
    ServedFiles.require(stage.lab(), bytes);
    return super.prepare(candidate, stage);
  }

  @Override
  Order order(Stage stage, Server server) throws IOException {
    int length = ServedFiles.answerLength(stage.lab(), server.port(), bytes);
    return new Order(
        Order.Mode.EXCHANGE,
        server.port(),
        connections,
        "/" + ServedFiles.name(bytes),
        length,
        1,
        0,
        server.processes());
  }
}
