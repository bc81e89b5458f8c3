package dev.sluice.benchmarks.micro;

import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Critical downcall handles that take an array as it is, uncopied: errno is lost. */
public class HeapCalls extends BufferCalls {
  private static final Linker.Option HEAP = Linker.Option.critical(true);
  private static final MethodHandle RECV = Libc.recv(HEAP);
  private static final MethodHandle SEND = Libc.send(HEAP);

  private final MemorySegment buffer = MemorySegment.ofArray(new byte[CAPACITY]);

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
