package dev.sluice.benchmarks.report;

import dev.sluice.benchmarks.result.Entry;
import dev.sluice.benchmarks.result.Interval;
import dev.sluice.benchmarks.result.Row;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.ChartEncoder;

/** One picture a row: a bar for each candidate, with its interval. */
final class Charts {
  private static final int WIDTH = 900;
  private static final int HEIGHT = 360;
  private static final Color BAR = new Color(0x2f, 0x6f, 0xa8);
  private static final int TITLE_SIZE = 14;
  private static final int TEXT_SIZE = 12;
  private static final float GRID_WIDTH = 0.5f;

  private Charts() {}

  /** {@return whether there is anything to draw} */
  static boolean drawable(Row row) {
    return row.entries().stream().anyMatch(entry -> !entry.values(row.primary()).isEmpty());
  }

  /** {@return the picture, as SVG} */
  static String svg(Row row) throws IOException {
    // No screen is needed, and none may be there.
    System.setProperty("java.awt.headless", "true");
    List<String> names = new ArrayList<>();
    List<Double> medians = new ArrayList<>();
    List<Double> spreads = new ArrayList<>();
    for (Entry entry : row.entries()) {
      if (!entry.values(row.primary()).isEmpty()) {
        Interval interval = Interval.of(entry.values(row.primary()));
        names.add(entry.candidate());
        medians.add(interval.median());
        spreads.add((interval.high() - interval.low()) / 2);
      }
    }
    CategoryChart chart = chart(row);
    chart.addSeries(row.id(), names, medians, spreads).setFillColor(BAR);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ChartEncoder.saveChart(chart, out, "svg");
    String svg = out.toString(StandardCharsets.UTF_8);
    // The letters are outlines, with nine digits behind each point.
    return svg.substring(svg.indexOf("<svg")).replaceAll("(\\.\\d\\d)\\d+", "$1");
  }

  private static CategoryChart chart(Row row) {
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(row.title())
            .yAxisTitle(row.primary().title() + ", " + row.primary().unit())
            .build();
    chart.getStyler().setLegendVisible(false);
    chart.getStyler().setAvailableSpaceFill(0.6);
    chart.getStyler().setPlotGridVerticalLinesVisible(false);
    chart.getStyler().setYAxisMin(0.0);
    // XChart's own is dashed, and each dash an outline: two thirds of the file.
    chart.getStyler().setPlotGridLinesStroke(new BasicStroke(GRID_WIDTH));
    chart.getStyler().setChartBackgroundColor(Color.WHITE);
    chart.getStyler().setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, TITLE_SIZE));
    chart.getStyler().setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, TEXT_SIZE));
    return chart;
  }
}
