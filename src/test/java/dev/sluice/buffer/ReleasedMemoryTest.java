package dev.sluice.buffer;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.sluice.support.Jvm;
import dev.sluice.support.Run;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a pool does about memory that is written to after its release, and never released. */
@Timeout(120)
class ReleasedMemoryTest {
  private static final Duration LIMIT = Duration.ofMinutes(1);

  private final BufferPool checked = new BufferPool(BufferPool.SLAB_SIZE, true, false);

  @Test
  void releasedMemoryIsOverwritten() {
    Lease lease = checked.lease(256);
    MemorySegment kept = lease.segment();
    kept.fill((byte) 1);
    lease.release();

    byte[] poison = new byte[256];
    Arrays.fill(poison, (byte) 0xdb);
    assertThat(kept.toArray(JAVA_BYTE)).isEqualTo(poison);
    assertThat(checked.lease(256).segment()).isSameAs(kept);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 2047, 4095})
  void theNextLeaseFindsWhoWroteThere(int at) {
    Lease lease = checked.lease(4096);
    MemorySegment kept = lease.segment();
    lease.release();
    kept.set(JAVA_BYTE, at, (byte) 1);

    Throwable thrown = catchThrowable(() -> checked.lease(4096));
    assertThat(thrown)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("byte " + at + " of 4096 was written to after the release of its lease");
    assertThat(thrown.getCause())
        .hasMessage("released here")
        .hasStackTraceContaining("ReleasedMemoryTest.theNextLeaseFindsWhoWroteThere");
    assertThat(checked.statistics().leased()).isZero();
    // Told once; the block is as good as others.
    assertThat(checked.lease(4096).segment()).isSameAs(kept);
  }

  @Test
  void withoutTheSwitchNothingIsOverwritten() {
    BufferPool pool = new BufferPool(BufferPool.SLAB_SIZE, false, false);
    Lease lease = pool.lease(256);
    MemorySegment kept = lease.segment();
    lease.release();
    kept.set(JAVA_BYTE, 5, (byte) 1);

    assertThat(pool.lease(256).segment().get(JAVA_BYTE, 5)).isEqualTo((byte) 1);
  }

  @Test
  void whatIsReleasedElsewhereIsCheckedToo() throws Exception {
    try (Pools other = Pools.onThread("other")) {
      Lease lease = checked.lease(BufferPool.SLAB_SIZE);
      MemorySegment kept = lease.segment();
      lease.handOver(other.pool);
      other.run(lease::release);
      kept.set(JAVA_BYTE, 77, (byte) 1);

      assertThatIllegalStateException()
          .isThrownBy(() -> checked.lease(BufferPool.SLAB_SIZE))
          .withMessageStartingWith("byte 77 of 1048576 ");
      assertThat(checked.lease(BufferPool.SLAB_SIZE).segment()).isSameAs(kept);
    }
  }

  /** Writes after the release, leaks, and asks for more than the JVM grants. */
  static final class Misuse {
    private Misuse() {}

    public static void main(String[] args) throws InterruptedException {
      switch (args[0]) {
        case "write" -> write();
        case "leak" -> leak(200);
        case "leak silently" -> leak(5);
        default -> exhaust();
      }
    }

    private static void write() {
      BufferPool pool = new BufferPool();
      Lease lease = pool.lease(1);
      MemorySegment kept = lease.segment();
      lease.release();
      kept.set(JAVA_BYTE, 3, (byte) 1);
      pool.lease(1);
    }

    private static void leak(int rounds) throws InterruptedException {
      BufferPool pool = new BufferPool(BufferPool.SLAB_SIZE);
      pool.lease(BufferPool.SLAB_SIZE);
      Lease lease = null;
      for (int i = 0; i < rounds && lease == null; i++) {
        System.gc();
        Thread.sleep(10);
        lease = pool.tryLease(BufferPool.SLAB_SIZE);
      }
      System.out.println(lease + " " + pool.statistics().foreignReturns());
      if (lease != null) {
        lease.release();
        System.gc();
      }
      System.out.println(pool.statistics().leased());
    }

    private static void exhaust() {
      BufferPool pool = new BufferPool();
      List<Lease> leases = new ArrayList<>();
      Lease lease = pool.tryLease(BufferPool.SLAB_SIZE);
      while (lease != null) {
        leases.add(lease);
        lease = pool.tryLease(BufferPool.SLAB_SIZE);
      }
      System.out.println(leases.size() <= 8);
      leases.getLast().release();
      System.out.println(pool.tryLease(1));
    }
  }

  private static Run run(String what, String... options) throws Exception {
    return Run.command(LIMIT, Jvm.command(List.of(options), Misuse.class, what));
  }

  @Test
  void theSwitchIsAProperty() throws Exception {
    Run run = run("write", "-Dsluice.leases=check");

    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err())
        .contains("byte 3 of 256 was written to after the release of its lease")
        .contains("released here");
    assertThat(run("write").exit()).isZero();
  }

  @Test
  void aLeakIsReportedAndItsMemoryComesBack() throws Exception {
    Run run = run("leak", "-Dsluice.leaks=on");

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out()).isEqualTo("Lease(1048576 of 1048576) 1\n0\n");
    assertThat(run.err())
        .containsOnlyOnce("lease of 1048576 bytes leaked")
        .contains("ReleasedMemoryTest$Misuse.leak");
  }

  @Test
  void otherwiseALeakIsSilentAndTheMemoryLost() throws Exception {
    Run run = run("leak silently");

    assertThat(run.out()).isEqualTo("null 0\n1\n");
    assertThat(run.err()).isEmpty();
  }

  @Test
  void whenTheJvmGrantsNoMoreItIsARefusal() throws Exception {
    Run run = run("exhaust", "-XX:MaxDirectMemorySize=8m");

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out()).isEqualTo("true\nLease(1 of 256)\n");
  }
}
