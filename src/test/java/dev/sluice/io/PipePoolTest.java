package dev.sluice.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.support.Jvm;
import dev.sluice.support.Run;
import dev.sluice.support.Tools;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Pipes that are lent, given back, and grow. */
@Timeout(60)
class PipePoolTest {
  // What the kernel gives a pipe, where the user has few.
  private static final long USUAL = 64 * 1024;

  private static final Duration LIMIT = Duration.ofMinutes(1);
  private static final int SOME = 4096;

  @AutoClose private final PipePool pool = new PipePool(2L * PipePool.GROWN);
  @AutoClose private final Pipe other;

  PipePoolTest() throws ErrnoException {
    other = Pipe.open();
  }

  /** So many bytes into the pipe, through another one. */
  private void fill(PooledPipe pipe, int count) throws ErrnoException {
    MemorySegment bytes = Arena.ofAuto().allocate(count);
    assertThat(other.writer().write(bytes, 0, count)).isEqualTo(count);
    assertThat(pipe.fill(other.reader(), count)).isEqualTo(count);
  }

  @Test
  void whatIsGivenBackIsLentAgain() throws ErrnoException {
    PooledPipe pipe = pool.take(false);
    fill(pipe, SOME);
    assertThat(pipe.held()).isEqualTo(SOME);
    assertThat(pool.statistics()).isEqualTo(new PipeStatistics(1, 0, 1, 0, 0, USUAL, 0));
    assertThat(pipe.drain(other.writer(), Long.MAX_VALUE)).isEqualTo(SOME);
    assertThat(pipe.held()).isZero();
    pipe.release();
    assertThat(pool.statistics()).isEqualTo(new PipeStatistics(1, 1, 1, 0, 0, USUAL, 0));
    assertThat(pool.take(false)).isSameAs(pipe);
    PooledPipe second = pool.take(false);
    assertThat(second).isNotSameAs(pipe);
    second.release();
    pipe.release();
    assertThat(pool.statistics()).isEqualTo(new PipeStatistics(2, 2, 2, 0, 0, 2 * USUAL, 0));
  }

  @Test
  void bytesThatWereLeftGoToNobody() throws ErrnoException {
    PooledPipe pipe = pool.take(false);
    fill(pipe, SOME);
    pipe.release();
    assertThat(pool.statistics()).isEqualTo(new PipeStatistics(0, 0, 1, 0, 1, 0, 0));
    PooledPipe next = pool.take(false);
    assertThat(next).isNotSameAs(pipe);
    assertThat(next.held()).isZero();
    next.release();
  }

  @Test
  void usedOnlyWhileItIsLent() throws ErrnoException {
    PooledPipe pipe = pool.take(true);
    PooledPipe second = pool.take(true);
    assertThat(pipe.grow()).isTrue();
    pipe.release();
    assertThatIllegalStateException().isThrownBy(() -> pipe.fill(other.reader(), 1));
    assertThatIllegalStateException().isThrownBy(() -> pipe.drain(other.writer(), 1));
    assertThatIllegalStateException().isThrownBy(() -> pipe.tee(second, 1));
    assertThatIllegalStateException().isThrownBy(() -> second.tee(pipe, 1));
    assertThatIllegalStateException().isThrownBy(pipe::grow);
    assertThatIllegalStateException().isThrownBy(pipe::release);
    second.release();
    assertThat(pool.statistics())
        .isEqualTo(new PipeStatistics(2, 2, 2, 0, 0, PipePool.GROWN + USUAL, 0));
  }

  @Test
  void pipesGrowWithinTheBudget() throws ErrnoException {
    List<PooledPipe> pipes = List.of(pool.take(true), pool.take(true), pool.take(true));
    int usual = pipes.get(2).capacity();
    assertThat(pipes).extracting(PooledPipe::grow).containsExactly(true, true, false);
    assertThat(pipes)
        .extracting(PooledPipe::capacity)
        .containsExactly(PipePool.GROWN, PipePool.GROWN, usual);
    assertThat(pool.statistics().bytes()).isEqualTo(2L * PipePool.GROWN + usual);
    assertThat(pipes.get(0).grow()).isTrue();
    fill(pipes.get(0), SOME);
    pipes.get(0).release();
    assertThat(pool.statistics().bytes()).isEqualTo((long) PipePool.GROWN + usual);
    assertThat(pipes.get(2).grow()).isTrue();
    pipes.get(1).release();
    pipes.get(2).release();
    assertThat(pool.statistics().refusals()).isZero();
  }

  @Test
  void grownOnesGoToThoseWhoMoveMuch() throws ErrnoException {
    PooledPipe large = pool.take(true);
    PooledPipe small = pool.take(false);
    large.grow();
    large.release();
    small.release();
    assertThat(pool.take(true)).isSameAs(large);
    large.release();
    assertThat(pool.take(false)).isSameAs(small);
    // Rather than open another one.
    assertThat(pool.take(false)).isSameAs(large);
    large.release();
    small.release();
  }

  @Test
  void bytesStayWhileItGrows() throws ErrnoException {
    PooledPipe pipe = pool.take(true);
    fill(pipe, SOME);
    assertThat(pipe.grow()).isTrue();
    assertThat(pipe.drain(other.writer(), SOME)).isEqualTo(SOME);
    pipe.release();
  }

  /** Splice says the same of a source that has nothing and of a pipe that has no room. */
  @Test
  void wouldBlockForEitherSide() throws ErrnoException {
    PooledPipe pipe = pool.take(false);
    assertThat(pipe.fill(other.reader(), SOME)).isEqualTo(Errno.WOULD_BLOCK);
    assertThat(pipe.held()).isZero();
    MemorySegment one = Arena.ofAuto().allocate(1);
    int pieces = 0;
    long filled = 0;
    while (filled != Errno.WOULD_BLOCK && pieces < 10_000) {
      assertThat(other.writer().write(one, 0, 1)).isOne();
      filled = pipe.fill(other.reader(), 1);
      pieces++;
    }
    // Full of pieces, far from full of bytes.
    assertThat(pipe.held()).isEqualTo(pieces - 1).isLessThan(pipe.capacity());
    assertThat(other.reader().buffered()).isOne();
    pipe.release();
  }

  @Test
  void aTeeLeavesTheBytes() throws ErrnoException {
    PooledPipe pipe = pool.take(false);
    PooledPipe copy = pool.take(false);
    assertThat(copy.tee(pipe, SOME)).isEqualTo(Errno.WOULD_BLOCK);
    fill(pipe, SOME);
    assertThat(copy.tee(pipe, SOME)).isEqualTo(SOME);
    assertThat(pipe.held()).isEqualTo(SOME);
    assertThat(copy.held()).isEqualTo(SOME);
    pipe.release();
    copy.release();
    assertThat(pool.statistics().discarded()).isEqualTo(2);
  }

  @Test
  void lentOnesOutliveThePool() throws ErrnoException {
    PooledPipe lent = pool.take(false);
    PooledPipe waits = pool.take(false);
    waits.release();
    pool.close();
    assertThat(pool.statistics().open()).isOne();
    assertThatIllegalStateException().isThrownBy(() -> pool.take(false));
    fill(lent, SOME);
    assertThat(lent.drain(other.writer(), SOME)).isEqualTo(SOME);
    lent.release();
    assertThat(pool.statistics().open()).isZero();
    assertThatIllegalStateException().isThrownBy(lent::release);
    pool.close();
  }

  @Test
  void onlySoManyAreKept() throws ErrnoException {
    List<PooledPipe> pipes = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      pipes.add(pool.take(false));
    }
    pipes.forEach(PooledPipe::release);
    assertThat(pool.statistics().open()).isEqualTo(pool.statistics().waiting()).isLessThan(100);
    assertThat(pool.statistics().opened()).isEqualTo(100);
  }

  @Test
  void theBudgetIsNotNegative() {
    assertThatIllegalArgumentException().isThrownBy(() -> new PipePool(-1));
  }

  /** Who has no privileges may hold 64 MiB in pipes by default, or what an administrator says. */
  @Test
  void whatTheKernelRefusesIsNotAskedForAgainSoon() throws Exception {
    Tools.require("setpriv util-linux");
    List<String> command = new ArrayList<>();
    if (Run.output("id", "-u").strip().equals("0")) {
      String less = "-sys_resource,-sys_admin";
      command.addAll(List.of("setpriv", "--inh-caps", less, "--bounding-set", less));
      if (Run.command(LIMIT, with(command, "true")).exit() != 0) {
        Tools.missing("setpriv may not give capabilities up");
      }
    }
    command.addAll(Jvm.command(List.of(), RefusedPipes.class));
    Run run = Run.command(LIMIT, command);
    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.out().lines())
        .containsExactly("refused once", "works as it is", "asked again", "nothing is open");
  }

  private static List<String> with(List<String> command, String program) {
    List<String> all = new ArrayList<>(command);
    all.add(program);
    return all;
  }
}
