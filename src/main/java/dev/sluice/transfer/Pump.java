package dev.sluice.transfer;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.io.PooledPipe;
import dev.sluice.reactor.EventLoop;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Takes bytes from a source, and gives them to a sink. On their way they are in one place: in a
 * pipe, which is held only while there are some in it, or in memory.
 */
final class Pump {
  /** From here on splice is the cheaper one. */
  private static final int SPLICE_FROM = 12 * 1024;

  /** So many smaller pieces in a row, and copying is. */
  private static final int SMALL_IN_A_ROW = 8;

  /** Of one call: no pipe holds more. */
  private static final long MOST = 1 << 30;

  private final EventLoop loop;
  private final Source source;
  private final Sink sink;
  private final Mode mode;
  private final TransferCounters counters;
  private @Nullable PooledPipe pipe;
  private @Nullable Held held;
  private @Nullable Tap tap;
  private @Nullable ErrnoException sourceFailure;
  private @Nullable ErrnoException sinkFailure;
  private long left;
  private long moved;
  private long last;
  private int small;
  private boolean copying;
  private boolean much;
  private boolean full;
  private boolean blocked;
  private boolean ended;
  private boolean starved;

  Pump(EventLoop loop, Source source, Sink sink, long count, Mode mode, TransferCounters counters) {
    this.loop = loop;
    this.source = source;
    this.sink = sink;
    this.left = count;
    this.mode = mode;
    this.copying = mode != Mode.SPLICE;
    this.counters = counters;
  }

  void first(byte[] bytes) {
    if (bytes.length > 0) {
      moved = -bytes.length;
      held = Held.of(bytes);
    }
  }

  void tap(Tap other) {
    tap = other;
  }

  /** One piece: whether anything moved. */
  boolean run() {
    starved = false;
    boolean taken = take();
    boolean given = give();
    if (tap != null) {
      tap.flush();
    }
    if (isEmpty()) {
      releasePipe();
    }
    return taken || given;
  }

  // From the source.

  private boolean take() {
    if (!wantsInput()) {
      return false;
    }
    try {
      return copying ? copyIn() : spliceIn();
    } catch (ErrnoException e) {
      if (!isPassing(e)) {
        sourceFailure = e;
      }
      return false;
    }
  }

  /** The kernel is short of memory: it may have some later. */
  private boolean isPassing(ErrnoException e) {
    starved = e.errno().equals(Errno.ENOMEM) || e.errno().equals(Errno.ENOBUFS);
    return starved;
  }

  /** Whether there is room for what the source has. */
  boolean wantsInput() {
    if (ended || left == 0 || sourceFailure != null || sinkFailure != null || held != null) {
      return false;
    }
    return copying ? inPipe() == 0 : !full;
  }

  private boolean spliceIn() throws ErrnoException {
    PooledPipe through = pipe == null ? takePipe() : pipe;
    if (through == null) {
      return copyIn();
    }
    long count = source.fill(through, Math.min(left, MOST));
    if (count == Errno.WOULD_BLOCK) {
      // Splice does not say for whom: with bytes in the pipe it is taken for full.
      full = through.held() > 0;
      return false;
    }
    if (!taken(count)) {
      return false;
    }
    counters.spliced(count);
    if (count >= SPLICE_FROM) {
      small = 0;
      much = true;
      through.grow();
    } else if (mode == Mode.AUTO && ++small >= SMALL_IN_A_ROW) {
      copying = true;
    }
    return true;
  }

  /** Null where none can be had. */
  private @Nullable PooledPipe takePipe() {
    try {
      pipe = loop.pipes().take(much);
    } catch (ErrnoException e) {
      counters.pipesMissing.increment();
      if (tap != null) {
        // It would miss this piece.
        tap.drop();
      }
    }
    return pipe;
  }

  private boolean copyIn() throws ErrnoException {
    MemorySegment memory = loop.scratch();
    long count = source.read(memory, Math.min(left, memory.byteSize()));
    if (count == Errno.WOULD_BLOCK || !taken(count)) {
      return false;
    }
    counters.copied(count);
    if (count >= SPLICE_FROM) {
      small = 0;
      copying = mode == Mode.COPY;
    }
    long sent = sent(write(memory, count));
    if (sent < count && sinkFailure == null) {
      held = Held.copyOf(memory, sent, count - sent, loop.buffers());
      blocked = !sink.takesMore(sent, count);
    }
    return true;
  }

  private long write(MemorySegment memory, long count) {
    try {
      return sink.write(memory, 0, count);
    } catch (ErrnoException e) {
      if (!isPassing(e)) {
        failSink(e);
      }
      return 0;
    }
  }

  private boolean taken(long count) {
    ended = count == 0;
    left -= count;
    last = count;
    return count > 0;
  }

  // To the sink.

  private boolean give() {
    boolean given = false;
    try {
      while (!blocked && !isEmpty() && sinkFailure == null) {
        given |= held == null ? drain() : writeHeld(held);
      }
    } catch (ErrnoException e) {
      blocked = isPassing(e);
      if (!blocked) {
        failSink(e);
      }
    }
    return given;
  }

  private void failSink(ErrnoException why) {
    sinkFailure = why;
    sink.failed(why);
  }

  private boolean drain() throws ErrnoException {
    PooledPipe through = pipe;
    if (through == null) {
      return false;
    }
    long count = tap == null ? through.held() : tap.take(through);
    long sent = sent(sink.drain(through, count));
    // The rest would have to wait: the next event tells, as it does when that is not so.
    blocked = !sink.takesMore(sent, count);
    if (sent > 0) {
      full = false;
      if (tap != null) {
        tap.passed(sent);
      }
    }
    return sent > 0;
  }

  private boolean writeHeld(Held bytes) throws ErrnoException {
    long given = bytes.remaining();
    long sent = sent(bytes.write(sink));
    blocked = !sink.takesMore(sent, given);
    if (sent == given) {
      bytes.release();
      held = null;
    }
    return sent > 0;
  }

  private long sent(long result) {
    long count = result == Errno.WOULD_BLOCK ? 0 : result;
    moved += count;
    return count;
  }

  private long inPipe() {
    return pipe == null ? 0 : pipe.held();
  }

  /** Nothing is on its way. */
  boolean isEmpty() {
    return held == null && inPipe() == 0;
  }

  /** The sink takes bytes again. */
  void unblock() {
    blocked = false;
  }

  void breakSink(ErrnoException why) {
    if (sinkFailure == null) {
      sinkFailure = why;
    }
  }

  /** The last piece was a large one: there may be more. */
  boolean isBulk() {
    return last >= SPLICE_FROM;
  }

  /** The pipe takes none now. */
  boolean isFull() {
    return full;
  }

  /** The sink takes none now. */
  boolean isBlocked() {
    return blocked;
  }

  /** Nothing more comes, and all that came was given. */
  boolean isDone() {
    return (ended || left == 0 || sourceFailure != null) && isEmpty();
  }

  @Nullable ErrnoException sourceFailure() {
    return sourceFailure;
  }

  @Nullable ErrnoException sinkFailure() {
    return sinkFailure;
  }

  /** The kernel was short of memory in the last run. */
  boolean isStarved() {
    return starved;
  }

  long moved() {
    return Math.max(moved, 0);
  }

  private void releasePipe() {
    if (pipe != null) {
      pipe.release();
      pipe = null;
      full = false;
    }
  }

  /** Drops what is on its way. */
  void close() {
    boolean complete = isDone() && sourceFailure == null && sinkFailure == null;
    releasePipe();
    if (held != null) {
      held.release();
      held = null;
    }
    if (tap != null) {
      tap.end(complete);
    }
  }

  @Override
  public String toString() {
    return moved()
        + " moved, "
        + inPipe()
        + " in the pipe, "
        + (held == null ? 0 : held.remaining())
        + " in memory";
  }
}
