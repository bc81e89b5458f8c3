package dev.sluice.examples.restart;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sluice.examples.Await;
import dev.sluice.examples.ServerProcess;
import dev.sluice.support.Run;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A server and its successors, all of which write into the same files. Ended by their ids. */
final class Generations implements AutoCloseable {
  private static final Pattern LISTENING = Pattern.compile("listening on [^ ]*:(\\d+)\n");
  private static final Pattern HANDED_OVER = Pattern.compile("handed over to process (\\d+)\n");
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private final Path out;
  private final Path err;
  private final List<ProcessHandle> all = new ArrayList<>();

  private Generations() throws IOException {
    this.out = Files.createTempFile("server", ".out");
    this.err = Files.createTempFile("server", ".err");
  }

  static Generations start(String... arguments) throws IOException {
    return start(List.of(), Map.of(), arguments);
  }

  static Generations start(
      List<String> wrapper, Map<String, String> environment, String... arguments)
      throws IOException {
    Generations made = new Generations();
    made.add(wrapper, environment, arguments);
    if (wrapper.isEmpty()) {
      made.awaitListening(1);
    }
    return made;
  }

  private Process add(List<String> wrapper, Map<String, String> environment, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(wrapper);
    command.addAll(
        ServerProcess.command(
            List.of("-Xmx48m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"), arguments));
    return add(command, environment);
  }

  private Process add(List<String> command, Map<String, String> environment) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectInput(new java.io.File("/dev/null"))
            .redirectOutput(ProcessBuilder.Redirect.appendTo(out.toFile()))
            .redirectError(ProcessBuilder.Redirect.appendTo(err.toFile()));
    builder.environment().putAll(environment);
    Process process = builder.start();
    all.add(process.toHandle());
    return process;
  }

  /** Starts a program of the tests instead. */
  static Generations startProgram(List<String> command) throws IOException {
    Generations made = new Generations();
    made.add(command, Map.of());
    made.awaitListening(1);
    return made;
  }

  /** Starts another one, which takes over. */
  void takeOver(String... arguments) throws IOException {
    int before = count(LISTENING);
    awaitTakenOver(before, add(List.of(), Map.of(), arguments));
  }

  /** Starts another program, which takes over. */
  void takeOverBy(List<String> command) throws IOException {
    int before = count(LISTENING);
    awaitTakenOver(before, add(command, Map.of()));
  }

  private void awaitTakenOver(int before, Process process) {
    Await.until(LIMIT, () -> !process.isAlive() || count(LISTENING) > before, this::output);
  }

  /** SIGHUP, and waits until the successor has taken over. */
  void restart() throws IOException, InterruptedException {
    int before = count(HANDED_OVER);
    int listening = count(LISTENING);
    signal("HUP");
    Await.until(
        LIMIT, () -> count(HANDED_OVER) > before && count(LISTENING) > listening, this::output);
    Matcher matcher = HANDED_OVER.matcher(output());
    String pid = "";
    while (matcher.find()) {
      pid = matcher.group(1);
    }
    all.add(ProcessHandle.of(Long.parseLong(pid)).orElseThrow());
  }

  void awaitListening(int count) {
    Await.until(LIMIT, () -> count(LISTENING) >= count || !current().isAlive(), this::output);
    if (count(LISTENING) < count) {
      throw new AssertionError(output());
    }
  }

  private int count(Pattern pattern) {
    return (int) pattern.matcher(output()).results().count();
  }

  int port() {
    Matcher matcher = LISTENING.matcher(output());
    if (!matcher.find()) {
      throw new AssertionError(output());
    }
    return Integer.parseInt(matcher.group(1));
  }

  /** The one that accepts. */
  ProcessHandle current() {
    return all.getLast();
  }

  /** The one that all began with. */
  ProcessHandle first() {
    return all.getFirst();
  }

  /** What the descriptors of the current one are but files: the JVM opens jars when it likes. */
  Map<String, String> descriptors() {
    Map<String, String> targets = new TreeMap<>();
    Path proc = Path.of("/proc", String.valueOf(current().pid()), "fd");
    try (DirectoryStream<Path> links = Files.newDirectoryStream(proc)) {
      for (Path link : links) {
        try {
          String target = Files.readSymbolicLink(link).toString();
          if (!target.startsWith("/")) {
            targets.put(String.valueOf(link.getFileName()), target);
          }
        } catch (NoSuchFileException e) {
          // Closed meanwhile.
        }
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return targets;
  }

  /** Waits until no more descriptors are open than that. */
  void awaitDescriptors(int count) {
    Await.until(
        LIMIT, () -> descriptors().size() == count, () -> "not " + count + ": " + descriptors());
  }

  void signal(String name) throws IOException, InterruptedException {
    Run.output("sh", "-c", "kill -" + name + " " + current().pid());
  }

  void awaitEnd(ProcessHandle process) {
    Await.until(LIMIT, () -> !process.isAlive(), this::output);
  }

  /** Everybody's. */
  String errors() {
    return read(err);
  }

  String output() {
    return read(out) + errors();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, ISO_8859_1);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(this::awaitEnd);
    Files.deleteIfExists(out);
    Files.deleteIfExists(err);
  }
}
