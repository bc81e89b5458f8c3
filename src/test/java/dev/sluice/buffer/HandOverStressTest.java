package dev.sluice.buffer;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Threads hand leases round; each is released wherever it happens to be. */
@Timeout(120)
class HandOverStressTest {
  private static final int THREADS = 4;
  private static final int ROUNDS = 10_000;
  private static final int MAX_HOPS = 5;
  private static final long MAX_BYTES = 2L << 20;

  /** A lease on its way, and what it must hold: numbers that nobody else writes. */
  private record Parcel(Lease lease, long content, int hops) {}

  /** One thread with its pool. */
  private final class Station {
    final ConcurrentLinkedQueue<Parcel> arrived = new ConcurrentLinkedQueue<>();
    final SplittableRandom random;
    final int number;
    BufferPool pool;
    long made;
    long refused;
    long releasedElsewhere;

    Station(int number, boolean check) {
      this.number = number;
      this.random = new SplittableRandom(number);
      this.pool = new BufferPool(MAX_BYTES, check, false);
    }

    void work(CyclicBarrier begin) throws Exception {
      pool.moveToCurrentThread();
      begin.await(30, TimeUnit.SECONDS);
      for (int i = 0; i < ROUNDS; i++) {
        send();
        receive();
      }
      producing.decrementAndGet();
      // The last ones may still be on their way, and need one to take them.
      while (!failed && (producing.get() > 0 || onTheWay.get() > 0)) {
        if (!receive()) {
          Thread.onSpinWait();
        }
      }
    }

    private void send() {
      int size = random.nextInt(256 << random.nextInt(8)) + 1;
      Lease lease = pool.tryLease(size);
      if (lease == null) {
        refused++;
        return;
      }
      long content = ((long) number << 32) + made++;
      fill(lease.segment(), content);
      onTheWay.incrementAndGet();
      pass(new Parcel(lease, content, random.nextInt(MAX_HOPS)));
    }

    private void pass(Parcel parcel) {
      Station next = stations.get(random.nextInt(THREADS));
      parcel.lease.handOver(next.pool);
      next.arrived.add(parcel);
    }

    private boolean receive() {
      Parcel parcel = arrived.poll();
      if (parcel == null) {
        return false;
      }
      verify(parcel);
      if (parcel.hops > 0) {
        pass(new Parcel(parcel.lease, parcel.content, parcel.hops - 1));
      } else {
        if (parcel.content >>> 32 != number) {
          releasedElsewhere++;
        }
        parcel.lease.release();
        onTheWay.decrementAndGet();
      }
      return true;
    }
  }

  private final List<Station> stations = new ArrayList<>();
  private final AtomicInteger onTheWay = new AtomicInteger();
  private final AtomicInteger producing = new AtomicInteger(THREADS);
  private volatile boolean failed;

  private static void fill(MemorySegment segment, long content) {
    for (long at = 0; at < segment.byteSize(); at += 128) {
      segment.set(JAVA_LONG, at, content);
    }
  }

  private static void verify(Parcel parcel) {
    MemorySegment segment = parcel.lease.segment();
    for (long at = 0; at < segment.byteSize(); at += 128) {
      if (segment.get(JAVA_LONG, at) != parcel.content) {
        throw new AssertionError("byte " + at + " of " + parcel + " was overwritten");
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void noBlockIsLostOrDoubled(boolean check) throws Exception {
    for (int i = 0; i < THREADS; i++) {
      stations.add(new Station(i, check));
    }
    CyclicBarrier begin = new CyclicBarrier(THREADS);
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (Station station : stations) {
        all.add(
            threads.submit(
                () -> {
                  try {
                    station.work(begin);
                    return station;
                  } catch (Throwable e) {
                    // The others would wait for what is never handed on.
                    failed = true;
                    throw e;
                  }
                }));
      }
      for (Future<?> one : all) {
        one.get(100, TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }
    long returns = 0;
    for (Station station : stations) {
      assertAllHome(station);
      returns += station.pool.statistics().foreignReturns();
    }
    assertThat(returns)
        .isPositive()
        .isEqualTo(stations.stream().mapToLong(station -> station.releasedElsewhere).sum());
  }

  private static void assertAllHome(Station station) {
    BufferPool pool = station.pool;
    pool.moveToCurrentThread();
    pool.reclaim();
    PoolStatistics end = pool.statistics();
    assertThat(end.leases()).isPositive().isEqualTo(station.made);
    assertThat(end.refusals()).isEqualTo(station.refused);
    assertThat(end.leased()).isZero();
    assertThat(end.leasedBytes()).isZero();
    // Each block is free once, and no more than once.
    for (int i = 0; i < MAX_BYTES / BufferPool.MIN_CAPACITY; i++) {
      assertThat(pool.tryLease(1)).isNotNull();
    }
    assertThat(pool.tryLease(1)).isNull();
  }
}
