package dev.sluice.support;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * strace on what runs already: it lets calls fail or take their time, and counts them. An injected
 * failure is one of a call that was never made.
 *
 * <p>{@code when=} counts for each thread by itself.
 */
public final class Strace implements AutoCloseable {
  /** Whatever a loop waits by, on both architectures and backends. */
  public static final String WAITS =
      "?epoll_wait,epoll_pwait,epoll_pwait2,?poll,ppoll,?select,pselect6";

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final long PAUSE_MILLIS = 5;
  private static final String WAIT_NAMES = "epoll_p?wait2?|p?poll|p?select6?";
  private static final long WINDOW_MILLIS = 500;
  private static final long QUIET_MILLIS = 50;
  private static final long NONE = 0;
  private static final Pattern ATTACHED = Pattern.compile("(?s).*Process \\d+ attached.*");

  private final Process process;
  private final Path trace;
  private final Path err;
  private final long pid;

  private Strace(long pid, Process process, Path trace, Path err) {
    this.pid = pid;
    this.process = process;
    this.trace = trace;
    this.err = err;
  }

  /**
   * Attaches to all threads of a process.
   *
   * @param pid the process
   * @param calls which to count, as {@code -e trace} has them
   * @param injections as {@code -e inject} has them: {@code accept4:error=EMFILE:when=3+2}
   */
  public static Strace ofProcess(long pid, String calls, String... injections)
      throws IOException, InterruptedException {
    return attach(pid, List.of("-f", "-p", String.valueOf(pid)), calls, injections);
  }

  /**
   * As {@link #ofProcess}, to one thread alone, which may be of this JVM. It must make no call that
   * is to fail while this is closed.
   */
  public static Strace ofThread(long tid, String calls, String... injections)
      throws IOException, InterruptedException {
    return attach(NONE, List.of("-p", String.valueOf(tid)), calls, injections);
  }

  private static Strace attach(long pid, List<String> whom, String calls, String... injections)
      throws IOException, InterruptedException {
    Tools.require("strace");
    Path trace = Files.createTempFile("strace", ".trace");
    Path err = Files.createTempFile("strace", ".err");
    List<String> command = new ArrayList<>(List.of("strace", "-s0", "-e", "signal=none"));
    command.addAll(whom);
    command.addAll(List.of("-o", trace.toString(), "-e", "trace=" + calls));
    for (String injection : injections) {
      command.addAll(List.of("-e", "inject=" + injection));
    }
    Process process =
        new ProcessBuilder(command)
            .redirectInput(new java.io.File("/dev/null"))
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .redirectError(err.toFile())
            .start();
    Strace strace = new Strace(pid, process, trace, err);
    strace.awaitAttached();
    return strace;
  }

  private void awaitAttached() throws IOException, InterruptedException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    String said = "";
    while (System.nanoTime() - deadline < 0 && process.isAlive()) {
      said = Files.readString(err);
      if (ATTACHED.matcher(said).matches()) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    }
    said += Files.readString(err);
    close();
    if (said.contains("Operation not permitted")) {
      Tools.missing("strace may not attach to what runs (kernel.yama.ptrace_scope)");
    }
    throw new AssertionError("strace did not attach: " + said);
  }

  /** How many calls of these names, a pattern, the thread made so far that made most of them. */
  public int calls(String names) throws IOException {
    Pattern call = Pattern.compile("(?:(\\d+) +)?(?:" + names + ")\\(.*");
    Map<String, Integer> counts = new HashMap<>();
    for (String line : Files.readAllLines(trace)) {
      Matcher matcher = call.matcher(line);
      if (matcher.matches()) {
        counts.merge(String.valueOf(matcher.group(1)), 1, Integer::sum);
      }
    }
    return counts.values().stream().mapToInt(Integer::intValue).max().orElse(0);
  }

  /** How many lines of the trace so far have this in them, such as a flag. */
  public long lines(String part) throws IOException {
    return Files.readAllLines(trace).stream().filter(line -> line.contains(part)).count();
  }

  /**
   * How often within a second the thread waits that waits most, as seen for half of one. Timers of
   * ten milliseconds make it some hundreds, and a loop that spins many thousands.
   */
  public long waitsPerSecond() throws IOException, InterruptedException {
    int before = calls(WAIT_NAMES);
    long begin = System.nanoTime();
    TimeUnit.MILLISECONDS.sleep(WINDOW_MILLIS);
    int waits = calls(WAIT_NAMES) - before;
    return waits * TimeUnit.SECONDS.toNanos(1) / (System.nanoTime() - begin);
  }

  /** How many calls have failed or were held up so far. */
  public int injected() throws IOException {
    int count = 0;
    for (String line : Files.readAllLines(trace)) {
      count += line.endsWith("(INJECTED)") || line.endsWith("(DELAYED)") ? 1 : 0;
    }
    return count;
  }

  /** Waits until so many calls have failed or were held up. */
  public void awaitInjected(int count) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    while (injected() < count) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("injected: " + injected() + ", not " + count);
      }
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
    }
  }

  /** Lets go of what it traces, from where everything goes its ordinary way. */
  @Override
  public void close() throws IOException {
    try {
      boolean halt = pid != NONE && process.isAlive();
      if (halt) {
        halt();
      }
      process.destroy();
      if (!process.waitFor(LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new AssertionError("strace did not let go");
      }
      if (halt) {
        signal("CONT");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    } finally {
      process.destroyForcibly();
      Files.deleteIfExists(trace);
      Files.deleteIfExists(err);
    }
  }

  /** Who is let go within a call that was to fail gets ENOSYS. Stopped threads are in none. */
  private void halt() throws IOException, InterruptedException {
    signal("STOP");
    long deadline = System.nanoTime() + LIMIT.toNanos();
    long before = -1;
    while (!areStopped() || Files.size(trace) != before) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("process " + pid + " did not stop");
      }
      before = Files.size(trace);
      TimeUnit.MILLISECONDS.sleep(QUIET_MILLIS);
    }
  }

  private void signal(String name) throws IOException, InterruptedException {
    // It may have ended meanwhile.
    Run.command("sh", "-c", "kill -" + name + " " + pid);
  }

  private boolean areStopped() throws IOException {
    try (DirectoryStream<Path> tasks =
        Files.newDirectoryStream(Path.of("/proc", String.valueOf(pid), "task"))) {
      for (Path task : tasks) {
        String stat = Files.readString(task.resolve("stat"), ISO_8859_1);
        char state = stat.charAt(stat.lastIndexOf(')') + 2);
        if ("tTZX".indexOf(state) < 0) {
          return false;
        }
      }
      return true;
    } catch (NoSuchFileException e) {
      // A thread that ended, or all of them.
      return !Files.exists(Path.of("/proc", String.valueOf(pid)));
    }
  }
}
