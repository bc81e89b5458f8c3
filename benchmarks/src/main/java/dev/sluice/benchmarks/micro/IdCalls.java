package dev.sluice.benchmarks.micro;

import org.openjdk.jmh.annotations.Benchmark;

/** And the one call that needs no descriptor; the typed floor leaves it to {@code sys}. */
public abstract class IdCalls extends SocketCalls {
  abstract int getppidOfCandidate();

  /** The cheapest system call. */
  @Benchmark
  public long getppid() {
    return Expect.equal(PARENT, getppidOfCandidate());
  }
}
