package dev.sluice.benchmarks.micro;

import static dev.sluice.sys.NetConstants.IPPROTO_TCP;
import static dev.sluice.sys.NetConstants.SOCK_CLOEXEC;
import static dev.sluice.sys.NetConstants.SOL_SOCKET;
import static dev.sluice.sys.PollConstants.EPOLL_CTL_MOD;
import static dev.sluice.sys.SocketOptionConstants.SO_RCVBUF;
import static dev.sluice.sys.TcpOptionConstants.TCP_NODELAY;
import static dev.sluice.sys.ZeroCopyConstants.SPLICE_F_NONBLOCK;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.sluice.errno.Errno;
import dev.sluice.net.SockAddr;
import dev.sluice.sys.EpollEvents;
import dev.sluice.sys.Ids;
import dev.sluice.sys.Io;
import dev.sluice.sys.Messages;
import dev.sluice.sys.Net;
import dev.sluice.sys.Polls;
import dev.sluice.sys.SocketOptions;
import dev.sluice.sys.ZeroCopy;
import java.lang.foreign.MemorySegment;
import org.openjdk.jmh.annotations.Benchmark;

/** Calls by {@code sys}, on the backend that {@code -Dsluice.backend} names. */
public class SysCalls extends SluiceCalls {
  private static final SockAddr[] ADDRESSES = {
    SockAddr.inet4("127.0.0.1", 80), SockAddr.inet4("192.0.2.7", 8080)
  };
  private static final int INET4_LENGTH = 16;

  private final EpollEvents event = EpollEvents.allocate(1);
  private final EpollEvents events = EpollEvents.allocate(MAX_EVENTS);
  private final MemorySegment option = arena.allocate(JAVA_INT);
  private final MemorySegment position = arena.allocate(JAVA_LONG);
  private int turn;
  private long failure = Errno.WOULD_BLOCK;

  /** An address into the kernel's form. */
  @Benchmark
  public long encodeAddress() {
    turn ^= 1;
    ADDRESSES[turn].writeTo(address);
    return Expect.equal(INET4_LENGTH, address.length());
  }

  /** A result into an errno. */
  @Benchmark
  public Errno decodeErrno() {
    Errno errno = Errno.ofResult(failure);
    Expect.equal(-failure, errno.number());
    return errno;
  }

  /** The cheapest system call. */
  @Benchmark
  public long getppid() {
    return Expect.equal(PARENT, Ids.getppid());
  }

  @Override
  long splice(int in, int out, long length) {
    return ZeroCopy.splice(in, null, out, null, length, SPLICE_F_NONBLOCK);
  }

  @Override
  long sendFile(int out, int file, long length) {
    position.set(JAVA_LONG, 0, 0);
    return ZeroCopy.sendfile(out, file, position, length);
  }

  @Override
  long send(int fd, long length) {
    return Messages.send(fd, buffer, 0, length, SEND_FLAGS);
  }

  @Override
  long recv(int fd, long length) {
    return Messages.recv(fd, buffer, 0, length, RECV_FLAGS);
  }

  @Override
  int modify(int epoll, int fd, int mask) {
    event.set(0, mask, fd);
    return Polls.epoll_ctl(epoll, EPOLL_CTL_MOD, fd, event);
  }

  @Override
  int poll(int epoll) {
    return Polls.epoll_wait(epoll, events, MAX_EVENTS, 0);
  }

  @Override
  int events(int index) {
    return events.events(index);
  }

  @Override
  long data(int index) {
    return events.data(index);
  }

  @Override
  long write(int fd, long length) {
    return Io.write(fd, buffer, 0, length);
  }

  @Override
  long read(int fd, long length) {
    return Io.read(fd, buffer, 0, length);
  }

  @Override
  long writev(int fd, int parts) {
    return Io.writev(fd, vector(parts));
  }

  @Override
  long readv(int fd, int parts) {
    return Io.readv(fd, vector(parts));
  }

  @Override
  int setNoDelay(int fd, int value) {
    return SocketOptions.setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, value);
  }

  @Override
  int receiveBufferSize(int fd) {
    Expect.equal(4, SocketOptions.getsockopt(fd, SOL_SOCKET, SO_RCVBUF, option));
    return option.get(JAVA_INT, 0);
  }

  @Override
  int accept(int listener) {
    return Net.accept4(listener, null, SOCK_CLOEXEC);
  }
}
