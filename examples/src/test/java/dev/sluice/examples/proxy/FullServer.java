package dev.sluice.examples.proxy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/** A back end whose queue is full: the kernel drops whoever wants to connect. */
final class FullServer implements AutoCloseable {
  private static final int LIMIT_MILLIS = 300;
  private static final int MOST = 16;

  private final ServerSocket server = new ServerSocket(0, 1, EchoServer.LOOPBACK);
  private final List<Socket> waiting = new ArrayList<>();

  FullServer() throws IOException {
    for (int i = 0; i < MOST; i++) {
      Socket one = new Socket();
      waiting.add(one);
      try {
        one.connect(
            new InetSocketAddress(EchoServer.LOOPBACK, server.getLocalPort()), LIMIT_MILLIS);
      } catch (SocketTimeoutException e) {
        return;
      }
    }
    close();
    throw new AssertionError("there is room for all");
  }

  String address() {
    return "127.0.0.1:" + server.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    for (Socket each : waiting) {
      each.close();
    }
    server.close();
  }
}
