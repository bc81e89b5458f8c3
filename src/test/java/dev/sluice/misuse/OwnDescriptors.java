package dev.sluice.misuse;

import static dev.sluice.sys.FileConstants.AT_FDCWD;
import static dev.sluice.sys.FileConstants.F_DUPFD_CLOEXEC;
import static dev.sluice.sys.FileConstants.F_GETFL;
import static dev.sluice.sys.FileConstants.F_SETFL;
import static dev.sluice.sys.FileConstants.O_CLOEXEC;
import static dev.sluice.sys.FileConstants.O_CREAT;
import static dev.sluice.sys.FileConstants.O_DIRECTORY;
import static dev.sluice.sys.FileConstants.O_NONBLOCK;
import static dev.sluice.sys.FileConstants.O_RDWR;
import static dev.sluice.sys.NetConstants.AF_INET;
import static dev.sluice.sys.NetConstants.AF_INET6;
import static dev.sluice.sys.NetConstants.AF_UNIX;
import static dev.sluice.sys.NetConstants.SOCK_CLOEXEC;
import static dev.sluice.sys.NetConstants.SOCK_DGRAM;
import static dev.sluice.sys.NetConstants.SOCK_NONBLOCK;
import static dev.sluice.sys.NetConstants.SOCK_SEQPACKET;
import static dev.sluice.sys.NetConstants.SOCK_STREAM;

import dev.sluice.sys.Descriptors;
import dev.sluice.sys.EventDescriptors;
import dev.sluice.sys.Files;
import dev.sluice.sys.Io;
import dev.sluice.sys.Net;
import dev.sluice.sys.OpenHow;
import dev.sluice.sys.PathBuf;
import dev.sluice.sys.PollConstants;
import dev.sluice.sys.Polls;
import dev.sluice.sys.SockAddrBuf;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * The descriptors that calls are made on: of every kind, none of them blocking, and some numbers
 * that are none.
 */
final class OwnDescriptors {
  private static final int FLAGS = SOCK_NONBLOCK | SOCK_CLOEXEC;

  /** Beyond every limit of descriptors. */
  private static final int NONE = 1 << 30;

  private final List<Integer> open = new ArrayList<>();
  private final Map<Integer, String> targets;

  OwnDescriptors() throws IOException {
    unixPair(SOCK_STREAM);
    unixPair(SOCK_DGRAM);
    unixPair(SOCK_SEQPACKET);
    for (int family : new int[] {AF_INET, AF_INET6}) {
      add(Net.socket(family, SOCK_STREAM | FLAGS, 0));
      add(Net.socket(family, SOCK_DGRAM | FLAGS, 0));
    }
    tcpPair();
    int[] ends = new int[2];
    check(Io.pipe2(ends, O_CLOEXEC | O_NONBLOCK));
    add(ends[0]);
    add(ends[1]);
    add(EventDescriptors.eventfd(1, PollConstants.EFD_CLOEXEC | PollConstants.EFD_NONBLOCK));
    int timer = PollConstants.TFD_CLOEXEC | PollConstants.TFD_NONBLOCK;
    add(EventDescriptors.timerfd_create(PollConstants.CLOCK_MONOTONIC, timer));
    add(Polls.epoll_create1(PollConstants.EPOLL_CLOEXEC));
    file("file", O_RDWR | O_CREAT);
    file(".", O_DIRECTORY);
    file("/dev/null", O_RDWR);
    targets = targets();
  }

  private void unixPair(int type) {
    // Datagrams to oneself need a name; a stream and a seqpacket socket need a listener.
    SockAddrBuf name = SockAddrBuf.allocate();
    int first = add(Net.socket(AF_UNIX, type | FLAGS, 0));
    int second = add(Net.socket(AF_UNIX, type | FLAGS, 0));
    // An address of no bytes but the family: the kernel finds an abstract name.
    check(Net.getsockname(first, name));
    check(Net.bind(first, name));
    check(Net.getsockname(first, name));
    if (type != SOCK_DGRAM) {
      check(Net.listen(first, 8));
    }
    check(Net.connect(second, name));
  }

  private void tcpPair() {
    int listener = add(Net.socket(AF_INET, SOCK_STREAM | FLAGS, 0));
    SockAddrBuf name = SockAddrBuf.inet4("127.0.0.1", 0);
    check(Net.bind(listener, name));
    check(Net.listen(listener, 8));
    check(Net.getsockname(listener, name));
    // Made without O_NONBLOCK, so that it is connected when the call returns.
    int client = add(Net.socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    check(Net.connect(client, name));
    int flags = Descriptors.fcntl(client, F_GETFL, 0);
    check(Descriptors.fcntl(client, F_SETFL, flags | O_NONBLOCK));
    add(Net.accept4(listener, null, FLAGS));
  }

  private void file(String path, int flags) {
    add(
        Files.openat2(
            AT_FDCWD,
            PathBuf.of(path),
            new OpenHow(flags | O_CLOEXEC | O_NONBLOCK, (flags & O_CREAT) != 0 ? 0600 : 0, 0)));
  }

  private int add(int descriptor) {
    open.add(check(descriptor));
    return descriptor;
  }

  private static int check(int result) {
    if (result < 0) {
      throw new IllegalStateException("errno " + -result);
    }
    return result;
  }

  /** One of them, or a number that is none. */
  int any(RandomGenerator random) {
    int index = random.nextInt(open.size() + 2);
    return index < open.size() ? open.get(index) : index == open.size() ? -1 : NONE;
  }

  /** A duplicate of one of them, for somebody to own. */
  int duplicate(RandomGenerator random) {
    int index = random.nextInt(open.size());
    return check(Descriptors.fcntl(open.get(index), F_DUPFD_CLOEXEC, 0));
  }

  /** Nobody may have closed or replaced what was only lent. */
  List<String> lost() throws IOException {
    Map<Integer, String> now = targets();
    return open.stream()
        .filter(number -> !String.valueOf(targets.get(number)).equals(now.get(number)))
        .map(number -> number + " was " + targets.get(number) + " and is " + now.get(number))
        .toList();
  }

  /** What each open descriptor of this process stands for. */
  static Map<Integer, String> targets() throws IOException {
    Map<Integer, String> targets = new TreeMap<>();
    try (Stream<Path> links = java.nio.file.Files.list(Path.of("/proc/self/fd"))) {
      for (Path link : links.toList()) {
        try {
          String target = java.nio.file.Files.readSymbolicLink(link).toString();
          targets.put(Integer.parseInt(link.getFileName().toString()), target);
        } catch (NoSuchFileException e) {
          // The one that listed them.
        }
      }
    }
    targets.values().removeIf(target -> target.startsWith("/proc/"));
    return targets;
  }
}
