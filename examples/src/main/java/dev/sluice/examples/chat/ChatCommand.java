package dev.sluice.examples.chat;

import dev.sluice.examples.ListenOptions;
import dev.sluice.examples.Main;
import dev.sluice.examples.Servers;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sluice chat}: connections that reach each other. All of them live on one loop. */
@Command(
    name = "chat",
    description = {
      "Lets clients talk to each other in rooms: nc or telnet will do.",
      "Lines have at most "
          + LineBuffer.LIMIT
          + " bytes. They are passed on as UTF-8 without"
          + " control characters; what is neither comes as U+FFFD."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
public final class ChatCommand implements Callable<Integer> {
  /** Half of it holds the longest answer there is, by far. */
  private static final long LEAST_PENDING = 16 * 1024;

  @Spec private CommandSpec spec;
  @Mixin private ListenOptions listen;

  @Option(
      names = "--max-pending",
      paramLabel = "BYTES",
      defaultValue = "262144",
      description =
          "whoever leaves more than that unread, beyond what the kernel holds, is disconnected"
              + " (${DEFAULT-VALUE})")
  private long maxPending;

  /** Made by picocli. */
  public ChatCommand() {}

  @Override
  public Integer call() throws Exception {
    if (maxPending < LEAST_PENDING) {
      throw new ParameterException(
          spec.commandLine(), "--max-pending is at least " + LEAST_PENDING + " bytes");
    }
    Rooms rooms = new Rooms();
    Servers.run(listen.address(), connection -> new Visitor(connection, rooms, maxPending));
    return 0;
  }
}
