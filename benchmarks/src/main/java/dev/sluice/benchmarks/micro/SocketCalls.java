package dev.sluice.benchmarks.micro;

import static dev.sluice.sys.PollConstants.EPOLLIN;
import static dev.sluice.sys.PollConstants.EPOLLPRI;

import dev.sluice.benchmarks.micro.Fixtures.Listener;
import dev.sluice.benchmarks.micro.Fixtures.Pair;
import dev.sluice.benchmarks.micro.Fixtures.Ready;
import dev.sluice.benchmarks.micro.Fixtures.Ready0;
import dev.sluice.benchmarks.micro.Fixtures.Ready1;
import dev.sluice.benchmarks.micro.Fixtures.Ready1024;
import dev.sluice.benchmarks.micro.Fixtures.Ready64;
import dev.sluice.benchmarks.micro.Fixtures.Tcp;
import dev.sluice.benchmarks.micro.Fixtures.Watch;
import org.openjdk.jmh.annotations.Benchmark;

/**
 * The other operations, for the candidates that have all calls. The methods without a body are the
 * calls themselves, each returning at least 0 on success.
 */
public abstract class SocketCalls extends BufferCalls {
  static final int MAX_PARTS = 64;
  static final int PART = 64;
  static final int MAX_EVENTS = 1024;

  private int mask = EPOLLIN;
  private int noDelay;

  @Override
  abstract long send(int fd, long length);

  @Override
  abstract long recv(int fd, long length);

  /** EPOLL_CTL_MOD. */
  abstract int modify(int epoll, int fd, int events);

  /** epoll_wait for at most {@link #MAX_EVENTS}, without waiting. */
  abstract int poll(int epoll);

  abstract int events(int index);

  abstract long data(int index);

  abstract long write(int fd, long length);

  abstract long read(int fd, long length);

  /** writev of the first parts, {@link #PART} bytes each. */
  abstract long writev(int fd, int parts);

  abstract long readv(int fd, int parts);

  abstract int setNoDelay(int fd, int value);

  /** {@return SO_RCVBUF} */
  abstract int receiveBufferSize(int fd);

  /** A TCP socket that is reset when closed: none is left in TIME_WAIT. */
  abstract int socketThatResets();

  /** To this port of loopback. */
  abstract int connect(int fd, int port);

  abstract int accept(int listener);

  abstract int close(int fd);

  /** Changes what is asked of one descriptor. */
  @Benchmark
  public long epollCtl(Watch watch) {
    mask ^= EPOLLPRI;
    return Expect.equal(0, modify(watch.epoll, watch.near, mask));
  }

  /** No event. */
  @Benchmark
  public long epollWait0(Ready0 ready) {
    return epollWait(ready);
  }

  /** One event. */
  @Benchmark
  public long epollWait1(Ready1 ready) {
    return epollWait(ready);
  }

  /** 64 events. */
  @Benchmark
  public long epollWait64(Ready64 ready) {
    return epollWait(ready);
  }

  /** 1024 events. */
  @Benchmark
  public long epollWait1024(Ready1024 ready) {
    return epollWait(ready);
  }

  private long epollWait(Ready ready) {
    int count = poll(ready.epoll);
    Expect.equal(ready.count, count);
    int common = EPOLLIN;
    long sum = 0;
    for (int i = 0; i < count; i++) {
      common &= events(i);
      sum += data(i);
    }
    Expect.equal(EPOLLIN, common);
    return Expect.equal(ready.dataSum(), sum);
  }

  /** writev of one part, and a plain read that empties the queue. */
  @Benchmark
  public long writev1(Pair pair) {
    return gather(pair, 1);
  }

  /** writev of 8 parts, and a plain read. */
  @Benchmark
  public long writev8(Pair pair) {
    return gather(pair, 8);
  }

  /** writev of 64 parts, and a plain read. */
  @Benchmark
  public long writev64(Pair pair) {
    return gather(pair, MAX_PARTS);
  }

  private long gather(Pair pair, int parts) {
    long length = (long) parts * PART;
    Expect.equal(length, writev(pair.near, parts));
    return Expect.equal(length, read(pair.far, length));
  }

  /** A plain write, and readv into one part. */
  @Benchmark
  public long readv1(Pair pair) {
    return scatter(pair, 1);
  }

  /** A plain write, and readv into 8 parts. */
  @Benchmark
  public long readv8(Pair pair) {
    return scatter(pair, 8);
  }

  /** A plain write, and readv into 64 parts. */
  @Benchmark
  public long readv64(Pair pair) {
    return scatter(pair, MAX_PARTS);
  }

  private long scatter(Pair pair, int parts) {
    long length = (long) parts * PART;
    Expect.equal(length, write(pair.near, length));
    return Expect.equal(length, readv(pair.far, parts));
  }

  /** TCP_NODELAY, on and off in turns. */
  @Benchmark
  public long setOption(Tcp tcp) {
    noDelay ^= 1;
    return Expect.equal(0, setNoDelay(tcp.fd, noDelay));
  }

  /** SO_RCVBUF. */
  @Benchmark
  public int getOption(Tcp tcp) {
    return Expect.success(receiveBufferSize(tcp.fd) - 1);
  }

  /** A connection from socket to close, both ends of it on this thread. */
  @Benchmark
  public long accept(Listener listener) {
    int client = Expect.success(socketThatResets());
    Expect.equal(0, connect(client, listener.port));
    int accepted = Expect.success(accept(listener.fd));
    Expect.equal(0, close(client));
    return Expect.equal(0, close(accepted));
  }
}
