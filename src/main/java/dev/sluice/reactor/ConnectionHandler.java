package dev.sluice.reactor;

import java.io.IOException;
import java.time.Duration;

/**
 * What to do with one connection. Each connection has a handler of its own, so state is a field.
 *
 * <p>All methods run in the connection's executor, one at a time. One that throws has its
 * connection aborted and the exception logged; the loop lives on.
 */
@FunctionalInterface
public interface ConnectionHandler {
  /** Makes the handler of a new connection. */
  @FunctionalInterface
  interface Factory {
    /**
     * Makes the handler of a connection that was just accepted.
     *
     * @param connection the connection; the handler may keep it
     * @return its handler
     */
    ConnectionHandler handlerOf(Connection connection);
  }

  /**
   * The connection is open, nothing was received yet.
   *
   * @param connection the connection
   * @throws IOException aborts the connection
   */
  default void onOpen(Connection connection) throws IOException {}

  /**
   * Bytes are here. What the handler leaves unread comes again in front of the next bytes, or when
   * reading goes on after a pause.
   *
   * @param connection the connection
   * @param input a view of the loop's own buffer, to be used until this method returns
   * @throws IOException aborts the connection
   */
  void onData(Connection connection, Input input) throws IOException;

  /**
   * What waited to be sent has fallen to the low watermark, after it had risen to the high one.
   *
   * @param connection the connection
   * @throws IOException aborts the connection
   */
  default void onWritable(Connection connection) throws IOException {}

  /**
   * The peer will send no more; it may still receive. Unless overridden, the connection closes once
   * all is sent.
   *
   * @param connection the connection
   * @throws IOException aborts the connection
   */
  default void onEnd(Connection connection) throws IOException {
    connection.closeAfterWrites();
  }

  /**
   * Neither bytes came nor could any be sent for the idle timeout. Unless overridden, the
   * connection closes.
   *
   * @param connection the connection
   * @throws IOException aborts the connection
   */
  default void onIdle(Connection connection) throws IOException {
    connection.close();
  }

  /**
   * The loop stops gracefully. Unless overridden, the connection closes once all is sent.
   *
   * <p>A handler that lets it go on closes it when what runs is done: the loop waits until its
   * deadline. It may be called again, with a shorter time.
   *
   * @param connection the connection
   * @param quiet how long a connection without work may be kept, for a peer that sends a request
   *     while it does not know yet: zero where it should go at once
   */
  default void onStop(Connection connection, Duration quiet) {
    connection.closeAfterWrites();
  }

  /**
   * The connection failed; {@link #onClose} follows.
   *
   * @param connection the connection
   * @param failure why: ECONNRESET, EPIPE, ETIMEDOUT, …
   */
  default void onError(Connection connection, IOException failure) {}

  /**
   * The connection is closed; nothing is called after this, and it is called once for every
   * connection.
   *
   * @param connection the connection
   */
  default void onClose(Connection connection) {}
}
