package dev.sluice.benchmarks.load;

import static dev.sluice.sys.NetConstants.AF_INET;
import static dev.sluice.sys.NetConstants.IPPROTO_TCP;
import static dev.sluice.sys.NetConstants.MSG_DONTWAIT;
import static dev.sluice.sys.NetConstants.MSG_NOSIGNAL;
import static dev.sluice.sys.NetConstants.SOCK_CLOEXEC;
import static dev.sluice.sys.NetConstants.SOCK_STREAM;
import static dev.sluice.sys.TcpOptionConstants.TCP_NODELAY;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.sys.Descriptors;
import dev.sluice.sys.Messages;
import dev.sluice.sys.Net;
import dev.sluice.sys.SockAddrBuf;
import dev.sluice.sys.SocketOptions;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The calls of a client, with every failure an exception. */
final class Wire {
  /** How much one receive takes. */
  static final int BUFFER = 64 * 1024;

  private static final int SOURCES = 200;

  private final SockAddrBuf server;
  private final SockAddrBuf source = SockAddrBuf.allocate();
  private final MemorySegment on = Arena.ofAuto().allocate(Integer.BYTES);
  private final MemorySegment buffer = Arena.ofAuto().allocate(BUFFER);
  private int sources;

  Wire(int port) {
    server = SockAddrBuf.inet4("127.0.0.1", port);
    on.set(JAVA_INT, 0, 1);
  }

  MemorySegment buffer() {
    return buffer;
  }

  /**
   * Connects, from one of many addresses in turn: the ports of a single one would all be waiting
   * out their TIME_WAIT before long.
   */
  int connect() throws ErrnoException {
    int fd = ErrnoException.check(Net.socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), "socket");
    try {
      ErrnoException.check(
          SocketOptions.setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, on), "setsockopt(TCP_NODELAY)");
      sources = (sources + 1) % SOURCES;
      source.setInet4(0x7f000002 + sources, 0);
      ErrnoException.check(Net.bind(fd, source), "bind");
      // Over loopback this waits for nobody, unless the server's backlog is full.
      ErrnoException.check(Net.connect(fd, server), "connect");
      return fd;
    } catch (ErrnoException e) {
      Descriptors.close(fd);
      throw e;
    }
  }

  /** Sends what the socket takes: how many bytes, 0 for none. */
  int send(int fd, MemorySegment segment, int offset, int length) throws ErrnoException {
    long sent = Messages.send(fd, segment, offset, length, MSG_DONTWAIT | MSG_NOSIGNAL);
    return Math.max(0, (int) ErrnoException.checkUnlessWouldBlock(sent, "send"));
  }

  /** Receives into the buffer: how many bytes, 0 for none yet. */
  int receive(int fd, int flags) throws IOException {
    long received = Messages.recv(fd, buffer, 0, BUFFER, flags);
    if (received == Errno.WOULD_BLOCK) {
      return 0;
    }
    if (ErrnoException.check(received, "recv") == 0) {
      throw new EOFException("the server closed a connection");
    }
    return (int) received;
  }
}
