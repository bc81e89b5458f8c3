package dev.sluice.sys;

import static dev.sluice.sys.FileConstants.AT_FDCWD;
import static dev.sluice.sys.FileConstants.F_DUPFD_CLOEXEC;
import static dev.sluice.sys.FileConstants.O_CLOEXEC;
import static dev.sluice.sys.NetConstants.AF_INET;
import static dev.sluice.sys.NetConstants.AF_INET6;
import static dev.sluice.sys.NetConstants.AF_UNIX;
import static dev.sluice.sys.NetConstants.SOCK_CLOEXEC;
import static dev.sluice.sys.NetConstants.SOCK_DGRAM;
import static dev.sluice.sys.NetConstants.SOCK_STREAM;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.errno.Errno;
import dev.sluice.support.Tools;
import java.nio.file.Path;
import java.util.BitSet;

/** Descriptors that a test opened: they are closed at its end, and nothing else is. */
final class Owned implements AutoCloseable {
  /** Two ends: of a connection, of a pipe. */
  record Pair(int first, int second) {}

  /** A number that no process here reaches by opening files one after the other. */
  private static final int FAR = 4_000;

  private final BitSet fds = new BitSet();

  /** Takes over what a call returned, which must not be a failure. */
  int add(int result) {
    assertThat(result).as("the result of a call that opens").isNotNegative();
    fds.set(result);
    return result;
  }

  /** Closes one before the end. */
  void close(int fd) {
    assertThat(fds.get(fd)).as("descriptor %s is owned", fd).isTrue();
    fds.clear(fd);
    assertThat(Descriptors.close(fd)).isZero();
  }

  /** A number that was a descriptor until just now, and that nobody opens meanwhile. */
  int closedOne() {
    int far = add(Descriptors.fcntl(pipe(0).first(), F_DUPFD_CLOEXEC, FAR));
    close(far);
    return far;
  }

  /** A pipe: first the end to read from. */
  Pair pipe(int flags) {
    int[] ends = new int[2];
    assertThat(Io.pipe2(ends, flags | O_CLOEXEC)).isZero();
    return new Pair(add(ends[0]), add(ends[1]));
  }

  int socket(int domain, int type) {
    int fd = Net.socket(domain, type | SOCK_CLOEXEC, 0);
    if (domain == AF_INET6 && fd == -Errno.EAFNOSUPPORT.number()) {
      Tools.missing("IPv6");
    }
    return add(fd);
  }

  /** A listener on a free port of the loopback interface; its address goes into the argument. */
  int listener(SockAddrBuf address, int flags) {
    int fd = socket(AF_INET, SOCK_STREAM | flags);
    bindToLoopback(fd, address);
    assertThat(Net.listen(fd, 16)).isZero();
    return fd;
  }

  /** A TCP connection: first the end that connected, then the end that was accepted. */
  Pair tcp() {
    SockAddrBuf address = SockAddrBuf.allocate();
    int listener = listener(address, 0);
    int client = socket(AF_INET, SOCK_STREAM);
    assertThat(Net.connect(client, address)).isZero();
    int server = add(Net.accept4(listener, null, SOCK_CLOEXEC));
    close(listener);
    return new Pair(client, server);
  }

  /** Two UDP sockets, connected to each other. */
  Pair udp() {
    SockAddrBuf one = SockAddrBuf.allocate();
    SockAddrBuf other = SockAddrBuf.allocate();
    int first = socket(AF_INET, SOCK_DGRAM);
    int second = socket(AF_INET, SOCK_DGRAM);
    bindToLoopback(first, one);
    bindToLoopback(second, other);
    assertThat(Net.connect(first, other)).isZero();
    assertThat(Net.connect(second, one)).isZero();
    return new Pair(first, second);
  }

  /** Two UNIX sockets, connected to each other. */
  Pair unix(int type) {
    int[] ends = new int[2];
    assertThat(Net.socketpair(AF_UNIX, type | SOCK_CLOEXEC, 0, ends)).isZero();
    return new Pair(add(ends[0]), add(ends[1]));
  }

  /** Binds to a free port, and says which. */
  static void bindToLoopback(int fd, SockAddrBuf address) {
    assertThat(Net.bind(fd, SockAddrBuf.inet4("127.0.0.1", 0))).isZero();
    assertThat(Net.getsockname(fd, address)).isZero();
  }

  int file(Path path, int flags) {
    return add(
        Files.openat2(AT_FDCWD, PathBuf.of(path.toString()), new OpenHow(flags | O_CLOEXEC, 0, 0)));
  }

  @Override
  public void close() {
    fds.stream().forEach(Descriptors::close);
    fds.clear();
  }
}
