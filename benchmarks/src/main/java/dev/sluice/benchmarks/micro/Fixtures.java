package dev.sluice.benchmarks.micro;

import static dev.sluice.sys.FileConstants.MFD_CLOEXEC;
import static dev.sluice.sys.FileConstants.O_CLOEXEC;
import static dev.sluice.sys.NetConstants.AF_INET;
import static dev.sluice.sys.NetConstants.AF_UNIX;
import static dev.sluice.sys.NetConstants.SOCK_CLOEXEC;
import static dev.sluice.sys.NetConstants.SOCK_DGRAM;
import static dev.sluice.sys.NetConstants.SOCK_STREAM;
import static dev.sluice.sys.PollConstants.EPOLLIN;
import static dev.sluice.sys.PollConstants.EPOLL_CLOEXEC;
import static dev.sluice.sys.PollConstants.EPOLL_CTL_ADD;

import dev.sluice.sys.Descriptors;
import dev.sluice.sys.EpollEvents;
import dev.sluice.sys.Files;
import dev.sluice.sys.Io;
import dev.sluice.sys.Net;
import dev.sluice.sys.PathBuf;
import dev.sluice.sys.Polls;
import dev.sluice.sys.SockAddrBuf;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The descriptors that the operations need, each kind opened only for those that take it. Made by
 * {@code sys} for every candidate: what opens them is not measured.
 */
public final class Fixtures {
  static final int LOOPBACK = 0x7f000001;
  private static final int BACKLOG = 16;

  private Fixtures() {}

  /** Descriptors that are closed together. */
  public abstract static class Owned {
    private final List<Integer> descriptors = new ArrayList<>();

    final int own(int descriptor) {
      descriptors.add(Expect.success(descriptor));
      return descriptor;
    }

    /** Closes them all. */
    @TearDown(Level.Trial)
    public void close() {
      descriptors.forEach(Descriptors::close);
    }
  }

  /** A UDP socket of which only it itself knows, so that nothing ever arrives. */
  @State(Scope.Thread)
  public static class Silence extends Owned {
    int fd;

    /** Connects it to itself, because NIO's read demands a peer. */
    @Setup(Level.Trial)
    public void open() {
      fd = own(Net.socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
      SockAddrBuf address = SockAddrBuf.inet4("127.0.0.1", 0);
      Expect.success(Net.bind(fd, address));
      Expect.success(Net.getsockname(fd, address));
      Expect.success(Net.connect(fd, address));
    }
  }

  /** Two UNIX stream sockets connected to each other. */
  @State(Scope.Thread)
  public static class Pair extends Owned {
    int near;
    int far;

    /** Makes the pair. */
    @Setup(Level.Trial)
    public void open() {
      int[] both = new int[2];
      Expect.success(Net.socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, both));
      near = own(both[0]);
      far = own(both[1]);
    }
  }

  /** Two pipes, to move bytes from the first into the second. */
  @State(Scope.Thread)
  public static class Pipes extends Owned {
    int in;
    int from;
    int to;
    int out;

    /** Makes them. */
    @Setup(Level.Trial)
    public void open() {
      int[] ends = new int[2];
      Expect.success(Io.pipe2(ends, O_CLOEXEC));
      from = own(ends[0]);
      in = own(ends[1]);
      Expect.success(Io.pipe2(ends, O_CLOEXEC));
      out = own(ends[0]);
      to = own(ends[1]);
    }
  }

  /** A pair of sockets, and a file in memory to send from. */
  @State(Scope.Thread)
  public static class FilePair extends Pair {
    int file;

    /** Makes it. */
    @Setup(Level.Trial)
    @Override
    public void open() {
      super.open();
      file = own(Files.memfd_create(PathBuf.of("calls"), MFD_CLOEXEC));
      Expect.success(Files.ftruncate(file, BufferCalls.CAPACITY));
    }
  }

  /** An epoll that watches one end of a pair, which is never ready for what is asked. */
  @State(Scope.Thread)
  public static class Watch extends Pair {
    int epoll;

    /** Adds it. */
    @Setup(Level.Trial)
    @Override
    public void open() {
      super.open();
      epoll = own(Polls.epoll_create1(EPOLL_CLOEXEC));
      EpollEvents event = EpollEvents.allocate(1);
      event.set(0, EPOLLIN, near);
      Expect.success(Polls.epoll_ctl(epoll, EPOLL_CTL_ADD, near, event));
    }
  }

  /**
   * An epoll with pipes that stay readable. Pipes and not eventfds, which NIO's Selector could not
   * take.
   */
  public abstract static class Ready extends Owned {
    final int count;
    int epoll;

    Ready(int count) {
      this.count = count;
    }

    /** What the data of all events add up to: each pipe's is its index. */
    final long dataSum() {
      return (long) count * (count - 1) / 2;
    }

    /** Writes a byte into each. */
    @Setup(Level.Trial)
    public void open() {
      epoll = own(Polls.epoll_create1(EPOLL_CLOEXEC));
      EpollEvents event = EpollEvents.allocate(1);
      MemorySegment one = Arena.ofAuto().allocate(1);
      int[] ends = new int[2];
      for (int i = 0; i < count; i++) {
        Expect.success(Io.pipe2(ends, O_CLOEXEC));
        own(ends[0]);
        own(ends[1]);
        Expect.equal(1, Io.write(ends[1], one));
        event.set(0, EPOLLIN, i);
        Expect.success(Polls.epoll_ctl(epoll, EPOLL_CTL_ADD, ends[0], event));
      }
    }
  }

  /** None of them. */
  @State(Scope.Thread)
  public static class Ready0 extends Ready {
    /** For JMH. */
    public Ready0() {
      super(0);
    }
  }

  /** One. */
  @State(Scope.Thread)
  public static class Ready1 extends Ready {
    /** For JMH. */
    public Ready1() {
      super(1);
    }
  }

  /** 64. */
  @State(Scope.Thread)
  public static class Ready64 extends Ready {
    /** For JMH. */
    public Ready64() {
      super(64);
    }
  }

  /** 1024. */
  @State(Scope.Thread)
  public static class Ready1024 extends Ready {
    /** For JMH. */
    public Ready1024() {
      super(1024);
    }
  }

  /** A TCP socket, not connected. */
  @State(Scope.Thread)
  public static class Tcp extends Owned {
    int fd;

    /** Opens it. */
    @Setup(Level.Trial)
    public void open() {
      fd = own(Net.socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    }
  }

  /** A TCP socket that listens on loopback. */
  @State(Scope.Thread)
  public static class Listener extends Tcp {
    int port;

    /** Takes a free port. */
    @Setup(Level.Trial)
    @Override
    public void open() {
      super.open();
      SockAddrBuf address = SockAddrBuf.inet4("127.0.0.1", 0);
      Expect.success(Net.bind(fd, address));
      Expect.success(Net.listen(fd, BACKLOG));
      Expect.success(Net.getsockname(fd, address));
      port = address.port();
    }
  }
}
