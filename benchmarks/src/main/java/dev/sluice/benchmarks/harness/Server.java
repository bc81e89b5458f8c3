package dev.sluice.benchmarks.harness;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A server process that said where it listens. */
public final class Server implements AutoCloseable {
  /** Exit status of one that cannot run here; standard error says why. */
  private static final int UNAVAILABLE = 3;

  private static final int START_SECONDS = 30;
  private static final Pattern LISTENING = Pattern.compile("listening on 127\\.0\\.0\\.1:(\\d+)");

  private final Children children;
  private final Process process;
  private final int port;

  private Server(Children children, Process process, int port) {
    this.children = children;
    this.process = process;
    this.port = port;
  }

  /** Starts one on the server's core, and waits until it says where it listens. */
  public static Server start(Lab lab, List<String> command) throws IOException {
    return startAnywhere(lab, Cores.onCore(lab.cores().server(), command));
  }

  /** Starts one that stands behind those that are measured, on the core of the load. */
  public static Server startBehind(Lab lab, List<String> command) throws IOException {
    return startAnywhere(lab, Cores.onCore(lab.cores().client(), command));
  }

  /** Starts one on any core, as a user does. */
  public static Server startAnywhere(Lab lab, List<String> command) throws IOException {
    Path errors = Files.createTempFile(lab.scratch(), "server-", ".log");
    ProcessBuilder builder = new ProcessBuilder(command).redirectError(errors.toFile());
    return started(lab, builder, process -> awaitPort(process, errors));
  }

  /** Starts one that does not say when it listens on that port. */
  public static Server startSilent(Lab lab, List<String> command, int port) throws IOException {
    Path log = Files.createTempFile(lab.scratch(), "server-", ".log");
    ProcessBuilder builder =
        new ProcessBuilder(Cores.onCore(lab.cores().server(), command))
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    return started(lab, builder, process -> awaitListener(process, log, port));
  }

  private static Server started(Lab lab, ProcessBuilder builder, PortOf portOf) throws IOException {
    Process process = lab.children().start(builder);
    try {
      return new Server(lab.children(), process, portOf.await(process));
    } catch (IOException | RuntimeException e) {
      lab.children().end(process);
      throw e;
    }
  }

  @FunctionalInterface
  private interface PortOf {
    int await(Process process) throws IOException;
  }

  private static int awaitListener(Process process, Path log, int port) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (process.isAlive() && System.nanoTime() < deadline) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return socket.getPort();
      } catch (ConnectException e) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
      }
    }
    throw new IOException("the server does not listen on port " + port + ": " + lastLine(log));
  }

  private static int awaitPort(Process process, Path errors) throws IOException {
    BufferedReader output = process.inputReader();
    CompletableFuture<Integer> port = new CompletableFuture<>();
    // It also reads on, so that no server ever waits for somebody to read what it prints.
    Thread.ofPlatform().daemon().start(() -> readOutput(output, port));
    try {
      int found = port.get(START_SECONDS, TimeUnit.SECONDS);
      if (found > 0) {
        return found;
      }
      boolean ended = process.waitFor(START_SECONDS, TimeUnit.SECONDS);
      String why = lastLine(errors);
      if (ended && process.exitValue() == UNAVAILABLE) {
        throw new UnavailableException(why);
      }
      throw new IOException("the server ended: " + why);
    } catch (TimeoutException e) {
      throw new IOException("the server does not listen: " + lastLine(errors), e);
    } catch (ExecutionException | InterruptedException e) {
      throw new IOException("the server's output cannot be read", e);
    }
  }

  private static void readOutput(BufferedReader output, CompletableFuture<Integer> port) {
    try (Stream<String> lines = output.lines()) {
      lines.forEach(
          line -> {
            Matcher matcher = LISTENING.matcher(line);
            if (matcher.matches()) {
              port.complete(Integer.parseInt(matcher.group(1)));
            }
          });
    } catch (UncheckedIOException e) {
      // It was ended.
    }
    port.complete(0);
  }

  private static String lastLine(Path errors) throws IOException {
    return Files.readString(errors).lines().reduce((first, last) -> last).orElse("no message");
  }

  /** {@return a port for a server that cannot choose one itself} */
  public static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** {@return where on 127.0.0.1 it listens} */
  public int port() {
    return port;
  }

  /** {@return its processes: nginx has two} */
  public List<Long> processes() {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants())
        .map(ProcessHandle::pid)
        .toList();
  }

  /** {@return the id of the process that was started} */
  public long pid() {
    return process.pid();
  }

  /** {@return the resident memory of its processes, in bytes} */
  public long resident() throws IOException {
    long sum = 0;
    for (long pid : processes()) {
      sum +=
          Files.readString(Path.of("/proc", Long.toString(pid), "status"))
              .lines()
              .filter(line -> line.startsWith("VmRSS:"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
              .sum();
    }
    return sum;
  }

  /** {@return how many descriptors its processes have open} */
  public long descriptors() throws IOException {
    long sum = 0;
    for (long pid : processes()) {
      try (Stream<Path> open = Files.list(Path.of("/proc", Long.toString(pid), "fd"))) {
        sum += open.count();
      }
    }
    return sum;
  }

  /**
   * Waits until it has no more than so many descriptors open.
   *
   * @return whether it came to that in time
   */
  public boolean awaitDescriptors(long most, int seconds) throws IOException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    while (descriptors() > most) {
      if (System.nanoTime() > deadline) {
        return false;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
    return true;
  }

  /** Asks it to end and waits until it has, whatever it writes down on that occasion. */
  public void stop(int seconds) throws IOException {
    process.destroy();
    try {
      if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
        throw new IOException("the server does not end");
      }
    } catch (InterruptedException e) {
      throw new IOException("interrupted", e);
    } finally {
      close();
    }
  }

  @Override
  public void close() {
    children.end(process);
  }
}
