package dev.sluice.benchmarks.harness;

import dev.sluice.benchmarks.result.Metric;
import java.io.IOException;
import java.util.Map;

/** A candidate that is ready for its turns. */
public interface Subject extends AutoCloseable {
  /** {@return what one turn gave} */
  Map<Metric, Double> measure() throws IOException;

  /** {@return what is asked once, after all turns, because asking disturbs} */
  default Map<Metric, Double> measureOnce() throws IOException {
    return Map.of();
  }

  /** Lets go of what only the turns needed. */
  @Override
  default void close() throws IOException {}
}
