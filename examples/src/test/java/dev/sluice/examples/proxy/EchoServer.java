package dev.sluice.examples.proxy;

import dev.sluice.examples.Await;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** A back end: it sends back what comes, and ends its stream when its peer has. */
final class EchoServer implements AutoCloseable {
  static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final int BACKLOG = 1024;

  private final ServerSocket server;
  private final Thread acceptor;
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();
  private final AtomicInteger accepted = new AtomicInteger();

  private EchoServer(int port) throws IOException {
    server = new ServerSocket();
    server.setReuseAddress(true);
    server.bind(new InetSocketAddress(LOOPBACK, port), BACKLOG);
    acceptor = Thread.ofPlatform().daemon().name("echo").start(this::accept);
  }

  /** On a free port. */
  static EchoServer start() throws IOException {
    return new EchoServer(0);
  }

  /** Where one was before. */
  static EchoServer startAt(int port) throws IOException {
    return new EchoServer(port);
  }

  private void accept() {
    try {
      while (true) {
        Socket socket = server.accept();
        open.add(socket);
        accepted.incrementAndGet();
        Thread.ofVirtual().start(() -> echo(socket));
      }
    } catch (IOException e) {
      // Closed.
    }
  }

  private void echo(Socket socket) {
    byte[] room = new byte[64 * 1024];
    try (socket) {
      InputStream in = socket.getInputStream();
      OutputStream out = socket.getOutputStream();
      for (int n = in.read(room); n >= 0; n = in.read(room)) {
        out.write(room, 0, n);
      }
    } catch (IOException e) {
      // Reset.
    } finally {
      open.remove(socket);
    }
  }

  int port() {
    return server.getLocalPort();
  }

  String address() {
    return "127.0.0.1:" + port();
  }

  /** How many connections there were. */
  int accepted() {
    return accepted.get();
  }

  void awaitOpen(int count) {
    Await.until(LIMIT, () -> open.size() == count, () -> open.size() + " open, not " + count);
  }

  /** Ends all connections with an RST, as the death of a process with unread input does. */
  void resetAll() throws IOException {
    for (Socket each : open) {
      each.setSoLinger(true, 0);
      each.close();
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    try {
      // As long as it waits the kernel listens.
      acceptor.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (Socket each : open) {
      each.close();
    }
  }
}
