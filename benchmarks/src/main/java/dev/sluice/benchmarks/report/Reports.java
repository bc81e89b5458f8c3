package dev.sluice.benchmarks.report;

import dev.sluice.benchmarks.result.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The files of a run. */
public final class Reports {
  private Reports() {}

  /** Writes {@code results.json} and {@code report.html}. */
  public static void write(Run run, Path folder) throws IOException {
    RunFile.write(run, folder.resolve("results.json"));
    Files.writeString(folder.resolve("report.html"), HtmlReport.of(run));
  }
}
