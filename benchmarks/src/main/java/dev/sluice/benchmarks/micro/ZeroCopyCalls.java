package dev.sluice.benchmarks.micro;

import dev.sluice.benchmarks.micro.Fixtures.FilePair;
import dev.sluice.benchmarks.micro.Fixtures.Pipes;
import org.openjdk.jmh.annotations.Benchmark;

/** Moving bytes within the kernel, which only Sluice offers beside C. */
public abstract class ZeroCopyCalls extends SocketCalls {
  private static final int LENGTH = 64;

  /** From a pipe into another one. */
  abstract long splice(int in, int out, long length);

  /** From the start of a file. */
  abstract long sendFile(int out, int file, long length);

  /** A write into one pipe, a splice into the other, a read from that. */
  @Benchmark
  public long splice(Pipes pipes) {
    Expect.equal(LENGTH, write(pipes.in, LENGTH));
    Expect.equal(LENGTH, splice(pipes.from, pipes.to, LENGTH));
    return Expect.equal(LENGTH, read(pipes.out, LENGTH));
  }

  /** From a file in memory into a socket, and a read at the other end. */
  @Benchmark
  public long sendfile(FilePair pair) {
    Expect.equal(LENGTH, sendFile(pair.near, pair.file, LENGTH));
    return Expect.equal(LENGTH, read(pair.far, LENGTH));
  }
}
