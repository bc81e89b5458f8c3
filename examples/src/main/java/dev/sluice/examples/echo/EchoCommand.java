package dev.sluice.examples.echo;

import dev.sluice.examples.ListenOptions;
import dev.sluice.examples.Main;
import dev.sluice.examples.Servers;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code sluice echo}: the smallest server there is. */
@Command(
    name = "echo",
    description = "Sends back what it receives.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
public final class EchoCommand implements Callable<Integer> {
  @Mixin private ListenOptions listen;

  /** Made by picocli. */
  public EchoCommand() {}

  @Override
  public Integer call() throws Exception {
    Servers.run(listen.address(), connection -> (c, in) -> c.write(in));
    return 0;
  }
}
