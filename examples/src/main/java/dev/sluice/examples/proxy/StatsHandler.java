package dev.sluice.examples.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.reactor.Connection;
import dev.sluice.reactor.ConnectionHandler;
import dev.sluice.reactor.Input;
import dev.sluice.timer.Timer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Answers one request, whatever its fields say, and closes. */
final class StatsHandler implements ConnectionHandler {
  /** How long a head may be, and how long it may take. */
  static final int MAX_HEAD = 8 * 1024;

  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String METRICS = "text/plain; version=0.0.4; charset=utf-8";

  private final ProxyStatistics figures;
  private final Connection connection;
  private final StringBuilder line = new StringBuilder();
  private int length;
  // What of CR LF CR LF came last.
  private int ending;
  private @Nullable Timer limit;

  StatsHandler(Connection connection, ProxyStatistics figures) {
    this.connection = connection;
    this.figures = figures;
  }

  @Override
  public void onOpen(Connection c) {
    limit = c.loop().schedule(LIMIT, c::close);
  }

  @Override
  public void onData(Connection c, Input input) {
    while (input.remaining() > 0 && c.isWritable()) {
      byte b = input.read();
      if (++length > MAX_HEAD) {
        answer("431 Request Header Fields Too Large", TEXT, "too large\n", "", true);
      } else if (takes(b)) {
        answer();
      }
    }
  }

  /** Whether the head has ended. */
  private boolean takes(byte b) {
    boolean first = length == line.length() + 1;
    if (first && b != '\r' && b != '\n') {
      line.append((char) (b & 0xff));
    }
    ending = b == (ending % 2 == 0 ? '\r' : '\n') ? ending + 1 : b == '\r' ? 1 : 0;
    return ending == 4;
  }

  private void answer() {
    String[] words = line.toString().split(" ", -1);
    if (words.length != 3 || !words[2].startsWith("HTTP/1.")) {
      answer("400 Bad Request", TEXT, "bad request\n", "", true);
      return;
    }
    boolean get = words[0].equals("GET");
    if (!get && !words[0].equals("HEAD")) {
      answer("405 Method Not Allowed", TEXT, "GET or HEAD\n", "Allow: GET, HEAD\r\n", true);
      return;
    }
    switch (words[1].split("\\?", 2)[0]) {
      case "/metrics" -> answer("200 OK", METRICS, figures.metrics(), "", get);
      case "/" -> answer("200 OK", TEXT, figures.text(), "", get);
      default -> answer("404 Not Found", TEXT, "/ or /metrics\n", "", get);
    }
  }

  private void answer(String status, String type, String text, String field, boolean withBody) {
    byte[] body = text.getBytes(UTF_8);
    String head =
        "HTTP/1.1 "
            + status
            + "\r\nContent-Type: "
            + type
            + "\r\nContent-Length: "
            + body.length
            + "\r\n"
            + field
            + "Cache-Control: no-store\r\nConnection: close\r\n\r\n";
    connection.writev(head.getBytes(ISO_8859_1), withBody ? body : new byte[0]);
    connection.closeAfterWrites();
  }

  @Override
  public void onClose(Connection c) {
    if (limit != null) {
      c.loop().cancel(limit);
    }
  }
}
