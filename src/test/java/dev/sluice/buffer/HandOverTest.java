package dev.sluice.buffer;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may use a lease, and how its memory finds its way home. */
@Timeout(60)
class HandOverTest {
  private final BufferPool home = new BufferPool(BufferPool.SLAB_SIZE, true, false);
  private Pools other;

  @BeforeEach
  void start() throws Exception {
    other = Pools.onThread("other");
  }

  @AfterEach
  void stop() {
    other.close();
  }

  @Test
  void aPoolServesItsThreadOnly() {
    assertThatIllegalStateException()
        .isThrownBy(() -> other.pool.tryLease(1))
        .withMessageStartingWith("called on ")
        .withMessageContaining(Thread.currentThread().getName())
        .withMessageContaining("belongs to ")
        .withMessageContaining("other");
    assertThatIllegalStateException().isThrownBy(other.pool::reclaim);
    assertThatIllegalStateException().isThrownBy(other.pool::close);
    assertThat(other.pool.statistics()).isEqualTo(new PoolStatistics(0, 0, 0, 0, 0, 0, 0));
  }

  @Test
  void aLeaseServesItsThreadOnly() {
    Lease lease = home.lease(1);

    assertRefusedOnOther(lease);
    assertThat(lease.segment().byteSize()).isEqualTo(256);
    assertThat(home.statistics().leased()).isEqualTo(1);
  }

  private void assertRefusedOnOther(Lease lease) {
    assertThatIllegalStateException()
        .isThrownBy(() -> other.on(lease::segment))
        .withMessageContaining("belongs to " + Thread.currentThread());
    assertThatIllegalStateException().isThrownBy(() -> other.on(lease::size));
    assertThatIllegalStateException().isThrownBy(() -> other.on(lease::capacity));
    assertThatIllegalStateException().isThrownBy(() -> other.run(lease::release));
    assertThatIllegalStateException().isThrownBy(() -> other.run(() -> lease.handOver(other.pool)));
    assertThatIllegalStateException()
        .isThrownBy(() -> other.run(() -> lease.handOver(Thread.currentThread())));
  }

  @Test
  void afterTheHandOverItServesTheOtherThreadOnly() throws Exception {
    Lease lease = home.lease(100);
    MemorySegment segment = lease.segment();
    segment.set(JAVA_INT, 0, 7);
    lease.handOver(other.pool);

    assertThatIllegalStateException().isThrownBy(lease::segment);
    assertThatIllegalStateException().isThrownBy(lease::release);
    assertThatIllegalStateException().isThrownBy(() -> lease.handOver(home));
    assertThat(other.on(() -> lease.segment().get(JAVA_INT, 0))).isEqualTo(7);
    assertThat(other.on(lease::segment)).isSameAs(segment);
    assertThat(other.pool.statistics().leased()).isZero();
    other.run(() -> lease.handOver(home));
    assertThat(lease.size()).isEqualTo(100);
    lease.release();
    assertThat(home.statistics())
        .isEqualTo(new PoolStatistics(1, 0, 0, 256, BufferPool.SLAB_SIZE, 0, 0));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void whatIsReleasedElsewhereComesHome(boolean byAsking) throws Exception {
    Lease lease = home.lease(BufferPool.SLAB_SIZE);
    MemorySegment segment = lease.segment();
    lease.handOver(other.pool);
    other.run(lease::release);

    assertThatIllegalStateException()
        .isThrownBy(() -> other.run(lease::release))
        .withMessage("the lease was released");
    assertThat(home.statistics().leased()).isEqualTo(1);
    if (byAsking) {
      assertThat(home.reclaim()).isEqualTo(1);
      assertThat(home.reclaim()).isZero();
      assertThat(home.statistics().leased()).isZero();
    }
    // There is one such block only.
    assertThat(home.lease(BufferPool.SLAB_SIZE).segment()).isSameAs(segment);
    assertThat(home.statistics().foreignReturns()).isEqualTo(1);
  }

  @Test
  void aThreadWithoutAPoolCanGetOne() throws Exception {
    Lease lease = home.lease(64);
    FutureTask<Long> use =
        new FutureTask<>(
            () -> {
              long length = lease.segment().byteSize();
              lease.release();
              return length;
            });
    Thread virtual = Thread.ofVirtual().unstarted(use);
    lease.handOver(virtual);
    virtual.start();

    assertThat(use.get(10, TimeUnit.SECONDS)).isEqualTo(256);
    assertThat(home.reclaim()).isEqualTo(1);
  }

  @Test
  void nobodyCannotGetOne() {
    Lease lease = home.lease(64);

    assertThatNullPointerException().isThrownBy(() -> lease.handOver(nothing(Thread.class)));
    assertThatNullPointerException().isThrownBy(() -> lease.handOver(nothing(BufferPool.class)));
    lease.release();
  }

  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // What a compiler would refuse.
  private static <T> T nothing(Class<T> type) {
    return type.cast(null);
  }

  @Test
  void aPoolCanMoveWithWhatItLeased() throws Exception {
    Lease lease = home.lease(64);
    other.run(home::moveToCurrentThread);

    assertThatIllegalStateException().isThrownBy(lease::size);
    assertThatIllegalStateException().isThrownBy(() -> home.tryLease(1));
    assertThat(other.on(lease::size)).isEqualTo(64);
    other.run(lease::release);
    assertThat(other.on(() -> home.lease(1)).toString()).isEqualTo("Lease(1 of 256)");
    assertThat(home.statistics().foreignReturns()).isZero();
  }

  @Test
  void whatComesBackToAClosedPoolIsTakenAllTheSame() throws Exception {
    Lease lease = home.lease(64);
    lease.handOver(other.pool);
    home.close();
    other.run(() -> lease.segment().fill((byte) 1));
    other.run(lease::release);

    assertThat(home.reclaim()).isEqualTo(1);
    assertThat(home.statistics().leased()).isZero();
  }
}
