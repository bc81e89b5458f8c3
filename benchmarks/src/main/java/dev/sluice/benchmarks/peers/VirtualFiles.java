package dev.sluice.benchmarks.peers;

import java.io.IOException;
import java.nio.channels.SocketChannel;

/**
 * Static files over HTTP/1.1 by blocking code in a virtual thread per connection: {@code
 * VirtualFiles PORT DIR}.
 */
public final class VirtualFiles {
  private VirtualFiles() {}

  /** Serves until the process is ended. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Site site = new Site(args[1]);
    VirtualAcceptor.serve(args[0], channel -> serve(channel, site));
  }

  private static void serve(SocketChannel channel, Site site) throws IOException {
    RequestReader requests = new RequestReader();
    while (requests.fill(channel) >= 0) {
      for (FileRequest next = requests.next(); next != null; next = requests.next()) {
        try (FileAnswer answer = site.answer(next)) {
          sendAll(answer, channel);
          if (answer.isLast()) {
            return;
          }
        }
      }
    }
  }

  private static void sendAll(FileAnswer answer, SocketChannel channel) throws IOException {
    while (!answer.isSent()) {
      if (answer.send(channel, Long.MAX_VALUE) == 0) {
        // The socket is full. In a virtual thread transferTo does not wait for it; a write does.
        answer.copySome(channel);
      }
    }
  }
}
