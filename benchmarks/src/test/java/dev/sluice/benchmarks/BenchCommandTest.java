package dev.sluice.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.benchmarks.report.RunFile;
import dev.sluice.benchmarks.result.Entry;
import dev.sluice.benchmarks.result.Metric;
import dev.sluice.benchmarks.result.Row;
import dev.sluice.support.Run;
import dev.sluice.support.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The command, as a process of its own. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class BenchCommandTest {
  private static final Duration LIMIT = Duration.ofSeconds(100);
  private static final String ROW = "echo/64B/1";

  @TempDir private Path folder;

  @BeforeAll
  static void tools() {
    Tools.require("taskset util-linux", "setsid util-linux");
  }

  private List<String> command(String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.io.tmpdir=" + folder,
                "-Dsluice.root=" + Path.of("..").toAbsolutePath().normalize(),
                "-cp",
                System.getProperty("java.class.path"),
                BenchCommand.class.getName()));
    command.addAll(List.of("--out", out().toString()));
    command.addAll(List.of(arguments));
    return command;
  }

  private Path out() {
    return folder.resolve("out");
  }

  private Run run(String... arguments) throws Exception {
    return Run.command(LIMIT, command(arguments));
  }

  private static void wrongUse(Run run, String words) {
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.err()).contains(words).hasLineCount(1);
  }

  @Test
  void wrongUseIsOneLine() throws Exception {
    wrongUse(run("--only", "ecko"), "no row is called ecko");
    wrongUse(run("--only", ROW, "--candidates", "vertx"), "no candidate of these rows is called");
    wrongUse(run("--compare", folder.resolve("none.json").toString()), "does not exist");
    Path garbage = Files.writeString(folder.resolve("garbage.json"), "[1");
    wrongUse(run("--compare", garbage.toString()), "is no result of a run");
  }

  @Test
  void aFolderThatCannotBeWrittenIsSaidToBeOne() throws Exception {
    Files.writeString(out(), "a file");
    wrongUse(run("--only", ROW), "cannot write to");
  }

  @Test
  void oneCoreIsTooFew() throws Exception {
    List<String> command = new ArrayList<>(List.of("taskset", "-c", "0"));
    command.addAll(command("--only", ROW));
    wrongUse(Run.command(LIMIT, command), "two cores are needed");
  }

  @Test
  void theListNamesRowsAndCandidates() throws Exception {
    Run run = run("--list");
    assertThat(run.exit()).isZero();
    assertThat(run.out()).contains(ROW + ": echo of 64 bytes").contains("netty-uring");
  }

  @Test
  void aRunLeavesFiguresAPageAndNothingElse() throws Exception {
    Tools.require("cc gcc");
    Run run = run("--only", ROW, "--candidates", "c-epoll,nio");

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out()).contains("CPU per request", "c-epoll", "nio");
    Row row = RunFile.read(out().resolve("results.json")).row(ROW);
    for (String candidate : List.of("c-epoll", "nio")) {
      Entry entry = Objects.requireNonNull(Objects.requireNonNull(row).entry(candidate));
      assertThat(entry.missing()).isNull();
      assertThat(entry.values(Metric.CPU)).hasSizeGreaterThanOrEqualTo(6).allMatch(v -> v > 0);
      assertThat(entry.values(Metric.RATE)).allMatch(v -> v > 0);
      assertThat(entry.values(Metric.MEMORY)).hasSize(1);
    }
    assertThat(Files.readString(out().resolve("report.html")))
        .contains("<svg", "Again: <code>./sluice bench --only " + ROW, "kernel");
    try (var left = Files.list(folder)) {
      assertThat(left).containsExactly(out());
    }

    // The same once more, from the file, beside itself.
    String json = out().resolve("results.json").toString();
    Run again = run("--from", json, "--compare", json);
    assertThat(again.exit()).as(again.err()).isZero();
    assertThat(again.out()).contains("1 of 1 medians of ratios moved by less than 5 %");
  }

  @Test
  void whoIsMissingIsNamed() throws Exception {
    Path tools = Files.createDirectory(folder.resolve("tools"));
    for (String name : List.of("taskset", "setsid")) {
      Files.createSymbolicLink(tools.resolve(name), Path.of("/usr/bin", name));
    }
    List<String> command = new ArrayList<>(List.of("env", "PATH=" + tools));
    command.addAll(command("--only", "call/getppid", "--candidates", "c,ffm-plain"));
    Run run = Run.command(LIMIT, command);

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out()).contains("skipped: c: no C compiler: cc (Debian package gcc)");
    assertThat(run.out()).containsPattern("ffm-plain +\\d");
  }

  /** Ctrl-C: a valid report of what there is, and no process left. */
  @Test
  void anInterruptedRunIsReportedInPart() throws Exception {
    Process process =
        new ProcessBuilder(
                command("--only", "call/getppid," + ROW, "--candidates", "ffm-plain,nio"))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("said").toFile())
            .start();
    List<ProcessHandle> children = new ArrayList<>();
    try {
      awaitFirstRow(process);
      process.descendants().forEach(children::add);
      new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).isEqualTo(130);
    assertThat(children).isNotEmpty().noneMatch(ProcessHandle::isAlive);
    dev.sluice.benchmarks.result.Run run = RunFile.read(out().resolve("results.json"));
    assertThat(run.interrupted()).isTrue();
    assertThat(run.row("call/getppid")).isNotNull();
    assertThat(Files.readString(out().resolve("report.html"))).contains("interrupted");
    try (var left = Files.list(folder)) {
      assertThat(left.map(Path::getFileName).map(Path::toString))
          .containsExactlyInAnyOrder("out", "said");
    }
  }

  /** Its line tells that the first row is done and the servers of the next are being started. */
  private void awaitFirstRow(Process process) throws IOException, InterruptedException {
    while (!Files.readString(folder.resolve("said")).contains("call/getppid: ")
        || process.descendants().count() < 2) {
      assertThat(process.isAlive()).isTrue();
      Thread.sleep(20);
    }
  }
}
