package dev.sluice.examples;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sluice.support.Run;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One of the servers of the command line, in a JVM of its own, on a free port of 127.0.0.1. */
public final class ServerProcess implements AutoCloseable {
  private static final Pattern LISTENING =
      Pattern.compile("listening on 127\\.0\\.0\\.1:(\\d+)\n.*", Pattern.DOTALL);
  private static final Duration START_LIMIT = Duration.ofSeconds(60);
  private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
  // Longer than a connection lingers.
  private static final Duration SETTLE_LIMIT = Duration.ofSeconds(15);

  private final Process process;
  private final Path out;
  private final Path err;
  private final int port;
  private final long listeners;

  private ServerProcess(Process process, Path out, Path err) {
    this.process = process;
    this.out = out;
    this.err = err;
    Await.until(START_LIMIT, () -> !process.isAlive() || isListening(), this::output);
    Matcher line = LISTENING.matcher(read(out));
    if (!line.matches()) {
      throw new AssertionError("not started: " + output());
    }
    this.port = Integer.parseInt(line.group(1));
    this.listeners = sockets();
  }

  /** The command that runs the command line of the project with these arguments. */
  public static List<String> command(List<String> javaOptions, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(javaOptions);
    command.add("--enable-native-access=ALL-UNNAMED");
    if (!javaOptions.contains("-cp")) {
      command.add("-cp");
      command.add(System.getProperty("java.class.path"));
    }
    command.add(Main.class.getName());
    command.addAll(List.of(arguments));
    return command;
  }

  /** Starts a server, {@code serve DIR …} or {@code echo …}, on a free port. */
  public static ServerProcess start(String... arguments) throws IOException {
    return start(List.of(), List.of(), arguments);
  }

  /**
   * Starts a server.
   *
   * @param wrapper a program that becomes the JVM by exec: {@code prlimit}, {@code strace -D}
   * @param javaOptions for the JVM; a class path among them is used instead of this JVM's
   * @param arguments of the command line, without the port; or with {@code --listen 127.0.0.1:0}
   */
  public static ServerProcess start(
      List<String> wrapper, List<String> javaOptions, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(wrapper);
    command.addAll(command(javaOptions, arguments));
    if (!command.contains("--listen")) {
      command.add("--port");
      command.add("0");
    }
    Path out = Files.createTempFile("server", ".out");
    Path err = Files.createTempFile("server", ".err");
    Process process =
        new ProcessBuilder(command)
            .redirectInput(new java.io.File("/dev/null"))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    try {
      return new ServerProcess(process, out, err);
    } catch (AssertionError e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private boolean isListening() {
    return LISTENING.matcher(read(out)).matches();
  }

  private String output() {
    return "standard output: " + read(out) + ", standard error: " + read(err);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file, ISO_8859_1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where it listens. */
  public int port() {
    return port;
  }

  /** Its process. */
  public long pid() {
    return process.pid();
  }

  /** Whether it runs. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** What it has written to its standard output. */
  public String printed() {
    return read(out);
  }

  /** What it has written to its standard error. */
  public String errors() {
    return read(err);
  }

  /** What its descriptors stand for: {@code socket:[4711]}, paths, … */
  public List<String> descriptors() {
    List<String> targets = new ArrayList<>();
    try (DirectoryStream<Path> links = Files.newDirectoryStream(proc("fd"))) {
      for (Path link : links) {
        try {
          targets.add(Files.readSymbolicLink(link).toString());
        } catch (NoSuchFileException e) {
          // Closed meanwhile.
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return targets;
  }

  /** Waits until all connections are gone, then counts descriptors. */
  public int settledDescriptors() {
    Await.until(
        SETTLE_LIMIT, () -> connections() == 0, () -> "connections stay open: " + descriptors());
    return descriptors().size();
  }

  /** How many sockets there are beside the listening ones. */
  private long connections() {
    return sockets() - listeners;
  }

  private long sockets() {
    // A duplicate of a socket has the same name.
    return descriptors().stream().filter(d -> d.startsWith("socket:")).distinct().count();
  }

  /** Waits until no more descriptors are open than that. */
  public void awaitDescriptors(int most) {
    Await.until(
        SETTLE_LIMIT,
        () -> descriptors().size() <= most,
        () -> "more than " + most + " descriptors: " + descriptors());
  }

  /** The time on a CPU that it has used, in hundredths of a second. */
  public long cpuTicks() {
    String stat = read(proc("stat"));
    // The name before the last parenthesis may contain blanks.
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
  }

  /** How much memory it has ever had resident, in KiB. */
  public long peakResidentKib() {
    Matcher line = Pattern.compile("VmHWM:\\s+(\\d+) kB").matcher(read(proc("status")));
    if (!line.find()) {
      throw new AssertionError("no VmHWM");
    }
    return Long.parseLong(line.group(1));
  }

  private Path proc(String file) {
    return Path.of("/proc", String.valueOf(process.pid()), file);
  }

  /** Sends a signal, named without SIG. */
  public void signal(String name) throws IOException, InterruptedException {
    // The kill of the shell: another program for it may be missing.
    Run.output("sh", "-c", "kill -" + name + " " + process.pid());
  }

  /** Waits for its end: the exit status. */
  public int awaitExit() throws InterruptedException {
    if (!process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new AssertionError("did not end: " + output());
    }
    return process.exitValue();
  }

  /** SIGTERM: the exit status. */
  public int stop() throws InterruptedException {
    process.toHandle().destroy();
    return awaitExit();
  }

  /** Kills what is left of it. */
  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor();
      Files.deleteIfExists(out);
      Files.deleteIfExists(err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
