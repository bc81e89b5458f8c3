package dev.sluice.transfer;

import java.util.concurrent.atomic.LongAdder;

/** What transfers have done, counted together: those of a server, say. Any thread reads it. */
public final class TransferCounters {
  final LongAdder spliced = new LongAdder();
  final LongAdder splices = new LongAdder();
  final LongAdder copied = new LongAdder();
  final LongAdder copies = new LongAdder();
  final LongAdder teed = new LongAdder();
  final LongAdder pipesMissing = new LongAdder();
  final LongAdder tapsDropped = new LongAdder();

  /** Begins at 0. */
  public TransferCounters() {}

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
