package dev.sluice.transfer;

import java.util.concurrent.atomic.LongAdder;

/** What transfers have done, counted together: those of a server, say. Any thread reads it. */
public final class TransferCounters {
  private final LongAdder spliced = new LongAdder();
  private final LongAdder splices = new LongAdder();
  private final LongAdder copied = new LongAdder();
  private final LongAdder copies = new LongAdder();
  final LongAdder teed = new LongAdder();
  final LongAdder pipesMissing = new LongAdder();
  final LongAdder tapsDropped = new LongAdder();

  /** Begins at 0. */
  public TransferCounters() {}

  /**
   * A piece came by splice.
   *
   * @param bytes its size
   */
  public void spliced(long bytes) {
    splices.increment();
    spliced.add(bytes);
  }

  /**
   * A piece came through memory.
   *
   * @param bytes its size
   */
  public void copied(long bytes) {
    copies.increment();
    copied.add(bytes);
  }

  /** {@return what was counted so far} */
  public TransferStatistics statistics() {
    return new TransferStatistics(
        spliced.sum(),
        splices.sum(),
        copied.sum(),
        copies.sum(),
        teed.sum(),
        pipesMissing.sum(),
        tapsDropped.sum());
  }
}
