package dev.sluice.buffer;

import java.util.concurrent.atomic.AtomicLong;

/** Counted by one thread, with plain moves, and read by any. */
final class Counters {
  private final AtomicLong leases = new AtomicLong();
  private final AtomicLong leased = new AtomicLong();
  private final AtomicLong leasedBytes = new AtomicLong();
  private final AtomicLong peakBytes = new AtomicLong();
  private final AtomicLong capacityBytes = new AtomicLong();
  private final AtomicLong refusals = new AtomicLong();
  private final AtomicLong foreignReturns = new AtomicLong();

  void lease(int capacity) {
    add(leases, 1);
    add(leased, 1);
    long bytes = add(leasedBytes, capacity);
    if (bytes > peakBytes.getPlain()) {
      peakBytes.setOpaque(bytes);
    }
  }

  void release(int capacity) {
    add(leased, -1);
    add(leasedBytes, -capacity);
  }

  void refuse() {
    add(refusals, 1);
  }

  void foreignReturn() {
    add(foreignReturns, 1);
  }

  void capacity(long bytes) {
    capacityBytes.setOpaque(bytes);
  }

  PoolStatistics snapshot() {
    return new PoolStatistics(
        leases.getOpaque(),
        leased.getOpaque(),
        leasedBytes.getOpaque(),
        peakBytes.getOpaque(),
        capacityBytes.getOpaque(),
        refusals.getOpaque(),
        foreignReturns.getOpaque());
  }

  private static long add(AtomicLong counter, long more) {
    long sum = counter.getPlain() + more;
    counter.setOpaque(sum);
    return sum;
  }
}
