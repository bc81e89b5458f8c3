package dev.sluice.examples.fifo;

import dev.sluice.examples.Main;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sluice fifo}: two processes that meet at a pipe with a name. */
@Command(
    name = "fifo",
    description = "Prints what comes by a FIFO, or sends lines by it.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class,
    subcommands = {FifoRead.class, FifoWrite.class})
public final class FifoCommand implements Runnable {
  @Spec private CommandSpec spec;

  /** Made by picocli. */
  public FifoCommand() {}

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "read or write is missing");
  }
}
