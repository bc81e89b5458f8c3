package dev.sluice.examples.proxy;

import static dev.sluice.sys.SignalConstants.SIGUSR1;

import dev.sluice.examples.Main;
import dev.sluice.examples.restart.RestartOptions;
import dev.sluice.examples.restart.RestartableServer;
import dev.sluice.net.TcpListener;
import dev.sluice.reactor.EventLoop;
import dev.sluice.reactor.LoopGroup;
import dev.sluice.reactor.Opener;
import dev.sluice.reactor.ServerOptions;
import dev.sluice.reactor.TcpServer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sluice proxy}: bytes cross it without entering it. */
@Command(
    name = "proxy",
    description = "Passes TCP connections on to back ends, by splice.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
public final class ProxyCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private ProxyOptions options;
  @Mixin private RestartOptions restart;

  /** Made by picocli. */
  public ProxyCommand() {}

  @Override
  public Integer call() throws Exception {
    ProxyStatistics statistics;
    try {
      options.check();
      statistics = new ProxyStatistics(options.resolve());
    } catch (IllegalArgumentException e) {
      spec.commandLine().getErr().println("proxy: " + e.getMessage());
      return CommandLine.ExitCode.USAGE;
    }
    RestartableServer.run(
        options.listen(), options.threads(), restart, new Service(options, statistics));
    return 0;
  }

  private static final class Service implements RestartableServer.Service {
    private final ProxyOptions options;
    private final ProxyStatistics statistics;
    private final Map<EventLoop, Proxy> proxies = new ConcurrentHashMap<>();

    Service(ProxyOptions options, ProxyStatistics statistics) {
      this.options = options;
      this.statistics = statistics;
    }

    private Proxy proxy(EventLoop loop) {
      return proxies.computeIfAbsent(
          loop, its -> new Proxy(its, proxies.size(), options, statistics));
    }

    private Opener opener() {
      return (loop, stream, released) -> proxy(loop).accept(stream, released);
    }

    @Override
    public void listen(EventLoop loop, TcpListener listener) throws IOException {
      TcpServer.listen(loop, listener, ServerOptions.DEFAULT, opener());
    }

    @Override
    public void listen(LoopGroup group, List<TcpListener> listeners) throws IOException {
      TcpServer.listen(group, listeners, ServerOptions.DEFAULT, opener());
    }

    @Override
    public AutoCloseable beside(EventLoop loop) throws IOException {
      StatsSignal signal = StatsSignal.on(loop, SIGUSR1, () -> System.out.print(statistics.text()));
      if (options.stats() != null) {
        try {
          StatsServer.listen(loop, options.stats(), statistics);
        } catch (IOException | RuntimeException e) {
          signal.close();
          throw e;
        }
      }
      return signal;
    }
  }
}
