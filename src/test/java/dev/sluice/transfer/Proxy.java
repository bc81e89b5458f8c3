package dev.sluice.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.net.SockAddr;
import dev.sluice.reactor.ClientOptions;
import dev.sluice.reactor.EventLoop;
import dev.sluice.reactor.LoopOptions;
import dev.sluice.reactor.TcpClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/** Tunnels of one loop, between clients and back ends that are sockets of the JDK. */
final class Proxy implements AutoCloseable {
  private static final int BACKLOG = 512;
  private static final int NARROW = 64 * 1024;

  final Loop thread;
  final TunnelOptions options;
  final AtomicInteger closed = new AtomicInteger();
  private final BlockingQueue<Joined> started = new LinkedBlockingQueue<>();
  private final List<Peer> peers = new ArrayList<>();
  private final ServerSocket backEnd;
  private final int port;
  private UnaryOperator<Tunnel> preparing = t -> t;

  /** Both peers, and the tunnel between them. */
  record Joined(Peer client, Peer server, Tunnel tunnel, CompletableFuture<Tunnel> closed) {
    private static Joined of(Peer client, Peer server, Joined half) {
      return new Joined(client, server, half.tunnel, half.closed);
    }
  }

  Proxy(LoopOptions loop, TunnelOptions options) throws Exception {
    this.options = options;
    thread = new Loop(loop);
    backEnd = new ServerSocket();
    backEnd.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
    backEnd.setSoTimeout(Peer.LIMIT_SECONDS * 1000);
    SockAddr.Inet to = SockAddr.inet4("127.0.0.1", backEnd.getLocalPort());
    port =
        thread.listen(
            (home, stream, released) -> {
              StreamEnd client = StreamEnd.open(home, stream, released);
              TcpClient.connect(
                  home,
                  List.of(to),
                  ClientOptions.DEFAULT,
                  (h, s, r) -> start(client, StreamEnd.open(h, s, r)),
                  why -> client.abort());
            });
  }

  /** What is done with each tunnel before it starts, in the loop. */
  void preparing(UnaryOperator<Tunnel> code) {
    preparing = code;
  }

  private void start(StreamEnd client, StreamEnd server) {
    CompletableFuture<Tunnel> done = new CompletableFuture<>();
    Tunnel tunnel =
        Tunnel.between(
            client,
            server,
            options,
            t -> {
              closed.incrementAndGet();
              assertThat(done.complete(t)).as("closed once").isTrue();
            });
    preparing.apply(tunnel).start();
    started.add(new Joined(unset(), unset(), tunnel, done));
  }

  @SuppressWarnings("NullAway") // Half of it is known in the loop, the rest to the test.
  private static Peer unset() {
    return null;
  }

  Joined join() throws Exception {
    Peer client = Peer.connect(port);
    peers.add(client);
    Peer server = new Peer(backEnd.accept());
    peers.add(server);
    Joined half = started.poll(Peer.LIMIT_SECONDS, TimeUnit.SECONDS);
    return Joined.of(client, server, Objects.requireNonNull(half));
  }

  /** As {@link #join}, with little room at both peers. */
  Joined joinNarrow() throws Exception {
    backEnd.setReceiveBufferSize(NARROW);
    Joined joined = join();
    joined.client.socket.setSendBufferSize(NARROW);
    return joined;
  }

  EventLoop loop() {
    return thread.loop;
  }

  TransferStatistics statistics() {
    return options.toServer().statistics();
  }

  @Override
  public void close() throws IOException {
    for (Peer peer : peers) {
      peer.close();
    }
    thread.close();
    backEnd.close();
  }
}
