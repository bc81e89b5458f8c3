package dev.sluice.benchmarks.result;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One thing done by several candidates in turns.
 *
 * @param id its name on the command line
 * @param title what is done, in words
 * @param primary what decides
 * @param entries one per candidate, in the order of the turns
 */
public record Row(String id, String title, Metric primary, List<Entry> entries) {
  /** {@return the entry of a candidate, or null} */
  public @Nullable Entry entry(String candidate) {
    return entries.stream().filter(e -> e.candidate().equals(candidate)).findFirst().orElse(null);
  }

  /** {@return what the others are set against: the first that was measured, C as a rule} */
  public @Nullable Entry baseline() {
    return entries.stream().filter(Entry::measured).findFirst().orElse(null);
  }
}
