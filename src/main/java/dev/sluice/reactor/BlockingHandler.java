package dev.sluice.reactor;

import java.io.IOException;

/** What to do with one connection, written as code that waits: half-sync/half-async. */
@FunctionalInterface
public interface BlockingHandler {
  /**
   * Serves a connection, on a virtual thread of its own. When it returns, the connection is closed.
   *
   * @param stream the connection
   * @throws IOException ends the connection; nobody is told
   */
  void serve(BlockingStream stream) throws IOException;
}
