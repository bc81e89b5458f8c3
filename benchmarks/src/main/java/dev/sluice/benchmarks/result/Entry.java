package dev.sluice.benchmarks.result;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one candidate did.
 *
 * @param candidate its name
 * @param missing why there are no figures, or null
 * @param samples per metric one value a round; fewer for what is measured once
 */
public record Entry(String candidate, @Nullable String missing, Map<Metric, List<Double>> samples) {

  /** {@return whether there is anything to compare} */
  public boolean measured() {
    return missing == null && !samples.isEmpty();
  }

  /** {@return its values, empty where it has none} */
  public List<Double> values(Metric metric) {
    return samples.getOrDefault(metric, List.of());
  }
}
