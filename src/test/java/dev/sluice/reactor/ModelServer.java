package dev.sluice.reactor;

import dev.sluice.net.SockAddr;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** A loop that accepts, and what the model has beside it; runs until it is closed. */
final class ModelServer implements AutoCloseable {
  enum Model {
    SINGLE,
    HANDOVER,
    REUSEPORT,
    WORKERS,
    VIRTUAL,
    LEADER_FOLLOWERS
  }

  private static final int THREADS = 3;
  private static final int LIMIT_SECONDS = 30;

  private final CompletableFuture<EventLoop> opened = new CompletableFuture<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();
  private final List<EventLoop> loops = new ArrayList<>();
  private final EventLoop loop;
  private final boolean each;
  private volatile Dispatching dispatching = Dispatching.inLoop();
  private @Nullable LoopGroup group;
  private @Nullable ExecutorService workers;

  ModelServer(Model model, LoopOptions options) throws Exception {
    switch (model) {
      case HANDOVER, REUSEPORT -> group = LoopGroup.start(2, options);
      case WORKERS -> {
        ExecutorService pool = Executors.newFixedThreadPool(THREADS);
        workers = pool;
        dispatching = Dispatching.on(pool);
      }
      case VIRTUAL -> dispatching = Dispatching.onVirtualThreads();
      default -> {}
    }
    each = model == Model.REUSEPORT;
    boolean takingTurns = model == Model.LEADER_FOLLOWERS;
    Thread.ofPlatform().name("loop").start(() -> run(takingTurns, options));
    loop = opened.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    loops.add(loop);
    LoopGroup others = group;
    if (others != null) {
      loops.addAll(others.loops());
      call(
          () -> {
            others.stopWith(loop);
            return "";
          });
    }
  }

  private void run(boolean takingTurns, LoopOptions options) {
    try {
      if (takingTurns) {
        takeTurns(options);
      } else {
        try (EventLoop mine = EventLoop.open(options)) {
          opened.complete(mine);
          mine.run();
        }
      }
      ended.complete(null);
    } catch (Throwable t) {
      opened.completeExceptionally(t);
      ended.completeExceptionally(t);
    }
  }

  private void takeTurns(LoopOptions options) throws IOException {
    try (LeaderFollowers set = LeaderFollowers.open(options)) {
      dispatching = set.dispatching();
      opened.complete(set.loop());
      set.run(THREADS);
    }
  }

  /** Runs something in the loop that accepts and gives its result. */
  <T> T call(Callable<T> task) throws Exception {
    return call(loop, task);
  }

  /** Runs something in a loop, or where a connection's code runs, and gives its result. */
  static <T> T call(SerialExecutor where, Callable<T> task) throws Exception {
    CompletableFuture<T> result = new CompletableFuture<>();
    where.execute(
        () -> {
          try {
            result.complete(task.call());
          } catch (Throwable t) {
            result.completeExceptionally(t);
          }
        });
    return result.get(LIMIT_SECONDS, TimeUnit.SECONDS);
  }

  /** Holds the loop that accepts from when one is complete until the other is. */
  void hold(CompletableFuture<Integer> held, CompletableFuture<Void> over) {
    loop.execute(
        () -> {
          held.complete(0);
          over.join();
        });
  }

  /** Listens on a free port. */
  InetSocketAddress listen(ConnectionHandler.Factory handlers) throws Exception {
    ServerOptions options = ServerOptions.DEFAULT.dispatching(dispatching);
    SockAddr.Inet any = SockAddr.inet4("127.0.0.1", 0);
    LoopGroup others = group;
    if (each && others != null) {
      return TcpServer.listen(others, any, options, handlers).localAddress().toInetSocketAddress();
    }
    ServerOptions all = others == null ? options : options.handOverTo(others);
    return call(() -> TcpServer.listen(loop, any, all, handlers))
        .localAddress()
        .toInetSocketAddress();
  }

  /** A number of all loops together. */
  long sum(ToLongFunction<LoopStatistics> number) {
    return loops.stream().map(EventLoop::statistics).mapToLong(number).sum();
  }

  /** Stops without waiting for anybody. */
  void stopNow() {
    loop.stopNow();
  }

  /** Stops gracefully, unless it was stopped already. */
  @Override
  public void close() throws IOException {
    loop.stop();
    try {
      ended.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new IOException("the server did not end well", e);
    } finally {
      if (group != null) {
        group.close();
      }
      if (workers != null) {
        workers.shutdown();
      }
    }
  }
}
