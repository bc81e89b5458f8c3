package dev.sluice.reactor;

import dev.sluice.net.SockAddr;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A loop that runs on a thread of its own until it is closed. */
final class LoopThread implements AutoCloseable {
  private static final int LIMIT_SECONDS = 30;

  final EventLoop loop;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  LoopThread() throws Exception {
    this(LoopOptions.DEFAULT);
  }

  LoopThread(LoopOptions options) throws Exception {
    CompletableFuture<EventLoop> opened = new CompletableFuture<>();
    Thread.ofPlatform()
        .name("loop")
        .start(
            () -> {
              try (EventLoop mine = EventLoop.open(options)) {
                opened.complete(mine);
                mine.run();
                ended.complete(null);
              } catch (Throwable t) {
                opened.completeExceptionally(t);
                ended.completeExceptionally(t);
              }
            });
    loop = opened.get(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  /** Runs something in the loop and gives its result. */
  <T> T call(Callable<T> task) throws Exception {
    CompletableFuture<T> result = new CompletableFuture<>();
    loop.execute(
        () -> {
          try {
            result.complete(task.call());
          } catch (Throwable t) {
            result.completeExceptionally(t);
          }
        });
    try {
      return result.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  /** Listens on a free port. */
  InetSocketAddress listen(ConnectionHandler.Factory handlers) throws Exception {
    return listen(ServerOptions.DEFAULT, handlers);
  }

  /** Listens on a free port. */
  InetSocketAddress listen(ServerOptions options, ConnectionHandler.Factory handlers)
      throws Exception {
    SockAddr.Inet free = SockAddr.inet4("127.0.0.1", 0);
    return call(() -> TcpServer.listen(loop, free, options, handlers))
        .localAddress()
        .toInetSocketAddress();
  }

  /** Connects a client whose reads end after a while. */
  static Socket connect(InetSocketAddress address) throws IOException {
    Socket socket = new Socket(address.getAddress(), address.getPort());
    socket.setSoTimeout(LIMIT_SECONDS * 1000);
    return socket;
  }

  @Override
  public void close() throws IOException {
    loop.stop();
    try {
      ended.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new IOException("the loop did not end well", e);
    }
  }
}
