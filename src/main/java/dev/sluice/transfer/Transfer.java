package dev.sluice.transfer;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.io.MappedMemory;
import dev.sluice.io.RegularFile;
import dev.sluice.reactor.EventLoop;
import java.time.Duration;

/**
 * Moves bytes in one direction, from a source through a pipe, or memory, to a sink, until the
 * source ends or enough were moved.
 *
 * <p>A transfer belongs to a loop, and its methods must be called there. Bytes are in one place at
 * a time, besides source and sink: in a pipe of {@link EventLoop#pipes}, which is held only while
 * there are some, or in memory. While the sink takes none the pipe fills up, and then the source is
 * left alone: its peer has to wait. {@link #waitsFor} says why nothing moves.
 *
 * <p>Where no pipe can be had (EMFILE, ENFILE) the piece is copied instead, and counted.
 */
public final class Transfer {
  /** All there is, until the source ends. */
  public static final long ALL = Long.MAX_VALUE;

  /** What is moved in one turn of a source that needs no event. */
  private static final long BUDGET = 4 << 20;

  /** After an event that nothing came of: it might be told again at once, for as long. */
  private static final Duration REST = Duration.ofMillis(10);

  /** What becomes of a transfer: one of these is called, once. */
  public interface Handler {
    /**
     * The source has ended, or enough was moved, and the sink has got all of it. Nothing was sent
     * to say so: {@link StreamEnd#shutdownOutput} would.
     *
     * @param transfer which
     */
    void onEnd(Transfer transfer);

    /**
     * The source failed; the sink has got what came before.
     *
     * @param transfer which
     * @param why ECONNRESET, ETIMEDOUT, EIO; ECONNABORTED where the end was closed on this side
     */
    void onSourceFailure(Transfer transfer, ErrnoException why);

    /**
     * The sink failed: what it did not take is lost.
     *
     * @param transfer which
     * @param why EPIPE, ECONNRESET, ETIMEDOUT, ENOSPC, EDQUOT, EFBIG, EIO; ECONNABORTED where the
     *     end was closed on this side
     */
    void onSinkFailure(Transfer transfer, ErrnoException why);
  }

  private final EventLoop loop;
  private final Source source;
  private final Sink sink;
  private final Mode mode;
  private final Pump pump;
  private final Handler handler;
  private final Flow flow = new Events();
  private boolean started;
  private boolean over;
  private boolean pumping;
  private boolean resting;

  Transfer(
      EventLoop loop,
      Source source,
      Sink sink,
      long count,
      Mode mode,
      TransferCounters counters,
      Handler handler) {
    if (count < 0) {
      throw new IllegalArgumentException("count " + count);
    }
    this.loop = loop;
    this.source = source;
    this.sink = sink;
    this.mode = mode;
    this.pump = new Pump(loop, source, sink, count, mode, counters);
    this.handler = handler;
  }

  /**
   * Prepares to move what a peer sends to another.
   *
   * @param from where from
   * @param to where to, of the same loop
   * @param count how many bytes at most
   * @param mode how
   * @param counters count it
   * @param handler is told the end
   * @return the transfer, to be started
   */
  public static Transfer between(
      StreamEnd from,
      StreamEnd to,
      long count,
      Mode mode,
      TransferCounters counters,
      Handler handler) {
    if (!from.loop().equals(to.loop())) {
      throw new IllegalArgumentException("of different loops: " + from + ", " + to);
    }
    Source source = new Source.Socket(from);
    return new Transfer(from.loop(), source, new Sink.Socket(to), count, mode, counters, handler);
  }

  /**
   * Prepares to move what a peer sends into a file, by splice.
   *
   * @param from where from
   * @param to the file, lent until the end; it must not append
   * @param position where in it to begin
   * @param count how many bytes at most
   * @param counters count it
   * @param handler is told the end
   * @return the transfer, to be started
   */
  public static Transfer toFile(
      StreamEnd from,
      RegularFile to,
      long position,
      long count,
      TransferCounters counters,
      Handler handler) {
    Sink sink = new Sink.File(to, position);
    return new Transfer(
        from.loop(), new Source.Socket(from), sink, count, Mode.SPLICE, counters, handler);
  }

  /**
   * Prepares to move a part of a file to a peer, by splice.
   *
   * @param from the file, lent until the end
   * @param position where in it to begin
   * @param count how many bytes at most; a shorter file is no failure
   * @param to where to
   * @param counters count it
   * @param handler is told the end
   * @return the transfer, to be started
   */
  public static Transfer fromFile(
      RegularFile from,
      long position,
      long count,
      StreamEnd to,
      TransferCounters counters,
      Handler handler) {
    Source source = new Source.File(from, position);
    return new Transfer(
        to.loop(), source, new Sink.Socket(to), count, Mode.SPLICE, counters, handler);
  }

  /**
   * Prepares to send memory to a peer without a copy, by vmsplice. Nobody may write there until the
   * peer has acknowledged it, or he sees what was written: nothing tells when that is over, so the
   * memory is best written once, and closed at the end, which is safe.
   *
   * @param from the memory, lent until the end
   * @param to where to
   * @param counters count it
   * @param handler is told the end
   * @return the transfer, to be started
   */
  public static Transfer fromMemory(
      MappedMemory from, StreamEnd to, TransferCounters counters, Handler handler) {
    Source source = new Source.Mapped(from);
    return new Transfer(
        to.loop(), source, new Sink.Socket(to), ALL, Mode.SPLICE, counters, handler);
  }

  /**
   * Sends bytes before all others. Before the start, once.
   *
   * @param bytes the bytes, which belong to the transfer from now on; they do not count
   * @return this
   */
  public Transfer first(byte[] bytes) {
    checkNotStarted();
    pump.first(bytes);
    return this;
  }

  /**
   * Lets somebody else have all that the source sends, too. Before the start, once; the transfer
   * must splice.
   *
   * @param other gets it
   * @return this
   */
  public Transfer tap(Tap other) {
    checkNotStarted();
    if (mode != Mode.SPLICE) {
      throw new IllegalStateException("copies have no tap");
    }
    pump.tap(other);
    return this;
  }

  private void checkNotStarted() {
    if (started) {
      throw new IllegalStateException("started already");
    }
  }

  /**
   * Begins. Ends that read or write for another transfer refuse; those that were closed meanwhile
   * are a failure that the handler is told.
   *
   * @throws IllegalStateException when an end is in use, or this was started before
   */
  public void start() {
    checkNotStarted();
    checkCurrent();
    source.attach(flow);
    try {
      sink.attach(flow);
    } catch (IllegalStateException e) {
      source.detach();
      throw e;
    }
    started = true;
    // Not in the middle of what the caller does: the end may come at once.
    loop.execute(this::begin);
  }

  private void checkCurrent() {
    if (!loop.isCurrent()) {
      throw new IllegalStateException("not in " + loop);
    }
  }

  private void begin() {
    if (!source.isOpen()) {
      flow.onSourceClosed();
    } else if (!sink.isOpen()) {
      flow.onSinkClosed();
    } else {
      if (!move() && pump.isStarved()) {
        rest();
      }
      settle();
    }
  }

  /** An event came. */
  private void onEvent() {
    if (over || pumping) {
      return;
    }
    boolean wanted = pump.wantsInput() || !pump.isEmpty();
    if (!move() && wanted && !pump.isDone() && !pump.isFull()) {
      rest();
    }
    settle();
  }

  /** Moves what can be moved now: whether anything could. */
  private boolean move() {
    if (over || pumping) {
      return false;
    }
    pumping = true;
    try {
      long turn = pump.moved() + BUDGET;
      boolean moved = pump.run();
      // To the end of what came, where that may be much: back to the poller for each piece costs a
      // tenth. What no event tells of goes on in any case, until the sink's events can take over.
      boolean more = moved && goesOn();
      while (more && (pump.moved() < turn || !isWatched())) {
        more = pump.run() && goesOn();
      }
      return moved;
    } finally {
      pumping = false;
    }
  }

  private boolean goesOn() {
    return pump.isBulk() || !source.isWatched();
  }

  /** Whether an event will tell when to go on. */
  private boolean isWatched() {
    return source.isWatched() || sink.isWatched();
  }

  private void rest() {
    if (!over && !resting) {
      resting = true;
      loop.schedule(REST, this::goOn);
    }
  }

  private void goOn() {
    resting = false;
    pump.unblock();
    begin();
  }

  /** Waits for what is missing, or ends. */
  private void settle() {
    if (over) {
      return;
    }
    ErrnoException sinkFailure = pump.sinkFailure();
    ErrnoException sourceFailure = pump.sourceFailure();
    if (sinkFailure != null) {
      cancel();
      handler.onSinkFailure(this, sinkFailure);
    } else if (pump.isDone()) {
      cancel();
      if (sourceFailure == null) {
        handler.onEnd(this);
      } else {
        handler.onSourceFailure(this, sourceFailure);
      }
    } else {
      if (!isWatched() || (pump.isBlocked() && !sink.isWatched())) {
        rest();
      }
      source.want(!resting && pump.wantsInput());
      sink.want(!resting && (pump.isBlocked() || !source.isWatched()));
    }
  }

  /**
   * Ends without a word to the handler. What is in the pipe or in memory is dropped; the ends stay
   * open. Does nothing when it is over.
   */
  public void cancel() {
    if (!over) {
      checkCurrent();
      over = true;
      if (started) {
        source.detach();
        sink.detach();
      }
      pump.close();
    }
  }

  /** {@return how many bytes the sink has got, those sent first not among them} */
  public long moved() {
    return pump.moved();
  }

  /** {@return whether it has neither ended nor failed nor been cancelled} */
  public boolean isRunning() {
    return started && !over;
  }

  /** {@return why nothing moves right now} */
  public Waiting waitsFor() {
    if (over) {
      return Waiting.NOTHING;
    }
    if (pump.isBlocked()) {
      return Waiting.SINK;
    }
    return started && source.isWatched() ? Waiting.SOURCE : Waiting.TURN;
  }

  private final class Events implements Flow {
    @Override
    public void onReadable() {
      onEvent();
    }

    @Override
    public void onWritable() {
      pump.unblock();
      onEvent();
    }

    @Override
    public void onSinkBroken(ErrnoException why) {
      if (!over) {
        pump.breakSink(why);
        settle();
      }
    }

    @Override
    public void onSourceClosed() {
      if (!over) {
        cancel();
        handler.onSourceFailure(Transfer.this, closedHere());
      }
    }

    @Override
    public void onSinkClosed() {
      if (!over) {
        cancel();
        handler.onSinkFailure(Transfer.this, closedHere());
      }
    }

    private ErrnoException closedHere() {
      return new ErrnoException("connection", Errno.ECONNABORTED);
    }
  }

  @Override
  public String toString() {
    return "Transfer[" + pump + ", waits for " + waitsFor() + "]";
  }
}
