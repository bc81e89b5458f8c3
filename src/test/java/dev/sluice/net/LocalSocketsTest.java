package dev.sluice.net;

import static dev.sluice.net.Ends.LIMIT;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.errno.Errno;
import dev.sluice.sys.IoVec;
import dev.sluice.sys.SockAddrBuf;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Local sockets: streams, records, datagrams, pairs. */
@Bounded
class LocalSocketsTest {
  private static final Duration SHORT = Duration.ofMillis(200);

  @AutoClose private final Ends ends = new Ends();
  @AutoClose private final Arena arena = Arena.ofShared();
  @TempDir private Path folder;

  @Test
  void aStreamByPath() throws Exception {
    UnixAddr address = SockAddr.unix(folder.resolve("stream").toString());
    UnixListener listener = ends.add(UnixListener.bind(address, 4));
    SockAddrBuf peer = SockAddrBuf.allocate();

    UnixStream client = ends.add(UnixStream.connect(address));
    UnixStream server = ends.add(requireNonNull(listener.accept(peer)));
    client.send(Ends.bytes("hello"), false);

    assertThat(Ends.receive(server, 5)).isEqualTo("hello");
    assertThat(SockAddr.from(peer)).isEqualTo(SockAddr.unixUnnamed());
    assertThat(listener.localAddress()).isEqualTo(address);
    assertThat(client.peerAddress()).isEqualTo(address);
    assertThat(server.peerAddress()).isEqualTo(SockAddr.unixUnnamed());
    assertThat(listener.accept()).isNull();
    listener.close();
    assertThat(folder.resolve("stream")).as("the file is the caller's").exists();
    assertThatThrownBy(() -> UnixListener.bind(address, 4)).hasMessageContaining("EADDRINUSE");
    assertThatThrownBy(() -> UnixStream.connect(address)).hasMessageContaining("ECONNREFUSED");
    assertThatThrownBy(() -> UnixStream.connect(SockAddr.unix(folder + "/none")))
        .hasMessage("connect(" + folder + "/none): ENOENT (No such file or directory)");
  }

  @Test
  void aConnectedOneNeverBlocksHoweverItWasConnected() throws Exception {
    UnixAddr address = Ends.freshName("nonblocking");
    ends.add(UnixListener.bind(address, 4));
    for (UnixStream client :
        new UnixStream[] {
          UnixStream.connect(address),
          UnixStream.connect(address, LIMIT),
          requireNonNull(UnixStream.tryConnect(address))
        }) {
      ends.add(client);
      assertThat(client.receive(ByteBuffer.allocate(1))).isEqualTo(Errno.WOULD_BLOCK);
      assertThat(client.receive(IoVec.allocate(arena, 1).add(arena.allocate(1))))
          .isEqualTo(Errno.WOULD_BLOCK);
    }
  }

  @Test
  void aFullQueueIsToldAndWaitedForInTime() throws Exception {
    UnixAddr address = Ends.freshName("full");
    UnixListener listener = ends.add(UnixListener.bind(address, 0));
    ends.add(UnixStream.connect(address));

    assertThat(UnixStream.tryConnect(address)).isNull();
    assertThatThrownBy(() -> UnixStream.connect(address, SHORT))
        .isInstanceOf(SocketTimeoutException.class)
        .hasMessageContaining(address.toString());

    CompletableFuture<UnixStream> waiting =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return UnixStream.connect(address, LIMIT);
              } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });
    ends.add(Ends.accepted(listener));
    assertThat(ends.add(waiting.join()).peerAddress()).isEqualTo(address);
  }

  @Test
  void recordsStayApart() throws Exception {
    UnixAddr address = Ends.freshName("records");
    SeqPacketListener listener = ends.add(SeqPacketListener.bind(address, 4));
    SeqPacket client = ends.add(SeqPacket.connect(address));
    SeqPacket server = ends.add(Ends.accepted(listener));
    MemorySegment room = arena.allocate(16);

    client.send(Ends.bytes("one"));
    client.send(Ends.segment(arena, "the second"), 4, 6);
    client.send(IoVec.allocate(arena, 2).add(room.asSlice(0, 2)).add(room.asSlice(2, 3)));

    assertThat(server.available()).isPositive();
    assertThat(server.receive(room, 0, 16)).isEqualTo(3);
    assertThat(Ends.text(room, 3)).isEqualTo("one");
    assertThat(Ends.receive(server)).isEqualTo("second");
    assertThat(server.receive(IoVec.allocate(arena, 1).add(room))).isEqualTo(5);
    assertThat(server.receive(room, 0, 16)).isEqualTo(Errno.WOULD_BLOCK);
    client.close();
    assertThat(server.receive(room, 0, 16)).as("the end").isZero();
    assertThatThrownBy(() -> server.send(Ends.bytes("x"))).hasMessage("send: EPIPE (Broken pipe)");
    assertThatThrownBy(() -> UnixStream.connect(address)).hasMessageContaining("ECONNREFUSED");
    assertThat(ends.add(requireNonNull(SeqPacket.tryConnect(address))).isOpen()).isTrue();
  }

  @Test
  void aPathIsOfOneKind() throws Exception {
    UnixAddr address = SockAddr.unix(folder.resolve("kind").toString());
    ends.add(SeqPacketListener.bind(address, 4));

    assertThatThrownBy(() -> UnixStream.connect(address)).hasMessageContaining("EPROTOTYPE");
    assertThatThrownBy(() -> UnixStream.tryConnect(address)).hasMessageContaining("EPROTOTYPE");
  }

  @Test
  void aMessageThatIsCutSaysSo() throws Exception {
    SocketPair<SeqPacket> pair = ends.add(SocketPair.seqPackets());
    MemorySegment room = arena.allocate(4);
    ByteBuffer buffer = ByteBuffer.allocate(4);
    pair.first().send(Ends.bytes("too long"));
    pair.first().send(Ends.bytes("too long"));
    pair.first().send(Ends.bytes("next"));

    assertThat(pair.second().receive(room, 0, 4)).isEqualTo(8);
    assertThat(pair.second().receive(buffer)).isEqualTo(8);

    assertThat(Ends.text(room, 4)).isEqualTo("too ");
    assertThat(Ends.text(buffer)).isEqualTo("too ");
    assertThat(Ends.receive(pair.second())).isEqualTo("next");
  }

  @Test
  void datagramsTellTheirSender() throws Exception {
    UnixAddr here = SockAddr.unix(folder.resolve("datagram").toString());
    UnixDatagram receiver = ends.add(UnixDatagram.bound(here));
    UnixDatagram named = ends.add(UnixDatagram.bound(SockAddr.unixUnnamed()));
    UnixDatagram unnamed = ends.add(UnixDatagram.open());
    SockAddrBuf to = SockAddrBuf.unix(here.name());
    SockAddrBuf from = SockAddrBuf.allocate();
    MemorySegment room = arena.allocate(8);
    MemorySegment text = Ends.segment(arena, "text");

    assertThat(named.send(text, 0, 4, to)).isEqualTo(4);
    assertThat(unnamed.send(text, 1, 2, to)).isEqualTo(2);

    assertThat(receiver.receive(room, 1, 7, from)).isEqualTo(4);
    assertThat(SockAddr.from(from)).isEqualTo(named.localAddress());
    assertThat(Ends.text(room.asSlice(1), 4)).isEqualTo("text");
    assertThat(receiver.receive(room, 0, 8, from)).isEqualTo(2);
    assertThat(from.length()).as("a sender without a name").isZero();
    assertThat(receiver.receive(room, 0, 8, from)).isEqualTo(Errno.WOULD_BLOCK);
  }

  @Test
  void aDatagramSocketWithAPeerNeedsNoAddress() throws Exception {
    UnixDatagram receiver = ends.add(UnixDatagram.bound(Ends.freshName("peer")));
    UnixDatagram sender = ends.add(UnixDatagram.open());
    assertThatThrownBy(() -> sender.send(Ends.bytes("x"))).hasMessageContaining("ENOTCONN");

    sender.connect(receiver.localAddress());
    sender.send(Ends.bytes("by the peer"));

    assertThat(Ends.receive(receiver)).isEqualTo("by the peer");
    assertThat(sender.peerAddress()).isEqualTo(receiver.localAddress());
    sender.disconnect();
    assertThatThrownBy(sender::peerAddress).hasMessageContaining("ENOTCONN");
    assertThatThrownBy(() -> sender.connect(SockAddr.unix(folder + "/none")))
        .hasMessageContaining("ENOENT");
  }

  @Test
  void aDatagramQueueFillsUpAndLosesNothing() throws Exception {
    SocketPair<UnixDatagram> pair = ends.add(SocketPair.datagrams());
    int sent = 0;
    while (pair.first().send(Ends.bytes("number " + sent)) != Errno.WOULD_BLOCK) {
      sent++;
    }
    assertThat(sent).isPositive();
    for (int i = 0; i < sent; i++) {
      assertThat(Ends.receive(pair.second())).isEqualTo("number " + i);
    }
    assertThat(pair.first().awaitWritable(LIMIT)).isTrue();
  }

  @Test
  void pairsOfEachKind() throws Exception {
    SocketPair<UnixStream> streams = SocketPair.streams();
    streams.second().send(Ends.bytes("back"), false);
    assertThat(Ends.receive(streams.first(), 4)).isEqualTo("back");
    assertThat(streams.first().peerAddress()).isEqualTo(SockAddr.unixUnnamed());
    streams.close();
    assertThat(streams.first().isOpen() || streams.second().isOpen()).isFalse();
    SocketPair<UnixDatagram> datagrams = ends.add(SocketPair.datagrams());
    datagrams.second().send(Ends.bytes(""));
    assertThat(datagrams.first().receive(ByteBuffer.allocate(8))).as("no bytes").isZero();
  }
}
