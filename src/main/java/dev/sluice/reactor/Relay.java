package dev.sluice.reactor;

import static dev.sluice.sys.PollConstants.EPOLLIN;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.io.Pipe;
import dev.sluice.net.StreamSocket;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.function.LongConsumer;

/**
 * Bytes of one connection on their way to another through a pipe, by splice: for the one that sends
 * them a part among others, for the one that receives them what stands in for its handler.
 */
final class Relay implements OutputQueue.Part {
  private final Connection source;
  private final Connection target;
  private final Pipe pipe;
  private final LongConsumer done;
  // What the source's handler had left unread goes first.
  private MemorySegment first = MemorySegment.NULL;
  private long left;
  private long inPipe;
  private long moved;
  private boolean full;
  private boolean closed;

  Relay(Connection source, Connection target, Pipe pipe, long count, LongConsumer done) {
    this.source = source;
    this.target = target;
    this.pipe = pipe;
    this.left = count;
    this.done = done;
  }

  /** The source is readable. */
  void fill() {
    if (source.incoming().hasUnread()) {
      byte[] unread = source.incoming().takeUnread(left);
      first = MemorySegment.ofArray(unread);
      left -= unread.length;
    }
    try {
      splice();
    } catch (ErrnoException e) {
      sourceEnded();
      source.broken(e);
    }
    target.flush();
  }

  private void splice() throws ErrnoException {
    if (left == 0 || full) {
      return;
    }
    long count = pipe.writer().spliceFrom(source.stream(), left);
    if (count == Errno.WOULD_BLOCK) {
      // Either the source is empty or the pipe is full. With bytes in the pipe it is taken for
      // full, and the source for readable: an edge would be lost.
      full = inPipe > 0;
      if (!full) {
        source.exhausted(EPOLLIN);
      }
    } else if (count == 0) {
      source.endedInRelay();
      sourceEnded();
    } else {
      source.incoming().received(count);
      left -= count;
      inPipe += count;
    }
  }

  /** No more will come: what is in the pipe still goes out. */
  void sourceEnded() {
    target.outgoing().shrink(left);
    left = 0;
    target.flush();
  }

  boolean wantsMore() {
    return left > 0 && !full;
  }

  @Override
  public boolean isReady() {
    return inPipe + first.byteSize() > 0 || left == 0;
  }

  @Override
  public long remaining() {
    return first.byteSize() + inPipe + left;
  }

  @Override
  public long send(StreamSocket<?> stream, long atMost, boolean more) throws IOException {
    long sent;
    if (first.byteSize() > 0) {
      sent = stream.send(first, 0, Math.min(first.byteSize(), atMost), false);
      if (sent > 0) {
        first = first.asSlice(sent);
      }
    } else {
      // Never with more to follow: the last bytes would be held back.
      sent = pipe.reader().spliceTo(stream, Math.min(inPipe, atMost), false);
      if (sent > 0) {
        inPipe -= sent;
        full = false;
        source.settleLater();
      }
    }
    moved += Math.max(sent, 0);
    return sent;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      pipe.close();
      source.relayEnded();
      // Not in the middle of what either of them does.
      source.context().later(() -> done.accept(moved));
    }
  }
}
