package dev.sluice.benchmarks.workloads;

import dev.sluice.benchmarks.harness.Lab;
import dev.sluice.benchmarks.harness.Server;
import java.io.IOException;
import java.util.List;

/**
 * A server that takes part.
 *
 * @param name in the report
 * @param java whether a JVM runs it, which can be asked what it allocated
 * @param launch how it is started
 */
public record Contestant(String name, boolean java, Launch launch) {
  /** Starts a server. */
  @FunctionalInterface
  public interface Launch {
    /**
     * Starts it.
     *
     * @param javaOptions for its JVM, where it has one
     */
    Server start(Lab lab, List<String> javaOptions) throws IOException;
  }
}
