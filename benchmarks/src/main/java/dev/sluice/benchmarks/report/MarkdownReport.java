package dev.sluice.benchmarks.report;

import dev.sluice.benchmarks.result.Bound;
import dev.sluice.benchmarks.result.Row;
import dev.sluice.benchmarks.result.Run;
import java.util.Collections;
import java.util.List;

/** {@code RESULTS.md}. */
final class MarkdownReport {
  private MarkdownReport() {}

  /**
   * {@return the text}
   *
   * @param notes what was tried, by row, in the words of {@code NOTES.md}
   */
  static String of(Run run, Notes notes) {
    StringBuilder text = new StringBuilder(1 << 14);
    text.append("# Results\n\nMade by `./sluice bench --publish`; not edited by hand. ")
        .append(Words.summary(run))
        .append("\n\n");
    open(text, run, notes);
    bounds(text, run);
    text.append("## How to read this\n\n").append(Words.READING).append("\n\n");
    table(text, List.of("", ""), factLines(run));
    for (Row row : run.rows()) {
      text.append("## ").append(row.id()).append("\n\n").append(row.title()).append(".\n\n");
      if (Published.pictured(row, run)) {
        text.append("![").append(row.id()).append("](charts/").append(Published.file(row));
        text.append(")\n\n");
      }
      table(text, Figures.heading(row), Figures.lines(row));
      Figures.missing(row).forEach(line -> text.append("- ").append(line).append('\n'));
      text.append("\nAgain: `").append(Figures.command(row, run.facts())).append("`\n\n");
    }
    return text.toString().stripTrailing() + "\n";
  }

  private static void open(StringBuilder text, Run run, Notes notes) {
    text.append("## Not there yet\n\n");
    List<Bound> open = Verdicts.open(run);
    if (open.isEmpty()) {
      text.append("Every bound is met.\n\n");
    }
    for (Bound bound : open) {
      text.append("- ").append(Verdicts.line(bound, run)).append('\n');
      String tried = notes.tried(bound.row());
      if (!tried.isEmpty()) {
        text.append("  Tried: ").append(tried).append('\n');
      }
    }
    text.append(open.isEmpty() ? "" : "\n");
  }

  private static void bounds(StringBuilder text, Run run) {
    text.append("## Bounds\n\n");
    Verdicts.lines(run).forEach(line -> text.append("- ").append(line).append('\n'));
    text.append('\n');
  }

  private static List<List<String>> factLines(Run run) {
    return run.facts().entrySet().stream().map(e -> List.of(e.getKey(), e.getValue())).toList();
  }

  private static void table(StringBuilder text, List<String> heading, List<List<String>> lines) {
    line(text, heading);
    line(text, Collections.nCopies(heading.size(), "---"));
    lines.forEach(each -> line(text, each));
    text.append('\n');
  }

  private static void line(StringBuilder text, List<String> cells) {
    text.append('|');
    cells.forEach(cell -> text.append(' ').append(cell.replace("|", "\\|")).append(" |"));
    text.append('\n');
  }
}
