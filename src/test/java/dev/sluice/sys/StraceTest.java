package dev.sluice.sys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.abi.Bindings;
import dev.sluice.support.Jvm;
import dev.sluice.support.Run;
import dev.sluice.support.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The kernel gets every argument of every call, those that C's prototypes lack included: strace
 * says what it got. Surefire runs this once for each backend.
 */
class StraceTest {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Pattern LINE = Pattern.compile("(\\w+)\\((.*)\\) += (.+)");
  private static final Pattern ACTION =
      Pattern.compile(
          "SIGUSR1, \\{sa_handler=0x([0-9a-f]+), sa_mask=~\\[], sa_flags=([A-Z_|]+)"
              + "(?:, sa_restorer=0x[0-9a-f]+)?}, \\{.+}, 8");

  /** Those of the kernel's calls that the bindings have no numbers of. */
  private static final List<String> WITHOUT_NUMBERS =
      List.of(
          "rt_sigaction",
          "mmap",
          "munmap",
          "mprotect",
          "?epoll_wait",
          "rt_sigprocmask",
          "setgroups",
          "setresgid",
          "setresuid");

  /** A line of strace. */
  private record Seen(String name, String arguments, String result) {
    static Seen parse(String line) {
      Matcher matcher = LINE.matcher(line);
      return matcher.matches()
          ? new Seen(matcher.group(1), matcher.group(2), matcher.group(3))
          : new Seen("", line, "");
    }

    List<String> argumentList() {
      return arguments.isEmpty() ? List.of() : List.of(arguments.split(", ", -1));
    }
  }

  /** What libc does by none of the kernel's calls, or by several of its choice. */
  private static final Set<Call> WITHIN_LIBC =
      EnumSet.of(
          Call.GETADDRINFO,
          Call.FREEADDRINFO,
          Call.GAI_STRERROR,
          Call.GETNAMEINFO,
          Call.OPENLOG,
          Call.SYSLOG,
          Call.CLOSELOG,
          Call.SETLOGMASK,
          Call.POSIX_SPAWN,
          Call.POSIX_SPAWNP,
          Call.POSIX_SPAWN_FILE_ACTIONS_INIT,
          Call.POSIX_SPAWN_FILE_ACTIONS_DESTROY,
          Call.POSIX_SPAWN_FILE_ACTIONS_ADDOPEN,
          Call.POSIX_SPAWN_FILE_ACTIONS_ADDCLOSE,
          Call.POSIX_SPAWN_FILE_ACTIONS_ADDDUP2,
          Call.POSIX_SPAWN_FILE_ACTIONS_ADDCHDIR_NP,
          Call.POSIX_SPAWNATTR_INIT,
          Call.POSIX_SPAWNATTR_DESTROY,
          Call.POSIX_SPAWNATTR_SETFLAGS,
          Call.POSIX_SPAWNATTR_SETPGROUP,
          Call.POSIX_SPAWNATTR_SETSIGMASK,
          Call.POSIX_SPAWNATTR_SETSIGDEFAULT,
          Call.AIO_READ,
          Call.AIO_WRITE,
          Call.AIO_FSYNC,
          Call.AIO_ERROR,
          Call.AIO_RETURN,
          Call.AIO_SUSPEND,
          Call.AIO_CANCEL);

  @TempDir private Path folder;

  @BeforeEach
  void needStrace() throws Exception {
    Tools.require("strace strace");
    Run refused = Run.command("strace", "-o", folder.resolve("try").toString(), "true");
    if (refused.exit() != 0) {
      Tools.missing("this machine does not let strace trace: " + refused.err().strip());
    }
  }

  @Test
  void theKernelGetsEveryArgument() throws Exception {
    List<ScriptedCall> script = runScript();
    List<Seen> thread = threadOfTheScript();

    assertThat(script.stream().map(ScriptedCall::call).collect(Collectors.toSet()))
        .isEqualTo(scripted());
    for (int i = 0; i < script.size(); i++) {
      ScriptedCall call = script.get(i);
      List<Seen> seen = during(thread, i).stream().filter(named(call.kernel())).toList();

      // The JVM's own calls, when it loads a class, have other arguments.
      assertThat(seen.stream().filter(line -> isThis(call, line)))
          .as("%s, of %s", call, seen)
          .hasSize(call.isAskedAgain() ? 2 : 1);
    }
  }

  private static Set<Call> scripted() {
    Set<Call> scripted = EnumSet.allOf(Call.class);
    scripted.removeAll(WITHIN_LIBC);
    return scripted;
  }

  private List<ScriptedCall> runScript() throws Exception {
    String backend = Backend.current().name();
    List<String> command =
        new ArrayList<>(
            List.of(
                "strace",
                // A file for each thread: no line is cut in two by another thread's.
                "-ff",
                "-o",
                folder.resolve("thread").toString(),
                "-e",
                "trace=" + String.join(",", kernelCalls()),
                // Bare numbers, one for each parameter of the kernel, whatever strace knows of it.
                "-e",
                "raw=!rt_sigaction"));
    String property = "-Dsluice.backend=" + backend.toLowerCase(Locale.ROOT);
    command.addAll(Jvm.command(List.of(property), SyscallScript.class));
    Run run = Run.command(LIMIT, command);
    assertThat(run.exit()).as(run.err()).isZero();
    List<String> lines = run.out().lines().toList();
    assertThat(lines).first().isEqualTo(backend);
    return lines.stream().skip(1).map(ScriptedCall::parse).toList();
  }

  private static List<String> kernelCalls() throws Exception {
    List<String> names = new ArrayList<>(WITHOUT_NUMBERS);
    for (String constant : Bindings.of("x86_64").constants().keySet()) {
      if (constant.startsWith("__NR_")) {
        names.add(constant.replace("__NR_", ""));
      }
    }
    return names;
  }

  private List<Seen> threadOfTheScript() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        List<Seen> lines = Files.readAllLines(file).stream().map(Seen::parse).toList();
        if (lines.stream().anyMatch(mark(ScriptedCall.beginMark(0)))) {
          return lines;
        }
      }
    }
    throw new AssertionError("no thread made the first mark");
  }

  /** What the thread did between the marks of a call. */
  private static List<Seen> during(List<Seen> thread, int index) {
    int begin = indexOf(thread, mark(ScriptedCall.beginMark(index)));
    return thread.subList(begin + 1, indexOf(thread, mark(ScriptedCall.endMark(index))));
  }

  private static int indexOf(List<Seen> lines, Predicate<Seen> wanted) {
    for (int i = 0; i < lines.size(); i++) {
      if (wanted.test(lines.get(i))) {
        return i;
      }
    }
    throw new AssertionError("a mark is missing");
  }

  private static Predicate<Seen> mark(int descriptor) {
    String argument = ScriptedCall.integer(descriptor);
    return named("close").and(line -> ScriptedCall.matches(argument, line.arguments()));
  }

  private static Predicate<Seen> named(String name) {
    return line -> line.name().equals(name);
  }

  private static boolean isThis(ScriptedCall call, Seen line) {
    boolean arguments =
        call.call() == Call.SIGACTION
            ? isAction(line.arguments(), call.arguments().get(0))
            : call.hasArguments(line.argumentList());
    return arguments && call.hasResult(line.result());
  }

  private static boolean isAction(String seen, String handler) {
    Matcher matcher = ACTION.matcher(seen);
    if (!matcher.matches() || !matcher.group(1).equals(handler)) {
      return false;
    }
    Set<String> flags =
        Stream.of(matcher.group(2).split("\\|", -1))
            // Added by the C library on x86-64.
            .filter(flag -> !flag.equals("SA_RESTORER"))
            .collect(Collectors.toSet());
    return flags.equals(Set.of("SA_SIGINFO", "SA_RESTART", "SA_ONSTACK"));
  }
}
