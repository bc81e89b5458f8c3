package dev.sluice.examples.echo;

import dev.sluice.reactor.Connection;
import dev.sluice.reactor.ConnectionHandler;
import dev.sluice.reactor.Input;
import java.time.Duration;

/** Sends back, and closes what is idle for too long. It keeps nothing, so one will do for all. */
final class EchoHandler implements ConnectionHandler {
  private final Duration idle;

  EchoHandler(Duration idle) {
    this.idle = idle;
  }

  @Override
  public void onOpen(Connection connection) {
    connection.idleTimeout(idle);
  }

  @Override
  public void onData(Connection connection, Input input) {
    connection.write(input);
  }
}
