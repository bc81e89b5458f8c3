package dev.sluice.net;

import static dev.sluice.net.Ends.LIMIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.sys.IoVec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What moves over a TCP connection. */
@Bounded
class TcpStreamTest {
  @AutoClose private final Ends ends = new Ends();
  @AutoClose private final Arena arena = Arena.ofShared();
  private TcpStream client;
  private TcpStream server;

  @BeforeEach
  void connect() throws Exception {
    Ends.Tcp tcp = ends.tcp();
    client = tcp.client();
    server = tcp.server();
  }

  @Test
  void wouldBlockIsAValueAndTheEndIsZero() throws Exception {
    MemorySegment room = arena.allocate(8);
    assertThat(server.receive(room, 0, 8)).isEqualTo(Errno.WOULD_BLOCK);
    assertThat(server.receive(ByteBuffer.allocate(8))).isEqualTo(Errno.WOULD_BLOCK);

    client.shutdownOutput();
    assertThat(server.awaitReadable(LIMIT)).isTrue();

    assertThat(server.receive(room, 0, 8)).isZero();
    assertThat(server.receive(ByteBuffer.allocate(8))).isZero();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void buffersMoveTheirPositions(boolean direct) throws Exception {
    ByteBuffer source = direct ? ByteBuffer.allocateDirect(16) : ByteBuffer.allocate(16);
    source.put("..a message".getBytes(java.nio.charset.StandardCharsets.UTF_8)).flip().position(2);
    ByteBuffer target = direct ? ByteBuffer.allocateDirect(16) : ByteBuffer.allocate(16);
    target.position(3).limit(8);

    assertThat(client.send(source, false)).isEqualTo(9);
    assertThat(source.hasRemaining()).isFalse();
    assertThat(server.awaitReadable(LIMIT)).isTrue();
    assertThat(server.available()).isEqualTo(9);
    assertThat(server.receive(target)).as("as far as the limit").isEqualTo(5);

    assertThat(target.position()).isEqualTo(8);
    assertThat(target.get(3)).isEqualTo((byte) 'a');
    assertThat(target.get(0)).isZero();
    assertThat(Ends.receive(server, 4)).isEqualTo("sage");
  }

  @Test
  void readOnlyBuffersAreForSendingOnly() throws Exception {
    assertThat(client.send(Ends.bytes("fine").asReadOnlyBuffer(), false)).isEqualTo(4);
    assertThat(server.awaitReadable(LIMIT)).isTrue();
    ByteBuffer readOnly = ByteBuffer.allocate(8).asReadOnlyBuffer();

    assertThatIllegalArgumentException().isThrownBy(() -> server.receive(readOnly));
    assertThat(Ends.receive(server, 4)).isEqualTo("fine");
  }

  @Test
  void severalPlacesAreOneCall() throws Exception {
    IoVec out = IoVec.allocate(arena, 3);
    out.add(Ends.segment(arena, "one ")).add(Ends.segment(arena, "two "));
    out.add(Ends.segment(arena, "three"));
    MemorySegment first = arena.allocate(6);
    MemorySegment second = arena.allocate(20);

    assertThat(client.send(out)).isEqualTo(13);
    assertThat(server.awaitReadable(LIMIT)).isTrue();
    assertThat(server.receive(IoVec.allocate(arena, 2).add(first).add(second))).isEqualTo(13);

    assertThat(Ends.text(first, 6) + "|" + Ends.text(second, 7)).isEqualTo("one tw|o three");
    assertThat(server.receive(IoVec.allocate(arena, 1).add(first))).isEqualTo(Errno.WOULD_BLOCK);
  }

  @Test
  void aFullQueueWouldBlockUntilThePeerReads() throws Exception {
    MemorySegment much = arena.allocate(1 << 20);
    long sent = 0;
    long result;
    while ((result = client.send(much, 0, much.byteSize(), false)) != Errno.WOULD_BLOCK) {
      sent += result;
    }
    assertThat(client.unsent()).isPositive();
    IoVec vector = IoVec.allocate(arena, 1).add(much);
    assertThat(client.send(vector)).isEqualTo(Errno.WOULD_BLOCK);

    while (sent > 0) {
      assertThat(server.awaitReadable(LIMIT)).isTrue();
      sent -= Math.max(0, server.receive(much, 0, much.byteSize()));
    }
    assertThat(client.awaitWritable(LIMIT)).isTrue();
    assertThat(client.send(much, 0, 1, false)).isEqualTo(1);
  }

  @Test
  void eachDirectionIsShutByItself() throws Exception {
    client.shutdownOutput();
    assertThat(server.send(Ends.bytes("late"), false)).isEqualTo(4);
    assertThat(Ends.receive(client, 4)).isEqualTo("late");
    assertThatThrownBy(() -> client.send(Ends.bytes("x"), false))
        .asInstanceOf(InstanceOfAssertFactories.type(ErrnoException.class))
        .extracting(ErrnoException::errno)
        .isEqualTo(Errno.EPIPE);

    client.shutdownInput();
    assertThat(client.receive(ByteBuffer.allocate(1))).isZero();
  }

  @Test
  void bothDirectionsAtOnce() throws Exception {
    server.shutdownBoth();

    assertThat(Ends.receive(client, 1)).isEmpty();
    assertThat(server.receive(ByteBuffer.allocate(1))).isZero();
  }

  @Test
  void anErrorIsTakenOnce() throws Exception {
    server.abort();
    assertThat(server.isOpen()).isFalse();
    assertThat(client.awaitReadable(LIMIT)).isTrue();

    assertThat(client.takeError()).isEqualTo(Errno.ECONNRESET);
    assertThat(client.takeError()).isNull();
  }

  @Test
  void theUrgentByteComesOutOfItsTurn() throws Exception {
    client.send(Ends.bytes("ab"), false);
    assertThat(client.sendUrgent((byte) 0xff)).isEqualTo(1);
    client.send(Ends.bytes("cd"), false);
    assertThat(server.awaitReadable(LIMIT)).isTrue();

    assertThat(server.receiveUrgent()).isEqualTo(255);
    assertThat(server.isAtMark()).isFalse();
    assertThat(Ends.receive(server, 2)).isEqualTo("ab");
    assertThat(server.isAtMark()).isTrue();
    assertThat(Ends.receive(server, 2)).isEqualTo("cd");
    assertThat(server.isAtMark()).isFalse();
    assertThatThrownBy(server::receiveUrgent)
        .hasMessage("recv(MSG_OOB): EINVAL (Invalid argument)");
  }

  @Test
  void theUrgentByteStaysInLineWhereThatIsWanted() throws Exception {
    server.keepUrgentInline(true);
    client.send(Ends.bytes("ab"), false);
    client.sendUrgent((byte) '!');

    assertThat(Ends.receive(server, 2)).isEqualTo("ab");
    assertThat(server.isAtMark()).isTrue();
    assertThatThrownBy(server::receiveUrgent).hasMessageContaining("EINVAL");
    assertThat(Ends.receive(server, 1)).isEqualTo("!");
  }

  @Test
  void optionsAreAskedAndSet() throws Exception {
    assertThat(client.get(SockOpts.KEEPALIVE)).isFalse();

    client.set(SockOpts.KEEPALIVE, true);

    assertThat(client.get(SockOpts.KEEPALIVE)).isTrue();
    assertThat(client.millisSinceSent()).isNotNegative();
  }
}
