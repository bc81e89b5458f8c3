package dev.sluice.reactor;

import dev.sluice.net.StreamSocket;
import dev.sluice.timer.Timer;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Connects on a loop, without blocking it. It ends in one of three ways: the handler's {@code
 * onOpen}, the failure, or {@link #cancel}.
 */
public abstract sealed class StreamClient permits TcpClient, UnixClient {
  private final EventLoop loop;
  private final ClientOptions options;
  private final Opener opener;
  private final Consumer<IOException> failed;
  private final Runnable onStop = this::stopped;
  private final List<IOException> failures = new ArrayList<>();
  private @Nullable Timer limit;
  private boolean done;

  StreamClient(EventLoop loop, ClientOptions options, Opener opener, Consumer<IOException> failed) {
    this.loop = loop;
    this.options = options;
    this.opener = opener;
    this.failed = failed;
  }

  /** Any thread. Nothing is called before this has returned, where that is the loop's. */
  final void start() {
    loop.execute(this::begin);
  }

  private void begin() {
    if (done) {
      return;
    }
    if (!loop.isRunning() && !goesOn()) {
      onStop.run();
      return;
    }
    loop.channels().addGuest(onStop);
    limit = loop.schedule(options.limit(), this::onLimit);
    try {
      connect();
    } catch (RuntimeException | Error e) {
      fail(new IOException(toString(), e));
      EventLoop.rethrowIfFatal(e);
    }
  }

  /** Begins, in the loop. */
  abstract void connect();

  /** Closes what is under way, in the loop: nothing comes of it. */
  abstract void giveUp();

  /** Whether the stop of the loop leaves it alone for now. */
  final boolean goesOn() {
    return options.duringStop() && loop.isDraining();
  }

  private void stopped() {
    if (goesOn()) {
      return;
    }
    fail(new IOException("the loop stops"));
  }

  private void onLimit() {
    fail(new SocketTimeoutException(this + ": not within " + options.limit()));
  }

  /** One way did not lead there. */
  final void note(IOException why) {
    failures.add(why);
  }

  /** Nothing is left to try. */
  final void fail() {
    String all = failures.stream().map(IOException::getMessage).collect(Collectors.joining("; "));
    fail(new IOException(this + ": " + all));
  }

  final void fail(IOException why) {
    if (done) {
      return;
    }
    end();
    failures.forEach(why::addSuppressed);
    tell(why);
  }

  private void tell(IOException why) {
    try {
      failed.accept(why);
    } catch (RuntimeException | Error e) {
      loop.logFailure(this, e);
      EventLoop.rethrowIfFatal(e);
    }
  }

  /** The connection is there; nobody watches its socket. */
  final void succeed(StreamSocket<?> stream) {
    end();
    try {
      opener.open(loop, stream, () -> {});
    } catch (IOException | RuntimeException e) {
      stream.close();
      tell(new IOException(this + ": the loop does not take the connection", e));
    }
  }

  /** For connections. */
  static Opener opener(ClientOptions options, ConnectionHandler.Factory handlers) {
    return (home, stream, released) -> {
      Context context = options.dispatching().contextIn(home);
      if (!new Connection(home, context, stream).open(handlers)) {
        throw new IOException("not watched: " + stream);
      }
    };
  }

  private void end() {
    done = true;
    loop.channels().removeGuest(onStop);
    if (limit != null) {
      loop.cancel(limit);
    }
    giveUp();
  }

  final boolean isDone() {
    return done;
  }

  final EventLoop loop() {
    return loop;
  }

  final ClientOptions options() {
    return options;
  }

  /**
   * Gives up what has not come to a connection: neither the handler nor the failure is called any
   * more. Does nothing when it has ended. Any thread: from others than the loop's it follows there,
   * soon, and what comes before it may still be called.
   */
  public final void cancel() {
    if (loop.isCurrent()) {
      cancelInLoop();
      return;
    }
    try {
      loop.execute(this::cancelInLoop);
    } catch (RejectedExecutionException e) {
      // It has failed with its loop.
    }
  }

  private void cancelInLoop() {
    if (!done) {
      end();
    }
  }
}
