package dev.sluice.examples.fifo;

import static dev.sluice.sys.SignalConstants.SIGINT;
import static dev.sluice.sys.SignalConstants.SIGTERM;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.examples.Main;
import dev.sluice.io.Fifo;
import dev.sluice.reactor.EventLoop;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sluice fifo write PATH}. */
@Command(
    name = "write",
    description =
        "Sends the lines of its input, each to the reader of the moment; waits where there is none.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
final class FifoWrite implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private FifoOptions fifo;

  FifoWrite() {}

  @Override
  public Integer call() throws Exception {
    try {
      fifo.make();
      try {
        requireFifo();
      } catch (IOException | IllegalArgumentException e) {
        spec.commandLine().getErr().println("fifo: " + e.getMessage());
        return CommandLine.ExitCode.USAGE;
      }
      try (EventLoop loop = EventLoop.open();
          FifoWriter writer = new FifoWriter(loop, fifo.path())) {
        loop.stopOn(SIGINT, SIGTERM);
        LineSource source = new LineSource(System.in, loop, writer::pump);
        writer.open(source);
        source.start();
        loop.run();
      }
    } finally {
      fifo.remove();
    }
    return 0;
  }

  private void requireFifo() throws IOException {
    try {
      Fifo.openForWriting(fifo.path()).close();
    } catch (ErrnoException e) {
      // It is one; its reader may come later.
      if (!e.errno().equals(Errno.ENXIO)) {
        throw e;
      }
    }
  }
}
