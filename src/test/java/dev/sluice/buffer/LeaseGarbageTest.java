package dev.sluice.buffer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.support.Jvm;
import dev.sluice.support.Run;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A lease costs itself, and nothing else: in a JVM with so little room for garbage that the number
 * of its collections tells.
 */
class LeaseGarbageTest {
  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final String BEGIN = "begin";
  private static final int ROUNDS = 100_000;

  /** Leases and releases, in every way; prints a line when it is warm. */
  static final class Work {
    private Work() {}

    public static void main(String[] args) {
      BufferPool pool = new BufferPool();
      work(pool, ROUNDS / 10);
      System.out.println(BEGIN);
      work(pool, ROUNDS);
      System.out.println(pool.statistics().leased());
    }

    private static void work(BufferPool pool, int rounds) {
      for (int i = 0; i < rounds; i++) {
        Lease small = pool.lease(100);
        Lease second = pool.lease(4096);
        small.release();
        Lease large = pool.lease(60_000);
        large.handOver(pool);
        second.segment().fill((byte) i);
        second.release();
        large.release();
        // Fills a slab, and empties it.
        pool.lease(BufferPool.SLAB_SIZE).release();
      }
    }
  }

  @Test
  void steadyWorkAllocatesTheLeasesOnly() throws Exception {
    List<String> options = List.of("-Xmn4m", "-Xlog:gc:stdout");

    Run run = Run.command(LIMIT, Jvm.command(options, Work.class));

    assertThat(run.exit()).as(run.err()).isZero();
    List<String> lines = run.out().lines().toList();
    List<String> warm = lines.subList(lines.indexOf(BEGIN) + 1, lines.size());
    assertThat(warm).filteredOn(line -> !line.contains("Pause")).containsExactly("0");
    // Of 32 bytes each lease the room is filled four times, of 64 it would be eight times.
    assertThat(warm).filteredOn(line -> line.contains("Pause")).hasSizeBetween(1, 6);
  }
}
