package dev.sluice.benchmarks.micro;

import dev.sluice.errno.Errno;
import dev.sluice.sys.Messages;
import java.lang.foreign.MemorySegment;

/** Calls by {@code sys} with an array as the buffer. */
public class SysHeapCalls extends BufferCalls {
  private final MemorySegment buffer = MemorySegment.ofArray(new byte[CAPACITY]);

  @Override
  long send(int fd, long length) {
    return Messages.send(fd, buffer, 0, length, SEND_FLAGS);
  }

  @Override
  long recv(int fd, long length) {
    return Messages.recv(fd, buffer, 0, length, RECV_FLAGS);
  }

  @Override
  long wouldBlock() {
    return Errno.WOULD_BLOCK;
  }
}
