package dev.sluice.net;

import static dev.sluice.sys.FileConstants.O_CLOEXEC;
import static dev.sluice.sys.NetConstants.AF_UNIX;
import static dev.sluice.sys.NetConstants.SOCK_CLOEXEC;
import static dev.sluice.sys.NetConstants.SOCK_DGRAM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.errno.Errno;
import dev.sluice.fd.Fd;
import dev.sluice.support.Tools;
import dev.sluice.sys.Io;
import dev.sluice.sys.Net;
import dev.sluice.sys.SockAddrBuf;
import dev.sluice.sys.SocketOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Sockets of a test, closed at its end. */
final class TestSockets implements AutoCloseable {
  /** Two ends: of a connection, of a pipe. */
  record Pair(int first, int second) {}

  private final List<Fd> owned = new ArrayList<>();

  int add(int fd) {
    owned.add(Fd.adopt(fd));
    return fd;
  }

  /** A UDP socket on a free port of this address. */
  int udp(String literal) {
    SockAddr address = SockAddr.of(literal, 0);
    int fd = Net.socket(address.family(), SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd == -Errno.EAFNOSUPPORT.number()) {
      Tools.missing("IPv6");
    }
    SockAddrBuf buf = SockAddrBuf.allocate();
    address.writeTo(buf);
    assertThat(Net.bind(add(fd), buf)).isZero();
    return fd;
  }

  /** Two UNIX sockets, connected to each other. */
  Pair unix(int type) {
    int[] ends = new int[2];
    assertThat(Net.socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, ends)).isZero();
    return new Pair(add(ends[0]), add(ends[1]));
  }

  /** A pipe: first the end to read from. */
  Pair pipe() {
    int[] ends = new int[2];
    assertThat(Io.pipe2(ends, O_CLOEXEC)).isZero();
    return new Pair(add(ends[0]), add(ends[1]));
  }

  /** The descriptors that are all that came beside a message. */
  static List<Fd> descriptors(Message message) {
    assertThat(message.controlMessages()).hasSize(1);
    return ((ControlMessage.Rights) message.controlMessages().get(0)).descriptors();
  }

  static SockAddr.Inet nameOf(int fd) {
    SockAddrBuf buf = SockAddrBuf.allocate();
    assertThat(Net.getsockname(fd, buf)).isZero();
    return (SockAddr.Inet) SockAddr.from(buf);
  }

  static void option(int fd, int level, int name) {
    assertThat(SocketOptions.setsockopt(fd, level, name, 1)).isZero();
  }

  /** How many descriptors this process has. */
  static long openDescriptors() throws IOException {
    try (Stream<Path> all = Files.list(Path.of("/proc/self/fd"))) {
      return all.count();
    }
  }

  @Override
  public void close() {
    owned.forEach(Fd::close);
  }
}
