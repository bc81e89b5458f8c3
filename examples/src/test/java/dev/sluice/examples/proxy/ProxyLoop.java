package dev.sluice.examples.proxy;

import dev.sluice.reactor.EventLoop;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A loop on a thread of its own, until it is closed. */
final class ProxyLoop implements AutoCloseable {
  private static final int LIMIT_SECONDS = 30;

  final EventLoop loop;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  ProxyLoop() throws Exception {
    CompletableFuture<EventLoop> opened = new CompletableFuture<>();
    Thread.ofPlatform()
        .name("loop")
        .start(
            () -> {
              try (EventLoop mine = EventLoop.open()) {
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
    return result.get(LIMIT_SECONDS, TimeUnit.SECONDS);
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
