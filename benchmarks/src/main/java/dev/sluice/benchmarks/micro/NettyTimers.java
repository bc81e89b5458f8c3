package dev.sluice.benchmarks.micro;

import io.netty.util.HashedWheelTimer;
import io.netty.util.Timeout;
import io.netty.util.TimerTask;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Netty's wheel, with ticks as long as Sluice's and slots for a minute of them. Its worker, which
 * all timers are handed to, shares the core, so that its work is measured too.
 */
public class NettyTimers extends TimerCalls {
  private static final TimerTask TASK = timeout -> {};
  private static final int SLOTS = 1 << 16;

  private final HashedWheelTimer timers =
      new HashedWheelTimer(
          Executors.defaultThreadFactory(), 1, TimeUnit.MILLISECONDS, SLOTS, false);

  private final Timeout[] pending = new Timeout[PENDING];

  @Override
  void schedule(int number, long delayNanos) {
    pending[number] = timers.newTimeout(TASK, delayNanos, TimeUnit.NANOSECONDS);
  }

  @Override
  void cancel(int number) {
    pending[number].cancel();
  }

  /** Ends the worker. */
  @TearDown(Level.Trial)
  public void stop() {
    timers.stop();
  }
}
