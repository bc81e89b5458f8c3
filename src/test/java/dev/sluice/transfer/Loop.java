package dev.sluice.transfer;

import dev.sluice.io.PipeStatistics;
import dev.sluice.net.SockAddr;
import dev.sluice.reactor.EventLoop;
import dev.sluice.reactor.LoopOptions;
import dev.sluice.reactor.Opener;
import dev.sluice.reactor.ServerOptions;
import dev.sluice.reactor.TcpServer;
import java.io.IOException;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A loop that runs on a thread of its own until it is closed. */
final class Loop implements AutoCloseable {
  final EventLoop loop;
  final Thread thread;
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  Loop(LoopOptions options) throws Exception {
    CompletableFuture<EventLoop> opened = new CompletableFuture<>();
    thread =
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
    loop = Peer.get(opened);
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
      return Peer.get(result);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof Exception cause ? cause : e;
    }
  }

  void run(Runnable task) throws Exception {
    call(
        () -> {
          task.run();
          return 0;
        });
  }

  /** Listens on a free port, which it gives. */
  int listen(Opener opener) throws Exception {
    SockAddr.Inet free = SockAddr.inet4("127.0.0.1", 0);
    return call(() -> TcpServer.listen(loop, free, ServerOptions.DEFAULT, opener))
        .localAddress()
        .port();
  }

  PipeStatistics pipes() throws Exception {
    return call(() -> loop.pipes().statistics());
  }

  /** How many pipes are lent. */
  long lent() throws Exception {
    PipeStatistics pipes = pipes();
    return pipes.open() - pipes.waiting();
  }

  /** Waits until it does next to nothing: a loop that spins never comes to that. */
  void awaitRest() throws InterruptedException {
    long[] before = {loop.statistics().wakeUps()};
    Peer.until(
        "the loop rests",
        () -> {
          try {
            TimeUnit.MILLISECONDS.sleep(200);
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
          long now = loop.statistics().wakeUps();
          boolean rests = now - before[0] <= 3;
          before[0] = now;
          return rests;
        });
  }

  void awaitEnd() throws Exception {
    Peer.get(ended);
  }

  @Override
  public void close() throws IOException {
    loop.stop();
    try {
      ended.get(Peer.LIMIT_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException | ExecutionException | TimeoutException e) {
      throw new IOException("the loop did not end well", e);
    }
  }
}
