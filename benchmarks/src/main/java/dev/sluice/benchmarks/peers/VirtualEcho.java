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
      // In a virtual thread a write may take less, though the channel is in blocking mode.
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      buffer = EchoBuffers.next(buffer);
    }
  }
}
