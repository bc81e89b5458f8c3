package dev.sluice.benchmarks.micro;

import static dev.sluice.sys.NetConstants.MSG_DONTWAIT;
import static dev.sluice.sys.NetConstants.MSG_NOSIGNAL;

import dev.sluice.benchmarks.micro.Fixtures.Pair;
import dev.sluice.benchmarks.micro.Fixtures.Silence;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * The operations that move bytes through one buffer. A candidate says how it calls; each JVM runs
 * one candidate, so the JIT sees one implementation and inlines it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public abstract class BufferCalls {
  /** What every buffer holds. */
  static final int CAPACITY = 16 * 1024;

  static final int RECV_FLAGS = MSG_DONTWAIT;
  static final int SEND_FLAGS = MSG_DONTWAIT | MSG_NOSIGNAL;

  /** What getppid has to give. */
  static final long PARENT = ProcessHandle.current().parent().map(ProcessHandle::pid).orElse(0L);

  private static final int DATAGRAM = 64;

  /** {@code send} from the start of the candidate's buffer, with {@link #SEND_FLAGS}. */
  abstract long send(int fd, long length) throws Throwable;

  /** {@code recv} to the start of the candidate's buffer, with {@link #RECV_FLAGS}. */
  abstract long recv(int fd, long length) throws Throwable;

  /** What {@link #recv} returns where nothing has arrived: -1 when the errno is lost. */
  abstract long wouldBlock();

  /** A receive that finds nothing. */
  @Benchmark
  public long recvEagain(Silence silence) throws Throwable {
    return Expect.equal(wouldBlock(), recv(silence.fd, DATAGRAM));
  }

  /** One byte in at one end, out at the other. */
  @Benchmark
  public long roundTrip1B(Pair pair) throws Throwable {
    return roundTrip(pair, 1);
  }

  /** 16 KiB in at one end, out at the other. */
  @Benchmark
  public long roundTrip16KiB(Pair pair) throws Throwable {
    return roundTrip(pair, CAPACITY);
  }

  private long roundTrip(Pair pair, int length) throws Throwable {
    Expect.equal(length, send(pair.near, length));
    return Expect.equal(length, recv(pair.far, length));
  }
}
