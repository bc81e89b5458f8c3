package dev.sluice.benchmarks.report;

import dev.sluice.benchmarks.result.Row;
import dev.sluice.benchmarks.result.Run;
import dev.sluice.benchmarks.workloads.Bounds;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** What the repository shows of a run: {@code benchmarks/RESULTS.md} and its charts. */
public final class Published {
  private Published() {}

  /**
   * Writes them, in the place of what was there. A run of some rows only has its pictures written,
   * beside the others.
   */
  public static void write(Run run, Path benchmarks) throws IOException {
    Path charts = Files.createDirectories(benchmarks.resolve("charts"));
    boolean whole = !run.command().contains(" --only ");
    if (whole) {
      removeAll(charts);
    }
    for (Row row : run.rows()) {
      if (pictured(row, run)) {
        Files.writeString(charts.resolve(file(row)), Charts.svg(row, run));
      }
    }
    if (whole) {
      Notes notes = Notes.read(benchmarks.resolve("NOTES.md"));
      Files.writeString(benchmarks.resolve("RESULTS.md"), MarkdownReport.of(run, notes));
    }
  }

  private static void removeAll(Path charts) throws IOException {
    try (DirectoryStream<Path> old = Files.newDirectoryStream(charts, "*.svg")) {
      for (Path chart : old) {
        Files.delete(chart);
      }
    }
  }

  /** {@return whether the repository has room for its picture: those that much depends on} */
  static boolean pictured(Row row, Run run) {
    boolean bound =
        Stream.concat(Bounds.PROMISED.stream(), Bounds.GUARDED.stream())
            .anyMatch(each -> each.row().equals(row.id()));
    return bound && Charts.drawable(row, run);
  }

  /** {@return the file name of a row's chart} */
  static String file(Row row) {
    return Curves.has(row) ? Curves.file() : row.id().replace('/', '-') + ".svg";
  }
}
