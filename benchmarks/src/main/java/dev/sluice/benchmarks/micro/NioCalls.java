package dev.sluice.benchmarks.micro;

import dev.sluice.benchmarks.micro.NioFixtures.Listener;
import dev.sluice.benchmarks.micro.NioFixtures.Pair;
import dev.sluice.benchmarks.micro.NioFixtures.Ready;
import dev.sluice.benchmarks.micro.NioFixtures.Ready0;
import dev.sluice.benchmarks.micro.NioFixtures.Ready1;
import dev.sluice.benchmarks.micro.NioFixtures.Ready1024;
import dev.sluice.benchmarks.micro.NioFixtures.Ready64;
import dev.sluice.benchmarks.micro.NioFixtures.Silence;
import dev.sluice.benchmarks.micro.NioFixtures.Tcp;
import dev.sluice.benchmarks.micro.NioFixtures.Watch;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/**
 * The nearest that NIO has to each operation: channels that do not block, direct buffers. Rewinding
 * a buffer before each use belongs to it.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class NioCalls {
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BufferCalls.CAPACITY);
  private final ByteBuffer[] one = parts(1);
  private final ByteBuffer[] eight = parts(8);
  private final ByteBuffer[] all = parts(SocketCalls.MAX_PARTS);
  private final Consumer<SelectionKey> look = this::look;
  private int common;
  private boolean noDelay;

  private static ByteBuffer[] parts(int count) {
    ByteBuffer[] parts = new ByteBuffer[count];
    for (int i = 0; i < count; i++) {
      parts[i] = ByteBuffer.allocateDirect(SocketCalls.PART);
    }
    return parts;
  }

  /** A read that finds nothing. */
  @Benchmark
  public long recvEagain(Silence silence) throws IOException {
    return Expect.equal(0, silence.channel().read(buffer));
  }

  /** One byte in at one end, out at the other. */
  @Benchmark
  public long roundTrip1B(Pair pair) throws IOException {
    return roundTrip(pair, 1);
  }

  /** 16 KiB in at one end, out at the other. */
  @Benchmark
  public long roundTrip16KiB(Pair pair) throws IOException {
    return roundTrip(pair, BufferCalls.CAPACITY);
  }

  private long roundTrip(Pair pair, int length) throws IOException {
    Expect.equal(length, pair.near().write(first(length)));
    return Expect.equal(length, pair.far().read(first(length)));
  }

  private ByteBuffer first(int length) {
    return buffer.clear().limit(length);
  }

  /**
   * Another interest set, and a select without waiting, because only that tells epoll of it: the
   * price of {@link #epollWait0} is within this one.
   */
  @Benchmark
  public long epollCtl(Watch watch) throws IOException {
    SelectionKey key = watch.key();
    key.interestOps(key.interestOps() ^ SelectionKey.OP_WRITE);
    return Expect.equal(0, key.selector().selectNow());
  }

  /** No key. */
  @Benchmark
  public long epollWait0(Ready0 ready) throws IOException {
    return select(ready);
  }

  /** One key. */
  @Benchmark
  public long epollWait1(Ready1 ready) throws IOException {
    return select(ready);
  }

  /** 64 keys. */
  @Benchmark
  public long epollWait64(Ready64 ready) throws IOException {
    return select(ready);
  }

  /** 1024 keys, the most that one select of this JDK asks epoll for. */
  @Benchmark
  public long epollWait1024(Ready1024 ready) throws IOException {
    return select(ready);
  }

  private long select(Ready ready) throws IOException {
    common = SelectionKey.OP_READ;
    int count = ready.selector().selectNow(look);
    Expect.equal(SelectionKey.OP_READ, common);
    return Expect.equal(ready.count, count);
  }

  private void look(SelectionKey key) {
    common &= key.readyOps();
  }

  /** A gathering write of one part, and a plain read. */
  @Benchmark
  public long writev1(Pair pair) throws IOException {
    return gather(pair, one);
  }

  /** A gathering write of 8 parts, and a plain read. */
  @Benchmark
  public long writev8(Pair pair) throws IOException {
    return gather(pair, eight);
  }

  /** A gathering write of 64 parts, and a plain read. */
  @Benchmark
  public long writev64(Pair pair) throws IOException {
    return gather(pair, all);
  }

  private long gather(Pair pair, ByteBuffer[] parts) throws IOException {
    int length = parts.length * SocketCalls.PART;
    Expect.equal(length, pair.near().write(rewound(parts)));
    return Expect.equal(length, pair.far().read(first(length)));
  }

  /** A plain write, and a scattering read into one part. */
  @Benchmark
  public long readv1(Pair pair) throws IOException {
    return scatter(pair, one);
  }

  /** A plain write, and a scattering read into 8 parts. */
  @Benchmark
  public long readv8(Pair pair) throws IOException {
    return scatter(pair, eight);
  }

  /** A plain write, and a scattering read into 64 parts. */
  @Benchmark
  public long readv64(Pair pair) throws IOException {
    return scatter(pair, all);
  }

  private long scatter(Pair pair, ByteBuffer[] parts) throws IOException {
    int length = parts.length * SocketCalls.PART;
    Expect.equal(length, pair.near().write(first(length)));
    return Expect.equal(length, pair.far().read(rewound(parts)));
  }

  private static ByteBuffer[] rewound(ByteBuffer[] parts) {
    for (ByteBuffer part : parts) {
      part.clear();
    }
    return parts;
  }

  /** TCP_NODELAY, on and off in turns; a wrong one throws. */
  @Benchmark
  public Object setOption(Tcp tcp) throws IOException {
    noDelay = !noDelay;
    return tcp.channel().setOption(StandardSocketOptions.TCP_NODELAY, noDelay);
  }

  /** SO_RCVBUF. */
  @Benchmark
  public int getOption(Tcp tcp) throws IOException {
    return Expect.success(tcp.channel().getOption(StandardSocketOptions.SO_RCVBUF) - 1);
  }

  /** A connection from socket to close; these channels block, as those of the other candidates. */
  @Benchmark
  public boolean accept(Listener listener) throws IOException {
    SocketChannel client = SocketChannel.open(StandardProtocolFamily.INET);
    client.setOption(StandardSocketOptions.SO_LINGER, 0);
    Expect.equal(1, client.connect(listener.address()) ? 1 : 0);
    SocketChannel accepted = listener.channel().accept();
    client.close();
    accepted.close();
    return accepted.isOpen();
  }
}
