package dev.sluice.examples.proxy;

import static dev.sluice.sys.SignalConstants.SIGINT;
import static dev.sluice.sys.SignalConstants.SIGTERM;

import dev.sluice.examples.HostAndPort;
import dev.sluice.examples.Main;
import dev.sluice.net.SockAddr;
import dev.sluice.reactor.ClientOptions;
import dev.sluice.reactor.EventLoop;
import dev.sluice.reactor.ServerOptions;
import dev.sluice.reactor.TcpClient;
import dev.sluice.reactor.TcpServer;
import dev.sluice.transfer.Mode;
import dev.sluice.transfer.StreamEnd;
import dev.sluice.transfer.Tunnel;
import dev.sluice.transfer.TunnelOptions;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sluice proxy}. */
@Command(
    name = "proxy",
    description = "Passes TCP connections on.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
public final class ProxyCommand implements Callable<Integer> {
  @Option(names = "--listen", required = true, converter = HostAndPort.class)
  private SockAddr.Inet listen;

  @Option(names = "--to", required = true, converter = HostAndPort.class)
  private List<SockAddr.Inet> to;

  @Option(names = "--mode", defaultValue = "AUTO")
  private Mode mode;

  /** Made by picocli. */
  public ProxyCommand() {}

  @Override
  public Integer call() throws Exception {
    try (EventLoop loop = EventLoop.open()) {
      loop.stopOn(SIGINT, SIGTERM);
      TunnelOptions options = TunnelOptions.auto().mode(mode);
      TcpServer server =
          TcpServer.listen(
              loop,
              listen,
              ServerOptions.DEFAULT,
              (home, stream, released) -> {
                StreamEnd client = StreamEnd.open(home, stream, released);
                TcpClient.connect(
                    home,
                    to,
                    ClientOptions.DEFAULT,
                    (h, s, r) ->
                        Tunnel.between(client, StreamEnd.open(h, s, r), options, t -> {}).start(),
                    why -> client.abort());
              });
      System.out.println("listening on " + server.localAddress());
      loop.run();
    }
    return 0;
  }
}
