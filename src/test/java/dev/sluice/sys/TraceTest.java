package dev.sluice.sys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.support.Jvm;
import dev.sluice.support.Run;
import dev.sluice.support.Tools;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code -Dsluice.trace} prints is what strace says of the same calls. */
class TraceTest {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Pattern FLAGS = Pattern.compile("[A-Z]\\w+(\\|[A-Z]\\w+)+");
  private static final String BACKEND =
      "-Dsluice.backend=" + Backend.current().name().toLowerCase(Locale.ROOT);

  @TempDir private Path folder;

  @Test
  void saysWhatStraceSays() throws Exception {
    Tools.require("strace strace");
    Path file = folder.resolve("trace");
    List<String> command =
        new ArrayList<>(List.of("strace", "-ff", "-o", folder.resolve("thread").toString()));
    command.addAll(
        Jvm.command(
            List.of(BACKEND, "-Dsluice.trace=all", "-Dsluice.trace.file=" + file),
            TraceScript.class));
    Run run = Run.command(LIMIT, command);
    if (run.err().contains("PTRACE")) {
      Tools.missing("this machine does not let strace trace: " + run.err().strip());
    }

    assertThat(run.exit()).as(run.err()).isZero();
    List<String> ours = marked(Files.readAllLines(file).stream().map(TraceTest::plain).toList());
    List<String> straces = marked(straceOfTheScript());
    assertThat(ours).hasSizeGreaterThan(35).anyMatch(line -> line.startsWith("accept4("));
    assertThat(straces).containsSubsequence(ours);
  }

  @Test
  void tellsTheThreadAndTheTimeOnStandardError() throws Exception {
    Run run = run("-Dsluice.trace=pipe2, shutdown");

    List<String> lines = run.err().lines().toList();
    assertThat(lines).hasSize(2);
    assertThat(lines.get(0))
        .matches("\\[main] pipe2\\(\\[\\d+, \\d+], O_NONBLOCK\\|O_CLOEXEC\\) = 0 <\\d+\\.\\d{6}>");
    assertThat(lines.get(1)).matches("\\[main] shutdown\\(\\d+, SHUT_WR\\) = 0 <\\d+\\.\\d{6}>");
  }

  @Test
  void aMisspeltNameIsRefused() throws Exception {
    Run run = Run.command(LIMIT, Jvm.command(List.of("-Dsluice.trace=acept4"), TraceScript.class));

    assertThat(run.exit()).isNotZero();
    assertThat(run.err()).contains("-Dsluice.trace: no call is named acept4");
  }

  @Test
  void nothingOfItIsThereWhereItIsOff() throws Exception {
    Path classes = folder.resolve("classes");
    Run run = run("-Xlog:class+load:file=" + classes);

    assertThat(run.err()).isEmpty();
    assertThat(Files.readString(classes))
        .contains("dev.sluice.sys.Link ")
        .doesNotContain("dev.sluice.sys.Observed")
        .doesNotContain("dev.sluice.sys.Trace ")
        .doesNotContain("dev.sluice.sys.SlowCalls")
        .doesNotContain("jdk.jfr.");
  }

  private static Run run(String option) throws Exception {
    Run run = Run.command(LIMIT, Jvm.command(List.of(BACKEND, option), TraceScript.class));
    assertThat(run.exit()).as(run.err()).isZero();
    return run;
  }

  private List<String> straceOfTheScript() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(each -> each.getFileName().toString().contains(".")).toList()) {
        List<String> lines =
            Files.readAllLines(file, StandardCharsets.ISO_8859_1).stream()
                .map(TraceTest::normal)
                .toList();
        if (lines.stream().anyMatch(TraceTest::isMark)) {
          return lines;
        }
      }
    }
    throw new AssertionError("no thread made the first mark");
  }

  private static boolean isMark(String line) {
    return line.startsWith("close(" + TraceScript.MARK + ")");
  }

  private static List<String> marked(List<String> lines) {
    List<Integer> marks = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      if (isMark(lines.get(i))) {
        marks.add(i);
      }
    }
    assertThat(marks).hasSize(2);
    return lines.subList(marks.getFirst(), marks.getLast());
  }

  /** Without thread and time. */
  private static String plain(String line) {
    return normal(line.replaceFirst("^\\[main] ", "").replaceFirst(" <[\\d.]+>$", ""));
  }

  /** By the names of C, and with flags in the order of the alphabet. */
  private static String normal(String line) {
    String called =
        line.replaceFirst("\\) += ", ") = ")
            .replaceFirst("^epoll_pwait\\((.*), NULL, 8\\)", "epoll_wait($1)")
            .replaceFirst("^recvfrom\\((.*), NULL, NULL\\)", "recv($1)")
            .replaceFirst("^sendto\\((.*), NULL, 0\\)", "send($1)")
            .replaceFirst("IPPROTO_TCP\\)", "6)")
            .replaceFirst("IPPROTO_IP\\)", "0)")
            // Before the call and after it: only what the kernel left there is told here.
            .replaceFirst("\\[\\d+ => (\\d+)]", "[$1]");
    return FLAGS
        .matcher(called)
        .replaceAll(
            flags ->
                Arrays.stream(flags.group().split("\\|", -1))
                    .sorted()
                    .collect(Collectors.joining("|")));
  }
}
