package dev.sluice.io;

import static dev.sluice.sys.NetConstants.AF_INET;
import static dev.sluice.sys.NetConstants.SOCK_CLOEXEC;
import static dev.sluice.sys.NetConstants.SOCK_NONBLOCK;
import static dev.sluice.sys.NetConstants.SOCK_STREAM;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.fd.Fd;
import dev.sluice.net.TcpStream;
import dev.sluice.sys.Net;
import dev.sluice.sys.SockAddrBuf;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * sendfile, splice, tee and vmsplice, between what the floor has: files, pipes, sockets, memory.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class MovingBytesTest {
  private static final long FAR = (5L << 30) + 3;
  private static final int SIZE = 1 << 20;

  @AutoClose private final Arena arena = Arena.ofShared();
  @AutoClose private final Pipe pipe;
  @AutoClose private final MemFd file;
  private final MemorySegment room = arena.allocate(SIZE);
  private TcpStream client;
  private TcpStream server;

  MovingBytesTest() throws ErrnoException {
    pipe = Pipe.open();
    file = MemFd.create("file");
  }

  @BeforeEach
  void connect() {
    int listener = Net.socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    try (Fd owner = Fd.adopt(listener)) {
      SockAddrBuf address = SockAddrBuf.inet4("127.0.0.1", 0);
      assertThat(Net.bind(owner.number(), address)).isZero();
      assertThat(Net.getsockname(listener, address)).isZero();
      assertThat(Net.listen(listener, 1)).isZero();
      Fd connecting = Fd.adopt(Net.socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
      assertThat(Net.connect(connecting.number(), address)).isZero();
      client = new TcpStream(connecting);
      server = new TcpStream(Fd.adopt(Net.accept4(listener, null, SOCK_CLOEXEC | SOCK_NONBLOCK)));
    }
  }

  @AfterEach
  void disconnect() {
    client.close();
    server.close();
  }

  @Test
  void aFileGoesToASocket() throws ErrnoException {
    byte[] bytes = random(FAR);
    long at = FAR;
    long received = 0;
    while (received < SIZE) {
      long sent = file.sendFile(server, at, SIZE);
      at += Math.max(sent, 0);
      long n = client.receive(room, received, SIZE - received);
      received += Math.max(n, 0);
    }

    assertThat(at).isEqualTo(FAR + SIZE);
    assertThat(file.sendFile(server, at, SIZE)).as("the end of the file").isZero();
    assertThat(room.toArray(JAVA_BYTE)).isEqualTo(bytes);
  }

  @Test
  void aFullSocketIsWouldBlock() throws ErrnoException {
    random(0);
    long sent = 0;
    while (sent != Errno.WOULD_BLOCK) {
      sent = file.sendFile(server, 0, SIZE);
      assertThat(sent).isNotZero();
    }
    assertThatExceptionOfType(ErrnoException.class)
        .isThrownBy(() -> file.sendFile(server, -1, 1))
        .matches(e -> e.errno().equals(Errno.EINVAL));
  }

  /** A proxy's way: what is would-block on a pipe that holds bytes is not the end of the input. */
  @Test
  void aSocketGoesToAFileThroughAPipe() throws ErrnoException {
    byte[] bytes = new byte[SIZE];
    new Random(3).nextBytes(bytes);
    MemorySegment.copy(bytes, 0, room, JAVA_BYTE, 0, SIZE);
    long sent = 0;
    long written = 0;
    boolean sawFullPipe = false;
    while (written < SIZE) {
      if (sent < SIZE) {
        sent += Math.max(client.send(room, sent, SIZE - sent, false), 0);
        if (sent == SIZE) {
          client.shutdownOutput();
        }
      }
      long in = pipe.writer().spliceFrom(server, SIZE);
      sawFullPipe |= in == Errno.WOULD_BLOCK && pipe.writer().buffered() > 0;
      if (in == Errno.WOULD_BLOCK || in == 0) {
        long out = pipe.reader().spliceTo(file, FAR + written, 20_000);
        written += Math.max(out, 0);
      }
    }

    assertThat(pipe.writer().spliceFrom(server, SIZE)).as("the end of the stream").isZero();
    assertThat(sawFullPipe).isTrue();
    assertThat(file.size()).isEqualTo(FAR + SIZE);
    room.fill((byte) 0);
    assertThat(file.read(room, 0, SIZE, FAR)).isEqualTo(SIZE);
    assertThat(room.toArray(JAVA_BYTE)).isEqualTo(bytes);
  }

  @Test
  void aFileGoesToASocketThroughAPipe() throws ErrnoException {
    assertThat(file.write(text("0123456789"), 0, 10, FAR)).isEqualTo(10);

    assertThat(pipe.writer().spliceFrom(file, FAR + 2, 5)).isEqualTo(5);
    assertThat(pipe.writer().spliceFrom(file, FAR + 10, 5)).as("the end of the file").isZero();
    assertThat(pipe.reader().spliceTo(server, 3, true)).isEqualTo(3);
    assertThat(pipe.reader().spliceTo(server, 100, false)).isEqualTo(2);
    assertThat(pipe.reader().spliceTo(server, 100, false)).isEqualTo(Errno.WOULD_BLOCK);
    assertThat(received(5)).isEqualTo("23456");
    assertThatIllegalArgumentException().isThrownBy(() -> pipe.writer().spliceFrom(file, -1, 5));
    assertThatIllegalArgumentException().isThrownBy(() -> pipe.reader().spliceTo(file, -1, 5));
  }

  @Test
  void theEndOfAPipeIsZero() throws ErrnoException {
    pipe.writer().close();

    assertThat(pipe.reader().spliceTo(server, 100, false)).isZero();
    try (Pipe other = Pipe.open()) {
      assertThat(pipe.reader().tee(other.writer(), 100)).isZero();
    }
  }

  @Test
  void bothPipesHaveTheBytes() throws ErrnoException {
    try (Pipe other = Pipe.open()) {
      assertThat(pipe.reader().tee(other.writer(), 100)).isEqualTo(Errno.WOULD_BLOCK);
      assertThat(pipe.writer().write(text("hello"), 0, 5)).isEqualTo(5);
      assertThat(pipe.reader().tee(other.writer(), 100)).isEqualTo(5);
      assertThat(pipe.reader().spliceTo(server, 100, false)).isEqualTo(5);
      assertThat(other.reader().buffered()).isEqualTo(5);
      assertThat(other.reader().spliceTo(server, 100, false)).isEqualTo(5);
      assertThat(received(10)).isEqualTo("hellohello");
      assertThatExceptionOfType(ErrnoException.class)
          .isThrownBy(() -> pipe.reader().tee(pipe.writer(), 1))
          .matches(e -> e.errno().equals(Errno.EINVAL));
    }
  }

  /** Closing the memory changes nothing in the pipe, nor in the socket behind it. */
  @Test
  void memoryGoesWithoutACopy() throws ErrnoException {
    MappedMemory memory = MappedMemory.anonymous(10_000);
    memory.segment().fill((byte) 'm');
    assertThat(pipe.writer().vmsplice(memory, 5_000, 3_000)).isEqualTo(3_000);
    memory.segment().set(JAVA_BYTE, 5_001, (byte) 'X');
    memory.close();

    assertThat(pipe.reader().spliceTo(server, 3_000, false)).isEqualTo(3_000);
    assertThat(received(3_000)).isEqualTo("mX" + "m".repeat(2_998));
    pipe.reader().close();
    try (MappedMemory more = MappedMemory.anonymous(8)) {
      assertThatExceptionOfType(ErrnoException.class)
          .isThrownBy(() -> pipe.writer().vmsplice(more, 0, 8))
          .matches(e -> e.errno().equals(Errno.EPIPE));
    }
  }

  @Test
  void aFullPipeTakesNoMemory() throws ErrnoException {
    int capacity = pipe.writer().capacity();
    try (MappedMemory memory = MappedMemory.anonymous(capacity * 2L)) {
      assertThat(pipe.writer().vmsplice(memory, 0, capacity * 2L)).isEqualTo(capacity);
      assertThat(pipe.writer().vmsplice(memory, 0, 1)).isEqualTo(Errno.WOULD_BLOCK);
    }
  }

  private String received(int count) throws ErrnoException {
    long received = 0;
    while (received < count) {
      long n = client.receive(room, received, count - received);
      assertThat(n).isNotZero();
      received += Math.max(n, 0);
    }
    return new String(room.asSlice(0, count).toArray(JAVA_BYTE), StandardCharsets.ISO_8859_1);
  }

  private byte[] random(long position) throws ErrnoException {
    byte[] bytes = new byte[SIZE];
    new Random(1).nextBytes(bytes);
    MemorySegment.copy(bytes, 0, room, JAVA_BYTE, 0, SIZE);
    assertThat(file.write(room, 0, SIZE, position)).isEqualTo(SIZE);
    room.fill((byte) 0);
    return bytes;
  }

  private MemorySegment text(String text) {
    return arena.allocateFrom(JAVA_BYTE, text.getBytes(StandardCharsets.ISO_8859_1));
  }
}
