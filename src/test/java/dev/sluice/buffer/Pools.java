package dev.sluice.buffer;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A thread with a pool of its own, as a loop has one. */
final class Pools implements AutoCloseable {
  final BufferPool pool;
  private final ExecutorService thread = Executors.newSingleThreadExecutor();

  private Pools(String name) throws Exception {
    pool =
        thread
            .submit(
                () -> {
                  Thread.currentThread().setName(name);
                  return new BufferPool(BufferPool.SLAB_SIZE, true, false);
                })
            .get(10, TimeUnit.SECONDS);
  }

  static Pools onThread(String name) throws Exception {
    return new Pools(name);
  }

  /** What a call returns on that thread, or throws. */
  <T> T on(Callable<T> call) throws Exception {
    try {
      return thread.submit(call).get(10, TimeUnit.SECONDS);
    } catch (java.util.concurrent.ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  /** As {@link #on}, for what returns nothing. */
  void run(Runnable call) throws Exception {
    on(Executors.callable(call));
  }

  @Override
  public void close() {
    thread.close();
  }
}
