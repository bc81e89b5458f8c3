package dev.sluice.examples.proxy.interop;

import dev.sluice.examples.Await;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/** A program of others that runs while a test does, ended by its id. */
final class Program implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final long STOP_SECONDS = 20;

  private final Process process;
  private final Path log;

  private Program(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /**
   * Starts one, and waits until it listens.
   *
   * @param log gets what it prints
   * @param port where it will listen
   */
  static Program listening(Path log, int port, String... command) throws IOException {
    Program program =
        start(log, ProcessBuilder.Redirect.from(new File("/dev/null")), log, List.of(command));
    try {
      program.awaitListening(port);
      return program;
    } catch (AssertionError e) {
      program.close();
      throw e;
    }
  }

  /**
   * Starts one.
   *
   * @param log gets its errors
   */
  static Program start(Path log, ProcessBuilder.Redirect in, Path out, List<String> command)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectInput(in);
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(out.toFile()));
    builder.redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
    return new Program(builder.start(), log);
  }

  /** A free port of 127.0.0.1, below those that the kernel gives out. */
  static int freePort() throws IOException {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(15_000, 30_000);
      try (ServerSocket probe = new ServerSocket()) {
        probe.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        return port;
      } catch (java.net.BindException e) {
        // Another one.
      }
    }
  }

  /** Looks, and does not connect: some programs serve one connection only. */
  void awaitListening(int port) {
    String socket = String.format(Locale.ROOT, ":%04X 00000000:0000 0A ", port);
    Await.until(
        LIMIT,
        () -> {
          if (!process.isAlive()) {
            throw new IOException("ended: " + log());
          }
          return Files.readString(Path.of("/proc/net/tcp")).contains(socket);
        },
        this::log);
  }

  private String log() {
    try {
      return Files.readString(log, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** Waits for its end: the exit status. */
  int awaitExit() throws InterruptedException {
    if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("did not end: " + log());
    }
    return process.exitValue();
  }

  /** SIGTERM, and SIGKILL where that does not help. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
