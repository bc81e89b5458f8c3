package dev.sluice.reactor;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Notices that a connection is idle. Traffic does not touch the timer: when it goes off, it looks
 * when the last byte went and moves on by what is missing.
 */
final class IdleTimer {
  private final Connection connection;
  private @Nullable ContextTimer timer;
  private long timeout;

  IdleTimer(Connection connection) {
    this.connection = connection;
  }

  void set(Duration duration) {
    timeout = EventLoop.nanos(duration);
    if (timeout <= 0) {
      cancel();
      return;
    }
    if (timer == null) {
      timer = new ContextTimer(connection, this::expire);
    }
    timer.set(timeout);
  }

  void cancel() {
    if (timer != null) {
      timer.cancel();
    }
  }

  private void expire() {
    if (timer == null || timeout <= 0 || !connection.isRegistered()) {
      return;
    }
    long missing = timeout - (connection.context().now() - connection.lastActive());
    if (missing <= 0) {
      missing = timeout - connection.nanosSinceSent();
    }
    if (missing <= 0) {
      connection.onIdle();
      missing = timeout;
    }
    if (connection.isRegistered() && timeout > 0) {
      timer.set(missing);
    }
  }
}
