package dev.sluice.examples.restart;

import dev.sluice.examples.LocalName;
import dev.sluice.net.UnixAddr;
import dev.sluice.reactor.EventLoop;
import dev.sluice.reactor.LoopOptions;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** How a server is replaced by another process while it runs, and how it ends. */
public final class RestartOptions {
  private static final List<String> ADDRESSES = List.of("--listen", "--host", "--port");

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command;

  @Option(
      names = "--take-over",
      paramLabel = "PATH",
      description =
          "local socket of the process to replace: its sockets are taken over, and it ends"
              + " when its connections have ended. Where nobody is, this one waits there to be"
              + " replaced. SIGHUP replaces a process with or without it",
      converter = LocalName.class)
  private @Nullable UnixAddr takeOver;

  @Option(
      names = "--drain",
      paramLabel = "S",
      description =
          "seconds that open connections may go on when the server ends; 0 is no limit (replaced:"
              + " no limit; SIGTERM, SIGINT: 10)")
  private @Nullable Integer drain;

  /** Made by picocli. */
  public RestartOptions() {}

  /**
   * Checks the numbers.
   *
   * @throws ParameterException says it in one line
   */
  public void check() {
    if (drain != null && drain < 0) {
      throw new ParameterException(command.commandLine(), "--drain is at least 0, not " + drain);
    }
  }

  /** Where the predecessor and the successor are met; null where they are not to be. */
  @Nullable UnixAddr takeOver() {
    return takeOver;
  }

  /** These loop options, with the time that connections have after a signal. */
  public LoopOptions loopOptions(LoopOptions others) {
    return drain == null ? others : others.stopDeadline(drained(drain));
  }

  /** The time that connections have after a successor took over. */
  Duration drainReplaced() {
    return drain == null ? EventLoop.NO_DEADLINE : drained(drain);
  }

  private static Duration drained(int seconds) {
    return seconds == 0 ? EventLoop.NO_DEADLINE : Duration.ofSeconds(seconds);
  }

  /** Whether the user said where to listen; otherwise any socket that is handed over will do. */
  boolean namesAddress() {
    ParseResult given = command.commandLine().getParseResult();
    return ADDRESSES.stream().anyMatch(option -> given.hasMatchedOption(option));
  }

  /** What the command is called. */
  String name() {
    return command.name();
  }
}
