package dev.sluice.reactor;

import dev.sluice.net.UnixAddr;
import dev.sluice.net.UnixListener;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Listens for local stream connections, at a path or an abstract name, and gives each one a
 * handler.
 *
 * <p>The file of a path that it made is removed when it is closed, also with its loop; a process
 * that is killed leaves it behind, and the next {@code listen} fails with EADDRINUSE.
 */
public final class UnixServer extends StreamServer<UnixAddr> {
  private final @Nullable SocketFile file;

  private UnixServer(
      UnixAddr address,
      ServerOptions options,
      ConnectionHandler.Factory handlers,
      @Nullable SocketFile file) {
    super(address, options, Openers.of(handlers, options.dispatching()));
    this.file = file;
  }

  /**
   * Listens; connections are accepted once the loop runs. In the loop.
   *
   * @param loop the loop, which stops the server when it stops
   * @param address where
   * @param handlers makes the handler of each connection
   * @return the server
   * @throws IOException EADDRINUSE (also when the file is there), ENOENT (no such folder), EACCES
   */
  public static UnixServer listen(
      EventLoop loop, UnixAddr address, ConnectionHandler.Factory handlers) throws IOException {
    return listen(loop, address, ServerOptions.DEFAULT, handlers);
  }

  /**
   * Listens; connections are accepted once the loop runs. In the loop.
   *
   * @param loop the loop, which stops the server when it stops
   * @param address where
   * @param options how it accepts, and where its connections live
   * @param handlers makes the handler of each connection
   * @return the server
   * @throws IOException EADDRINUSE (also when the file is there), ENOENT (no such folder), EACCES
   * @throws IllegalArgumentException for options that are TCP's alone, and for a path that
   *     java.nio.file cannot name
   */
  public static UnixServer listen(
      EventLoop loop, UnixAddr address, ServerOptions options, ConnectionHandler.Factory handlers)
      throws IOException {
    loop.checkCurrent();
    checkLocal(options);
    SocketFile file = address.kind() == UnixAddr.Kind.PATH ? SocketFile.at(address) : null;
    UnixListener listener = UnixListener.bind(address, options.backlog());
    try {
      if (file != null) {
        file.made();
      }
      UnixServer server = new UnixServer(listener.localAddress(), options, handlers, file);
      server.accept(loop, listener);
      return server;
    } catch (IOException | RuntimeException e) {
      listener.close();
      if (file != null) {
        file.remove();
      }
      throw e;
    }
  }

  /**
   * Accepts by a listener that is there already: from systemd or a parent. Its file stays. In the
   * loop.
   *
   * @param loop the loop, which stops the server when it stops
   * @param listener the listener; the caller gives it up, unless this throws
   * @param options how it accepts; its backlog stays as it is
   * @param handlers makes the handler of each connection
   * @return the server
   * @throws IOException should the loop's poller refuse the listener
   * @throws IllegalArgumentException for options that are TCP's alone
   */
  public static UnixServer listen(
      EventLoop loop,
      UnixListener listener,
      ServerOptions options,
      ConnectionHandler.Factory handlers)
      throws IOException {
    checkLocal(options);
    UnixServer server = new UnixServer(listener.localAddress(), options, handlers, null);
    server.accept(loop, listener);
    return server;
  }

  private static void checkLocal(ServerOptions options) {
    if (options.reusePort()
        || options.steerByCpu()
        || options.deferAccept().isPositive()
        || options.maxPerAddress() != ServerOptions.UNLIMITED) {
      throw new IllegalArgumentException(
          "local sockets have no ports, processors, deferred accepts or addresses of peers: "
              + options);
    }
  }

  @Override
  void closing() {
    if (file != null) {
      file.remove();
    }
  }
}
