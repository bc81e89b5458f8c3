package dev.sluice.benchmarks;

import dev.sluice.benchmarks.harness.Lab;
import dev.sluice.benchmarks.harness.Progress;
import dev.sluice.benchmarks.harness.Runner;
import dev.sluice.benchmarks.harness.Scale;
import dev.sluice.benchmarks.harness.UsageException;
import dev.sluice.benchmarks.harness.Workload;
import dev.sluice.benchmarks.report.Difference;
import dev.sluice.benchmarks.report.Published;
import dev.sluice.benchmarks.report.Reports;
import dev.sluice.benchmarks.report.RunFile;
import dev.sluice.benchmarks.report.TextReport;
import dev.sluice.benchmarks.result.Bound;
import dev.sluice.benchmarks.result.Run;
import dev.sluice.benchmarks.workloads.Bounds;
import dev.sluice.benchmarks.workloads.Catalog;
import dev.sluice.benchmarks.workloads.Limited;
import dev.sluice.examples.Main;
import java.io.Console;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sluice bench}: measures, and reports. */
@Command(
    name = "sluice bench",
    description = "Measures Sluice beside C, JNI, NIO, Netty, nginx and HAProxy, here.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
public final class BenchCommand implements Callable<Integer> {
  private static final int FAILED = 1;
  private static final int WRONG_USE = 2;

  @Spec private CommandSpec spec;

  @ArgGroup private @Nullable Thoroughness thoroughness;

  @Option(
      names = "--only",
      paramLabel = "ROW",
      split = ",",
      description = "rows to measure: names, their beginnings, or globs")
  private List<String> only = new ArrayList<>();

  @Option(
      names = "--candidates",
      paramLabel = "NAME",
      split = ",",
      description = "who takes part; the first of a row is what the others are set against")
  private Set<String> candidates = new LinkedHashSet<>();

  @Option(
      names = "--out",
      paramLabel = "DIR",
      defaultValue = "sluice-bench",
      description = "where results.json and report.html go (${DEFAULT-VALUE})")
  private Path out;

  @Option(
      names = "--compare",
      paramLabel = "OLD.json",
      description = "shows what moved since that run, and whether it is beyond the noise")
  private @Nullable Path compare;

  @Option(
      names = "--from",
      paramLabel = "RUN.json",
      description = "reports on that run instead of measuring")
  private @Nullable Path from;

  @Option(names = "--list", description = "lists the rows and who takes part")
  private boolean list;

  @Option(names = "--guard", description = "measures the guarded ratios only; 1 if one is beyond")
  private boolean guard;

  @Option(
      names = "--publish",
      description =
          "also writes benchmarks/RESULTS.md and its charts, in the project; with --only, just the"
              + " charts of those rows")
  private boolean publish;

  /** How thorough the run is. */
  static final class Thoroughness {
    @SuppressWarnings("UnusedVariable") // What is not full is quick.
    @Option(names = "--quick", description = "ten minutes at most (the default)")
    private boolean quick;

    @Option(names = "--full", description = "every row, an hour and a half at most")
    private boolean full;
  }

  /** Made by picocli. */
  public BenchCommand() {}

  /** Runs it: exit status 0, 1 for a failure or a broken guard, 2 for wrong use. */
  public static void main(String[] args) {
    CommandLine line = new CommandLine(new BenchCommand());
    line.setExecutionExceptionHandler(BenchCommand::report);
    System.exit(line.execute(args));
  }

  private static int report(Exception e, CommandLine line, CommandLine.ParseResult result) {
    if (e instanceof IOException) {
      line.getErr().println("sluice bench: " + e.getMessage());
      return e instanceof UsageException ? WRONG_USE : FAILED;
    }
    e.printStackTrace(line.getErr());
    return FAILED;
  }

  @Override
  public Integer call() throws IOException {
    PrintWriter print = spec.commandLine().getOut();
    List<Workload> workloads = workloads();
    if (list) {
      workloads.forEach(w -> print.println(w.id() + ": " + w.title() + " " + w.candidates()));
      return 0;
    }
    // Before anything takes its time.
    Run old = compare == null ? null : RunFile.read(compare);
    prepareFolder();
    Run run = from == null ? measure(workloads) : RunFile.read(from);
    write(run, print);
    if (old != null) {
      Difference.print(old, run, print);
    }
    if (publish) {
      Published.write(run, root().resolve("benchmarks"));
    }
    print.flush();
    return guard ? guarded(run, print) : 0;
  }

  private List<Workload> workloads() throws UsageException {
    List<String> patterns = new ArrayList<>(only);
    if (guard) {
      Bounds.GUARDED.stream().map(Bound::row).forEach(patterns::add);
    }
    List<Workload> selected = Catalog.select(!full() && !list, patterns);
    Set<String> names = new LinkedHashSet<>(candidates);
    if (guard && names.isEmpty()) {
      Bounds.GUARDED.forEach(
          bound -> {
            names.add(bound.candidate());
            if (bound.against() != null) {
              names.add(bound.against());
            }
          });
    }
    return names.isEmpty() ? selected : Limited.to(names, selected);
  }

  private boolean full() {
    return thoroughness != null && thoroughness.full;
  }

  private void prepareFolder() throws UsageException {
    try {
      Files.createDirectories(out);
      Files.deleteIfExists(Files.createTempFile(out, "probe", ""));
    } catch (IOException e) {
      throw new UsageException("cannot write to " + out + ": " + e);
    }
  }

  private static Path root() throws UsageException {
    Path root = Path.of(System.getProperty("sluice.root", "")).toAbsolutePath().normalize();
    if (!Files.isDirectory(root.resolve("native/reference"))) {
      throw new UsageException("not the folder of the project: " + root);
    }
    return root;
  }

  private Run measure(List<Workload> workloads) throws IOException {
    Scale scale = full() ? Scale.FULL : Scale.QUICK;
    try (Lab lab = new Lab(root())) {
      Progress progress = new Progress(System.err, terminal(), scale);
      Recorder recorder =
          new Recorder(
              Facts.of(lab, scale), command(), new Runner(lab, scale, workloads, progress));
      Thread ending = new Thread(() -> interrupted(lab, progress, recorder));
      Runtime.getRuntime().addShutdownHook(ending);
      Run run = recorder.run();
      progress.end();
      return run;
    }
  }

  @SuppressWarnings("SystemConsoleNull") // It still is null where there is no terminal at all.
  private static boolean terminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  private void write(Run run, PrintWriter print) throws IOException {
    Reports.write(run, out);
    TextReport.print(run, print);
    print.println("Wrote " + out.resolve("results.json") + " and " + out.resolve("report.html"));
  }

  /** Ctrl-C: what there is becomes a report, and nothing is left running. */
  private void interrupted(Lab lab, Progress progress, Recorder recorder) {
    // First, before those who are ended count as failures.
    Run run = recorder.snapshot(true);
    if (!recorder.end(true)) {
      return;
    }
    progress.end();
    PrintWriter print = spec.commandLine().getOut();
    try {
      write(run, print);
    } catch (IOException e) {
      print.println("sluice bench: " + e.getMessage());
    } finally {
      print.flush();
      lab.close();
    }
  }

  /** What repeats the run: only what was measured matters, not where it was written to. */
  private String command() {
    StringBuilder command = new StringBuilder("./sluice bench");
    command.append(full() ? " --full" : "").append(guard ? " --guard" : "");
    if (!only.isEmpty()) {
      command.append(" --only ").append(String.join(",", only));
    }
    if (!candidates.isEmpty()) {
      command.append(" --candidates ").append(String.join(",", candidates));
    }
    return command.toString();
  }

  private static int guarded(Run run, PrintWriter print) {
    int status = 0;
    for (Bound bound : Bounds.GUARDED) {
      Bound.Verdict verdict = bound.verdict(run);
      print.println("guard: " + bound + ": " + bound.figure(run) + ", " + verdict);
      if (verdict == Bound.Verdict.MISSED) {
        status = FAILED;
      }
    }
    print.flush();
    return status;
  }
}
