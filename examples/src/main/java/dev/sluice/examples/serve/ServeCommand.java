package dev.sluice.examples.serve;

import dev.sluice.errno.ErrnoException;
import dev.sluice.examples.ListenOptions;
import dev.sluice.examples.Main;
import dev.sluice.examples.restart.RestartOptions;
import dev.sluice.examples.restart.RestartableServer;
import dev.sluice.io.Directory;
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

  /** Made by picocli. */
  public ServeCommand() {}

  @Override
  public Integer call() throws Exception {
    if (idleTimeout < 1) {
      throw new ParameterException(spec.commandLine(), "--idle-timeout is at least 1 second");
    }
    Directory root;
    try {
      root = Directory.open(directory);
    } catch (ErrnoException | IllegalArgumentException e) {
      spec.commandLine().getErr().println("serve: " + e.getMessage());
      return CommandLine.ExitCode.USAGE;
    }
    try (root) {
      Site site = new Site(root);
      Duration timeout = Duration.ofSeconds(idleTimeout);
      RestartableServer.run(listen.address(), 1, restart, c -> new HttpHandler(c, site, timeout));
    }
    return 0;
  }
}
