package dev.sluice.benchmarks.peers;

import static java.util.concurrent.TimeUnit.DAYS;
import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.channels.AsynchronousChannelGroup;
import java.nio.channels.AsynchronousServerSocketChannel;
import java.nio.channels.AsynchronousSocketChannel;
import java.nio.channels.CompletionHandler;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** Echo by NIO.2's completion handlers: {@code Nio2Echo PORT}. */
public final class Nio2Echo
    implements CompletionHandler<AsynchronousSocketChannel, @Nullable Void> {
  private static final int RETRY_MILLIS = 100;

  private final AsynchronousServerSocketChannel listener;

  private Nio2Echo(AsynchronousServerSocketChannel listener) {
    this.listener = listener;
  }

  /** Serves until the process is ended. */
  public static void main(String[] args) throws IOException, InterruptedException {
    AsynchronousChannelGroup group =
        AsynchronousChannelGroup.withFixedThreadPool(1, Executors.defaultThreadFactory());
    AsynchronousServerSocketChannel listener = AsynchronousServerSocketChannel.open(group);
    listener.bind(Startup.address(args[0]), Startup.BACKLOG);
    new Nio2Echo(listener).accept();
    Startup.announce(listener.getLocalAddress());
    group.awaitTermination(Long.MAX_VALUE, DAYS);
  }

  private void accept() {
    listener.accept(null, this);
  }

  @Override
  public void completed(AsynchronousSocketChannel channel, @Nullable Void none) {
    accept();
    Nio2Connection connection = new Nio2Connection(channel);
    try {
      channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
      connection.read();
    } catch (IOException e) {
      connection.close();
    }
  }

  @Override
  public void failed(Throwable cause, @Nullable Void none) {
    // No descriptor is left, say, and asking again at once would fail at once.
    CompletableFuture.delayedExecutor(RETRY_MILLIS, MILLISECONDS).execute(this::accept);
  }
}
