package dev.sluice.examples.mirror;

import static dev.sluice.sys.SignalConstants.SIGINT;
import static dev.sluice.sys.SignalConstants.SIGTERM;
import static dev.sluice.sys.SignalConstants.SIGUSR1;

import dev.sluice.examples.ByteCount;
import dev.sluice.examples.HostAndPort;
import dev.sluice.examples.ListenOptions;
import dev.sluice.examples.Main;
import dev.sluice.net.SockAddr;
import dev.sluice.reactor.EventLoop;
import dev.sluice.reactor.ServerOptions;
import dev.sluice.reactor.TcpServer;
import dev.sluice.signal.SignalSource;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sluice mirror}. */
@Command(
    name = "mirror",
    description = {
      "Passes TCP connections on, and sends a duplicate of all that clients send to a mirror,"
          + " without copying it. What the mirror answers is thrown away.",
      "Nothing waits for the mirror: where it refuses, closes, or lags too far behind, the"
          + " connection goes on without it.",
      "SIGUSR1 prints counts, and so does the end."
    },
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
public final class MirrorCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ListenOptions listen;

  @Option(
      names = "--to",
      paramLabel = "H:P",
      required = true,
      converter = HostAndPort.class,
      description = "the server")
  private SockAddr.Inet to;

  @Option(
      names = "--mirror",
      paramLabel = "H:P",
      required = true,
      converter = HostAndPort.class,
      description = "the mirror")
  private SockAddr.Inet mirror;

  @Option(
      names = "--lag",
      paramLabel = "BYTES",
      defaultValue = "8M",
      converter = ByteCount.class,
      description =
          "how far the mirror of a connection may lag behind, beside what its socket holds"
              + " (${DEFAULT-VALUE})")
  private long lag;

  @Option(
      names = "--idle",
      paramLabel = "S",
      defaultValue = "0",
      description =
          "seconds: connections idle for longer are reset, or up to an eighth later; 0: never"
              + " (${DEFAULT-VALUE})")
  private int idle;

  /** Made by picocli. */
  public MirrorCommand() {}

  @Override
  public Integer call() throws Exception {
    if (idle < 0) {
      throw new ParameterException(spec.commandLine(), "--idle is 0 or more seconds");
    }
    try (EventLoop loop = EventLoop.open();
        SignalSource signals = SignalSource.open(SIGUSR1)) {
      loop.stopOn(SIGINT, SIGTERM);
      Mirroring mirroring = new Mirroring(to, mirror, lag, Duration.ofSeconds(idle));
      OnSignal.open(loop, signals, () -> System.out.print(mirroring.counts()));
      TcpServer server = TcpServer.listen(loop, listen.address(), ServerOptions.DEFAULT, mirroring);
      System.out.println("listening on " + server.localAddress());
      loop.run();
      System.out.print(mirroring.counts());
    }
    return 0;
  }
}
