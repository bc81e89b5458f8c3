package dev.sluice.examples.serve;

import dev.sluice.errno.ErrnoException;
import dev.sluice.examples.ListenOptions;
import dev.sluice.examples.Main;
import dev.sluice.examples.restart.RestartOptions;
import dev.sluice.examples.restart.RestartableServer;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code sluice serve DIR}. */
@Command(
    name = "serve",
    description = "Serves the files of a folder over HTTP/1.1, without copying them.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
public final class ServeCommand implements Callable<Integer> {
  private static final int MOST_THREADS = 1024;

  @Spec private CommandSpec spec;
  @Mixin private ListenOptions listen;
  @Mixin private RestartOptions restart;

  @Parameters(paramLabel = "DIR", description = "the folder")
  private String directory;

  @Option(
      names = "--idle-timeout",
      paramLabel = "S",
      defaultValue = "60",
      description =
          "seconds: connections idle for longer are closed, request heads that take longer are"
              + " answered with 408 (${DEFAULT-VALUE})")
  private int idleTimeout;

  @Option(
      names = "--threads",
      paramLabel = "N",
      defaultValue = "1",
      description =
          "threads, each accepting by a socket of its own: SO_REUSEPORT (${DEFAULT-VALUE})")
  private int threads;

  @Option(
      names = "--open-files",
      paramLabel = "N",
      defaultValue = "256",
      description = "files kept open between requests, per thread; 0: none (${DEFAULT-VALUE})")
  private int openFiles;

  @Option(
      names = "--recheck",
      paramLabel = "MS",
      defaultValue = "1000",
      description =
          "milliseconds after which the path of a file kept open is looked up again, and until"
              + " which a change may go unseen (${DEFAULT-VALUE})")
  private int recheck;

  /** Made by picocli. */
  public ServeCommand() {}

  @Override
  public Integer call() throws Exception {
    atLeast("--idle-timeout", idleTimeout, 1);
    atLeast("--threads", threads, 1);
    require(threads <= MOST_THREADS, "--threads is at most " + MOST_THREADS + ", not " + threads);
    atLeast("--open-files", openFiles, 0);
    atLeast("--recheck", recheck, 0);
    Duration timeout = Duration.ofSeconds(idleTimeout);
    try (Sites sites = new Sites(openFiles, Duration.ofMillis(recheck))) {
      try {
        sites.open(directory, threads);
      } catch (ErrnoException | IllegalArgumentException e) {
        spec.commandLine().getErr().println("serve: " + e.getMessage());
        return CommandLine.ExitCode.USAGE;
      }
      RestartableServer.run(
          listen.address(), threads, restart, c -> new HttpHandler(c, sites.of(c.loop()), timeout));
    }
    return 0;
  }

  private void atLeast(String option, int value, int least) {
    require(value >= least, option + " is at least " + least + ", not " + value);
  }

  private void require(boolean condition, String message) {
    if (!condition) {
      throw new ParameterException(spec.commandLine(), message);
    }
  }
}
