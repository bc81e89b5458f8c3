package dev.sluice.benchmarks.report;

import dev.sluice.benchmarks.result.Run;
import java.util.Locale;

/** Sentences that every report has. */
final class Words {
  static final String READING =
      "Every figure is a median over rounds, with its 95 % interval (by order statistics) behind it."
          + " Candidates take turns, A B C, A B C, …, and a ratio is taken within each round, so"
          + " that what slows the machine slows both. Where the interval of the ratios contains 1,"
          + " it says \"no difference\". A star marks too few rounds for an interval: the range"
          + " stands there. CPU time is that of the server, user and system. Latency at a fixed"
          + " rate counts from when a request was due.";

  private Words() {}

  static String summary(Run run) {
    String text =
        String.format(
            Locale.ROOT,
            "Measured %s, in %d minutes and %d seconds, by: %s",
            run.started(),
            run.seconds() / 60,
            run.seconds() % 60,
            run.command());
    return run.interrupted() ? text + " — interrupted, so rows are missing" : text;
  }
}
