package dev.sluice.benchmarks.peers;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import org.jspecify.annotations.Nullable;

/** One client: its unread requests, and the answer that its socket has not taken yet. */
final class NioFileConnection {
  // Then others get their turn, however fast this client reads.
  private static final long TURN_BYTES = 1024 * 1024;

  private final SelectionKey key;
  private final SocketChannel channel;
  private final Site site;
  private final RequestReader requests = new RequestReader();
  private @Nullable FileAnswer answer;

  NioFileConnection(SelectionKey key, Site site) {
    this.key = key;
    this.channel = (SocketChannel) key.channel();
    this.site = site;
  }

  void serve() throws IOException {
    if (key.isReadable() && requests.fill(channel) < 0) {
      close();
      return;
    }
    long budget = TURN_BYTES;
    for (FileAnswer current = nextAnswer(); current != null; current = nextAnswer()) {
      if (budget > 0) {
        budget -= current.send(channel, budget);
      }
      if (!current.isSent()) {
        // Not reading meanwhile is the backpressure.
        key.interestOps(SelectionKey.OP_WRITE);
        return;
      }
      current.close();
      answer = null;
      if (current.isLast()) {
        close();
        return;
      }
    }
    key.interestOps(SelectionKey.OP_READ);
  }

  private @Nullable FileAnswer nextAnswer() throws IOException {
    if (answer == null) {
      FileRequest request = requests.next();
      answer = request == null ? null : site.answer(request);
    }
    return answer;
  }

  void close() {
    NioAcceptor.close(key);
    if (answer != null) {
      answer.close();
    }
  }
}
