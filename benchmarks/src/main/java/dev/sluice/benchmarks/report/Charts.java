package dev.sluice.benchmarks.report;

import dev.sluice.benchmarks.result.Entry;
import dev.sluice.benchmarks.result.Interval;
import dev.sluice.benchmarks.result.Row;
import dev.sluice.benchmarks.result.Run;
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
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.AxesChartStyler;

/** The pictures: a bar for each candidate of a row, with its interval, or {@link Curves}. */
final class Charts {
  static final int WIDTH = 900;
  static final int HEIGHT = 360;
  private static final Color BAR = new Color(0x2f, 0x6f, 0xa8);
  private static final int TITLE_SIZE = 14;
  private static final int TEXT_SIZE = 12;
  private static final float GRID_WIDTH = 0.5f;

  private Charts() {}

  /** {@return whether there is anything to draw, and no row before it has it in its picture} */
  static boolean drawable(Row row, Run run) {
    return Curves.has(row) ? Curves.begins(row, run) : measured(row);
  }

  static boolean measured(Row row) {
    return row.entries().stream().anyMatch(entry -> !entry.values(row.primary()).isEmpty());
  }

  /** {@return the picture, as SVG} */
  static String svg(Row row, Run run) throws IOException {
    return svg(Curves.has(row) ? Curves.chart(run) : bars(row));
  }

  private static CategoryChart bars(Row row) {
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
    return chart;
  }

  private static String svg(Chart<?, ?> chart) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ChartEncoder.saveChart(chart, out, "svg");
    String svg = out.toString(StandardCharsets.UTF_8);
    // The letters are outlines, with nine digits behind each point.
    return svg.substring(svg.indexOf("<svg")).replaceAll("(\\.\\d\\d)\\d+", "$1");
  }

  private static CategoryChart chart(Row row) {
    headless();
    CategoryChart chart =
        new CategoryChartBuilder()
            .width(WIDTH)
            .height(HEIGHT)
            .title(row.title())
            .yAxisTitle(row.primary().title() + ", " + row.primary().unit())
            .build();
    style(chart.getStyler());
    chart.getStyler().setAvailableSpaceFill(0.6);
    chart.getStyler().setPlotGridVerticalLinesVisible(false);
    return chart;
  }

  static void style(AxesChartStyler styler) {
    styler.setLegendVisible(false);
    styler.setYAxisMin(0.0);
    // XChart's own is dashed, and each dash an outline: two thirds of the file.
    styler.setPlotGridLinesStroke(new BasicStroke(GRID_WIDTH));
    styler.setChartBackgroundColor(Color.WHITE);
    styler.setChartTitleFont(new Font(Font.SANS_SERIF, Font.BOLD, TITLE_SIZE));
    styler.setAxisTickLabelsFont(new Font(Font.SANS_SERIF, Font.PLAIN, TEXT_SIZE));
  }

  /** No screen is needed, and none may be there. */
  static void headless() {
    System.setProperty("java.awt.headless", "true");
  }
}
