package dev.sluice.benchmarks.peers;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** Echo by blocking code in a virtual thread per connection: {@code VirtualEcho PORT}. */
public final class VirtualEcho {
  private VirtualEcho() {}

  /** Serves until the process is ended. */
  public static void main(String[] args) throws IOException, InterruptedException {
    VirtualAcceptor.serve(args[0], VirtualEcho::echo);
  }

  private static void echo(SocketChannel channel) throws IOException {
    ByteBuffer buffer = EchoBuffers.first();
    while (channel.read(buffer) >= 0) {
      buffer.flip();
      // In blocking mode a write takes all.
      channel.write(buffer);
      buffer = EchoBuffers.next(buffer);
    }
  }
}
