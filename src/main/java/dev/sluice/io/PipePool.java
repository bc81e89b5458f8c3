package dev.sluice.io;

import dev.sluice.errno.ErrnoException;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Pipes of one thread, such as a loop, lent while bytes are on their way: opening one for each
 * connection would cost two descriptors and three calls.
 *
 * <p>Most pipes are as large as the system makes them. A larger one halves the cost of moving much,
 * yet a user may hold only so many pages in pipes ({@code /proc/sys/fs/pipe-user-pages-soft}): so a
 * pipe grows when it is asked to, as long as all that have grown stay below a budget, and grown
 * ones are lent first to those who move much. Where the kernel refuses, none grows for the next
 * thousand times.
 *
 * <p>It belongs to one thread at a time. Misuse by several mixes streams up, and never crashes the
 * JVM.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/pipe.7.html">pipe(7)</a>
 */
public final class PipePool implements AutoCloseable {
  /** How many bytes a pipe that has grown holds, where the system allows that. */
  public static final int GROWN = 1 << 20;

  /** How many bytes the grown pipes of a pool hold together that is given no budget. */
  public static final long DEFAULT_BUDGET = 32L << 20;

  /** As many pipes without work are kept, and the same number of grown ones. */
  private static final int KEPT = 32;

  private static final int REFUSALS = 1000;

  private final long budget;
  private final ArrayDeque<PooledPipe> usual = new ArrayDeque<>();
  private final ArrayDeque<PooledPipe> grown = new ArrayDeque<>();
  private long open;
  private long opened;
  private long missing;
  private long discarded;
  private long bytes;
  private long grownBytes;
  private long refusals;
  private int refusedFor;
  private boolean closed;

  /** Makes an empty pool with {@link #DEFAULT_BUDGET}. */
  public PipePool() {
    this(DEFAULT_BUDGET);
  }

  /**
   * Makes an empty pool.
   *
   * @param budget how many bytes the grown pipes may hold together; 0: none grows
   */
  public PipePool(long budget) {
    if (budget < 0) {
      throw new IllegalArgumentException("a budget of " + budget);
    }
    this.budget = budget;
  }

  /**
   * Lends an empty pipe.
   *
   * @param much whether much is to be moved: then a grown one, where one waits
   * @return the pipe; to be released
   * @throws ErrnoException EMFILE, ENFILE: none waits, and none can be opened
   * @throws IllegalStateException when the pool is closed
   */
  public PooledPipe take(boolean much) throws ErrnoException {
    if (closed) {
      throw new IllegalStateException("the pool is closed");
    }
    PooledPipe pipe = much ? waiting(grown, usual) : waiting(usual, grown);
    if (pipe == null) {
      pipe = open();
      open++;
      opened++;
    }
    pipe.lend();
    return pipe;
  }

  private PooledPipe open() throws ErrnoException {
    try {
      PooledPipe pipe = new PooledPipe(this, Pipe.open());
      bytes += pipe.capacity();
      return pipe;
    } catch (ErrnoException e) {
      missing++;
      throw e;
    }
  }

  private static @Nullable PooledPipe waiting(
      ArrayDeque<PooledPipe> first, ArrayDeque<PooledPipe> then) {
    PooledPipe pipe = first.pollFirst();
    return pipe == null ? then.pollFirst() : pipe;
  }

  /** It was released: kept where it is empty and there are few, else closed. */
  void takeBack(PooledPipe pipe) {
    ArrayDeque<PooledPipe> kept = pipe.isGrown() ? grown : usual;
    if (pipe.held() == 0 && !closed && kept.size() < KEPT) {
      // What was used last is still in the processor's cache.
      kept.addFirst(pipe);
      return;
    }
    if (pipe.held() > 0) {
      discarded++;
    }
    discard(pipe);
  }

  private void discard(PooledPipe pipe) {
    open--;
    bytes -= pipe.capacity();
    if (pipe.isGrown()) {
      grownBytes -= pipe.capacity();
    }
    pipe.discard();
  }

  /** Whether one more pipe may grow. */
  boolean mayGrow() {
    if (refusedFor > 0) {
      refusedFor--;
      return false;
    }
    return grownBytes + GROWN <= budget;
  }

  void grew(int before, int after) {
    bytes += after - before;
    grownBytes += after;
  }

  void refused() {
    refusals++;
    refusedFor = REFUSALS;
  }

  /** {@return what it has done so far} */
  public PipeStatistics statistics() {
    return new PipeStatistics(
        open, usual.size() + grown.size(), opened, missing, discarded, bytes, refusals);
  }

  /** Closes the pipes that wait; those that are lent are closed when they are released. */
  @Override
  public void close() {
    closed = true;
    for (PooledPipe pipe = waiting(usual, grown); pipe != null; pipe = waiting(usual, grown)) {
      discard(pipe);
    }
  }

  @Override
  public String toString() {
    return "PipePool[" + statistics() + "]";
  }
}
