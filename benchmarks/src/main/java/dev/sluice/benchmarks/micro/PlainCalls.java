package dev.sluice.benchmarks.micro;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.openjdk.jmh.annotations.Benchmark;

/** Downcall handles without any option: errno is lost. */
public class PlainCalls extends BufferCalls {
  private static final MethodHandle ABS = Libc.abs();
  private static final MethodHandle GETPPID = Libc.getppid();
  private static final MethodHandle RECV = Libc.recv();
  private static final MethodHandle SEND = Libc.send();

  private final MemorySegment buffer = Arena.ofAuto().allocate(CAPACITY);

  /** The way there and back, by a function that does next to nothing. */
  @Benchmark
  public long noop() throws Throwable {
    return Expect.equal(1, (int) ABS.invokeExact(-1));
  }

  /** The cheapest system call. */
  @Benchmark
  public long getppid() throws Throwable {
    return Expect.equal(PARENT, (int) GETPPID.invokeExact());
  }

  @Override
  long send(int fd, long length) throws Throwable {
    return (long) SEND.invokeExact(fd, buffer, length, SEND_FLAGS);
  }

  @Override
  long recv(int fd, long length) throws Throwable {
    return (long) RECV.invokeExact(fd, buffer, length, RECV_FLAGS);
  }

  @Override
  long wouldBlock() {
    return -1;
  }
}
