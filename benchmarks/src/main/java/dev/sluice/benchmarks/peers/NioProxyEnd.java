package dev.sluice.benchmarks.peers;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** One of the two sockets between which a proxy passes bytes on. */
final class NioProxyEnd {
  // Then others get their turn, however fast the two are.
  private static final int TURN_READS = 16;

  private final SelectionKey key;
  private final SocketChannel channel;
  private final NioProxy proxy;
  private @Nullable NioProxyEnd other;

  /** What this socket has not taken yet. */
  private @Nullable ByteBuffer pending;

  private boolean outputEnded;

  private NioProxyEnd(SelectionKey key, NioProxy proxy) {
    this.key = key;
    this.channel = (SocketChannel) key.channel();
    this.proxy = proxy;
    key.attach(this);
  }

  /** Nothing is read of the client until there is somebody to have it. */
  static void connect(
      SelectionKey clientKey, SocketChannel channel, InetSocketAddress target, NioProxy proxy)
      throws IOException {
    channel.configureBlocking(false);
    channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
    boolean connected = channel.connect(target);
    NioProxyEnd client = new NioProxyEnd(clientKey, proxy);
    NioProxyEnd server =
        new NioProxyEnd(channel.register(clientKey.selector(), SelectionKey.OP_CONNECT), proxy);
    client.other = server;
    server.other = client;
    clientKey.interestOps(0);
    if (connected) {
      server.connected(client);
    }
  }

  private void connected(NioProxyEnd client) {
    key.interestOps(SelectionKey.OP_READ);
    client.key.interestOps(SelectionKey.OP_READ);
  }

  void serve() {
    NioProxyEnd peer = other;
    if (peer == null || !key.isValid()) {
      return;
    }
    try {
      if (key.isConnectable() && channel.finishConnect()) {
        connected(peer);
      }
      if (key.isWritable()) {
        writePending(peer);
      }
      if (key.isReadable()) {
        pass(peer);
      }
    } catch (IOException e) {
      close(peer);
    }
  }

  /** From here to the other end. */
  private void pass(NioProxyEnd to) throws IOException {
    ByteBuffer buffer = proxy.take();
    boolean more = true;
    for (int i = 0; more && i < TURN_READS; i++) {
      if (channel.read(buffer.clear()) < 0) {
        key.interestOpsAnd(~SelectionKey.OP_READ);
        to.endOutput(this);
        break;
      }
      more = !buffer.hasRemaining();
      to.channel.write(buffer.flip());
      if (buffer.hasRemaining()) {
        to.pending = buffer;
        to.key.interestOpsOr(SelectionKey.OP_WRITE);
        // Not reading meanwhile is the backpressure.
        key.interestOpsAnd(~SelectionKey.OP_READ);
        return;
      }
    }
    proxy.giveBack(buffer);
  }

  private void writePending(NioProxyEnd from) throws IOException {
    ByteBuffer rest = pending;
    if (rest == null) {
      return;
    }
    channel.write(rest);
    if (!rest.hasRemaining()) {
      proxy.giveBack(rest);
      pending = null;
      key.interestOpsAnd(~SelectionKey.OP_WRITE);
      from.key.interestOpsOr(SelectionKey.OP_READ);
    }
  }

  private void endOutput(NioProxyEnd from) throws IOException {
    channel.shutdownOutput();
    outputEnded = true;
    if (from.outputEnded) {
      close(from);
    }
  }

  private void close(NioProxyEnd peer) {
    for (NioProxyEnd end : new NioProxyEnd[] {this, peer}) {
      NioAcceptor.close(end.key);
      if (end.pending != null) {
        proxy.giveBack(end.pending);
        end.pending = null;
      }
    }
  }

  static void close(@Nullable SocketChannel channel) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      // It is gone either way.
    }
  }
}
