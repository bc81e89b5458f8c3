package dev.sluice.examples.receive;

import static dev.sluice.sys.SignalConstants.SIGINT;
import static dev.sluice.sys.SignalConstants.SIGTERM;

import dev.sluice.examples.ByteCount;
import dev.sluice.examples.ListenOptions;
import dev.sluice.examples.Main;
import dev.sluice.examples.Report;
import dev.sluice.reactor.EventLoop;
import dev.sluice.reactor.ServerOptions;
import dev.sluice.reactor.TcpServer;
import dev.sluice.transfer.Transfer;
import dev.sluice.transfer.TransferCounters;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sluice receive --dir DIR}. */
@Command(
    name = "receive",
    description = {
      "Puts uploads on disk, without copying them: what sluice send sends, or with --raw anybody.",
      "A file appears under its name when it is whole, and not before; what is cut short, too large"
          + " or finds the disk full leaves none. A name that exists is refused."
    },
    footer = {
      "%nA connection is one upload: the line 'PUT SIZE NAME', then SIZE bytes. The answer is"
          + " 'OK SIZE NAME' or 'ERR REASON', and the end. NAME is 1 to 255 bytes of UTF-8 without"
          + " slash and control characters, and begins with no dot.",
      "Files under way are called .upload-*.part; what a killed server leaves of them can be"
          + " removed."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
public final class ReceiveCommand implements Callable<Integer> {
  /** How many files wait for the disk at once. */
  private static final int WORKERS = 4;

  @Spec private CommandSpec spec;
  @Mixin private ListenOptions listen;

  @Option(
      names = "--dir",
      paramLabel = "DIR",
      required = true,
      description = "the folder that files go to")
  private String dir;

  @Option(
      names = "--fsync",
      description = "answer only when the disk has the file, and its name in the folder")
  private boolean fsync;

  @Option(
      names = "--max-size",
      paramLabel = "BYTES",
      converter = ByteCount.class,
      description = "the largest file, as in 100M (no limit)")
  private long maxSize = Transfer.ALL;

  @Option(
      names = "--idle",
      paramLabel = "S",
      defaultValue = "60",
      description =
          "seconds: an upload that nothing comes of for longer is dropped, or up to an eighth later"
              + " (${DEFAULT-VALUE})")
  private int idle;

  @Option(
      names = "--raw",
      description = {
        "take connections that carry nothing but bytes, as of 'nc -N', until their end: files are"
            + " called by time and peer. Whether one was cut short cannot be told then, unless by a"
            + " reset; one without a byte leaves no file"
      })
  private boolean raw;

  /** Made by picocli. */
  public ReceiveCommand() {}

  @Override
  public Integer call() throws Exception {
    if (idle < 1) {
      throw new ParameterException(spec.commandLine(), "--idle is at least 1 second");
    }
    Inbox inbox;
    try {
      inbox = Inbox.open(dir, fsync);
    } catch (IOException | IllegalArgumentException e) {
      spec.commandLine().getErr().println("receive: " + e.getMessage());
      return CommandLine.ExitCode.USAGE;
    }
    try (inbox;
        ExecutorService worker = Executors.newFixedThreadPool(WORKERS)) {
      Duration idleLimit = Duration.ofSeconds(idle);
      run(
          new Receiver(
              inbox,
              worker,
              raw,
              maxSize,
              idleLimit,
              new TransferCounters(),
              new Report("receive")));
    }
    return 0;
  }

  private void run(Receiver receiver) throws IOException {
    try (EventLoop loop = EventLoop.open()) {
      loop.stopOn(SIGINT, SIGTERM);
      TcpServer server = TcpServer.listen(loop, listen.address(), ServerOptions.DEFAULT, receiver);
      System.out.println("listening on " + server.localAddress());
      loop.run();
    }
  }
}
