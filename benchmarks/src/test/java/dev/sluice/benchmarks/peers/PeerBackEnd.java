package dev.sluice.benchmarks.peers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** What a proxy connects to: its connections are at the disposal of the test. */
final class PeerBackEnd implements AutoCloseable {
  private static final int LIMIT_MILLIS = 30_000;

  private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));

  PeerBackEnd() throws IOException {
    listener.setSoTimeout(LIMIT_MILLIS);
  }

  int port() {
    return listener.getLocalPort();
  }

  PeerClient accept() throws IOException {
    return new PeerClient(listener.accept());
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
