package dev.sluice.reactor;

import java.io.IOException;

/** What becomes of the sockets of servers. */
final class Openers {
  private Openers() {}

  /** For a server: it closes and releases what the code throws at. */
  static Opener guarded(Opener code) {
    return (home, stream, released) -> {
      Once once = new Once(released);
      try {
        code.open(home, stream, once);
      } catch (IOException | RuntimeException e) {
        home.logFailure(stream, e);
        stream.close();
        once.run();
      }
    };
  }

  static Opener of(ConnectionHandler.Factory handlers, Dispatching dispatching) {
    return (home, stream, released) ->
        new Connection(home, dispatching.contextIn(home), stream)
            .whenReleased(released)
            .open(handlers);
  }

  static Opener of(BlockingHandler code) {
    return (home, stream, released) -> new BlockingStream(home, stream, released).open(code);
  }

  /** Runs something the first time. */
  private static final class Once implements Runnable {
    private final Runnable task;
    private boolean ran;

    Once(Runnable task) {
      this.task = task;
    }

    @Override
    public void run() {
      if (!ran) {
        ran = true;
        task.run();
      }
    }
  }
}
