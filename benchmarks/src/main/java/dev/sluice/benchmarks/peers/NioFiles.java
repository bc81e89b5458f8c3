package dev.sluice.benchmarks.peers;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;

/** Static files over HTTP/1.1 by a {@link Selector}: {@code NioFiles PORT DIR}. */
public final class NioFiles {
  private final Selector selector = Selector.open();
  private final NioAcceptor acceptor;
  private final Site site;

  private NioFiles(String port, String folder) throws IOException {
    acceptor = new NioAcceptor(selector, Startup.address(port));
    site = new Site(folder);
  }

  /** Serves until the process is ended. */
  public static void main(String[] args) throws IOException {
    NioFiles server = new NioFiles(args[0], args[1]);
    Startup.announce(server.acceptor.address());
    while (true) {
      server.selector.select(server::serve, server.acceptor.timeout());
      server.acceptor.resume();
    }
  }

  private void serve(SelectionKey key) {
    if (key.isAcceptable()) {
      acceptor.accept(accepted -> accepted.attach(new NioFileConnection(accepted, site)));
      return;
    }
    NioFileConnection connection = (NioFileConnection) key.attachment();
    try {
      connection.serve();
    } catch (IOException e) {
      connection.close();
    }
  }
}
