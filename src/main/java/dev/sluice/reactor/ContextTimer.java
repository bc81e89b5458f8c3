package dev.sluice.reactor;

import dev.sluice.timer.Timer;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** A timer of a loop whose task runs where a connection's code runs. */
final class ContextTimer {
  private final EventLoop loop;
  private final Context context;
  private final Runnable task;
  // Touched in the loop only.
  private @Nullable Timer timer;

  ContextTimer(Channel channel, Runnable task) {
    this.loop = channel.loop();
    this.context = channel.context();
    this.task = task;
  }

  /** Goes off once, so long from now; moves when it is pending. Where the context is current. */
  void set(long nanos) {
    if (loop.isCurrent()) {
      setInLoop(nanos);
    } else {
      executeInLoop(() -> setInLoop(nanos));
    }
  }

  private void setInLoop(long nanos) {
    if (timer == null) {
      timer = loop.timers().schedule(loop.now(), nanos, this::expire);
    } else {
      loop.timers().reschedule(timer, loop.now(), nanos);
    }
  }

  /** A task that is under way already still comes. Where the context is current. */
  void cancel() {
    if (loop.isCurrent()) {
      cancelInLoop();
    } else {
      executeInLoop(this::cancelInLoop);
    }
  }

  private void executeInLoop(Runnable task) {
    try {
      loop.execute(task);
    } catch (RejectedExecutionException e) {
      // Its timers have ended with it.
    }
  }

  private void cancelInLoop() {
    if (timer != null) {
      loop.timers().cancel(timer);
    }
  }

  private void expire() {
    if (context.isCurrent()) {
      task.run();
    } else {
      context.execute(task);
    }
  }
}
