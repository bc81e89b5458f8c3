package dev.sluice.examples.upper;

import static dev.sluice.sys.SignalConstants.SIGINT;
import static dev.sluice.sys.SignalConstants.SIGTERM;

import dev.sluice.examples.HostAndPort;
import dev.sluice.examples.LocalName;
import dev.sluice.examples.Main;
import dev.sluice.net.SockAddr;
import dev.sluice.net.UnixAddr;
import dev.sluice.reactor.EventLoop;
import dev.sluice.reactor.TcpServer;
import dev.sluice.reactor.UdpChannel;
import dev.sluice.reactor.UnixDatagramChannel;
import dev.sluice.reactor.UnixServer;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code sluice upper}: one loop, every kind of socket. */
@Command(
    name = "upper",
    description = "Sends back what it receives, in capitals, over any of these at once.",
    mixinStandardHelpOptions = true,
    versionProvider = Main.Version.class)
public final class UpperCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--tcp",
      paramLabel = "H:P",
      description = "address to listen on by TCP, port 0 picks a free one",
      converter = HostAndPort.class)
  private SockAddr.@Nullable Inet tcp;

  @Option(
      names = "--udp",
      paramLabel = "H:P",
      description = "address to receive on by UDP, port 0 picks a free one",
      converter = HostAndPort.class)
  private SockAddr.@Nullable Inet udp;

  @Option(
      names = "--unix",
      paramLabel = "PATH",
      description = "local stream socket to make, and remove at the end; @NAME has no file",
      converter = LocalName.class)
  private @Nullable UnixAddr unix;

  @Option(
      names = "--unix-dgram",
      paramLabel = "PATH",
      description = "local datagram socket to make, and remove at the end; @NAME has no file",
      converter = LocalName.class)
  private @Nullable UnixAddr unixDatagram;

  /** Made by picocli. */
  public UpperCommand() {}

  @Override
  public Integer call() throws Exception {
    if (tcp == null && udp == null && unix == null && unixDatagram == null) {
      throw new ParameterException(
          spec.commandLine(), "at least one of --tcp, --udp, --unix, --unix-dgram is needed");
    }
    try (EventLoop loop = EventLoop.open()) {
      // First: whoever sees a port open may send a signal at once.
      loop.stopOn(SIGINT, SIGTERM);
      if (tcp != null) {
        tell("tcp", TcpServer.listen(loop, tcp, connection -> Upper::stream).localAddress());
      }
      if (udp != null) {
        tell("udp", UdpChannel.bind(loop, udp, Upper::datagram).socket().localAddress());
      }
      if (unix != null) {
        tell("unix", UnixServer.listen(loop, unix, connection -> Upper::stream).localAddress());
      }
      if (unixDatagram == null) {
        loop.run();
      } else {
        run(loop, unixDatagram);
      }
    }
    return 0;
  }

  private static void run(EventLoop loop, UnixAddr name) throws IOException {
    UnixDatagramChannel.bind(loop, name, Upper::datagram);
    try {
      tell("unix-dgram", name);
      loop.run();
    } finally {
      LocalName.remove(name);
    }
  }

  private static void tell(String kind, SockAddr address) {
    System.out.println(kind + " on " + address);
  }
}
