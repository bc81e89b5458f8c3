package dev.sluice.reactor;

import dev.sluice.errno.ErrnoException;
import dev.sluice.net.SockAddr;
import dev.sluice.net.TcpListener;
import dev.sluice.net.TcpStream;
import dev.sluice.sys.NetConstants;
import java.io.IOException;

/** Listens on a loop and gives each connection a handler. */
public final class TcpServer implements AutoCloseable {
  private final EventLoop loop;
  private final ConnectionHandler.Factory handlers;
  private final SockAddr.Inet localAddress;
  private final Acceptor acceptor;

  private TcpServer(EventLoop loop, TcpListener listener, ConnectionHandler.Factory handlers)
      throws ErrnoException {
    this.loop = loop;
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
    TcpListener listener = TcpListener.bind(address, NetConstants.SOMAXCONN);
    try {
      TcpServer server = new TcpServer(loop, listener, handlers);
      server.acceptor.open();
      return server;
    } catch (IOException | RuntimeException e) {
      listener.close();
      throw e;
    }
  }

  private void open(TcpStream stream) {
    Connection connection = new Connection(loop, stream);
    try {
      ConnectionHandler handler = handlers.handlerOf(connection);
      connection.open(handler);
    } catch (IOException | RuntimeException | Error e) {
      if (connection.isRegistered()) {
        connection.onFailure(e);
      } else {
        stream.abort();
        loop.logFailure(this, e);
      }
    }
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
