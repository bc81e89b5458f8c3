package dev.sluice.transfer;

import static dev.sluice.errno.Errno.WOULD_BLOCK;

import dev.sluice.errno.ErrnoException;
import dev.sluice.io.PooledPipe;
import dev.sluice.reactor.EventLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Somebody else who gets all that a {@link Transfer} moves, by tee, and is never waited for: what
 * he has not taken yet waits in pipes of its own, and beyond a limit the tap is dropped. What he
 * answers is read and thrown away. All methods must be called in the loop.
 *
 * <p>He may be connected while bytes are on their way already: they wait for him.
 */
public final class Tap {
  /** After all is sent: how long he may take to close. */
  private static final Duration LINGER = Duration.ofSeconds(10);

  private final EventLoop loop;
  private final long mostLag;
  private final TransferCounters counters;
  private final ArrayDeque<PooledPipe> pipes = new ArrayDeque<>();
  private final Flow flow = new Events();
  private @Nullable StreamEnd to;
  // So many of the first bytes in the transfer's pipe are in these pipes already.
  private long ahead;
  private long lag;
  private long room;
  private boolean blocked;
  private boolean dropped;
  private boolean ended;
  private boolean finished;

  /**
   * Prepares a tap, with nobody there yet.
   *
   * @param loop that of the transfer
   * @param mostLag how large the pipes may be together, in bytes, that hold what he lags behind,
   *     the last one apart; each piece takes a page of them at least, however small it is
   * @param counters count it
   */
  public Tap(EventLoop loop, long mostLag, TransferCounters counters) {
    this.loop = loop;
    this.mostLag = mostLag;
    this.counters = counters;
  }

  /**
   * Gives him what waits, and what comes. Once.
   *
   * @param end where to; it belongs to the tap from now on
   */
  public void to(StreamEnd end) {
    if (to != null) {
      throw new IllegalStateException("connected already");
    }
    if (dropped) {
      end.abort();
      return;
    }
    to = end;
    end.out(flow);
    end.reader(this::discard);
    end.onClose(this::drop);
    flush();
  }

  private void discard(StreamEnd end) {
    try {
      long count;
      do {
        count = end.stream().discard(loop.scratch());
        // No further event tells of what is left.
      } while (count > 0 && end.isBroken());
      if (count == 0) {
        end.reader(null);
        closeWhenFinished(end);
      }
    } catch (ErrnoException e) {
      closeWhenFinished(end);
      drop();
    }
  }

  private void closeWhenFinished(StreamEnd end) {
    if (finished) {
      end.close();
    }
  }

  /** How many bytes at the beginning of a pipe it has as well: they may go on. */
  long take(PooledPipe from) {
    if (!dropped && ahead == 0) {
      try {
        tee(from);
      } catch (ErrnoException e) {
        drop();
      }
    }
    return dropped ? from.held() : ahead;
  }

  private void tee(PooledPipe from) throws ErrnoException {
    PooledPipe last = pipes.peekLast();
    long count = last == null ? WOULD_BLOCK : last.tee(from, from.held());
    if (count == WOULD_BLOCK && room < mostLag) {
      last = loop.pipes().take(true);
      last.grow();
      pipes.addLast(last);
      room += last.capacity();
      count = last.tee(from, from.held());
    }
    if (count == WOULD_BLOCK) {
      drop();
      return;
    }
    ahead = count;
    lag += count;
    counters.teed.add(count);
  }

  /** So many bytes of the transfer's pipe went on. */
  void passed(long count) {
    ahead = Math.max(0, ahead - count);
  }

  /** Gives him what waits, as far as he takes it. */
  void flush() {
    StreamEnd end = to;
    if (end == null || blocked || dropped) {
      return;
    }
    try {
      for (PooledPipe first = pipes.peek(); first != null && !blocked; first = pipes.peek()) {
        long count = first.held();
        long sent = Math.max(0, first.drain(end.stream(), count));
        lag -= sent;
        blocked = sent < count;
        if (!blocked) {
          room -= first.capacity();
          pipes.remove().release();
        }
      }
      end.wantsOutput(blocked);
      finishWhenDone(end);
    } catch (ErrnoException e) {
      drop();
    }
  }

  private void finishWhenDone(StreamEnd end) throws ErrnoException {
    if (ended && pipes.isEmpty() && !finished) {
      finished = true;
      end.shutdownOutput();
      loop.schedule(LINGER, end::close);
    }
  }

  /** The transfer is over. */
  void end(boolean complete) {
    if (!complete) {
      discardAll();
    } else if (!dropped) {
      ended = true;
      flush();
    }
  }

  /** Gives him up: he sees a reset connection. The transfer goes on without. */
  public void drop() {
    if (!dropped && !finished) {
      counters.tapsDropped.increment();
      discardAll();
    }
  }

  private void discardAll() {
    if (dropped) {
      return;
    }
    dropped = true;
    lag = 0;
    room = 0;
    pipes.forEach(PooledPipe::release);
    pipes.clear();
    if (to != null) {
      to.abort();
    }
  }

  /** {@return whether it gets what is moved} */
  public boolean isOpen() {
    return !dropped;
  }

  /** {@return how many bytes wait for him} */
  public long lag() {
    return lag;
  }

  private final class Events implements Flow {
    @Override
    public void onReadable() {}

    @Override
    public void onWritable() {
      blocked = false;
      flush();
    }

    @Override
    public void onSinkBroken(ErrnoException why) {
      StreamEnd end = to;
      if (finished && end != null) {
        end.close();
      } else {
        drop();
      }
    }

    @Override
    public void onSourceClosed() {}

    @Override
    public void onSinkClosed() {}
  }

  @Override
  public String toString() {
    return "Tap[" + to + ", " + lag + " behind" + (dropped ? ", dropped]" : "]");
  }
}
