package dev.sluice.reactor;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What came of a client: it sends a word, and keeps all that comes back until the end. */
final class Connected implements ConnectionHandler {
  private final ByteArrayOutputStream received = new ByteArrayOutputStream();
  final CompletableFuture<Connection> opened = new CompletableFuture<>();
  final CompletableFuture<String> answer = new CompletableFuture<>();
  final CompletableFuture<IOException> failure = new CompletableFuture<>();

  @Override
  public void onOpen(Connection connection) {
    opened.complete(connection);
    connection.write("hello".getBytes(US_ASCII));
  }

  @Override
  public void onData(Connection connection, Input input) {
    byte[] bytes = new byte[input.remaining()];
    input.read(bytes, 0, bytes.length);
    received.writeBytes(bytes);
    if (received.size() >= 5) {
      connection.closeAfterWrites();
      answer.complete(received.toString(US_ASCII));
    }
  }

  String answer() throws Exception {
    return answer.get(30, TimeUnit.SECONDS);
  }

  IOException failure() throws Exception {
    return failure.get(30, TimeUnit.SECONDS);
  }

  boolean isUndecided() {
    return !opened.isDone() && !failure.isDone();
  }
}
