package dev.sluice.misuse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.support.Jvm;
import dev.sluice.support.Run;
import dev.sluice.support.Tools;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No misuse of a public method crashes the JVM, hangs, leaks a descriptor or writes astray. */
class MisuseFuzzTest {
  private static final Duration LIMIT = Duration.ofMinutes(4);
  private static final int CALLS = 1_000_000;
  private static final long SEED = 20_261_121;

  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"raw", "libc"})
  void onlyExceptionsAndErrnosComeBack(String backend) throws Exception {
    List<String> command = alone();
    command.addAll(
        Jvm.command(
            List.of("-Dsluice.backend=" + backend, "-Xmx256m"),
            MisuseFuzz.class,
            String.valueOf(backend.equals("raw") ? CALLS : CALLS / 10),
            String.valueOf(SEED)));
    Run run = Run.command(LIMIT, command);

    assertThat(run.exit()).as(run.err()).isZero();
    Map<String, String> report =
        run.out().lines().collect(Collectors.toMap(line -> line.split(" ", 2)[0], line -> line));
    assertThat(report)
        .containsEntry("backend", "backend " + backend.toUpperCase(Locale.ROOT))
        .containsEntry("lost", "lost []")
        .containsEntry("leaked", "leaked {}")
        .containsEntry("intact", "intact true")
        .containsEntry("never", "never []");
  }

  /**
   * Without a network but its own loopback, without processes but its own, and with files that
   * cannot grow beyond a MiB.
   */
  private List<String> alone() throws Exception {
    Tools.require("unshare util-linux");
    Tools.require("prlimit util-linux");
    Tools.require("ip iproute2");
    List<String> command =
        new ArrayList<>(
            List.of("unshare", "--net", "--pid", "--fork", "--kill-child", "--mount-proc"));
    if (Run.command("id", "-u").out().strip().equals("0")) {
      command.add("--");
    } else {
      command.add("--map-root-user");
    }
    if (Run.command(LIMIT, with(command, "true")).exit() != 0) {
      Tools.missing("this machine gives a process no namespaces of its own");
    }
    return with(
        command,
        "sh",
        "-c",
        "ip link set lo up && exec \"$@\"",
        "sh",
        "env",
        "-C",
        folder.toString(),
        "prlimit",
        "--fsize=1048576");
  }

  private static List<String> with(List<String> command, String... more) {
    List<String> all = new ArrayList<>(command);
    all.addAll(List.of(more));
    return all;
  }
}
