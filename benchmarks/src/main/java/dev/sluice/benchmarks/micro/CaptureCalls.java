package dev.sluice.benchmarks.micro;

import dev.sluice.errno.Errno;
import java.lang.foreign.Arena;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import org.openjdk.jmh.annotations.Benchmark;

/**
 * Downcall handles that capture errno into a segment that is kept; it is read on failure only, as
 * nothing else says anything.
 */
public class CaptureCalls extends BufferCalls {
  private static final Linker.Option CAPTURE = Linker.Option.captureCallState("errno");
  private static final MethodHandle ABS = Libc.abs(CAPTURE);
  private static final MethodHandle GETPPID = Libc.getppid(CAPTURE);
  private static final MethodHandle RECV = Libc.recv(CAPTURE);
  private static final MethodHandle SEND = Libc.send(CAPTURE);

  private static final MemoryLayout STATE = Linker.Option.captureStateLayout();
  private static final VarHandle ERRNO =
      STATE.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private final MemorySegment state = Arena.ofAuto().allocate(STATE);
  private final MemorySegment buffer = Arena.ofAuto().allocate(CAPACITY);

  /** The way there and back, by a function that does next to nothing. */
  @Benchmark
  public long noop() throws Throwable {
    return Expect.equal(1, (int) ABS.invokeExact(state, -1));
  }

  /** The cheapest system call. */
  @Benchmark
  public long getppid() throws Throwable {
    return Expect.equal(PARENT, (int) GETPPID.invokeExact(state));
  }

  @Override
  long send(int fd, long length) throws Throwable {
    return decode((long) SEND.invokeExact(state, fd, buffer, length, SEND_FLAGS));
  }

  @Override
  long recv(int fd, long length) throws Throwable {
    return decode((long) RECV.invokeExact(state, fd, buffer, length, RECV_FLAGS));
  }

  @Override
  long wouldBlock() {
    return Errno.WOULD_BLOCK;
  }

  private long decode(long result) {
    return result == -1 ? -(int) ERRNO.get(state, 0L) : result;
  }
}
