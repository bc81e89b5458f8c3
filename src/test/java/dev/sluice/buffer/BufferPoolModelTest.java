package dev.sluice.buffer;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Leases and releases at random, beside a model of what must be the case. */
@Timeout(120)
class BufferPoolModelTest {
  private static final int STEPS = 20_000;
  private static final long MAX_BYTES = 8L << 20;

  private final BufferPool pool = new BufferPool(MAX_BYTES, true, false);
  private final List<Lease> live = new ArrayList<>();

  /** The end of each live block by its start. */
  private final TreeMap<Long, Long> taken = new TreeMap<>();

  private long leases;
  private long refusals;
  private long bytes;
  private long peak;

  @ParameterizedTest
  @ValueSource(longs = {1, 20_261_121})
  void noTwoLeasesOverlap(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    for (int i = 0; i < STEPS; i++) {
      // In waves, so that the cap is reached, and slabs become empty.
      boolean rising = i / 2000 % 2 == 0;
      if (live.isEmpty() || random.nextInt(10) < (rising ? 7 : 3)) {
        lease(random);
      } else {
        release(random.nextInt(live.size()));
      }
      if (i % 100 == 0) {
        compareStatistics();
      }
    }
    while (!live.isEmpty()) {
      release(live.size() - 1);
    }
    compareStatistics();
    assertThat(refusals).isPositive();
    // All of it is free again: each slab can be had whole.
    for (int i = 0; i < MAX_BYTES / BufferPool.SLAB_SIZE; i++) {
      assertThat(pool.tryLease(BufferPool.SLAB_SIZE)).isNotNull();
    }
  }

  private void lease(SplittableRandom random) {
    int size = random.nextInt((256 << random.nextInt(13)) + 1);
    Lease lease = pool.tryLease(size);
    if (lease == null) {
      refusals++;
      return;
    }
    MemorySegment segment = lease.segment();
    long start = segment.address();
    long end = start + segment.byteSize();
    Map.Entry<Long, Long> below = taken.lowerEntry(end);
    assertThat(below == null || below.getValue() <= start).isTrue();
    taken.put(start, end);
    segment.set(JAVA_LONG, 0, start ^ leases);
    segment.set(JAVA_LONG, segment.byteSize() - 8, start);
    live.add(lease);
    leases++;
    bytes += segment.byteSize();
    peak = Math.max(peak, bytes);
  }

  private void release(int index) {
    Lease last = live.removeLast();
    Lease lease = index == live.size() ? last : live.set(index, last);
    MemorySegment segment = lease.segment();
    assertThat(segment.get(JAVA_LONG, segment.byteSize() - 8)).isEqualTo(segment.address());
    assertThat(taken.remove(segment.address())).isNotNull();
    bytes -= segment.byteSize();
    lease.release();
  }

  private void compareStatistics() {
    PoolStatistics now = pool.statistics();
    assertThat(now.capacityBytes()).isBetween(now.leasedBytes(), MAX_BYTES);
    assertThat(now)
        .isEqualTo(
            new PoolStatistics(leases, live.size(), bytes, peak, now.capacityBytes(), refusals, 0));
  }
}
