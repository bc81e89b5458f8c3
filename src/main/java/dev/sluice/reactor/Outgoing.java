package dev.sluice.reactor;

import static dev.sluice.sys.PollConstants.EPOLLOUT;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The sending half of a connection: what goes at once, what waits, and how much may. */
final class Outgoing {
  /** How much goes out in one turn, so that one fast reader does not hold up the others. */
  private static final long BUDGET = 1 << 20;

  private static final Duration REST = Duration.ofMillis(10);
  private static final Watermarks DEFAULT = new Watermarks(16 * 1024, 64 * 1024);
  // Of all that never had to wait: most connections, so it is worth its bytes.
  private static final OutputQueue NONE = new OutputQueue();

  /** How much may wait. */
  private record Watermarks(long low, long high) {}

  private final Connection connection;
  private OutputQueue queue = NONE;
  private Watermarks watermarks = DEFAULT;
  private boolean wasHigh;
  private boolean resting;
  private @Nullable ContextTimer rest;
  private @Nullable IOException failure;
  private long lastSent;

  Outgoing(Connection connection, long now) {
    this.connection = connection;
    this.lastSent = now;
  }

  /** Tries to send at once, where nothing waits before it: how many bytes went. */
  int sendNow(MemorySegment segment, long offset, int length, boolean more) {
    if (length == 0 || !queue.isEmpty() || failure != null) {
      return 0;
    }
    try {
      long sent = connection.stream().send(segment, offset, length, more);
      if (sent == Errno.WOULD_BLOCK) {
        connection.exhausted(EPOLLOUT);
        return 0;
      }
      sent(sent);
      return (int) sent;
    } catch (ErrnoException e) {
      fail(e);
      return 0;
    }
  }

  private void sent(long bytes) {
    lastSent = connection.context().now();
    connection.context().countSent(bytes);
  }

  void write(byte[] bytes, boolean more) {
    int sent = sendNow(MemorySegment.ofArray(bytes), 0, bytes.length, more);
    if (sent < bytes.length) {
      queue(sent == 0 ? bytes : Arrays.copyOfRange(bytes, sent, bytes.length), more);
    }
  }

  /** Small ones are copied together, which is cheaper than several calls. */
  void write(byte[][] parts) {
    long total = 0;
    for (byte[] part : parts) {
      total += part.length;
    }
    if (!queue.isEmpty() || total > Scratch.GATHERED) {
      for (int i = 0; i < parts.length; i++) {
        write(parts[i], i < parts.length - 1);
      }
      return;
    }
    MemorySegment gathered = connection.context().scratch().gathered();
    int length = 0;
    for (byte[] part : parts) {
      MemorySegment.copy(part, 0, gathered, JAVA_BYTE, length, part.length);
      length += part.length;
    }
    int sent = sendNow(gathered, 0, length, false);
    if (sent < length) {
      queue(gathered.asSlice(sent, length - sent).toArray(JAVA_BYTE), false);
    }
  }

  void queue(byte[] bytes, boolean more) {
    add(new OutputQueue.Bytes(bytes, more));
  }

  /** Puts something behind all that waits. */
  @SuppressWarnings("ReferenceEquality") // This very one, not one that is empty too.
  void add(OutputQueue.Part part) {
    if (failure != null) {
      part.close();
      return;
    }
    boolean first = queue.isEmpty();
    if (queue == NONE) {
      queue = new OutputQueue();
    }
    if (first) {
      queue.waitsSince(connection.context().now());
    }
    queue.add(part);
    if (first && !(part instanceof OutputQueue.Bytes)) {
      flush();
    }
    noteHigh();
    connection.settleLater();
  }

  /** Now, because all of it may be sent before this turn ends: the handler has seen it high. */
  void noteHigh() {
    wasHigh |= isHigh();
  }

  boolean isHigh() {
    return queue.pending() >= watermarks.high();
  }

  boolean wasHigh() {
    return wasHigh;
  }

  /** After it was high: true once, when little is left. */
  boolean hasDrained() {
    if (wasHigh && queue.pending() <= watermarks.low()) {
      wasHigh = false;
      return true;
    }
    return false;
  }

  void watermarks(long low, long high) {
    if (low < 0 || high <= low) {
      throw new IllegalArgumentException("0 <= low < high: " + low + ", " + high);
    }
    watermarks = new Watermarks(low, high);
  }

  /**
   * The poller said that the socket takes bytes. When it takes none all the same, the kernel is
   * short of memory: the poller would say so again at once, for as long.
   */
  void onWritable() {
    if (flush() == 0 && queue.isBlocked() && !resting && !connection.isEdgeTriggered()) {
      resting = true;
      ContextTimer timer = rest;
      if (timer == null) {
        timer = new ContextTimer(connection, this::sendAgain);
        rest = timer;
      }
      timer.set(REST.toNanos());
    }
  }

  private void sendAgain() {
    resting = false;
    if (connection.isRegistered()) {
      flush();
      connection.settleLater();
    }
  }

  /** Sends what waits, as far as the socket takes it: how many bytes that were. */
  long flush() {
    try {
      long sent = queue.flush(connection.stream(), BUDGET);
      if (sent > 0) {
        sent(sent);
      }
      if (queue.isBlocked()) {
        connection.exhausted(EPOLLOUT);
      } else if (queue.waitsForSocket()) {
        connection.notExhausted(EPOLLOUT);
      }
      return sent;
    } catch (IOException e) {
      fail(e);
      return 0;
    }
  }

  /** The handler is told once its running method has returned; until then writes are dropped. */
  void fail(IOException why) {
    if (failure == null) {
      failure = why;
      queue.clear();
      connection.settleLater();
    }
  }

  @Nullable IOException failure() {
    return failure;
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }

  /** Something waits, and for the socket. */
  boolean waitsForSocket() {
    return queue.waitsForSocket() && !resting;
  }

  long lastSent() {
    return lastSent;
  }

  /** For how long the peer has taken nothing of what waits; 0 when nothing does. */
  long nanosStuck(long now) {
    return queue.waitsForSocket() ? Math.min(now - lastSent, now - queue.waitingSince()) : 0;
  }

  long pending() {
    return queue.pending();
  }

  void shrink(long bytes) {
    queue.shrink(bytes);
  }

  void clear() {
    queue.clear();
  }
}
