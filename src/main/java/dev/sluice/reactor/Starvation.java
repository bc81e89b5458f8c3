package dev.sluice.reactor;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import java.util.concurrent.TimeUnit;

/**
 * What a loop does while the kernel has no memory to wait with: it goes on with tasks and timers,
 * and asks again and again, but neither ends nor spins.
 */
final class Starvation {
  private static final long PAUSE_MILLIS = 10;
  private static final long QUIET_NANOS = TimeUnit.MINUTES.toNanos(1);

  private boolean told;
  private long toldAt;

  /**
   * A wait failed. Returns after a pause when it may succeed another time.
   *
   * @throws ErrnoException the failure, when it is for good
   */
  void outlast(EventLoop loop, ErrnoException failure) throws ErrnoException {
    if (!failure.errno().equals(Errno.ENOMEM)) {
      throw failure;
    }
    tell(loop, failure);
    pause();
  }

  private static void pause() {
    // A thread that was interrupted before would not sleep, and so it would spin.
    boolean interrupted = Thread.interrupted();
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      interrupted = true;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Once a minute: it happens a hundred times a second. */
  private void tell(EventLoop loop, ErrnoException failure) {
    long now = System.nanoTime();
    if (!told || now - toldAt > QUIET_NANOS) {
      told = true;
      toldAt = now;
      loop.logFailure("waiting", failure);
    }
  }
}
