package dev.sluice.benchmarks.micro;

import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** The channels that stand for what {@link Fixtures} opens. */
public final class NioFixtures {
  private NioFixtures() {}

  private static <T> T opened(@Nullable T channel) {
    return Objects.requireNonNull(channel, "JMH opens states before it uses them");
  }

  private static SocketAddress loopback() {
    return new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
  }

  /** Channels that are closed together, the last one first. */
  public abstract static class Owned {
    private final Deque<Closeable> channels = new ArrayDeque<>();

    final <T extends Closeable> T own(T channel) {
      channels.push(channel);
      return channel;
    }

    /** Closes them all. */
    @TearDown(Level.Trial)
    public void close() throws IOException {
      for (Closeable channel : channels) {
        channel.close();
      }
    }
  }

  /** As {@link Fixtures.Silence}. */
  @State(Scope.Thread)
  public static class Silence extends Owned {
    private @Nullable DatagramChannel channel;

    /** Connects it to itself. */
    @Setup(Level.Trial)
    public void open() throws IOException {
      DatagramChannel udp = own(DatagramChannel.open(StandardProtocolFamily.INET));
      udp.bind(loopback());
      udp.connect(udp.getLocalAddress());
      udp.configureBlocking(false);
      channel = udp;
    }

    DatagramChannel channel() {
      return opened(channel);
    }
  }

  /** As {@link Fixtures.Pair}, by way of a listener. */
  @State(Scope.Thread)
  public static class Pair extends Owned {
    private @Nullable SocketChannel near;
    private @Nullable SocketChannel far;

    /** Connects both, and removes the name that they met under. */
    @Setup(Level.Trial)
    public void open() throws IOException {
      try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
        listener.bind(null);
        UnixDomainSocketAddress name = (UnixDomainSocketAddress) listener.getLocalAddress();
        SocketChannel client = own(SocketChannel.open(name));
        SocketChannel accepted = own(listener.accept());
        Files.delete(name.getPath());
        client.configureBlocking(false);
        accepted.configureBlocking(false);
        near = client;
        far = accepted;
      }
    }

    SocketChannel near() {
      return opened(near);
    }

    SocketChannel far() {
      return opened(far);
    }
  }

  /** As {@link Fixtures.Watch}. */
  @State(Scope.Thread)
  public static class Watch extends Pair {
    private @Nullable SelectionKey key;

    /** Fills the socket, so that it is never writable: NIO has no other second thing to ask for. */
    @Setup(Level.Trial)
    @Override
    public void open() throws IOException {
      super.open();
      ByteBuffer bytes = ByteBuffer.allocateDirect(BufferCalls.CAPACITY);
      while (near().write(bytes) > 0) {
        bytes.clear();
      }
      key = near().register(own(Selector.open()), SelectionKey.OP_READ);
    }

    SelectionKey key() {
      return opened(key);
    }
  }

  /** As {@link Fixtures.Ready}. */
  public abstract static class Ready extends Owned {
    final int count;
    private @Nullable Selector selector;

    Ready(int count) {
      this.count = count;
    }

    /** Writes a byte into each pipe. */
    @Setup(Level.Trial)
    public void open() throws IOException {
      Selector all = own(Selector.open());
      for (int i = 0; i < count; i++) {
        Pipe pipe = Pipe.open();
        own(pipe.source()).configureBlocking(false);
        Expect.equal(1, own(pipe.sink()).write(ByteBuffer.allocate(1)));
        pipe.source().register(all, SelectionKey.OP_READ);
      }
      selector = all;
    }

    Selector selector() {
      return opened(selector);
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

  /** As {@link Fixtures.Tcp}. */
  @State(Scope.Thread)
  public static class Tcp extends Owned {
    private @Nullable SocketChannel channel;

    /** Opens it. */
    @Setup(Level.Trial)
    public void open() throws IOException {
      channel = own(SocketChannel.open(StandardProtocolFamily.INET));
    }

    SocketChannel channel() {
      return opened(channel);
    }
  }

  /** As {@link Fixtures.Listener}. */
  @State(Scope.Thread)
  public static class Listener extends Owned {
    private @Nullable ServerSocketChannel channel;
    private @Nullable SocketAddress address;

    /** Takes a free port. */
    @Setup(Level.Trial)
    public void open() throws IOException {
      ServerSocketChannel listener = own(ServerSocketChannel.open(StandardProtocolFamily.INET));
      listener.bind(loopback());
      address = listener.getLocalAddress();
      channel = listener;
    }

    ServerSocketChannel channel() {
      return opened(channel);
    }

    SocketAddress address() {
      return opened(address);
    }
  }
}
