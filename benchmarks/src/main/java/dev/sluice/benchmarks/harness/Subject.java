package dev.sluice.benchmarks.harness;

import dev.sluice.benchmarks.result.Metric;
import java.io.IOException;
import java.util.Map;

/** A candidate that is ready for its turns. */
public interface Subject {
  /** {@return what one turn gave} */
  Map<Metric, Double> measure() throws IOException;

  /** {@return what is asked once, after all turns, because asking disturbs} */
  default Map<Metric, Double> measureOnce() throws IOException {
    return Map.of();
  }
}
