package dev.sluice.benchmarks;

import dev.sluice.benchmarks.harness.Runner;
import dev.sluice.benchmarks.result.Run;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/** A run that goes on, with what there is to know about it. */
final class Recorder {
  private final Map<String, String> facts;
  private final String command;
  private final Runner runner;
  private final Instant started = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  private final long begin = System.nanoTime();
  private boolean ended;

  Recorder(Map<String, String> facts, String command, Runner runner) {
    this.facts = facts;
    this.command = command;
    this.runner = runner;
  }

  /** Measures; does not return once the run has been interrupted. */
  Run run() {
    runner.run();
    end(false);
    return snapshot(false);
  }

  /**
   * Ends the run, whoever comes first: the last measurement or the interruption. The other one must
   * do nothing any more: the interrupted waits for the JVM to end.
   */
  synchronized boolean end(boolean interruption) {
    boolean first = !ended;
    ended = true;
    while (!first && !interruption) {
      try {
        wait();
      } catch (InterruptedException e) {
        // Nobody does, and the JVM ends soon.
      }
    }
    return first;
  }

  /** {@return what it has come to so far} */
  Run snapshot(boolean interrupted) {
    long seconds = (System.nanoTime() - begin) / 1_000_000_000;
    return new Run(started.toString(), seconds, command, interrupted, facts, runner.rows());
  }
}
