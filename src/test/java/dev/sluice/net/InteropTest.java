package dev.sluice.net;

import static dev.sluice.net.Ends.LIMIT;
import static dev.sluice.sys.NetConstants.AF_INET;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.support.Tools;
import dev.sluice.sys.SockAddrBuf;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The other end is not ours: socat, nc, Python, java.nio. */
@Bounded
class InteropTest {
  @AutoClose private final Ends ends = new Ends();
  @AutoClose private final Arena arena = Arena.ofShared();
  @TempDir private Path folder;

  @Test
  void socatConnectsToAnAbstractName() throws Exception {
    Tools.require("socat socat");
    UnixAddr address = Ends.freshName("socat");
    UnixListener listener = ends.add(UnixListener.bind(address, 4));
    try (Program socat = Program.start("socat", "-", "ABSTRACT-CONNECT:" + address.name())) {
      UnixStream server = ends.add(Ends.accepted(listener));
      socat.write("ping");
      assertThat(Ends.receive(server, 4)).isEqualTo("ping");
      server.send(Ends.bytes("pong"), false);
      server.shutdownOutput();

      assertThat(socat.read(5)).isEqualTo("pong");
      socat.endInput();
      socat.assertEnds();
    }
  }

  @Test
  void weConnectToSocatByAPath() throws Exception {
    Tools.require("socat socat");
    Path path = folder.resolve("listen");
    try (Program socat = Program.start("socat", "UNIX-LISTEN:" + path, "EXEC:cat")) {
      UnixStream client = ends.add(connected(SockAddr.unix(path.toString())));
      client.send(Ends.bytes("through cat"), false);

      assertThat(Ends.receive(client, 11)).isEqualTo("through cat");
      client.shutdownOutput();
      assertThat(Ends.receive(client, 1)).as("the end").isEmpty();
      client.close();
      socat.assertEnds();
    }
  }

  /** socat has one process for both: the file is there before it listens. */
  private static UnixStream connected(UnixAddr address) throws Exception {
    while (true) {
      try {
        return UnixStream.connect(address, LIMIT);
      } catch (ErrnoException e) {
        assertThat(e.errno()).isIn(Errno.ENOENT, Errno.ECONNREFUSED);
        Thread.sleep(5);
      }
    }
  }

  @Test
  void socatSendsRecords() throws Exception {
    Tools.require("socat socat");
    UnixAddr address = SockAddr.unix(folder.resolve("records").toString());
    SeqPacketListener listener = ends.add(SeqPacketListener.bind(address, 4));
    try (Program socat = Program.start("socat", "-", "UNIX-CONNECT:" + address + ",type=5")) {
      SeqPacket server = ends.add(Ends.accepted(listener));
      socat.write("first");
      assertThat(Ends.receive(server)).isEqualTo("first");
      socat.write("second");
      assertThat(Ends.receive(server)).isEqualTo("second");

      server.send(Ends.bytes("an"));
      server.send(Ends.bytes("swer"));
      assertThat(socat.read(6)).isEqualTo("answer");
      server.close();
      assertThat(socat.read(1)).as("the end").isEmpty();
    }
  }

  @Test
  void socatSendsLocalDatagramsAndGetsAnswers() throws Exception {
    Tools.require("socat socat");
    UnixAddr here = SockAddr.unix(folder.resolve("here").toString());
    UnixAddr there = SockAddr.unix(folder.resolve("there").toString());
    UnixDatagram receiver = ends.add(UnixDatagram.bound(here));
    SockAddrBuf from = SockAddrBuf.allocate();
    MemorySegment room = arena.allocate(16);
    try (Program socat = Program.start("socat", "-", "UNIX-SENDTO:" + here + ",bind=" + there)) {
      socat.write("datagram");
      assertThat(receiver.awaitReadable(LIMIT)).isTrue();
      assertThat(receiver.receive(room, 0, 16, from)).isEqualTo(8);

      assertThat(Ends.text(room, 8)).isEqualTo("datagram");
      assertThat(SockAddr.from(from)).isEqualTo(there);
      assertThat(receiver.send(room, 4, 4, from)).isEqualTo(4);
      assertThat(socat.read(4)).isEqualTo("gram");
    }
  }

  @Test
  void socatGetsOurUrgentByteInLine() throws Exception {
    Tools.require("socat socat");
    SockAddr.Inet there = freePort();
    String listen = "TCP-LISTEN:" + there.port() + ",bind=127.0.0.1,reuseaddr,oobinline";
    try (Program socat = Program.start("socat", "-u", listen, "-")) {
      TcpStream client = ends.add(connected(there));
      client.send(Ends.bytes("calm"), false);
      assertThat(socat.read(4)).isEqualTo("calm");
      assertThat(client.sendUrgent((byte) '!')).isEqualTo(1);

      assertThat(socat.read(1)).isEqualTo("!");
      client.close();
      socat.assertEnds();
    }
  }

  private SockAddr.Inet freePort() throws Exception {
    try (TcpStream holder = TcpStream.open(AF_INET)) {
      holder.bind(SockAddr.inet4("127.0.0.1", 0));
      return holder.localAddress();
    }
  }

  private static TcpStream connected(SockAddr.Inet address) throws Exception {
    while (true) {
      try {
        return TcpStream.connect(address, LIMIT);
      } catch (ErrnoException e) {
        assertThat(e.errno()).isEqualTo(Errno.ECONNREFUSED);
        Thread.sleep(5);
      }
    }
  }

  @Test
  void pythonSendsAnUrgentByte() throws Exception {
    Tools.require("python3 python3");
    TcpListener listener = ends.tcpListener(1);
    String script =
        """
        import socket, sys
        s = socket.create_connection(('127.0.0.1', int(sys.argv[1])))
        s.sendall(b'ab')
        s.send(b'!', socket.MSG_OOB)
        s.sendall(b'cd')
        print(s.recv(8).decode(), flush=True)
        """;
    String port = Integer.toString(listener.localAddress().port());
    try (Program python = Program.start("python3", "-c", script, port)) {
      TcpStream server = ends.add(Ends.accepted(listener));
      assertThat(Ends.receive(server, 2)).isEqualTo("ab");
      int urgent = Errno.WOULD_BLOCK;
      while (urgent == Errno.WOULD_BLOCK) {
        assertThat(server.awaitReadable(LIMIT)).isTrue();
        urgent = server.receiveUrgent();
      }

      assertThat(urgent).isEqualTo('!');
      assertThat(server.isAtMark()).isTrue();
      assertThat(Ends.receive(server, 2)).isEqualTo("cd");
      server.send(Ends.bytes("done"), false);
      assertThat(python.readLine()).isEqualTo("done");
      python.assertEnds();
    }
  }

  @Test
  void ncSpeaksUdp() throws Exception {
    Tools.require("nc netcat-openbsd");
    UdpSocket server = ends.add(UdpSocket.bound(SockAddr.inet4("127.0.0.1", 0)));
    String port = Integer.toString(server.localAddress().port());
    MemorySegment room = arena.allocate(16);
    SockAddrBuf from = SockAddrBuf.allocate();
    try (Program nc = Program.start("nc", "-u", "127.0.0.1", port)) {
      nc.write("question\n");
      assertThat(server.awaitReadable(LIMIT)).isTrue();
      assertThat(server.receive(room, 0, 16, from)).isEqualTo(9);
      assertThat(Ends.text(room, 9)).isEqualTo("question\n");
      assertThat(server.send(Ends.segment(arena, "answer\n"), 0, 7, from)).isEqualTo(7);

      assertThat(nc.readLine()).isEqualTo("answer");
    }
  }

  @Test
  void nioConnectsToOurListeners() throws Exception {
    TcpListener tcp = ends.tcpListener(4);
    Path path = folder.resolve("nio");
    UnixListener unix = ends.add(UnixListener.bind(SockAddr.unix(path.toString()), 4));

    try (SocketChannel client = SocketChannel.open(tcp.localAddress().toSocketAddress())) {
      TcpStream server = ends.add(Ends.accepted(tcp));
      assertThat(SockAddr.of((java.net.InetSocketAddress) client.getLocalAddress()))
          .isEqualTo(server.peerAddress());
      assertTalk(client, server);
    }
    try (SocketChannel client = SocketChannel.open(UnixDomainSocketAddress.of(path))) {
      UnixStream server = ends.add(Ends.accepted(unix));
      assertTalk(client, server);
    }
  }

  @Test
  void weConnectToTheListenersOfNio() throws Exception {
    try (ServerSocketChannel listener = ServerSocketChannel.open()) {
      listener.bind(SockAddr.inet4("127.0.0.1", 0).toSocketAddress());
      SockAddr.Inet there = SockAddr.of((java.net.InetSocketAddress) listener.getLocalAddress());
      TcpStream client = ends.add(TcpStream.connect(there, LIMIT));
      try (SocketChannel server = listener.accept()) {
        assertTalk(server, client);
      }
    }
    UnixDomainSocketAddress path = UnixDomainSocketAddress.of(folder.resolve("server"));
    try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      listener.bind(path);
      UnixStream client = ends.add(UnixStream.connect(SockAddr.of(path), LIMIT));
      assertThat(client.peerAddress().toSocketAddress()).isEqualTo(path);
      try (SocketChannel server = listener.accept()) {
        assertTalk(server, client);
      }
    }
    assertThat(Files.exists(path.getPath())).isTrue();
  }

  /** A message each way, and the end. */
  private static void assertTalk(SocketChannel theirs, StreamSocket<?> ours) throws IOException {
    theirs.write(Ends.bytes("from nio"));
    assertThat(Ends.receive(ours, 8)).isEqualTo("from nio");
    ours.send(Ends.bytes("ours"), false);
    ours.shutdownOutput();
    ByteBuffer room = ByteBuffer.allocate(8);
    while (theirs.read(room) >= 0) {
      assertThat(room.position()).isPositive();
    }
    assertThat(Ends.text(room)).isEqualTo("ours");
  }
}
