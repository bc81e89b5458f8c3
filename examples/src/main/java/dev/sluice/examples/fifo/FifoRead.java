package dev.sluice.examples.fifo;

import static dev.sluice.sys.SignalConstants.SIGINT;
import static dev.sluice.sys.SignalConstants.SIGTERM;

import dev.sluice.examples.Main;
import dev.sluice.io.Fifo;
import dev.sluice.io.ReadEnd;
import dev.sluice.io.WriteEnd;
import dev.sluice.reactor.EventLoop;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sluice fifo read PATH}. */
@Command(
    name = "read",
    description = "Prints what writers send, one after the other, until SIGINT or SIGTERM.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
final class FifoRead implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private FifoOptions fifo;

  FifoRead() {}

  @Override
  public Integer call() throws Exception {
    try {
      fifo.make();
      ReadEnd end;
      WriteEnd keeper;
      try {
        end = Fifo.openForReading(fifo.path());
        keeper = Fifo.openForWriting(fifo.path());
      } catch (IOException | IllegalArgumentException e) {
        spec.commandLine().getErr().println("fifo: " + e.getMessage());
        return CommandLine.ExitCode.USAGE;
      }
      try (EventLoop loop = EventLoop.open();
          FifoReader reader = new FifoReader(loop, end, keeper)) {
        loop.stopOn(SIGINT, SIGTERM);
        reader.open();
        loop.run();
      }
    } finally {
      fifo.remove();
    }
    return 0;
  }
}
