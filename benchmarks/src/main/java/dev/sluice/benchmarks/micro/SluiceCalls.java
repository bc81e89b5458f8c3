package dev.sluice.benchmarks.micro;

import static dev.sluice.sys.NetConstants.AF_INET;
import static dev.sluice.sys.NetConstants.SOCK_CLOEXEC;
import static dev.sluice.sys.NetConstants.SOCK_STREAM;
import static dev.sluice.sys.NetConstants.SOL_SOCKET;
import static dev.sluice.sys.SocketOptionConstants.SO_LINGER;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.sluice.errno.Errno;
import dev.sluice.sys.Descriptors;
import dev.sluice.sys.IoVec;
import dev.sluice.sys.Net;
import dev.sluice.sys.SockAddrBuf;
import dev.sluice.sys.SocketOptions;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * What the calls by either floor share: their memory, and the client's part of a connection, which
 * is the raw floor's, as only accepting is set against it.
 */
public abstract class SluiceCalls extends ZeroCopyCalls {
  final Arena arena = Arena.ofAuto();
  final MemorySegment buffer = arena.allocate(CAPACITY);
  final SockAddrBuf address = SockAddrBuf.allocate(arena);
  private final IoVec one = parts(1);
  private final IoVec eight = parts(8);
  private final IoVec all = parts(MAX_PARTS);
  private final MemorySegment linger = arena.allocateFrom(JAVA_INT, 1, 0);

  private IoVec parts(int count) {
    IoVec parts = IoVec.allocate(arena, count);
    for (int i = 0; i < count; i++) {
      parts.add(arena.allocate(PART));
    }
    return parts;
  }

  final IoVec vector(int parts) {
    return parts == 1 ? one : parts == MAX_PARTS ? all : eight;
  }

  @Override
  long wouldBlock() {
    return Errno.WOULD_BLOCK;
  }

  @Override
  int socketThatResets() {
    int fd = Net.socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    Expect.equal(0, SocketOptions.setsockopt(fd, SOL_SOCKET, SO_LINGER, linger));
    return fd;
  }

  @Override
  int connect(int fd, int port) {
    address.setInet4(Fixtures.LOOPBACK, port);
    return Net.connect(fd, address);
  }

  @Override
  int close(int fd) {
    return Descriptors.close(fd);
  }
}
