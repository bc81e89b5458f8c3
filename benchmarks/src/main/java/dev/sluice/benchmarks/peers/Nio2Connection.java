package dev.sluice.benchmarks.peers;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/** Reads, writes what it read, and reads again. */
final class Nio2Connection {
  private final AsynchronousSocketChannel channel;
  private final Handler onRead = new Handler(this::wasRead);
  private final Handler onWritten = new Handler(this::wasWritten);
  private ByteBuffer buffer = EchoBuffers.first();

  Nio2Connection(AsynchronousSocketChannel channel) {
    this.channel = channel;
  }

  void read() {
    buffer = EchoBuffers.next(buffer);
    channel.read(buffer, null, onRead);
  }

  private void wasRead(int count) {
    if (count < 0) {
      close();
      return;
    }
    buffer.flip();
    channel.write(buffer, null, onWritten);
  }

  private void wasWritten(int count) {
    if (buffer.hasRemaining()) {
      channel.write(buffer, null, onWritten);
    } else {
      read();
    }
  }

  void close() {
    try {
      channel.close();
    } catch (IOException e) {
      // It is gone either way.
    }
  }

  /** What follows the end of an operation; whatever fails ends the connection. */
  private final class Handler implements CompletionHandler<Integer, @Nullable Void> {
    private final IntConsumer next;

    Handler(IntConsumer next) {
      this.next = next;
    }

    @Override
    public void completed(Integer count, @Nullable Void none) {
      next.accept(count);
    }

    @Override
    public void failed(Throwable cause, @Nullable Void none) {
      close();
    }
  }
}
