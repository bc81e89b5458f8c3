package dev.sluice.benchmarks.report;

import dev.sluice.benchmarks.result.Row;
import dev.sluice.benchmarks.result.Run;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** The tables on the terminal. */
public final class TextReport {
  private TextReport() {}

  /** Prints a run. */
  public static void print(Run run, PrintWriter out) {
    for (Row row : run.rows()) {
      out.println();
      out.println(row.id() + ": " + row.title());
      List<List<String>> table = new ArrayList<>(List.of(Figures.heading(row)));
      table.addAll(Figures.lines(row));
      print(table, out);
      Figures.missing(row).forEach(line -> out.println("  " + line));
    }
    out.println();
    out.println("Medians and 95 % intervals; * too few rounds for an interval, the range instead.");
    Verdicts.lines(run).forEach(out::println);
    if (run.interrupted()) {
      out.println("The run was interrupted: rows are missing.");
    }
    out.flush();
  }

  private static void print(List<List<String>> table, PrintWriter out) {
    int[] widths = new int[table.get(0).size()];
    for (List<String> line : table) {
      for (int i = 0; i < line.size(); i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    for (List<String> line : table) {
      StringBuilder text = new StringBuilder();
      for (int i = 0; i < line.size(); i++) {
        text.append("  ").append(line.get(i)).repeat(" ", widths[i] - line.get(i).length());
      }
      out.println(text.toString().stripTrailing());
    }
  }
}
