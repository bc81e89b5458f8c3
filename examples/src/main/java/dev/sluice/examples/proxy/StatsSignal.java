package dev.sluice.examples.proxy;

import static dev.sluice.sys.PollConstants.EPOLLIN;

import dev.sluice.reactor.Channel;
import dev.sluice.reactor.EventLoop;
import dev.sluice.signal.SignalSource;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;

/** Does something when a signal comes, until its loop stops. */
public final class StatsSignal extends Channel implements AutoCloseable {
  private final SignalSource source;
  private final Runnable action;

  private StatsSignal(EventLoop loop, SignalSource source, Runnable action) {
    super(loop, source.fd());
    this.source = source;
    this.action = action;
  }

  /**
   * Waits for a signal, in the loop.
   *
   * @param signal {@code SIGUSR1}, …
   * @return to be closed after the loop: until then the signal does not end the process
   * @throws IOException EBUSY when it is caught elsewhere
   */
  public static StatsSignal on(EventLoop loop, int signal, Runnable action) throws IOException {
    SignalSource source = SignalSource.open(signal);
    try {
      StatsSignal made = new StatsSignal(loop, source, action);
      made.register(EPOLLIN);
      return made;
    } catch (IOException | RuntimeException e) {
      source.close();
      throw e;
    }
  }

  @Override
  protected void onReady(int events) throws IOException {
    // Several that came since count as one.
    AtomicBoolean came = new AtomicBoolean();
    source.read(info -> came.set(true));
    if (came.get()) {
      action.run();
    }
  }

  /** An action that throws is to be called again all the same. */
  @Override
  protected void onFailure(Throwable failure) {
    System.getLogger(StatsSignal.class.getName())
        .log(System.Logger.Level.WARNING, "failed", failure);
  }

  @Override
  public void close() {
    source.close();
  }
}
