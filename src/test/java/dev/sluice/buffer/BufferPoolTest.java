package dev.sluice.buffer;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class BufferPoolTest {
  private static final int SLAB = BufferPool.SLAB_SIZE;

  private final BufferPool pool = new BufferPool(4L * SLAB);

  @ParameterizedTest
  @CsvSource({
    "0, 256",
    "1, 256",
    "255, 256",
    "256, 256",
    "257, 512",
    "512, 512",
    "513, 1024",
    "4096, 4096",
    "65535, 65536",
    "65537, 131072",
    "1048575, 1048576",
    "1048576, 1048576"
  })
  void aLeaseGetsTheSmallestBlockThatHoldsIt(int size, int capacity) {
    Lease lease = pool.lease(size);

    assertThat(lease.size()).isEqualTo(size);
    assertThat(lease.capacity()).isEqualTo(capacity);
    assertThat(lease.segment().byteSize()).isEqualTo(capacity);
    assertThat(lease.segment().isNative()).isTrue();
    assertThat(lease.segment().isReadOnly()).isFalse();
    lease.segment().fill((byte) 7);
    assertThat(lease.segment().get(JAVA_BYTE, capacity - 1)).isEqualTo((byte) 7);
    assertThat(lease).hasToString("Lease(" + size + " of " + capacity + ")");
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, Integer.MIN_VALUE, BufferPool.MAX_CAPACITY + 1, Integer.MAX_VALUE})
  void aSizeThatNoBlockHasIsRefused(int size) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> pool.lease(size))
        .withMessage(size + " bytes: not 0 to 1048576");
    assertThatIllegalArgumentException().isThrownBy(() -> pool.tryLease(size));
    assertThat(pool.statistics().capacityBytes()).isZero();
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 0, BufferPool.SLAB_SIZE - 1, Long.MIN_VALUE})
  void aPoolHoldsASlabAtLeast(long maxBytes) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new BufferPool(maxBytes))
        .withMessage("at most " + maxBytes + " bytes: less than a slab of 1048576");
  }

  @Test
  void theBlockAndItsSegmentAreUsedAgain() {
    Lease first = pool.lease(1000);
    MemorySegment segment = first.segment();
    assertThat(first.segment()).isSameAs(segment);
    first.release();

    Lease second = pool.lease(600);

    assertThat(second).isNotSameAs(first);
    assertThat(second.segment()).isSameAs(segment);
    assertThat(second.size()).isEqualTo(600);
  }

  @Test
  void afterTheReleaseEveryUseIsRefused() {
    Lease lease = pool.lease(10);
    lease.release();
    Lease next = pool.lease(10);

    String message = "the lease was released";
    assertThatIllegalStateException().isThrownBy(lease::segment).withMessage(message);
    assertThatIllegalStateException().isThrownBy(lease::size).withMessage(message);
    assertThatIllegalStateException().isThrownBy(lease::capacity).withMessage(message);
    assertThatIllegalStateException().isThrownBy(lease::release).withMessage(message);
    assertThatIllegalStateException()
        .isThrownBy(() -> lease.handOver(new BufferPool()))
        .withMessage(message);
    assertThatIllegalStateException()
        .isThrownBy(() -> lease.handOver(Thread.currentThread()))
        .withMessage(message);
    assertThat(lease).hasToString("Lease(released)");

    // The lease that has the block now is untouched by all of that.
    assertThat(next.segment().byteSize()).isEqualTo(256);
    assertThat(pool.statistics().leased()).isEqualTo(1);
  }

  @Test
  void atTheCapALeaseIsRefusedUntilOneComesBack() {
    List<Lease> all = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      all.add(pool.lease(SLAB));
    }

    assertThat(pool.tryLease(1)).isNull();
    assertThatExceptionOfType(PoolExhaustedException.class)
        .isThrownBy(() -> pool.lease(5))
        .withMessage("no room for 5 bytes in a pool of at most 4194304");
    assertThat(pool.statistics().refusals()).isEqualTo(2);

    all.get(2).release();
    assertThat(pool.tryLease(1)).isNotNull();
    assertThat(pool.tryLease(SLAB)).isNull();
    assertThat(pool.statistics().capacityBytes()).isEqualTo(4L * SLAB);
  }

  @Test
  void theCapIsRoundedDownToSlabs() {
    BufferPool odd = new BufferPool(2L * SLAB - 1);

    assertThat(odd.tryLease(SLAB)).isNotNull();
    assertThat(odd.tryLease(1)).isNull();
  }

  @Test
  void atTheCapAnEmptySlabServesAnotherSize() {
    for (int size = 256; size <= SLAB; size *= 2) {
      List<Lease> all = new ArrayList<>();
      for (Lease lease = pool.tryLease(size); lease != null; lease = pool.tryLease(size)) {
        all.add(lease);
      }
      assertThat(all).as("leases of %d", size).hasSize(4 * SLAB / size);
      // In an order that leaves slabs between those that have room.
      for (int i = 0; i < all.size(); i += 2) {
        all.get(i).release();
      }
      for (int i = 1; i < all.size(); i += 2) {
        all.get(i).release();
      }
    }
    assertThat(pool.statistics().capacityBytes()).isEqualTo(4L * SLAB);
    assertThat(pool.statistics().leased()).isZero();
  }

  @Test
  void aSlabWithALeaseKeepsItsSize() {
    Lease small = pool.lease(256);
    small.segment().set(JAVA_LONG, 0, 42);
    List<Lease> large = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      large.add(pool.lease(SLAB));
    }
    assertThat(pool.tryLease(SLAB)).isNull();
    large.forEach(lease -> lease.segment().fill((byte) -1));

    assertThat(small.segment().get(JAVA_LONG, 0)).isEqualTo(42);
    small.release();
    assertThat(pool.tryLease(SLAB)).isNotNull();
  }

  @Test
  void itCountsWhatItDoes() {
    assertThat(pool.statistics()).isEqualTo(new PoolStatistics(0, 0, 0, 0, 0, 0, 0));

    Lease one = pool.lease(300);
    Lease two = pool.lease(4000);
    two.release();
    Lease three = pool.lease(100);

    assertThat(pool.statistics())
        .isEqualTo(new PoolStatistics(3, 2, 512 + 256, 512 + 4096, 3L * SLAB, 0, 0));
    one.release();
    three.release();
    assertThat(pool.statistics())
        .isEqualTo(new PoolStatistics(3, 0, 0, 512 + 4096, 3L * SLAB, 0, 0));
    assertThat(pool).hasToString("BufferPool[" + pool.statistics() + "]");
  }

  @Test
  void aClosedPoolLeasesNothingButItsLeasesLiveOn() {
    Lease lease = pool.lease(SLAB);
    Lease other = pool.lease(100);
    MemorySegment kept = other.segment();
    pool.close();
    pool.close();

    assertThatIllegalStateException()
        .isThrownBy(() -> pool.tryLease(1))
        .withMessage("the pool is closed");
    assertThat(pool.statistics().capacityBytes()).isZero();
    assertThat(pool.statistics().leased()).isEqualTo(2);
    lease.segment().fill((byte) 9);
    lease.release();
    other.release();
    assertThatIllegalStateException().isThrownBy(lease::release);
    assertThat(pool.statistics().leased()).isZero();
    System.gc();
    // Not for use any more, but never a crash.
    kept.fill((byte) 1);
    assertThat(kept.get(JAVA_BYTE, 255)).isEqualTo((byte) 1);
  }
}
