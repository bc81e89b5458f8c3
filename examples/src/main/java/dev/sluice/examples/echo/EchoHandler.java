package dev.sluice.examples.echo;

import dev.sluice.reactor.Connection;
import dev.sluice.reactor.ConnectionHandler;
import dev.sluice.reactor.Input;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Sends back, within limits. */
final class EchoHandler implements ConnectionHandler {
  private final AtomicInteger open;
  private final Duration idle;
  private final int most;

  private EchoHandler(AtomicInteger open, Duration idle, int most) {
    this.open = open;
    this.idle = idle;
    this.most = most;
  }

  static Factory factory(Duration idle, int most) {
    AtomicInteger open = new AtomicInteger();
    return connection -> new EchoHandler(open, idle, most);
  }

  @Override
  public void onOpen(Connection connection) {
    if (open.incrementAndGet() > most) {
      connection.abort();
    } else {
      connection.idleTimeout(idle);
    }
  }

  @Override
  public void onData(Connection connection, Input input) {
    connection.write(input);
  }

  @Override
  public void onClose(Connection connection) {
    open.decrementAndGet();
  }
}
