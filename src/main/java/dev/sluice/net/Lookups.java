package dev.sluice.net;

import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The threads that lookups run on. As many at once as there are threads: those that hang hold up
 * the next ones, not the process.
 */
final class Lookups {
  private static final int THREADS = 16;
  private static final long IDLE_SECONDS = 10;
  private static final Executor EXECUTOR = executor();

  private Lookups() {}

  private static Executor executor() {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            Thread.ofPlatform().daemon().name("sluice-names-", 0).factory());
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  static <T> CompletableFuture<T> start(Callable<T> lookup) {
    CompletableFuture<T> result = new CompletableFuture<>();
    EXECUTOR.execute(() -> run(lookup, result));
    return result;
  }

  private static <T> void run(Callable<T> lookup, CompletableFuture<T> result) {
    if (result.isDone()) {
      return;
    }
    try {
      result.complete(lookup.call());
    } catch (Throwable t) {
      result.completeExceptionally(t);
    }
  }

  /** What a lookup threw, for whoever waits for it. */
  static IOException cause(ExecutionException e) {
    Throwable cause = e.getCause();
    if (cause instanceof IOException exception) {
      return exception;
    }
    if (cause instanceof RuntimeException exception) {
      throw exception;
    }
    if (cause instanceof Error error) {
      throw error;
    }
    throw new AssertionError("a lookup threw a checked exception", cause);
  }
}
