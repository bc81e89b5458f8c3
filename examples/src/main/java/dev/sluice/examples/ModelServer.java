package dev.sluice.examples;

import static dev.sluice.sys.SignalConstants.SIGINT;
import static dev.sluice.sys.SignalConstants.SIGTERM;

import dev.sluice.net.SockAddr;
import dev.sluice.reactor.ConnectionHandler;
import dev.sluice.reactor.Dispatching;
import dev.sluice.reactor.EventLoop;
import dev.sluice.reactor.LeaderFollowers;
import dev.sluice.reactor.LoopGroup;
import dev.sluice.reactor.ServerOptions;
import dev.sluice.reactor.TcpServer;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Runs a server by any model. The usual one does not load this class. */
final class ModelServer {
  private final SockAddr.Inet address;
  private final ModelOptions how;
  private final ConnectionHandler.Factory handlers;

  ModelServer(SockAddr.Inet address, ModelOptions how, ConnectionHandler.Factory handlers) {
    this.address = address;
    this.how = how;
    this.handlers = handlers;
  }

  void run() throws IOException {
    switch (how.model()) {
      case SINGLE, HANDOVER, REUSEPORT -> inLoops(Dispatching.inLoop());
      case VIRTUAL -> inLoops(Dispatching.onVirtualThreads());
      case WORKERS -> onWorkers();
      case LEADER_FOLLOWERS -> takingTurns();
    }
  }

  private void onWorkers() throws IOException {
    ExecutorService workers = Executors.newFixedThreadPool(how.workers());
    try {
      inLoops(Dispatching.on(workers));
    } finally {
      // Only now: until the loops have ended there is work.
      workers.shutdown();
    }
  }

  private void inLoops(Dispatching dispatching) throws IOException {
    ServerOptions options = options(dispatching);
    try (EventLoop loop = EventLoop.open(how.loopOptions())) {
      loop.stopOn(SIGINT, SIGTERM);
      if (how.model() == Model.HANDOVER || how.model() == Model.REUSEPORT || how.loops() > 1) {
        inGroup(loop, options);
      } else {
        listen(loop, options);
        loop.run();
      }
    }
  }

  private ServerOptions options(Dispatching dispatching) {
    return ServerOptions.DEFAULT.dispatching(dispatching).maxConnections(how.maxConnections());
  }

  private void inGroup(EventLoop loop, ServerOptions options) throws IOException {
    try (LoopGroup group = LoopGroup.start(how.loops(), how.loopOptions())) {
      group.stopWith(loop);
      if (how.model() == Model.REUSEPORT) {
        Servers.announce(TcpServer.listen(group, address, options, handlers));
      } else {
        listen(loop, options.handOverTo(group));
      }
      loop.run();
    }
  }

  private void takingTurns() throws IOException {
    try (LeaderFollowers threads = LeaderFollowers.open(how.loopOptions())) {
      threads.loop().stopOn(SIGINT, SIGTERM);
      listen(threads.loop(), options(threads.dispatching()));
      threads.run(how.workers());
    }
  }

  private void listen(EventLoop loop, ServerOptions options) throws IOException {
    TcpServer server = TcpServer.listen(loop, address, options, handlers);
    Servers.announce(server);
  }
}
