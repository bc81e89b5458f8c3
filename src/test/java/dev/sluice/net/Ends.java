package dev.sluice.net;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** Sockets of a test, closed at its end, and what is done to them again and again. */
final class Ends implements AutoCloseable {
  static final Duration LIMIT = Duration.ofSeconds(30);

  /** Both ends of a TCP connection. */
  record Tcp(TcpStream client, TcpStream server) {}

  private final Deque<Endpoint<?>> opened = new ArrayDeque<>();

  <T extends Endpoint<?>> T add(T each) {
    opened.push(each);
    return each;
  }

  <S extends Endpoint<UnixAddr>> SocketPair<S> add(SocketPair<S> pair) {
    add(pair.first());
    add(pair.second());
    return pair;
  }

  TcpListener tcpListener(int backlog) throws ErrnoException {
    return add(TcpListener.bind(SockAddr.inet4("127.0.0.1", 0), backlog));
  }

  Tcp tcp() throws Exception {
    try (TcpListener listener = TcpListener.bind(SockAddr.inet4("127.0.0.1", 0), 1)) {
      TcpStream client = add(TcpStream.connect(listener.localAddress(), LIMIT));
      return new Tcp(client, add(accepted(listener)));
    }
  }

  /** The next connection, waited for. */
  static <A extends SockAddr, S extends Endpoint<A>> S accepted(Listener<A, S> listener)
      throws ErrnoException {
    assertThat(listener.awaitReadable(LIMIT)).isTrue();
    return requireNonNull(listener.accept());
  }

  /** An abstract name that no other test has. */
  static UnixAddr freshName(String purpose) {
    return SockAddr.unixAbstract(
        "sluice-" + purpose + "-" + ProcessHandle.current().pid() + "-" + System.nanoTime());
  }

  static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(UTF_8));
  }

  static MemorySegment segment(Arena arena, String text) {
    byte[] bytes = text.getBytes(UTF_8);
    return arena.allocate(bytes.length).copyFrom(MemorySegment.ofArray(bytes));
  }

  static String text(MemorySegment segment, long length) {
    return new String(segment.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE), UTF_8);
  }

  /** What was read into a buffer. */
  static String text(ByteBuffer buffer) {
    return UTF_8.decode(buffer.duplicate().flip()).toString();
  }

  /** Receives until so many bytes are there, or the end. */
  static String receive(StreamSocket<?> socket, int length) throws ErrnoException {
    ByteBuffer room = ByteBuffer.allocate(length);
    while (room.hasRemaining()) {
      long result = socket.receive(room);
      if (result == 0) {
        break;
      }
      if (result == Errno.WOULD_BLOCK) {
        assertThat(socket.awaitReadable(LIMIT)).isTrue();
      }
    }
    return text(room);
  }

  /** Receives the next message. */
  static String receive(MessageSocket<?> socket) throws ErrnoException {
    ByteBuffer room = ByteBuffer.allocate(2_000);
    while (socket.receive(room) == Errno.WOULD_BLOCK) {
      assertThat(socket.awaitReadable(LIMIT)).isTrue();
    }
    return text(room);
  }

  @Override
  public void close() {
    opened.forEach(Endpoint::close);
  }
}
