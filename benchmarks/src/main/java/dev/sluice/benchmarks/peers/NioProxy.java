package dev.sluice.benchmarks.peers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;

/** A proxy of TCP by a {@link Selector}, which copies: {@code NioProxy PORT TO_HOST TO_PORT}. */
public final class NioProxy {
  private static final int BUFFER_SIZE = 64 * 1024;

  private final Selector selector = Selector.open();
  private final NioAcceptor acceptor;
  private final InetSocketAddress target;
  // The one that was used last is the one in the processor's cache.
  private final Deque<ByteBuffer> buffers = new ArrayDeque<>();

  private NioProxy(String port, InetSocketAddress target) throws IOException {
    this.target = target;
    acceptor = new NioAcceptor(selector, Startup.address(port));
  }

  /** Serves until the process is ended. */
  public static void main(String[] args) throws IOException {
    InetAddress host = InetAddress.ofLiteral(args[1]);
    NioProxy proxy = new NioProxy(args[0], new InetSocketAddress(host, Integer.parseInt(args[2])));
    Startup.announce(proxy.acceptor.address());
    while (true) {
      proxy.selector.select(proxy::serve, proxy.acceptor.timeout());
      proxy.acceptor.resume();
    }
  }

  private void serve(SelectionKey key) {
    if (key.isValid() && key.isAcceptable()) {
      acceptor.accept(this::connect);
    } else if (key.attachment() instanceof NioProxyEnd end) {
      end.serve();
    }
  }

  private void connect(SelectionKey client) {
    SocketChannel channel = null;
    try {
      channel = SocketChannel.open();
      NioProxyEnd.connect(client, channel, target, this);
    } catch (IOException e) {
      NioAcceptor.close(client);
      NioProxyEnd.close(channel);
    }
  }

  ByteBuffer take() {
    ByteBuffer buffer = buffers.poll();
    return buffer == null ? ByteBuffer.allocateDirect(BUFFER_SIZE) : buffer;
  }

  void giveBack(ByteBuffer buffer) {
    buffers.push(buffer.clear());
  }
}
