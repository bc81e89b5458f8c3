package dev.sluice.reactor;

import dev.sluice.errno.ErrnoException;
import dev.sluice.net.Listener;
import dev.sluice.net.SockAddr;
import dev.sluice.net.StreamSocket;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;

/**
 * Listens on one loop or several and gives each connection a handler.
 *
 * @param <A> the addresses of its family
 */
public abstract sealed class StreamServer<A extends SockAddr> implements AutoCloseable
    permits TcpServer, UnixServer {
  private final A localAddress;
  private final ServerOptions options;
  private final Opener opener;
  private final Admission admission;
  private final List<Acceptor> acceptors = new ArrayList<>();

  StreamServer(A localAddress, ServerOptions options, Opener opener) {
    this.localAddress = localAddress;
    this.options = options;
    this.opener = opener;
    this.admission = new Admission(options);
  }

  /** Begins to accept, in the loop. Where this throws, the listener stays the caller's. */
  final void accept(EventLoop loop, Listener<A, ? extends StreamSocket<A>> listener)
      throws ErrnoException {
    add(loop, listener).open();
  }

  private Acceptor add(EventLoop loop, Listener<A, ? extends StreamSocket<A>> listener) {
    Acceptor acceptor =
        new Acceptor(
            loop,
            listener,
            admission,
            (stream, released) -> open(loop, stream, released),
            this::closing);
    acceptors.add(acceptor);
    return acceptor;
  }

  /**
   * Begins to accept by each listener, in the loops in turns. Where this throws, all are closed.
   */
  final void accept(
      List<EventLoop> loops, List<? extends Listener<A, ? extends StreamSocket<A>>> listeners)
      throws IOException {
    for (int i = 0; i < listeners.size(); i++) {
      add(loops.get(i % loops.size()), listeners.get(i));
    }
    try {
      for (Acceptor acceptor : acceptors) {
        openThere(acceptor);
      }
    } catch (CompletionException e) {
      close();
      throw new IOException("a loop does not take its listener", e.getCause());
    } catch (RejectedExecutionException e) {
      close();
      throw new IOException("a loop has ended", e);
    }
  }

  private static void openThere(Acceptor acceptor) {
    CompletableFuture<Void> opened = new CompletableFuture<>();
    acceptor
        .loop()
        .execute(
            () -> {
              try {
                acceptor.open();
                opened.complete(null);
              } catch (ErrnoException | RuntimeException | Error e) {
                opened.completeExceptionally(e);
              }
            });
    opened.join();
  }

  private void open(EventLoop loop, StreamSocket<?> stream, Runnable released) {
    LoopGroup others = options.handOverTo();
    if (others == null) {
      begin(loop, stream, released);
      return;
    }
    EventLoop next = others.next();
    try {
      next.execute(() -> begin(next, stream, released));
    } catch (RejectedExecutionException e) {
      refuse(loop, stream, released);
    }
  }

  /** In its new home. */
  private void begin(EventLoop home, StreamSocket<?> stream, Runnable released) {
    if (!home.isRunning()) {
      refuse(home, stream, released);
      return;
    }
    try {
      opener.open(home, stream, released);
    } catch (IOException e) {
      throw new AssertionError("guarded", e);
    }
  }

  private static void refuse(EventLoop loop, StreamSocket<?> stream, Runnable released) {
    stream.close();
    loop.counters().refused.add(1);
    released.run();
  }

  /** A listener is about to be closed. */
  void closing() {}

  /** {@return where it listens, the port that the kernel picked included} */
  public final A localAddress() {
    return localAddress;
  }

  /**
   * Listens no longer; open connections go on. Any thread: from others than the loop's it follows
   * there, soon.
   */
  @Override
  public final void close() {
    for (Acceptor acceptor : acceptors) {
      if (acceptor.loop().isCurrent()) {
        acceptor.close();
        continue;
      }
      try {
        acceptor.loop().execute(acceptor::close);
      } catch (RejectedExecutionException e) {
        // Closed with its loop, unless it never got there.
        acceptor.release();
      }
    }
  }

  @Override
  public final String toString() {
    return getClass().getSimpleName() + "[" + localAddress + "]";
  }
}
