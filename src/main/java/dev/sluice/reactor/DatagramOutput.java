package dev.sluice.reactor;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.net.DatagramEndpoint;
import dev.sluice.net.SockAddr;
import dev.sluice.reactor.DatagramQueue.Waiting;
import dev.sluice.sys.SockAddrBuf;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Sends datagrams, and keeps those that the socket does not take, up to a bound. */
final class DatagramOutput<A extends SockAddr> {
  private enum Outcome {
    SENT,
    WAITS,
    FAILED
  }

  private final DatagramEndpoint<A> socket;
  private final DatagramQueue<A> queue;
  private final Consumer<IOException> failures;
  private final SockAddrBuf target = SockAddrBuf.allocate();
  private long dropped;

  DatagramOutput(
      DatagramEndpoint<A> socket, DatagramQueue<A> queue, Consumer<IOException> failures) {
    this.socket = socket;
    this.queue = queue;
    this.failures = failures;
  }

  DatagramQueue<A> queue() {
    return queue;
  }

  long dropped() {
    return dropped;
  }

  boolean drop() {
    dropped++;
    return false;
  }

  /** Sends or keeps: false when it was dropped, or failed. */
  boolean send(@Nullable A to, MemorySegment bytes, long offset, long length) {
    if (queue.isBusy(to)) {
      return keep(to, bytes, offset, length);
    }
    Outcome outcome = trySend(encoded(to), bytes, offset, length);
    return outcome == Outcome.WAITS ? keep(to, bytes, offset, length) : outcome == Outcome.SENT;
  }

  /** As above, to who sent a datagram. */
  boolean reply(Datagram<A> datagram, MemorySegment bytes, long offset, long length) {
    SockAddrBuf to = datagram.name();
    // Decoded only where there is something to compare it with, or to keep.
    if (!queue.isEmpty() && queue.isBusy(datagram.from())) {
      return keep(datagram.from(), bytes, offset, length);
    }
    Outcome outcome = trySend(to, bytes, offset, length);
    return outcome == Outcome.WAITS
        ? keep(datagram.from(), bytes, offset, length)
        : outcome == Outcome.SENT;
  }

  /** Sends what waits and goes: whether any went. */
  boolean flush() {
    return queue.flush(this::sendWaiting);
  }

  private boolean sendWaiting(Waiting<A> waiting) {
    MemorySegment bytes = MemorySegment.ofArray(waiting.bytes);
    return trySend(encoded(waiting.to), bytes, 0, bytes.byteSize()) != Outcome.WAITS;
  }

  private boolean keep(@Nullable A to, MemorySegment bytes, long offset, long length) {
    if (!queue.hasRoom(length)) {
      return drop();
    }
    byte[] copy = new byte[(int) length];
    MemorySegment.copy(bytes, JAVA_BYTE, offset, copy, 0, copy.length);
    queue.add(new Waiting<>(to, copy));
    return true;
  }

  private @Nullable SockAddrBuf encoded(@Nullable A to) {
    if (to == null) {
      return null;
    }
    to.writeTo(target);
    return target;
  }

  /**
   * A pending error, the fate of an earlier datagram, is told in place of sending this one: so it
   * is tried again.
   */
  private Outcome trySend(@Nullable SockAddrBuf to, MemorySegment bytes, long offset, long length) {
    for (int i = 0; i < 2; i++) {
      try {
        long sent =
            to == null
                ? socket.send(bytes, offset, length)
                : socket.send(bytes, offset, length, to);
        return sent == Errno.WOULD_BLOCK ? Outcome.WAITS : Outcome.SENT;
      } catch (ErrnoException e) {
        failures.accept(e);
      }
    }
    return Outcome.FAILED;
  }
}
