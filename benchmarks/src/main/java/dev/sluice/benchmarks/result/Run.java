package dev.sluice.benchmarks.result;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A run, as the JSON file keeps it.
 *
 * @param started when, in UTC
 * @param seconds how long it took
 * @param command what repeats it
 * @param interrupted whether it was ended before its time: rows are missing then
 * @param facts machine, kernel, JDK, versions, settings
 * @param rows what was measured, also in part
 */
public record Run(
    String started,
    long seconds,
    String command,
    boolean interrupted,
    Map<String, String> facts,
    List<Row> rows) {

  /** {@return the row of that name, or null} */
  public @Nullable Row row(String id) {
    return rows.stream().filter(row -> row.id().equals(id)).findFirst().orElse(null);
  }
}
