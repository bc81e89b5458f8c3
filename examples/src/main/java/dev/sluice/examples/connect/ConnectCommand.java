package dev.sluice.examples.connect;

import dev.sluice.examples.Main;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice connect TARGET}. */
@Command(
    name = "connect",
    description = {
      "Sends standard input to a server and prints what it answers.",
      "At the end of the input a stream is closed in that direction (a FIN); the command ends when"
          + " the server closes the other one. Of datagrams each read becomes one."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
public final class ConnectCommand implements Callable<Integer> {
  private static final int MOST_CLIENTS = 10_000;
  private static final int MOST_CONTENT = 64 << 20;

  @Spec private CommandSpec spec;

  @Parameters(
      paramLabel = "TARGET",
      description =
          "tcp:HOST:PORT, udp:HOST:PORT, unix:PATH, unix-dgram:PATH; an IPv6 address stands in"
              + " brackets, @NAME is a local socket without a file",
      converter = Target.Converter.class)
  private Target target;

  @Option(
      names = "--timeout",
      paramLabel = "S",
      defaultValue = "10",
      description =
          "seconds to connect within, the look-up of the name included (${DEFAULT-VALUE})")
  private int timeout;

  @Option(
      names = "--quiet",
      paramLabel = "S",
      defaultValue = "1",
      description =
          "datagrams: seconds without an answer after the end of the input, then that was all"
              + " (${DEFAULT-VALUE})")
  private int quiet;

  @Option(
      names = "--clients",
      paramLabel = "N",
      description =
          "so many connections at once, to tcp or unix: each sends all of the input, and only"
              + " counts are printed")
  private @Nullable Integer clients;

  /** Made by picocli. */
  public ConnectCommand() {}

  @Override
  public Integer call() throws Exception {
    check();
    Duration limit = Duration.ofSeconds(timeout);
    if (clients != null) {
      return crowd(clients, limit);
    }
    try (Peer peer = Peer.connect(target, limit)) {
      new Copying(peer, Duration.ofSeconds(quiet)).run();
    }
    return 0;
  }

  private void check() {
    require(timeout >= 1, "--timeout is at least 1 second");
    require(quiet >= 0, "--quiet is 0 or more seconds");
    require(
        clients == null || (clients >= 1 && clients <= MOST_CLIENTS),
        "--clients is a number from 1 to " + MOST_CLIENTS);
    require(clients == null || target.isStream(), "--clients needs tcp or unix");
  }

  private void require(boolean condition, String message) {
    if (!condition) {
      throw new ParameterException(spec.commandLine(), message);
    }
  }

  private int crowd(int count, Duration limit) throws Exception {
    byte[] content = System.in.readNBytes(MOST_CONTENT + 1);
    if (content.length > MOST_CONTENT) {
      throw new IOException("standard input: more than " + MOST_CONTENT + " bytes");
    }
    try (Crowd crowd = new Crowd(content)) {
      crowd.connect(target, count, limit);
      crowd.run();
      System.out.println(crowd.summary());
      IOException failure = crowd.failure();
      if (failure != null) {
        throw failure;
      }
    }
    return 0;
  }
}
