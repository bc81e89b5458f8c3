package dev.sluice.benchmarks.peers;

import static java.util.concurrent.TimeUnit.SECONDS;

import dev.sluice.support.Jvm;
import dev.sluice.support.Project;
import dev.sluice.support.Toolchain;
import dev.sluice.support.Tools;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** A peer in a process of its own, on a free port. */
final class PeerProcess {
  private static final int UNAVAILABLE = 3;
  private static final int LIMIT_SECONDS = 60;
  private static final String LISTENING = "listening on 127.0.0.1:";

  private final Process process;
  private final int port;

  private PeerProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Starts a peer; where the machine refuses what it is made of, the test is skipped with the
   * reason.
   *
   * @param peer a class or a C source, and the words that end its command line
   * @param scratch where a C source is compiled to
   * @param arguments what stands behind the port
   */
  static PeerProcess start(String peer, Path scratch, String... arguments) throws Exception {
    String[] words = peer.split(" ", -1);
    List<String> rest = new ArrayList<>(List.of(arguments));
    rest.addAll(List.of(words).subList(1, words.length));
    List<String> command =
        words[0].endsWith(".c") ? c(words[0], scratch, rest) : java(words[0], rest);
    Path errors = scratch.resolve("errors");
    Process process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
    String line = firstLine(process);
    if (line != null && line.startsWith(LISTENING)) {
      return new PeerProcess(process, Integer.parseInt(line.substring(LISTENING.length())));
    }
    int status = end(process);
    if (status == UNAVAILABLE) {
      Tools.missing(Files.readString(errors).strip());
    }
    throw new AssertionError(command + " ended with " + status + ": " + Files.readString(errors));
  }

  private static List<String> java(String name, List<String> arguments) throws Exception {
    Class<?> main = Class.forName(PeerProcess.class.getPackageName() + "." + name);
    List<String> all = new ArrayList<>(List.of("0"));
    all.addAll(arguments);
    // As where the process is pinned to one core: a thread that waits must not hold the carrier.
    return Jvm.command(
        List.of("-Djdk.virtualThreadScheduler.parallelism=1"), main, all.toArray(String[]::new));
  }

  private static List<String> c(String source, Path scratch, List<String> arguments)
      throws IOException, InterruptedException {
    Path program = scratch.resolve(source.replace(".c", ""));
    Toolchain.of(Toolchain.machine())
        .compile(program, Project.file("native/reference/" + source), "-O2", "-Werror");
    List<String> command = new ArrayList<>(List.of(program.toString(), "127.0.0.1", "0"));
    command.addAll(arguments);
    return command;
  }

  private static @Nullable String firstLine(Process process)
      throws ExecutionException, InterruptedException, IOException {
    BufferedReader out = process.inputReader();
    CompletableFuture<@Nullable String> line = new CompletableFuture<>();
    Thread.ofVirtual()
        .start(
            () -> {
              try {
                line.complete(out.readLine());
              } catch (IOException e) {
                line.completeExceptionally(e);
              }
            });
    try {
      return line.get(LIMIT_SECONDS, SECONDS);
    } catch (TimeoutException e) {
      end(process);
      throw new AssertionError("it does not start", e);
    }
  }

  private static int end(Process process) throws InterruptedException {
    process.destroy();
    if (!process.waitFor(LIMIT_SECONDS, SECONDS)) {
      process.destroyForcibly().waitFor();
    }
    return process.exitValue();
  }

  PeerClient connect() throws IOException {
    return new PeerClient(port, PeerClient.USUAL);
  }

  /** A client whose kernel takes little that it does not read. */
  PeerClient connectSlowReader() throws IOException {
    return new PeerClient(port, PeerClient.LITTLE);
  }

  /** SIGTERM: the exit status. */
  int stop() throws InterruptedException {
    return end(process);
  }
}
