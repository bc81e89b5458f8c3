package dev.sluice.examples.restart;

import static dev.sluice.sys.PollConstants.EPOLLIN;

import dev.sluice.errno.ErrnoException;
import dev.sluice.reactor.Channel;
import dev.sluice.reactor.EventLoop;
import java.io.IOException;

/** Says that the successor is ready, and waits until everything is its own. */
final class Accession extends Channel {
  /** What becomes of it; one of these is called, once. */
  interface Outcome {
    /** Everything is this process's. */
    void settled();

    /** The predecessor goes on. */
    void refused();
  }

  private final Records predecessor;
  private final Outcome outcome;

  private Accession(EventLoop loop, Records predecessor, Outcome outcome) {
    super(loop, predecessor.socket().fd());
    this.predecessor = predecessor;
    this.outcome = outcome;
  }

  /** Begins, in the loop, which accepts already. The connection stays the caller's. */
  static void begin(EventLoop loop, Records predecessor, Outcome outcome) {
    Accession accession = new Accession(loop, predecessor, outcome);
    try {
      accession.register(EPOLLIN);
      predecessor.send(Records.READY);
    } catch (ErrnoException e) {
      // It has gone, perhaps with a last word.
      accession.hear();
    }
  }

  @Override
  protected void onReady(int events) {
    hear();
  }

  private void hear() {
    String word;
    try {
      word = predecessor.receive();
    } catch (IOException e) {
      // Reset: it was killed.
      word = "";
    }
    if (word == null || !isRegistered()) {
      return;
    }
    deregister();
    if (word.equals(Records.NO)) {
      outcome.refused();
    } else {
      outcome.settled();
    }
  }
}
