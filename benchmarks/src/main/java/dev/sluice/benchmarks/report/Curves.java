package dev.sluice.benchmarks.report;

import dev.sluice.benchmarks.result.Entry;
import dev.sluice.benchmarks.result.Interval;
import dev.sluice.benchmarks.result.Row;
import dev.sluice.benchmarks.result.Run;
import java.awt.BasicStroke;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.style.Styler.LegendPosition;

/** The rows of the pollers, in one picture: a line for each over the number of connections. */
final class Curves {
  private static final String FAMILY = "pollers";
  private static final String CANDIDATE = "idle-";
  private static final int BUSY = 100;
  private static final float LINE = 2;

  private Curves() {}

  /** {@return whether a row is a line of the picture} */
  static boolean has(Row row) {
    return row.id().startsWith(FAMILY + "/");
  }

  /** {@return the name of the picture's file} */
  static String file() {
    return FAMILY + ".svg";
  }

  /** {@return whether it is the first of them, which has the picture} */
  static boolean begins(Row row, Run run) {
    return rows(run).findFirst().filter(row::equals).isPresent();
  }

  private static Stream<Row> rows(Run run) {
    return run.rows().stream().filter(row -> has(row) && Charts.measured(row));
  }

  static XYChart chart(Run run) {
    Charts.headless();
    XYChart chart =
        new XYChartBuilder()
            .width(Charts.WIDTH)
            .height(Charts.HEIGHT)
            .title("echo of 64 bytes over " + BUSY + " busy connections, the others idle")
            .xAxisTitle("connections in all")
            .yAxisTitle("CPU per request, µs")
            .build();
    Charts.style(chart.getStyler());
    chart.getStyler().setXAxisLogarithmic(true);
    chart.getStyler().setXAxisDecimalPattern("#,##0");
    chart.getStyler().setLegendVisible(true);
    chart.getStyler().setLegendPosition(LegendPosition.InsideNW);
    rows(run).forEach(row -> line(chart, row));
    return chart;
  }

  private static void line(XYChart chart, Row row) {
    List<Double> connections = new ArrayList<>();
    List<Double> medians = new ArrayList<>();
    for (Entry entry : row.entries()) {
      if (!entry.values(row.primary()).isEmpty()) {
        connections.add((double) BUSY + number(entry.candidate()));
        medians.add(Interval.of(entry.values(row.primary())).median());
      }
    }
    chart
        .addSeries(row.id().substring(FAMILY.length() + 1), connections, medians)
        .setLineStyle(new BasicStroke(LINE));
  }

  private static int number(String candidate) {
    return Integer.parseInt(candidate.substring(CANDIDATE.length()));
  }
}
