package dev.sluice.benchmarks.micro;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import dev.sluice.bindings.x86_64.Linux;
import dev.sluice.bindings.x86_64.epoll_event;
import dev.sluice.bindings.x86_64.in_addr;
import dev.sluice.bindings.x86_64.iovec;
import dev.sluice.bindings.x86_64.linger;
import dev.sluice.bindings.x86_64.sockaddr_in;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Calls by what jextract generated, the methods and struct accessors as they come: plain handles,
 * errno lost. x86-64 only, as that set of bindings is.
 */
public class JextractCalls extends IdCalls {
  private static final int INT_SIZE = (int) JAVA_INT.byteSize();

  private final Arena arena = Arena.ofAuto();
  private final MemorySegment buffer = arena.allocate(CAPACITY);
  private final MemorySegment event = epoll_event.allocate(arena);
  private final MemorySegment events = epoll_event.allocateArray(MAX_EVENTS, arena);
  private final MemorySegment vector = parts();
  private final MemorySegment option = arena.allocate(JAVA_INT);
  private final MemorySegment length = arena.allocateFrom(JAVA_INT, INT_SIZE);
  private final MemorySegment reset = linger.allocate(arena);
  private final MemorySegment address = sockaddr_in.allocate(arena);

  /** Refuses the other architectures: the kernel would write their larger events out of bounds. */
  public JextractCalls() {
    if (!System.getProperty("os.arch").equals("amd64")) {
      throw new IllegalStateException("these bindings are for x86-64");
    }
    linger.l_onoff(reset, 1);
  }

  private MemorySegment parts() {
    MemorySegment parts = iovec.allocateArray(MAX_PARTS, arena);
    for (int i = 0; i < MAX_PARTS; i++) {
      MemorySegment part = iovec.asSlice(parts, i);
      iovec.iov_base(part, arena.allocate(PART));
      iovec.iov_len(part, PART);
    }
    return parts;
  }

  @Override
  int getppidOfCandidate() {
    return Linux.getppid();
  }

  @Override
  long send(int fd, long size) {
    return Linux.send(fd, buffer, size, SEND_FLAGS);
  }

  @Override
  long recv(int fd, long size) {
    return Linux.recv(fd, buffer, size, RECV_FLAGS);
  }

  @Override
  long wouldBlock() {
    return -1;
  }

  @Override
  int modify(int epoll, int fd, int mask) {
    epoll_event.events(event, mask);
    setData(event, fd);
    return Linux.epoll_ctl(epoll, Linux.EPOLL_CTL_MOD(), fd, event);
  }

  // The struct is packed and epoll_data's own accessors demand alignment, so they always throw.
  private static void setData(MemorySegment event, long data) {
    event.set(JAVA_LONG_UNALIGNED, epoll_event.data$offset(), data);
  }

  @Override
  int poll(int epoll) {
    return Linux.epoll_wait(epoll, events, MAX_EVENTS, 0);
  }

  @Override
  int events(int index) {
    return epoll_event.events(epoll_event.asSlice(events, index));
  }

  @Override
  long data(int index) {
    return epoll_event.asSlice(events, index).get(JAVA_LONG_UNALIGNED, epoll_event.data$offset());
  }

  @Override
  long write(int fd, long size) {
    return Linux.write(fd, buffer, size);
  }

  @Override
  long read(int fd, long size) {
    return Linux.read(fd, buffer, size);
  }

  @Override
  long writev(int fd, int parts) {
    return Linux.writev(fd, vector, parts);
  }

  @Override
  long readv(int fd, int parts) {
    return Linux.readv(fd, vector, parts);
  }

  @Override
  int setNoDelay(int fd, int value) {
    option.set(JAVA_INT, 0, value);
    return Linux.setsockopt(fd, Linux.IPPROTO_TCP(), Linux.TCP_NODELAY(), option, INT_SIZE);
  }

  @Override
  int receiveBufferSize(int fd) {
    Expect.equal(0, Linux.getsockopt(fd, Linux.SOL_SOCKET(), Linux.SO_RCVBUF(), option, length));
    return option.get(JAVA_INT, 0);
  }

  @Override
  int socketThatResets() {
    int fd = Linux.socket(Linux.AF_INET(), Linux.SOCK_STREAM() | Linux.SOCK_CLOEXEC(), 0);
    int size = (int) linger.sizeof();
    Expect.equal(0, Linux.setsockopt(fd, Linux.SOL_SOCKET(), Linux.SO_LINGER(), reset, size));
    return fd;
  }

  @Override
  int connect(int fd, int port) {
    sockaddr_in.sin_family(address, (short) Linux.AF_INET());
    sockaddr_in.sin_port(address, Short.reverseBytes((short) port));
    in_addr.s_addr(sockaddr_in.sin_addr(address), Integer.reverseBytes(Fixtures.LOOPBACK));
    return Linux.connect(fd, address, (int) sockaddr_in.sizeof());
  }

  @Override
  int accept(int listener) {
    return Linux.accept4(listener, MemorySegment.NULL, MemorySegment.NULL, Linux.SOCK_CLOEXEC());
  }

  @Override
  int close(int fd) {
    return Linux.close(fd);
  }
}
