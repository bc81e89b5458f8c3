package dev.sluice.reactor;

import dev.sluice.errno.ErrnoException;
import dev.sluice.net.SockAddr;
import dev.sluice.net.StreamSocket;
import dev.sluice.net.TcpListener;
import java.io.IOException;

/** Listens on a loop and gives each connection a handler. */
public final class TcpServer implements AutoCloseable {
  private final EventLoop loop;
  private final ServerOptions options;
  private final ConnectionHandler.Factory handlers;
  private final SockAddr.Inet localAddress;
  private final Acceptor acceptor;

  private TcpServer(
      EventLoop loop,
      TcpListener listener,
      ServerOptions options,
      ConnectionHandler.Factory handlers)
      throws ErrnoException {
    this.loop = loop;
    this.options = options;
    this.handlers = handlers;
    this.localAddress = listener.localAddress();
    this.acceptor = new Acceptor(loop, listener, this::open);
  }

  /**
   * Listens; connections are accepted once the loop runs.
   *
   * @param loop the loop, which stops the server when it stops
   * @param address where; port 0 picks a free one
   * @param handlers makes the handler of each connection
   * @return the server
   * @throws IOException as {@code bind(127.0.0.1:80): EACCES (Permission denied)}
   */
  public static TcpServer listen(
      EventLoop loop, SockAddr.Inet address, ConnectionHandler.Factory handlers)
      throws IOException {
    return listen(loop, address, ServerOptions.DEFAULT, handlers);
  }

  /**
   * Listens; connections are accepted once the loop runs.
   *
   * @param loop the loop, which stops the server when it stops
   * @param address where; port 0 picks a free one
   * @param options how it accepts, and where its connections live
   * @param handlers makes the handler of each connection
   * @return the server
   * @throws IOException as {@code bind(127.0.0.1:80): EACCES (Permission denied)}
   */
  public static TcpServer listen(
      EventLoop loop,
      SockAddr.Inet address,
      ServerOptions options,
      ConnectionHandler.Factory handlers)
      throws IOException {
    TcpListener listener = TcpListener.bind(address, options.backlog());
    try {
      TcpServer server = new TcpServer(loop, listener, options, handlers);
      server.acceptor.open();
      return server;
    } catch (IOException | RuntimeException e) {
      listener.close();
      throw e;
    }
  }

  private void open(StreamSocket<?> stream) {
    LoopGroup others = options.handOverTo();
    if (others == null) {
      open(loop, stream);
    } else {
      EventLoop next = others.next();
      next.execute(() -> open(next, stream));
    }
  }

  private void open(EventLoop home, StreamSocket<?> stream) {
    new Connection(home, options.dispatching().contextIn(home), stream).open(handlers);
  }

  /** {@return where it listens, the port that the kernel picked included} */
  public SockAddr.Inet localAddress() {
    return localAddress;
  }

  /** Listens no longer; open connections go on. */
  @Override
  public void close() {
    loop.checkCurrent();
    acceptor.close();
  }

  @Override
  public String toString() {
    return "TcpServer[" + localAddress + "]";
  }
}
