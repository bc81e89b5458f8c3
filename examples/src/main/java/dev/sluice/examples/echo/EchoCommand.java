package dev.sluice.examples.echo;

import dev.sluice.examples.ListenOptions;
import dev.sluice.examples.Main;
import dev.sluice.examples.ModelOptions;
import dev.sluice.examples.Servers;
import dev.sluice.reactor.ConnectionHandler;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sluice echo}: the smallest server there is, in every form. */
@Command(
    name = "echo",
    description = "Sends back what it receives.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
public final class EchoCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ListenOptions listen;
  @Mixin private ModelOptions how;

  @Option(
      names = "--idle",
      paramLabel = "S",
      description = "seconds: connections idle for longer are closed (0: never)")
  private int idle;

  /** Made by picocli. */
  public EchoCommand() {}

  @Override
  public Integer call() throws Exception {
    try {
      how.check();
      if (idle < 0) {
        throw new IllegalArgumentException("--idle is 0 or more seconds, not " + idle);
      }
    } catch (IllegalArgumentException e) {
      spec.commandLine().getErr().println("echo: " + e.getMessage());
      return CommandLine.ExitCode.USAGE;
    }
    Servers.run(listen.address(), how, handlers());
    return 0;
  }

  private ConnectionHandler.Factory handlers() {
    if (idle == 0) {
      return connection -> (c, in) -> c.write(in);
    }
    EchoHandler handler = new EchoHandler(Duration.ofSeconds(idle));
    return connection -> handler;
  }
}
