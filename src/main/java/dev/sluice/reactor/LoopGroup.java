package dev.sluice.reactor;

import dev.sluice.errno.ErrnoException;
import dev.sluice.event.EventFd;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;

/** Loops that run, each on a thread of its own. All methods may be called from any thread. */
public final class LoopGroup implements AutoCloseable {
  private final List<EventLoop> loops;
  private final List<CompletableFuture<Void>> ends;
  private final AtomicInteger turn = new AtomicInteger();

  private LoopGroup(List<EventLoop> loops, List<CompletableFuture<Void>> ends) {
    this.loops = List.copyOf(loops);
    this.ends = ends;
  }

  /**
   * Starts loops.
   *
   * @param count how many, at least 1
   * @param options how each of them waits
   * @return the loops; they must be closed
   * @throws IOException EMFILE, ENFILE
   */
  public static LoopGroup start(int count, LoopOptions options) throws IOException {
    return start(Collections.nCopies(count, options));
  }

  /**
   * Starts loops that differ: each on a processor of its own, say.
   *
   * @param options how each of them waits, at least one
   * @return the loops, in this order; they must be closed
   * @throws IOException EMFILE, ENFILE
   */
  public static LoopGroup start(List<LoopOptions> options) throws IOException {
    if (options.isEmpty()) {
      throw new IllegalArgumentException("0 loops");
    }
    List<EventLoop> loops = new ArrayList<>();
    List<CompletableFuture<Void>> ends = new ArrayList<>();
    for (LoopOptions each : options) {
      CompletableFuture<EventLoop> opened = new CompletableFuture<>();
      CompletableFuture<Void> ended = new CompletableFuture<>();
      String name = "loop-" + loops.size();
      Thread.ofPlatform().name(name).start(() -> run(each, opened, ended));
      ends.add(ended);
      try {
        loops.add(opened.join());
      } catch (CompletionException e) {
        ends.removeLast();
        new LoopGroup(loops, ends).close();
        throw new IOException("a loop could not be opened", e.getCause());
      }
    }
    return new LoopGroup(loops, ends);
  }

  private static void run(
      LoopOptions options, CompletableFuture<EventLoop> opened, CompletableFuture<Void> ended) {
    try (EventLoop loop = EventLoop.open(options)) {
      opened.complete(loop);
      loop.run();
    } catch (Throwable t) {
      opened.completeExceptionally(t);
      ended.completeExceptionally(t);
    } finally {
      ended.complete(null);
    }
  }

  /** {@return the loops} */
  public List<EventLoop> loops() {
    return loops;
  }

  /** {@return one loop after another} */
  public EventLoop next() {
    return loops.get(Math.floorMod(turn.getAndIncrement(), loops.size()));
  }

  /**
   * Lets these loops stop as another one does, such as the one that accepts for them: gracefully,
   * at once when its time is up; it goes on until they have ended. To be called in that loop.
   *
   * @param first the loop that stops first
   * @throws IOException EMFILE, ENFILE
   */
  @SuppressWarnings("FutureReturnValueIgnored") // It fails as a loop did, which join tells.
  public void stopWith(EventLoop first) throws IOException {
    Member member = new Member(first, EventFd.open());
    member.open();
    CompletableFuture<?> end = CompletableFuture.allOf(ends.toArray(CompletableFuture<?>[]::new));
    end.whenComplete((nothing, failure) -> first.execute(member::close));
  }

  /**
   * The group as a channel of the loop that stops first. Nothing ever happens to it but the stop.
   */
  private final class Member extends Channel {
    private final EventFd nothing;

    Member(EventLoop first, EventFd nothing) {
      super(first, nothing.fd());
      this.nothing = nothing;
    }

    void open() throws ErrnoException {
      try {
        register(0);
      } catch (ErrnoException | RuntimeException e) {
        nothing.close();
        throw e;
      }
    }

    @Override
    protected void onReady(int events) {}

    @Override
    protected void onStop(boolean now) {
      loops.forEach(now ? EventLoop::stopNow : each -> each.stopLike(loop()));
    }

    void close() {
      deregister(nothing::close);
    }
  }

  /** Stops all of them gracefully; does not wait. */
  public void stop() {
    loops.forEach(EventLoop::stop);
  }

  /**
   * Waits until all of them have ended.
   *
   * @throws IOException when one of them failed
   */
  public void join() throws IOException {
    IOException failure = null;
    for (CompletableFuture<Void> end : ends) {
      try {
        end.join();
      } catch (CompletionException e) {
        failure = new IOException("a loop failed", e.getCause());
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  /**
   * Stops all of them gracefully and waits for them.
   *
   * @throws IOException when one of them failed
   */
  @Override
  public void close() throws IOException {
    stop();
    join();
  }
}
