package dev.sluice.net;

import static dev.sluice.sys.NetConstants.AF_INET;
import static dev.sluice.sys.NetConstants.AF_INET6;
import static dev.sluice.sys.NetConstants.AF_UNIX;
import static dev.sluice.sys.NetConstants.SOCK_CLOEXEC;
import static dev.sluice.sys.NetConstants.SOCK_DGRAM;
import static dev.sluice.sys.NetConstants.SOCK_RAW;
import static dev.sluice.sys.NetConstants.SOCK_STREAM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.errno.Errno;
import dev.sluice.support.Tools;
import dev.sluice.sys.Descriptors;
import dev.sluice.sys.Net;
import dev.sluice.sys.SockAddrBuf;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;

/** Sockets to set options of, made by the floor below; closed at the end of a test. */
final class OptionSockets implements AutoCloseable {
  /** What an option is for. */
  enum Kind {
    TCP(AF_INET, SOCK_STREAM, 0),
    TCP6(AF_INET6, SOCK_STREAM, 0),
    UDP(AF_INET, SOCK_DGRAM, 0),
    UDP6(AF_INET6, SOCK_DGRAM, 0),
    // A number that is set aside for experiments.
    RAW(AF_INET, SOCK_RAW, 253),
    RAW6(AF_INET6, SOCK_RAW, 253),
    UNIX(AF_UNIX, SOCK_STREAM, 0);

    private final int domain;
    private final int type;
    private final int protocol;

    Kind(int domain, int type, int protocol) {
      this.domain = domain;
      this.type = type;
      this.protocol = protocol;
    }
  }

  /** As in linux/capability.h. */
  enum Capability {
    NONE(-1),
    NET_ADMIN(12),
    NET_RAW(13);

    private final int bit;

    Capability(int bit) {
      this.bit = bit;
    }

    /** Does this process have it. */
    boolean here() {
      return this == NONE || (effective() >>> bit & 1) != 0;
    }

    private static long effective() {
      try {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
            .filter(line -> line.startsWith("CapEff:"))
            .map(line -> Long.parseUnsignedLong(line.substring(7).strip(), 16))
            .findFirst()
            .orElseThrow();
      } catch (IOException e) {
        throw new AssertionError(e);
      }
    }
  }

  private final BitSet fds = new BitSet();

  int open(Kind kind) {
    int fd = Net.socket(kind.domain, kind.type | SOCK_CLOEXEC, kind.protocol);
    if (kind.domain == AF_INET6 && fd == -Errno.EAFNOSUPPORT.number()) {
      Tools.missing("IPv6");
    }
    return add(fd);
  }

  /** Raw sockets are for the privileged: the others get EPERM. */
  boolean areRefused(Kind kind) {
    if (kind.type != SOCK_RAW || Capability.NET_RAW.here()) {
      return false;
    }
    assertThat(Net.socket(kind.domain, kind.type | SOCK_CLOEXEC, kind.protocol))
        .isEqualTo(-Errno.EPERM.number());
    return true;
  }

  int add(int fd) {
    assertThat(fd).isNotNegative();
    fds.set(fd);
    return fd;
  }

  void close(int fd) {
    fds.clear(fd);
    assertThat(Descriptors.close(fd)).isZero();
  }

  /** Binds to a free port of the loopback interface, and says which. */
  static SockAddrBuf bind(int fd, String literal, int port) {
    SockAddrBuf address =
        literal.indexOf(':') < 0
            ? SockAddrBuf.inet4(literal, port)
            : SockAddrBuf.inet6(literal, port);
    assertThat(Net.bind(fd, address)).isZero();
    assertThat(Net.getsockname(fd, address)).isZero();
    return address;
  }

  /** Listens there. */
  SockAddrBuf listen(int fd) {
    SockAddrBuf address = bind(fd, "127.0.0.1", 0);
    assertThat(Net.listen(fd, 16)).isZero();
    return address;
  }

  /** Connects a new socket. */
  int connect(SockAddrBuf address) {
    int fd = open(Kind.TCP);
    assertThat(Net.connect(fd, address)).isZero();
    return fd;
  }

  /** Accepts. */
  int accept(int listener) {
    return add(Net.accept4(listener, null, SOCK_CLOEXEC));
  }

  @Override
  public void close() {
    fds.stream().forEach(Descriptors::close);
    fds.clear();
  }
}
