package dev.sluice.examples.mirror;

import dev.sluice.examples.Report;
import dev.sluice.net.SockAddr;
import dev.sluice.net.StreamSocket;
import dev.sluice.reactor.EventLoop;
import dev.sluice.reactor.Opener;
import dev.sluice.transfer.Mode;
import dev.sluice.transfer.StreamEnd;
import dev.sluice.transfer.TransferCounters;
import dev.sluice.transfer.TransferStatistics;
import dev.sluice.transfer.Tunnel;
import dev.sluice.transfer.TunnelOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/** What all connections share, in their loop. */
final class Mirroring implements Opener {
  final SockAddr.Inet to;
  final SockAddr.Inet mirror;
  final long lag;
  final TransferCounters counters = new TransferCounters();
  final TunnelOptions options;
  private final Report servers = new Report("mirror");
  private final Report mirrors = new Report("mirror");
  private final Set<Tunnel> tunnels = new HashSet<>();
  private long connections;
  private long toServer;
  private long toClients;
  private long serversFailed;
  private long mirrorsRefused;
  private long dropsSeen;

  Mirroring(SockAddr.Inet to, SockAddr.Inet mirror, long lag, Duration idleLimit) {
    this.to = to;
    this.mirror = mirror;
    this.lag = lag;
    this.options = new TunnelOptions(Mode.SPLICE, idleLimit, counters, counters);
  }

  @Override
  public void open(EventLoop home, StreamSocket<?> stream, Runnable released) throws IOException {
    connections++;
    new Mirrored(this, StreamEnd.open(home, stream, released)).connect();
  }

  void begun(Tunnel tunnel) {
    tunnels.add(tunnel);
  }

  void ended(Tunnel tunnel) {
    tunnels.remove(tunnel);
    toServer += tunnel.movedToServer();
    toClients += tunnel.movedToClient();
  }

  void serverFailed(IOException why) {
    serversFailed++;
    servers.add("no server: " + why.getMessage());
  }

  /** After its tap was dropped. */
  void mirrorRefused(IOException why) {
    mirrorsRefused++;
    dropsSeen = counters.statistics().tapsDropped();
    mirrors.add("no mirror: " + why.getMessage());
  }

  /** A mirror's connection was closed, by whomever. */
  void lookForDrops() {
    long drops = counters.statistics().tapsDropped();
    if (drops > dropsSeen) {
      dropsSeen = drops;
      mirrors.add("a mirror lagged more than " + lag + " bytes behind, or closed: dropped");
    }
  }

  /** In lines, a name and a number each. */
  String counts() {
    TransferStatistics all = counters.statistics();
    long upNow = tunnels.stream().mapToLong(Tunnel::movedToServer).sum();
    long downNow = tunnels.stream().mapToLong(Tunnel::movedToClient).sum();
    return String.format(
        "connections %d%nopen %d%nbytes-to-server %d%nbytes-to-clients %d%nbytes-teed %d%n"
            + "servers-failed %d%nmirrors-refused %d%nmirrors-dropped %d%n",
        connections,
        tunnels.size(),
        toServer + upNow,
        toClients + downNow,
        all.teedBytes(),
        serversFailed,
        mirrorsRefused,
        all.tapsDropped() - mirrorsRefused);
  }
}
