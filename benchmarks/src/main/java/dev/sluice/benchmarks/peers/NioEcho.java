package dev.sluice.benchmarks.peers;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;

/** Echo by a {@link Selector}: {@code NioEcho PORT}. */
public final class NioEcho {
  private static final int BUFFER_SIZE = 64 * 1024;

  private final Selector selector = Selector.open();
  private final NioAcceptor acceptor;
  // One for all connections: only what a socket did not take is copied out of it.
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_SIZE);

  private NioEcho(String port) throws IOException {
    acceptor = new NioAcceptor(selector, Startup.address(port));
  }

  /** Serves until the process is ended. */
  public static void main(String[] args) throws IOException {
    NioEcho server = new NioEcho(args[0]);
    Startup.announce(server.acceptor.address());
    while (true) {
      server.selector.select(server::serve, server.acceptor.timeout());
      server.acceptor.resume();
    }
  }

  private void serve(SelectionKey key) {
    if (key.isAcceptable()) {
      acceptor.accept(accepted -> {});
      return;
    }
    try {
      ByteBuffer pending = (ByteBuffer) key.attachment();
      if (pending == null) {
        readAndEcho(key);
      } else {
        writePending(key, pending);
      }
    } catch (IOException e) {
      NioAcceptor.close(key);
    }
  }

  private void readAndEcho(SelectionKey key) throws IOException {
    SocketChannel channel = (SocketChannel) key.channel();
    buffer.clear();
    if (channel.read(buffer) < 0) {
      channel.close();
      return;
    }
    buffer.flip();
    channel.write(buffer);
    if (buffer.hasRemaining()) {
      key.attach(ByteBuffer.allocate(buffer.remaining()).put(buffer).flip());
      // Not reading meanwhile is the backpressure.
      key.interestOps(SelectionKey.OP_WRITE);
    }
  }

  private static void writePending(SelectionKey key, ByteBuffer pending) throws IOException {
    ((SocketChannel) key.channel()).write(pending);
    if (!pending.hasRemaining()) {
      key.attach(null);
      key.interestOps(SelectionKey.OP_READ);
    }
  }
}
