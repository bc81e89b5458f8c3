package dev.sluice.benchmarks.load;

import java.io.IOException;
import java.util.List;
import org.HdrHistogram.Histogram;

/** One turn of a load: how long each answer took, and what the server spent from idle to idle. */
final class Meter {
  private static final long LONGEST_NANOS = 60_000_000_000L;

  private final List<Long> processes;
  private final Histogram latencies = new Histogram(LONGEST_NANOS, 3);
  private long cpu;
  private long start;
  private double rate;

  Meter(List<Long> processes) {
    this.processes = processes;
  }

  /** Begins a turn: when, in the time of {@link System#nanoTime}. */
  long start() throws IOException {
    latencies.reset();
    cpu = CpuTime.ofIdle(processes);
    start = System.nanoTime();
    return start;
  }

  void record(long nanos) {
    latencies.recordValue(Math.min(nanos, LONGEST_NANOS));
  }

  /** No new requests from here on: so many were answered. */
  void stopSending(long answered) {
    rate = answered * 1e9 / (System.nanoTime() - start);
  }

  /** The last of so many answers is here. */
  Outcome end(long answered) throws IOException {
    return Outcome.of(rate, answered, CpuTime.ofIdle(processes) - cpu, latencies);
  }
}
