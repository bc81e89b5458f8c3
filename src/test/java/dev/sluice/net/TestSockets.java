package dev.sluice.net;

import static dev.sluice.sys.NetConstants.SOCK_CLOEXEC;
import static dev.sluice.sys.NetConstants.SOCK_DGRAM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.errno.Errno;
import dev.sluice.fd.Fd;
import dev.sluice.support.Tools;
import dev.sluice.sys.Net;
import dev.sluice.sys.SockAddrBuf;
import dev.sluice.sys.SocketOptions;
import dev.sluice.sys.UnixPair;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Sockets of a test, closed at its end. */
final class TestSockets implements AutoCloseable {
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

  UnixPair unix(int type) {
    UnixPair pair = UnixPair.of(type);
    add(pair.first());
    add(pair.second());
    return pair;
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
