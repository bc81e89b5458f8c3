package dev.sluice.reactor;

import dev.sluice.timer.Timer;
import dev.sluice.timer.Timers;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Notices that a connection is idle. Traffic does not touch the timer: when it goes off, it looks
 * when the last byte went and moves on by what is missing.
 */
final class IdleTimer {
  private final Connection connection;
  private @Nullable Timer timer;
  private long timeout;

  IdleTimer(Connection connection) {
    this.connection = connection;
  }

  void set(Duration duration) {
    timeout = duration.toNanos();
    if (timeout <= 0) {
      cancel();
    } else if (timer == null) {
      timer = timers().schedule(now(), timeout, this::expire);
    } else {
      timers().reschedule(timer, now(), timeout);
    }
  }

  void cancel() {
    if (timer != null) {
      timers().cancel(timer);
    }
  }

  private void expire() {
    long missing = connection.lastActive() + timeout - now();
    if (missing <= 0) {
      missing = timeout - connection.nanosSinceSent();
    }
    if (missing <= 0) {
      connection.onIdle();
      missing = timeout;
    }
    if (timer != null && connection.isRegistered()) {
      timers().reschedule(timer, now(), missing);
    }
  }

  private Timers timers() {
    return connection.loop().timers();
  }

  private long now() {
    return connection.loop().now();
  }
}
