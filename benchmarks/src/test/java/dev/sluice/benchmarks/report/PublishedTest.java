package dev.sluice.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.benchmarks.result.Entry;
import dev.sluice.benchmarks.result.Metric;
import dev.sluice.benchmarks.result.Row;
import dev.sluice.benchmarks.result.Run;
import dev.sluice.support.KeepsOpen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The fonts of the pictures stay open for as long as the JVM lives. */
@KeepsOpen(".*/fonts/.*")
class PublishedTest {
  private static final int ROUNDS = 6;
  private static final long MOST_BYTES = 100_000;

  @TempDir private Path folder;

  private static Row pollers(String name, double each, int... counts) {
    List<Entry> entries = new ArrayList<>();
    for (int count : counts) {
      List<Double> samples = Collections.nCopies(ROUNDS, 10 + each * count);
      entries.add(new Entry("idle-" + count, null, Map.of(Metric.CPU, samples)));
    }
    return new Row("pollers/" + name, "beside idle ones", Metric.CPU, entries);
  }

  private static Run run(Row... rows) {
    return run("./sluice bench", rows);
  }

  private static Run run(String command, Row... rows) {
    return new Run("now", 1, command, false, Map.of(), List.of(rows));
  }

  private List<String> charts() throws IOException {
    try (var files = Files.list(folder.resolve("charts"))) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  @Test
  void thePollersAreOnePictureOfALineEach() throws Exception {
    Row epoll = pollers("epoll", 0, 0, 100, 300, 800, 3000, 10_000);
    Row poll = pollers("poll", 0.001, 0, 100, 300, 800, 3000, 10_000);
    Row select = pollers("select", 0.002, 0, 100, 300, 800);

    Published.write(run(epoll), folder);
    String one = Files.readString(folder.resolve("charts/pollers.svg"));
    Published.write(run(epoll, poll, select), folder);
    String three = Files.readString(folder.resolve("charts/pollers.svg"));

    assertThat(charts()).containsExactly("pollers.svg");
    assertThat(three).startsWith("<svg");
    assertThat(lines(one)).isEqualTo(1);
    assertThat(lines(three)).isEqualTo(3);
    assertThat(Files.size(folder.resolve("charts/pollers.svg"))).isLessThan(MOST_BYTES);
    assertThat(Files.readString(folder.resolve("RESULTS.md")))
        .containsOnlyOnce("charts/pollers.svg")
        .contains("## pollers/select");
  }

  /** By colour: nothing else in the picture is a line of that width. */
  private static long lines(String svg) {
    return svg.lines()
        .filter(line -> line.contains("<line") && line.contains("stroke-width:2"))
        .map(line -> line.replaceAll(".*;stroke:(rgb[^;]*);.*", "$1"))
        .distinct()
        .count();
  }

  @Test
  void aRowWithoutFiguresHasNoPicture() throws Exception {
    Entry missing = new Entry("idle-0", "failed", Map.of());
    Published.write(
        run(new Row("pollers/poll", "beside idle ones", Metric.CPU, List.of(missing))), folder);

    assertThat(charts()).isEmpty();
    assertThat(Files.readString(folder.resolve("RESULTS.md"))).contains("skipped: idle-0: failed");
  }

  @Test
  void aRunOfSomeRowsLeavesTheOthersAlone() throws Exception {
    Path other = Files.createDirectories(folder.resolve("charts")).resolve("start.svg");
    Files.writeString(other, "<svg/>");
    Row epoll = pollers("epoll", 0, 0, 100);

    Published.write(run("./sluice bench --only pollers", epoll), folder);
    assertThat(charts()).containsExactlyInAnyOrder("pollers.svg", "start.svg");
    assertThat(folder.resolve("RESULTS.md")).doesNotExist();

    Published.write(run(epoll), folder);
    assertThat(charts()).containsExactly("pollers.svg");
    assertThat(folder.resolve("RESULTS.md")).exists();
  }
}
