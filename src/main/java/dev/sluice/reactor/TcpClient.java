package dev.sluice.reactor;

import static dev.sluice.sys.PollConstants.EPOLLERR;
import static dev.sluice.sys.PollConstants.EPOLLHUP;
import static dev.sluice.sys.PollConstants.EPOLLOUT;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.net.Names;
import dev.sluice.net.SockAddr;
import dev.sluice.net.TcpOpts;
import dev.sluice.net.TcpStream;
import dev.sluice.timer.Timer;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Connects by TCP, to the first of several addresses that answers. The connection has TCP_NODELAY,
 * as those of a {@link TcpServer}.
 */
public final class TcpClient extends StreamClient {
  private final String target;
  private final Names.@Nullable Query query;
  private Iterator<? extends SockAddr> addresses;
  private @Nullable CompletableFuture<List<SockAddr>> lookup;
  private @Nullable CompletableFuture<List<SockAddr>> answer;
  private @Nullable Attempt attempt;

  private TcpClient(
      EventLoop loop,
      String target,
      Names.@Nullable Query query,
      List<SockAddr.Inet> addresses,
      ClientOptions options,
      Opener opener,
      Consumer<IOException> failed) {
    super(loop, options, opener, failed);
    this.target = target;
    this.query = query;
    this.addresses = addresses.iterator();
  }

  /**
   * Connects to the first of some addresses that answers, tried one after another. Any thread.
   *
   * @param loop where the connection is to live
   * @param addresses in this order, at least one
   * @param options how long it may take, and where the handler runs
   * @param handlers makes the handler of the connection
   * @param failed called in the loop when no connection came about, also because the loop stops,
   *     with an exception that names each address and its errno, and has each failure among its
   *     suppressed ones
   * @return the client, which can be cancelled
   * @throws RejectedExecutionException when the loop was closed
   */
  public static TcpClient connect(
      EventLoop loop,
      List<SockAddr.Inet> addresses,
      ClientOptions options,
      ConnectionHandler.Factory handlers,
      Consumer<IOException> failed) {
    return connect(loop, addresses, options, opener(options, handlers), failed);
  }

  /**
   * Connects as above, for other than a {@link Connection}. Any thread.
   *
   * @param loop where the socket is to live
   * @param addresses in this order, at least one
   * @param options how long it may take; {@code dispatching} does not matter
   * @param opener takes the socket over
   * @param failed as above; also with what the opener throws
   * @return the client, which can be cancelled
   * @throws RejectedExecutionException when the loop was closed
   */
  public static TcpClient connect(
      EventLoop loop,
      List<SockAddr.Inet> addresses,
      ClientOptions options,
      Opener opener,
      Consumer<IOException> failed) {
    if (addresses.isEmpty()) {
      throw new IllegalArgumentException("no addresses");
    }
    List<SockAddr.Inet> copy = List.copyOf(addresses);
    String target = copy.size() == 1 ? copy.getFirst().toString() : copy.toString();
    TcpClient client = new TcpClient(loop, target, null, copy, options, opener, failed);
    client.start();
    return client;
  }

  /**
   * Looks a name up, on a thread of {@link Names}, and connects to the first of its addresses that
   * answers. Any thread.
   *
   * @param loop where the connection is to live
   * @param host the host, by name or address
   * @param service the port, by name or number
   * @param options how long it may take, and where the handler runs
   * @param handlers makes the handler of the connection
   * @param failed as above; with a {@link dev.sluice.net.NameException} when there is no such name
   * @return the client, which can be cancelled
   * @throws RejectedExecutionException when the loop was closed
   */
  public static TcpClient connect(
      EventLoop loop,
      String host,
      String service,
      ClientOptions options,
      ConnectionHandler.Factory handlers,
      Consumer<IOException> failed) {
    return connect(loop, host, service, options, opener(options, handlers), failed);
  }

  /**
   * Looks a name up and connects as above, for other than a {@link Connection}. Any thread.
   *
   * @param loop where the socket is to live
   * @param host the host, by name or address
   * @param service the port, by name or number
   * @param options how long it may take; {@code dispatching} does not matter
   * @param opener takes the socket over
   * @param failed as above; also with what the opener throws
   * @return the client, which can be cancelled
   * @throws RejectedExecutionException when the loop was closed
   */
  public static TcpClient connect(
      EventLoop loop,
      String host,
      String service,
      ClientOptions options,
      Opener opener,
      Consumer<IOException> failed) {
    Names.Query query = Names.Query.tcp(host, service);
    String target = host + ":" + service;
    TcpClient client = new TcpClient(loop, target, query, List.of(), options, opener, failed);
    client.start();
    return client;
  }

  @Override
  void connect() {
    if (query == null) {
      next();
      return;
    }
    lookup = Names.resolveLater(query);
    answer = lookup.whenComplete(this::onLookup);
  }

  /** On the thread of the lookup. */
  private void onLookup(@Nullable List<SockAddr> found, @Nullable Throwable failure) {
    try {
      loop().execute(() -> onNames(found == null ? List.of() : found, failure));
    } catch (RejectedExecutionException e) {
      // It has failed with its loop.
    }
  }

  private void onNames(List<SockAddr> found, @Nullable Throwable failure) {
    if (isDone()) {
      return;
    }
    if (failure != null) {
      Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
      fail(cause instanceof IOException known ? known : new IOException(toString(), cause));
      return;
    }
    addresses = found.iterator();
    next();
  }

  /** Tries the next address, and the one after it where that fails at once. */
  private void next() {
    while (!isDone() && addresses.hasNext()) {
      if (addresses.next() instanceof SockAddr.Inet address && tryOne(address)) {
        return;
      }
    }
    fail();
  }

  /** Whether it may lead there. */
  private boolean tryOne(SockAddr.Inet address) {
    TcpStream stream = null;
    try {
      stream = TcpStream.open(address.family());
      stream.set(TcpOpts.NODELAY, true);
      // Before the poller sees it: one that is not even under way hangs up again and again.
      if (stream.startConnect(address)) {
        succeed(stream);
      } else {
        attempt = new Attempt(stream, address);
        attempt.open();
      }
      return true;
    } catch (ErrnoException | RuntimeException e) {
      attempt = null;
      if (stream != null) {
        stream.close();
      }
      note(e instanceof ErrnoException known ? named(known, address) : unnamed(e, address));
      return false;
    }
  }

  private static IOException named(ErrnoException e, SockAddr.Inet address) {
    return e.arguments().contains(address.toString())
        ? e
        : new ErrnoException(e.call(), e.errno(), address);
  }

  private static IOException unnamed(Exception e, SockAddr.Inet address) {
    return new IOException("connect(" + address + "): " + e.getMessage(), e);
  }

  private void failedAt(IOException why) {
    note(why);
    giveUp();
    next();
  }

  @Override
  void giveUp() {
    if (answer != null) {
      answer.cancel(false);
    }
    if (lookup != null) {
      // One that has not begun never will.
      lookup.cancel(false);
    }
    if (attempt != null) {
      attempt.close();
      attempt = null;
    }
  }

  /** A socket on its way to an address: it is there, or has failed, when it is writable. */
  private final class Attempt extends Channel {
    private final TcpStream stream;
    private final SockAddr.Inet address;
    private @Nullable Timer limit;

    Attempt(TcpStream stream, SockAddr.Inet address) {
      super(TcpClient.this.loop(), stream.fd());
      this.stream = stream;
      this.address = address;
    }

    void open() throws ErrnoException {
      register(EPOLLOUT);
      limit = loop().schedule(options().limitPerAddress(), this::onLimit);
    }

    private void onLimit() {
      failedAt(
          new SocketTimeoutException(
              "connect(" + address + "): not within " + options().limitPerAddress()));
    }

    @Override
    protected void onReady(int events) throws IOException {
      boolean connected;
      try {
        connected = stream.finishConnect();
      } catch (ErrnoException e) {
        failedAt(named(e, address));
        return;
      }
      if (connected) {
        attempt = null;
        leave();
        succeed(stream);
      } else if ((events & (EPOLLERR | EPOLLHUP)) != 0) {
        // Somebody else has asked for the error: it would be reported again and again.
        failedAt(new ErrnoException("connect", Errno.ENOTCONN, address));
      }
    }

    @Override
    protected void onFailure(Throwable failure) {
      loop().logFailure(this, failure);
      fail(new IOException(TcpClient.this.toString(), failure));
    }

    /** The client knows better: it gives up by itself. */
    @Override
    protected void onStop(boolean now) {
      if (!goesOn()) {
        super.onStop(now);
      }
    }

    private void leave() {
      deregister();
      if (limit != null) {
        loop().cancel(limit);
      }
    }

    void close() {
      leave();
      stream.close();
    }

    @Override
    public String toString() {
      return "Attempt[" + address + "]";
    }
  }

  @Override
  public String toString() {
    return "TcpClient[" + target + "]";
  }
}
