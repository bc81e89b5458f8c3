package dev.sluice.benchmarks;

import static dev.sluice.sys.NetConstants.AF_INET;
import static dev.sluice.sys.NetConstants.MSG_DONTWAIT;
import static dev.sluice.sys.NetConstants.SOCK_CLOEXEC;
import static dev.sluice.sys.NetConstants.SOCK_DGRAM;

import dev.sluice.errno.Errno;
import dev.sluice.sys.Descriptors;
import dev.sluice.sys.Ids;
import dev.sluice.sys.Net;
import dev.sluice.sys.SockAddrBuf;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a call through {@code sys} costs on either backend: one that does nothing, and a recv that
 * finds nothing. The same in C: {@code native/reference/calls.c}; {@code benchmarks/calls-vs-c.sh}
 * runs both.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 10, time = 1)
public class CallBenchmark {
  private static final String RAW = "-Dsluice.backend=raw";
  private static final String LIBC = "-Dsluice.backend=libc";
  private static final String NATIVE = "--enable-native-access=ALL-UNNAMED";

  private final MemorySegment buffer = Arena.ofAuto().allocate(64);
  private final MemorySegment heap = MemorySegment.ofArray(new byte[64]);
  private int socket;

  /** Binds a socket that never gets a datagram. */
  @Setup(Level.Trial)
  public void open() {
    socket = Net.socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    int result = Net.bind(socket, SockAddrBuf.inet4("127.0.0.1", 0));
    if (socket < 0 || result < 0) {
      throw new IllegalStateException(Errno.ofResult(Math.min(socket, result)).toString());
    }
  }

  /** Closes it. */
  @TearDown(Level.Trial)
  public void close() {
    Descriptors.close(socket);
  }

  /** The raw stub. */
  @Benchmark
  @Fork(
      value = 1,
      jvmArgsAppend = {RAW, NATIVE})
  public int getppidRaw() {
    return Ids.getppid();
  }

  /** The libc function. */
  @Benchmark
  @Fork(
      value = 1,
      jvmArgsAppend = {LIBC, NATIVE})
  public int getppidLibc() {
    return Ids.getppid();
  }

  /** The raw stub, into native memory. */
  @Benchmark
  @Fork(
      value = 1,
      jvmArgsAppend = {RAW, NATIVE})
  public long recvRaw() {
    return Net.recv(socket, buffer, 0, 64, MSG_DONTWAIT);
  }

  /** The libc function with errno, into native memory. */
  @Benchmark
  @Fork(
      value = 1,
      jvmArgsAppend = {LIBC, NATIVE})
  public long recvLibc() {
    return Net.recv(socket, buffer, 0, 64, MSG_DONTWAIT);
  }

  /** The raw stub, into an array. */
  @Benchmark
  @Fork(
      value = 1,
      jvmArgsAppend = {RAW, NATIVE})
  public long recvHeapRaw() {
    return Net.recv(socket, heap, 0, 64, MSG_DONTWAIT);
  }
}
