package dev.sluice.examples.mirror;

import static dev.sluice.sys.PollConstants.EPOLLIN;

import dev.sluice.errno.ErrnoException;
import dev.sluice.reactor.Channel;
import dev.sluice.reactor.EventLoop;
import dev.sluice.signal.SignalSource;
import java.io.IOException;

/** Does something in the loop at each signal. */
final class OnSignal extends Channel {
  private final SignalSource source;
  private final Runnable task;

  private OnSignal(EventLoop loop, SignalSource source, Runnable task) {
    super(loop, source.fd());
    this.source = source;
    this.task = task;
  }

  /**
   * Begins.
   *
   * @param source lent, until the loop has stopped
   */
  static void open(EventLoop loop, SignalSource source, Runnable task) throws ErrnoException {
    new OnSignal(loop, source, task).register(EPOLLIN);
  }

  @Override
  protected void onReady(int events) throws IOException {
    source.read(info -> task.run());
  }
}
