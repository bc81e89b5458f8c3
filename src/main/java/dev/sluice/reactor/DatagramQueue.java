package dev.sluice.reactor;

import dev.sluice.net.SockAddr;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Datagrams that wait to be sent, so many at most. Those of one lane go in order; one that cannot
 * go yet holds up its own lane only.
 */
final class DatagramQueue<A extends SockAddr> {
  /** A datagram that waits. */
  static final class Waiting<A extends SockAddr> {
    /** Where to; null for the socket's peer. */
    final @Nullable A to;

    /** A copy. */
    final byte[] bytes;

    Waiting(@Nullable A to, byte[] bytes) {
      this.to = to;
      this.bytes = bytes;
    }
  }

  /** What waits for the socket itself, and for its peer. */
  private static final Object SOCKET = new Object();

  private final Map<Object, ArrayDeque<Waiting<A>>> lanes = new LinkedHashMap<>();
  private final boolean perReceiver;
  private int mostDatagrams;
  private long mostBytes;
  private int datagrams;
  private long bytes;

  /** With a lane per receiver, or one for all, who then wait for the memory of the one socket. */
  DatagramQueue(boolean perReceiver, int mostDatagrams, long mostBytes) {
    this.perReceiver = perReceiver;
    limit(mostDatagrams, mostBytes);
  }

  /** What waits already stays. */
  void limit(int newMostDatagrams, long newMostBytes) {
    mostDatagrams = newMostDatagrams;
    mostBytes = newMostBytes;
  }

  boolean isEmpty() {
    return datagrams == 0;
  }

  int datagrams() {
    return datagrams;
  }

  /** Whether anything waits that must go before. */
  boolean isBusy(@Nullable A to) {
    return datagrams > 0 && lanes.containsKey(lane(to));
  }

  private Object lane(@Nullable A to) {
    return perReceiver && to != null ? to : SOCKET;
  }

  boolean hasRoom(long length) {
    return datagrams < mostDatagrams && length <= mostBytes - bytes;
  }

  void add(Waiting<A> waiting) {
    lanes.computeIfAbsent(lane(waiting.to), none -> new ArrayDeque<>()).add(waiting);
    datagrams++;
    bytes += waiting.bytes.length;
  }

  /**
   * Takes out what goes.
   *
   * @param sent sends one: false when it has to wait
   * @return whether any went
   */
  boolean flush(Predicate<Waiting<A>> sent) {
    int before = datagrams;
    Iterator<ArrayDeque<Waiting<A>>> each = lanes.values().iterator();
    while (each.hasNext()) {
      ArrayDeque<Waiting<A>> lane = each.next();
      while (!lane.isEmpty() && sent.test(lane.getFirst())) {
        datagrams--;
        bytes -= lane.removeFirst().bytes.length;
      }
      if (lane.isEmpty()) {
        each.remove();
      }
    }
    return datagrams < before;
  }

  /** Drops everything. */
  void clear() {
    lanes.clear();
    datagrams = 0;
    bytes = 0;
  }
}
