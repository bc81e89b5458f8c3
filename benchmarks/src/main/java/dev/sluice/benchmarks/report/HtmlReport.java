package dev.sluice.benchmarks.report;

import dev.sluice.benchmarks.result.Row;
import dev.sluice.benchmarks.result.Run;
import java.io.IOException;
import java.util.List;

/** One page that needs nothing else: pictures, tables, and how to repeat each of them. */
final class HtmlReport {
  private static final String STYLE =
      """
      body { font: 15px/1.5 system-ui, sans-serif; max-width: 70em; margin: 2em auto; padding: 0 1em }
      table { border-collapse: collapse; margin: .5em 0 1.5em }
      th, td { padding: .2em .8em; border-bottom: 1px solid #ddd; text-align: right }
      th:first-child, td:first-child { text-align: left }
      .facts td { text-align: left }
      .wide { overflow-x: auto }
      code { background: #f4f4f4; padding: .1em .3em }
      svg { max-width: 100%; height: auto }
      """;

  private HtmlReport() {}

  static String of(Run run) throws IOException {
    StringBuilder page = new StringBuilder(1 << 16);
    page.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
        .append("<title>Sluice benchmarks</title>\n<style>\n")
        .append(STYLE)
        .append("</style>\n</head>\n<body>\n<h1>Sluice benchmarks</h1>\n");
    paragraph(page, Words.summary(run));
    facts(page, run);
    paragraph(page, Words.READING);
    bounds(page, run);
    for (Row row : run.rows()) {
      row(page, row, run);
    }
    return page.append("</body>\n</html>\n").toString();
  }

  private static void paragraph(StringBuilder page, String text) {
    page.append("<p>").append(escape(text)).append("</p>\n");
  }

  private static void facts(StringBuilder page, Run run) {
    page.append("<table class=\"facts\">\n");
    run.facts().forEach((name, value) -> cells(page, "td", List.of(name, value)));
    page.append("</table>\n");
  }

  private static void bounds(StringBuilder page, Run run) {
    if (Verdicts.of(run).isEmpty()) {
      return;
    }
    page.append("<h2>Bounds</h2>\n<ul>\n");
    for (String line : Verdicts.lines(run)) {
      page.append("<li>").append(escape(line)).append("</li>\n");
    }
    page.append("</ul>\n");
  }

  private static void row(StringBuilder page, Row row, Run run) throws IOException {
    page.append("<h2 id=\"").append(escape(row.id())).append("\">");
    page.append(escape(row.id())).append("</h2>\n");
    paragraph(page, row.title());
    picture(page, row, run);
    page.append("<div class=\"wide\"><table>\n");
    cells(page, "th", Figures.heading(row));
    Figures.lines(row).forEach(line -> cells(page, "td", line));
    page.append("</table></div>\n");
    Figures.missing(row).forEach(line -> paragraph(page, line));
    page.append("<p>Again: <code>")
        .append(escape(Figures.command(row, run.facts())))
        .append("</code></p>\n");
  }

  /** Without fonts there is no picture, which must not cost the figures of an hour. */
  private static void picture(StringBuilder page, Row row, Run run) throws IOException {
    if (Charts.drawable(row, run)) {
      try {
        page.append(Charts.svg(row, run)).append('\n');
      } catch (RuntimeException | Error e) {
        paragraph(page, "No picture: " + e);
      }
    }
  }

  private static void cells(StringBuilder page, String tag, List<String> cells) {
    page.append("<tr>");
    for (String cell : cells) {
      page.append('<').append(tag).append('>').append(escape(cell));
      page.append("</").append(tag).append('>');
    }
    page.append("</tr>\n");
  }

  private static String escape(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("\"", "&quot;");
  }
}
