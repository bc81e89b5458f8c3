package dev.sluice.reactor;

import dev.sluice.net.ReusePort;
import dev.sluice.net.SockAddr;
import dev.sluice.net.SockOpt;
import dev.sluice.net.SockOpts;
import dev.sluice.net.TcpListener;
import dev.sluice.net.TcpOpts;
import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** Listens for TCP connections and gives each one a handler. */
public final class TcpServer extends StreamServer<SockAddr.Inet> {
  private TcpServer(SockAddr.Inet address, ServerOptions options, Opener opener) {
    super(address, options, opener);
  }

  /**
   * Listens; connections are accepted once the loop runs. In the loop.
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
   * Listens; connections are accepted once the loop runs. In the loop.
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
    return bindAndListen(loop, address, options, Openers.of(handlers, options.dispatching()));
  }

  /**
   * Listens; connections are accepted once the loop runs, and each is served by code that waits, on
   * a virtual thread of its own. In the loop.
   *
   * @param loop the loop, which waits by epoll and stops the server when it stops
   * @param address where; port 0 picks a free one
   * @param options how it accepts; {@code dispatching} does not matter
   * @param code serves a connection
   * @return the server
   * @throws IOException as {@code bind(127.0.0.1:80): EACCES (Permission denied)}
   * @throws IllegalArgumentException when the loop does not wait by epoll
   */
  public static TcpServer serve(
      EventLoop loop, SockAddr.Inet address, ServerOptions options, BlockingHandler code)
      throws IOException {
    if (!loop.isEpoll()) {
      throw new IllegalArgumentException("threads are woken by edges, which needs epoll");
    }
    return bindAndListen(loop, address, options, Openers.of(code));
  }

  /**
   * Listens; each connection is handed over as a socket. In the loop.
   *
   * @param loop the loop, which stops the server when it stops
   * @param address where; port 0 picks a free one
   * @param options how it accepts; {@code dispatching} does not matter
   * @param opener takes each socket over
   * @return the server
   * @throws IOException as {@code bind(127.0.0.1:80): EACCES (Permission denied)}
   */
  public static TcpServer listen(
      EventLoop loop, SockAddr.Inet address, ServerOptions options, Opener opener)
      throws IOException {
    return bindAndListen(loop, address, options, Openers.guarded(opener));
  }

  private static TcpServer bindAndListen(
      EventLoop loop, SockAddr.Inet address, ServerOptions options, Opener opener)
      throws IOException {
    loop.checkCurrent();
    TcpListener listener = bind(address, options);
    try {
      return accept(loop, listener, options, opener);
    } catch (IOException | RuntimeException e) {
      listener.close();
      throw e;
    }
  }

  /**
   * Accepts by a listener that is there already: from systemd, a parent, or with options of its
   * own. In the loop.
   *
   * @param loop the loop, which stops the server when it stops
   * @param listener the listener; the caller gives it up, unless this throws
   * @param options how it accepts; what is a matter of the listener is left as it is
   * @param handlers makes the handler of each connection
   * @return the server
   * @throws IOException should the loop's poller refuse the listener
   */
  public static TcpServer listen(
      EventLoop loop,
      TcpListener listener,
      ServerOptions options,
      ConnectionHandler.Factory handlers)
      throws IOException {
    return accept(loop, listener, options, Openers.of(handlers, options.dispatching()));
  }

  /**
   * Accepts by a listener that is there already; each connection is handed over as a socket. In the
   * loop.
   *
   * @param loop the loop, which stops the server when it stops
   * @param listener the listener; the caller gives it up, unless this throws
   * @param options how it accepts; what is a matter of the listener is left as it is
   * @param opener takes each socket over
   * @return the server
   * @throws IOException should the loop's poller refuse the listener
   */
  public static TcpServer listen(
      EventLoop loop, TcpListener listener, ServerOptions options, Opener opener)
      throws IOException {
    return accept(loop, listener, options, Openers.guarded(opener));
  }

  private static TcpServer accept(
      EventLoop loop, TcpListener listener, ServerOptions options, Opener opener)
      throws IOException {
    refuseSteering(options);
    TcpServer server = new TcpServer(listener.localAddress(), options, opener);
    server.accept(loop, listener);
    return server;
  }

  private static void refuseSteering(ServerOptions options) {
    if (options.steerByCpu()) {
      throw new IllegalArgumentException("steering by processor is for groups of loops that bind");
    }
  }

  /**
   * Listens in each loop of a group, by sockets that share the address (SO_REUSEPORT): the kernel
   * spreads the connections. On any thread but the group's own; waits until all of them listen.
   *
   * @param group the loops, each of which stops its part when it stops
   * @param address where; port 0 picks a free one for all
   * @param options how they accept; limits hold for all together
   * @param handlers makes the handler of each connection, on several threads at once
   * @return the server
   * @throws IOException as {@code bind(127.0.0.1:80): EACCES (Permission denied)}, or when a loop
   *     has ended
   * @throws IllegalArgumentException when connections are to be steered by processor and a loop is
   *     not pinned to exactly one
   */
  public static TcpServer listen(
      LoopGroup group,
      SockAddr.Inet address,
      ServerOptions options,
      ConnectionHandler.Factory handlers)
      throws IOException {
    return listenInAll(group, address, options, Openers.of(handlers, options.dispatching()));
  }

  /**
   * Listens in each loop of a group, as above; each connection is handed over as a socket. On any
   * thread but the group's own.
   *
   * @param group the loops, each of which stops its part when it stops
   * @param address where; port 0 picks a free one for all
   * @param options how they accept; limits hold for all together
   * @param opener takes each socket over, on several threads at once
   * @return the server
   * @throws IOException as {@code bind(127.0.0.1:80): EACCES (Permission denied)}, or when a loop
   *     has ended
   */
  public static TcpServer listen(
      LoopGroup group, SockAddr.Inet address, ServerOptions options, Opener opener)
      throws IOException {
    return listenInAll(group, address, options, Openers.guarded(opener));
  }

  private static TcpServer listenInAll(
      LoopGroup group, SockAddr.Inet address, ServerOptions options, Opener opener)
      throws IOException {
    checkNotIn(group);
    List<EventLoop> loops = group.loops();
    List<Integer> cpus = options.steerByCpu() ? processors(loops) : List.of();
    List<TcpListener> listeners = bindAll(loops.size(), address, options.reusePort(true));
    try {
      if (!cpus.isEmpty()) {
        listeners.getFirst().set(SockOpts.ATTACH_REUSEPORT_CBPF, ReusePort.byCpu(cpus));
      }
    } catch (IOException | RuntimeException e) {
      listeners.forEach(TcpListener::close);
      throw e;
    }
    return accept(loops, listeners, options, opener);
  }

  /**
   * Accepts in the loops of a group by listeners that are there already, such as those of a process
   * that this one follows: each goes to one loop, in turns. On any thread but the group's own;
   * waits until all of them listen.
   *
   * @param group the loops, each of which stops its part when it stops
   * @param listeners the listeners, at least one; the caller gives them up, also when this throws
   * @param options how they accept; limits hold for all together; what is a matter of the listener
   *     is left as it is
   * @param handlers makes the handler of each connection, on several threads at once
   * @return the server; its address is that of the first
   * @throws IOException when a loop does not take its listener, or has ended
   */
  public static TcpServer listen(
      LoopGroup group,
      List<TcpListener> listeners,
      ServerOptions options,
      ConnectionHandler.Factory handlers)
      throws IOException {
    checkNotIn(group);
    refuseSteering(options);
    Opener opener = Openers.of(handlers, options.dispatching());
    return accept(group.loops(), listeners, options, opener);
  }

  /**
   * Accepts in the loops of a group by listeners that are there already, as above; each connection
   * is handed over as a socket. On any thread but the group's own.
   *
   * @param group the loops, each of which stops its part when it stops
   * @param listeners the listeners, at least one; the caller gives them up, also when this throws
   * @param options how they accept; limits hold for all together
   * @param opener takes each socket over, on several threads at once
   * @return the server; its address is that of the first
   * @throws IOException when a loop does not take its listener, or has ended
   */
  public static TcpServer listen(
      LoopGroup group, List<TcpListener> listeners, ServerOptions options, Opener opener)
      throws IOException {
    checkNotIn(group);
    refuseSteering(options);
    return accept(group.loops(), listeners, options, Openers.guarded(opener));
  }

  private static TcpServer accept(
      List<EventLoop> loops, List<TcpListener> listeners, ServerOptions options, Opener opener)
      throws IOException {
    TcpServer server;
    try {
      server = new TcpServer(listeners.getFirst().localAddress(), options, opener);
    } catch (IOException | RuntimeException e) {
      listeners.forEach(TcpListener::close);
      throw e;
    }
    server.accept(loops, listeners);
    return server;
  }

  private static void checkNotIn(LoopGroup group) {
    if (group.loops().stream().anyMatch(EventLoop::isCurrent)) {
      throw new IllegalStateException("a loop would wait for itself: " + Thread.currentThread());
    }
  }

  private static List<Integer> processors(List<EventLoop> loops) {
    List<Integer> cpus = new ArrayList<>();
    for (EventLoop loop : loops) {
      BitSet its = loop.options().cpus();
      if (its.cardinality() != 1) {
        throw new IllegalArgumentException(
            "steering needs loops with a processor each, not with " + its);
      }
      cpus.add(its.nextSetBit(0));
    }
    return cpus;
  }

  /** The first picks the port. */
  private static List<TcpListener> bindAll(int count, SockAddr.Inet address, ServerOptions options)
      throws IOException {
    List<TcpListener> listeners = new ArrayList<>();
    try {
      SockAddr.Inet bound = address;
      for (int i = 0; i < count; i++) {
        TcpListener one = bind(bound, options);
        listeners.add(one);
        bound = one.localAddress();
      }
      return listeners;
    } catch (IOException | RuntimeException e) {
      listeners.forEach(TcpListener::close);
      throw e;
    }
  }

  private static TcpListener bind(SockAddr.Inet address, ServerOptions options) throws IOException {
    List<SockOpt.Setting<?>> settings = new ArrayList<>();
    if (options.reusePort()) {
      settings.add(SockOpts.REUSEPORT.to(true));
    }
    if (options.deferAccept().isPositive()) {
      settings.add(TcpOpts.DEFER_ACCEPT.to(options.deferAccept()));
    }
    return TcpListener.bind(
        address, options.backlog(), settings.toArray(SockOpt.Setting<?>[]::new));
  }
}
