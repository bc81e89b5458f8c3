package dev.sluice.reactor;

import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.function.LongUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The time limits of a connection. Traffic does not touch their timers: when one goes off, it looks
 * when the last byte went and moves on by what is missing.
 */
final class Timeouts {
  private final Connection connection;
  private @Nullable Limit idle;
  private @Nullable Limit read;
  private @Nullable Limit write;
  private @Nullable ContextTimer linger;

  Timeouts(Connection connection) {
    this.connection = connection;
  }

  void idle(Duration duration) {
    Limit limit = idle;
    if (limit == null) {
      limit = new Limit(this::nanosIdle, connection::onIdle);
      idle = limit;
    }
    limit.set(duration);
  }

  void idleUnlessSet(Duration duration) {
    if (idle == null) {
      idle(duration);
    }
  }

  void read(Duration duration) {
    Limit limit = read;
    if (limit == null) {
      limit = new Limit(this::nanosUnread, () -> fail("nothing was received for " + duration));
      read = limit;
    }
    limit.set(duration);
  }

  void write(Duration duration) {
    Limit limit = write;
    if (limit == null) {
      limit = new Limit(this::nanosUnsent, () -> fail("nothing was sent for " + duration));
      write = limit;
    }
    limit.set(duration);
  }

  /** How long the peer's FIN is waited for. */
  void linger(Duration duration) {
    linger = new ContextTimer(connection, connection::close);
    linger.set(duration.toNanos());
  }

  void cancel() {
    if (linger != null) {
      linger.cancel();
    }
    for (Limit limit : new Limit[] {idle, read, write}) {
      if (limit != null) {
        limit.timer.cancel();
      }
    }
  }

  private void fail(String message) {
    connection.broken(new SocketTimeoutException(message));
  }

  private long nanosIdle(long limit) {
    long now = connection.context().now();
    long quiet =
        Math.min(
            now - connection.incoming().lastReceived(), now - connection.outgoing().lastSent());
    return quiet < limit ? quiet : Math.min(quiet, connection.nanosSinceSent());
  }

  private long nanosUnread(long limit) {
    // What is not to be read is not missed.
    return connection.readable()
        ? connection.context().now() - connection.incoming().lastReceived()
        : 0;
  }

  private long nanosUnsent(long limit) {
    long stuck = connection.outgoing().nanosStuck(connection.context().now());
    return stuck < limit ? stuck : Math.min(stuck, connection.nanosSinceSent());
  }

  /** One of them. */
  private final class Limit {
    private final LongUnaryOperator elapsed;
    private final Runnable expired;
    private final ContextTimer timer = new ContextTimer(connection, this::look);
    private long nanos;

    Limit(LongUnaryOperator elapsed, Runnable expired) {
      this.elapsed = elapsed;
      this.expired = expired;
    }

    void set(Duration duration) {
      nanos = EventLoop.nanos(duration);
      if (nanos <= 0) {
        timer.cancel();
      } else {
        timer.set(nanos);
      }
    }

    private void look() {
      // A strand may have turned it off, or closed, when this was under way already.
      if (nanos <= 0 || !connection.isRegistered()) {
        return;
      }
      long missing = nanos - elapsed.applyAsLong(nanos);
      if (missing <= 0) {
        expired.run();
        missing = nanos;
      }
      if (nanos > 0 && connection.isRegistered()) {
        timer.set(missing);
      }
    }
  }
}
