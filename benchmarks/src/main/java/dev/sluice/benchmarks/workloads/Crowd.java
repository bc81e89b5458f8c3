package dev.sluice.benchmarks.workloads;

import dev.sluice.benchmarks.harness.LoadProcess;
import dev.sluice.benchmarks.harness.Server;
import dev.sluice.benchmarks.load.Order;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Connections that have said something once and are silent now: as many as a turn wants. */
final class Crowd {
  private static final int BYTES = 64;
  private static final int CLOSE_SECONDS = 20;

  /** What the server's own JVM may have opened meanwhile. */
  private static final int SLACK = 10;

  private final LoadProcess load;
  private final Server server;
  private final List<LoadProcess.Connections> groups = new ArrayList<>();
  private int size;

  Crowd(LoadProcess load, Server server) {
    this.load = load;
    this.server = server;
  }

  /** Opens what is missing; where there are too many, all are closed first. */
  void resize(int wanted) throws IOException {
    if (wanted < size) {
      close();
    }
    if (wanted > size) {
      groups.add(load.open(Order.echo(server.port(), wanted - size, BYTES, server.processes())));
      size = wanted;
    }
  }

  /** Closes all, and waits until the server has closed them as well. */
  void close() throws IOException {
    long rest = server.descriptors() - size + SLACK;
    for (LoadProcess.Connections group : groups) {
      group.close();
    }
    groups.clear();
    size = 0;
    if (!server.awaitDescriptors(rest, CLOSE_SECONDS)) {
      throw new IOException("the server does not close what its peers have closed");
    }
  }
}
