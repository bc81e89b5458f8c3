package dev.sluice.examples.restart;

import static dev.sluice.sys.PollConstants.EPOLLIN;
import static dev.sluice.sys.PollConstants.EPOLLOUT;

import dev.sluice.errno.ErrnoException;
import dev.sluice.net.SeqPacket;
import dev.sluice.reactor.Channel;
import dev.sluice.reactor.EventLoop;
import dev.sluice.timer.Timer;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;

/**
 * Hands the sockets to one successor and waits until it is ready. Whatever goes wrong before that
 * leaves them here as they are.
 */
final class HandOver extends Channel {
  /** What becomes of it; one of these is called, once. */
  interface Outcome {
    /** The successor accepts. Until this returns it waits, then everything is its own. */
    void ready();

    /** There will be no successor. */
    void failed(String why);
  }

  private final Records successor;
  private final String hello;
  private final int[] sockets;
  private final Outcome outcome;
  private final Timer deadline;
  private boolean greeted;
  private int sent;

  private HandOver(
      EventLoop loop,
      SeqPacket successor,
      int[] listeners,
      int[] door,
      Outcome outcome,
      Duration limit) {
    super(loop, successor.fd());
    this.successor = new Records(successor);
    this.hello = Records.HELLO + listeners.length + " " + door.length;
    this.sockets = Arrays.copyOf(listeners, listeners.length + door.length);
    System.arraycopy(door, 0, sockets, listeners.length, door.length);
    this.outcome = outcome;
    this.deadline = loop.schedule(limit, () -> fail("it was not ready within " + limit));
  }

  /**
   * Begins, in the loop.
   *
   * @param successor the connection, which belongs to the hand-over from now on
   * @param listeners the listening sockets, lent until they are handed over
   * @param door the socket of {@code --take-over}, lent too, or none
   * @param limit how long the successor has until it is ready
   */
  static HandOver begin(
      EventLoop loop,
      SeqPacket successor,
      int[] listeners,
      int[] door,
      Outcome outcome,
      Duration limit)
      throws ErrnoException {
    HandOver handOver = new HandOver(loop, successor, listeners, door, outcome, limit);
    try {
      handOver.register(EPOLLIN | EPOLLOUT);
      return handOver;
    } catch (ErrnoException e) {
      handOver.close();
      throw e;
    }
  }

  @Override
  protected void onReady(int events) throws IOException {
    if ((events & EPOLLOUT) != 0 && sendSome()) {
      interest(EPOLLIN);
    }
    if ((events & ~EPOLLOUT) != 0) {
      listen();
    }
  }

  /** Whether all is sent. */
  private boolean sendSome() throws ErrnoException {
    greeted = greeted || successor.send(hello);
    while (greeted && sent < sockets.length) {
      int end = Math.min(sent + Records.AT_ONCE, sockets.length);
      if (!successor.send(Records.SOCKETS, Arrays.copyOfRange(sockets, sent, end))) {
        return false;
      }
      sent = end;
    }
    return greeted;
  }

  private void listen() throws IOException {
    String word = successor.receive();
    if (word == null) {
      return;
    }
    if (word.equals(Records.READY) && greeted && sent == sockets.length) {
      finish();
    } else {
      fail(word.isEmpty() ? "it ended before it was ready" : "it does not speak as one");
    }
  }

  private void finish() {
    outcome.ready();
    try {
      successor.send(Records.YOURS);
    } catch (ErrnoException e) {
      // It crashed right now: nobody is left to tell.
    }
    close();
  }

  private void fail(String why) {
    if (isRegistered()) {
      try {
        // A mere end would mean that this process is dead.
        successor.send(Records.NO);
      } catch (ErrnoException e) {
        // The other one is.
      }
      close();
      outcome.failed(why);
    }
  }

  @Override
  protected void onFailure(Throwable failure) {
    fail(String.valueOf(failure.getMessage()));
  }

  @Override
  protected void onStop(boolean now) {
    // The successor sees the end, too.
    fail("this one stops");
  }

  private void close() {
    loop().cancel(deadline);
    deregister();
    successor.close();
  }
}
