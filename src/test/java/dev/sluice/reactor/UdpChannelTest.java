package dev.sluice.reactor;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.net.IpOpts;
import dev.sluice.net.SockAddr;
import dev.sluice.net.SockAddr.Inet;
import dev.sluice.net.UdpSocket;
import dev.sluice.support.Tools;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a UDP channel promises its handler, against sockets of java.net and real programs. */
@Timeout(60)
class UdpChannelTest {
  private static final Inet ANY_PORT = SockAddr.inet4("127.0.0.1", 0);
  private static final int LONGEST = 65_507;

  private final LoopThread thread;
  private final DatagramSocket client;

  UdpChannelTest() throws Exception {
    thread = new LoopThread();
    client = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    client.setSoTimeout(30_000);
  }

  @AfterEach
  void close() throws IOException {
    client.close();
    thread.close();
  }

  private UdpChannel bind(DatagramHandler<Inet> handler) throws Exception {
    return thread.call(() -> UdpChannel.bind(thread.loop, ANY_PORT, handler));
  }

  private void send(UdpChannel to, byte[] bytes) throws Exception {
    Inet address = to.socket().localAddress();
    client.send(new DatagramPacket(bytes, bytes.length, address.toSocketAddress()));
  }

  private void send(UdpChannel to, String text) throws Exception {
    send(to, text.getBytes(US_ASCII));
  }

  private byte[] receive() throws IOException {
    DatagramPacket packet = new DatagramPacket(new byte[LONGEST + 1], LONGEST + 1);
    client.receive(packet);
    return Arrays.copyOf(packet.getData(), packet.getLength());
  }

  private String receiveText() throws IOException {
    return new String(receive(), US_ASCII);
  }

  @Test
  void echoesEachLengthFromNoneToTheLongest() throws Exception {
    UdpChannel channel = bind((c, d) -> c.reply(d));
    Random random = new Random(7);
    for (int length : new int[] {0, 1, 64, 1472, 1473, 9000, 65_506, LONGEST}) {
      byte[] bytes = new byte[length];
      random.nextBytes(bytes);
      send(channel, bytes);
      assertThat(receive()).isEqualTo(bytes);
    }
  }

  @Test
  void whatCameTogetherIsDeliveredInOrder() throws Exception {
    CountDownLatch sent = new CountDownLatch(1);
    UdpChannel channel = bind((c, d) -> c.reply(d));
    thread.call(
        () -> {
          channel.receiveRoom(7, 64);
          return null;
        });
    thread.loop.execute(() -> await(sent));
    // More than a turn takes, and no multiple of a batch.
    for (int i = 0; i < 100; i++) {
      send(channel, "number " + i);
    }
    sent.countDown();
    for (int i = 0; i < 100; i++) {
      assertThat(receiveText()).isEqualTo("number " + i);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aRoomAsksForTwiceWhatCame() throws Exception {
    try (UdpSocket socket = UdpSocket.bound(ANY_PORT)) {
      socket.connect(socket.localAddress());
      for (int i = 0; i < 20; i++) {
        byte[] text = ("number " + i).getBytes(US_ASCII);
        socket.send(MemorySegment.ofArray(text), 0, text.length);
      }
      DatagramRoom<Inet> room = new DatagramRoom<>(8, 64);
      int seen = 0;
      for (int expected : new int[] {2, 4, 8, 6}) {
        int came = room.receive(socket);
        assertThat(came).isEqualTo(expected);
        assertThat(room.wasDrained(came)).isEqualTo(expected == 6);
        for (int i = 0; i < came; i++) {
          assertThat(Datagrams.text(room.show(i))).isEqualTo("number " + seen++);
        }
      }
      assertThat(room.wasDrained(room.receive(socket))).isTrue();
    }
  }

  @Test
  void aDatagramThatIsCutSaysSo() throws Exception {
    UdpChannel channel =
        bind(
            (c, d) -> {
              String seen = d.isTruncated() + " " + d.fullLength() + " " + Datagrams.text(d);
              c.send(d.from(), seen.getBytes(US_ASCII));
            });
    thread.call(
        () -> {
          channel.receiveRoom(3, 8);
          return null;
        });
    send(channel, "12345678");
    assertThat(receiveText()).isEqualTo("false 8 12345678");
    send(channel, "123456789");
    assertThat(receiveText()).isEqualTo("true 9 12345678");
    send(channel, "");
    assertThat(receiveText()).isEqualTo("false 0 ");
  }

  @Test
  void changedInPlaceAndAnsweredWithOtherBytes() throws Exception {
    try (Arena arena = Arena.ofShared()) {
      MemorySegment other = arena.allocateFrom("..other..");
      UdpChannel channel =
          bind(
              (c, d) -> {
                d.set(1, (byte) (d.get(1) + 1));
                assertThat(c.reply(d)).isTrue();
                assertThat(c.reply(d, other, 2, 5)).isTrue();
                assertThatThrownBy(() -> d.get(d.length()))
                    .isInstanceOf(IndexOutOfBoundsException.class);
                assertThatThrownBy(() -> c.reply(d, other, 9, 2))
                    .isInstanceOf(IndexOutOfBoundsException.class);
                c.send(d.from(), String.valueOf(d.from()).getBytes(US_ASCII));
              });
      send(channel, "aac");
      assertThat(receiveText()).isEqualTo("abc");
      assertThat(receiveText()).isEqualTo("other");
      assertThat(receiveText()).isEqualTo("127.0.0.1:" + client.getLocalPort());
    }
  }

  @Test
  void tooLongToSendIsToldAndTheChannelGoesOn() throws Exception {
    Datagrams<Inet> handler = Datagrams.echo();
    UdpChannel channel = bind(handler);
    Inet to = SockAddr.inet4("127.0.0.1", client.getLocalPort());
    assertThat(thread.call(() -> channel.send(to, new byte[LONGEST + 1]))).isFalse();
    assertThat(handler.nextError()).isEqualTo("sendto: EMSGSIZE (Message too long)");
    send(channel, "still here");
    assertThat(receiveText()).isEqualTo("still here");
    assertThat(handler.errors).isEmpty();
  }

  @Test
  void aRefusalIsToldToAChannelWithAPeerAndCostsNoFurtherDatagram() throws Exception {
    // An address of its own, so that nobody takes the port meanwhile.
    Inet peer = SockAddr.inet4("127.83.17.4", 0);
    try (UdpSocket gone = UdpSocket.bound(peer)) {
      peer = gone.localAddress();
    }
    Inet address = peer;
    Datagrams<Inet> handler = new Datagrams<>((c, d) -> {});
    UdpChannel channel = thread.call(() -> UdpChannel.connect(thread.loop, address, handler));
    assertThat(thread.call(() -> channel.send(null, new byte[] {'x'}))).isTrue();
    assertThat(handler.nextError()).contains("ECONNREFUSED");

    // Refused again, but in one go with what the next send is told instead of being done.
    CompletableFuture<String> got = new CompletableFuture<>();
    AtomicReference<UdpChannel> server = new AtomicReference<>();
    thread.call(
        () -> {
          channel.send(null, new byte[] {'y'});
          server.set(
              UdpChannel.bind(thread.loop, address, (c, d) -> got.complete(Datagrams.text(d))));
          return channel.send(null, new byte[] {'z'});
        });
    assertThat(handler.nextError()).contains("ECONNREFUSED");
    assertThat(got.get(30, TimeUnit.SECONDS)).isEqualTo("z");
    assertThat(thread.call(channel::isOpen)).isTrue();
  }

  @Test
  void theErrorQueueIsEmptiedAndTellsWhereTo() throws Exception {
    Inet nobody;
    try (UdpSocket gone = UdpSocket.bound(SockAddr.inet4("127.83.17.5", 0))) {
      nobody = gone.localAddress();
    }
    Datagrams<Inet> handler = Datagrams.echo();
    UdpSocket socket = UdpSocket.bound(ANY_PORT);
    socket.set(IpOpts.RECVERR, true);
    UdpChannel channel = thread.call(() -> UdpChannel.open(thread.loop, socket, handler));
    assertThat(thread.call(() -> channel.send(nobody, new byte[] {'x'}))).isTrue();
    assertThat(handler.nextError())
        .isEqualTo("sendto(" + nobody + "): ECONNREFUSED (Connection refused)");
    for (int i = 0; i < 3; i++) {
      send(channel, "still here");
      assertThat(receiveText()).isEqualTo("still here");
    }
    assertThat(handler.errors).isEmpty();
  }

  @Test
  void aHandlerThatThrowsLosesOneDatagramOnly() throws Exception {
    Datagrams<Inet> handler =
        new Datagrams<>(
            (c, d) -> {
              switch (Datagrams.text(d)) {
                case "unchecked" -> throw new IllegalStateException("on purpose");
                case "checked" -> throw new IOException("on purpose");
                case "error" -> throw new AssertionError("on purpose");
                default -> c.reply(d);
              }
            });
    UdpChannel channel = bind(handler);
    for (String what : List.of("unchecked", "fine", "checked", "fine", "error", "fine")) {
      send(channel, what);
      if (what.equals("fine")) {
        assertThat(receiveText()).isEqualTo("fine");
        assertThat(handler.nextError()).isEqualTo("the handler failed");
      }
    }
    assertThat(handler.errors).isEmpty();
    assertThat(handler.closes).hasValue(0);
  }

  @Test
  void closedInTheHandlerNothingFollows() throws Exception {
    CountDownLatch sent = new CountDownLatch(1);
    CompletableFuture<Throwable> afterwards = new CompletableFuture<>();
    Datagrams<Inet> handler =
        new Datagrams<>(
            (c, d) -> {
              assertThat(afterwards.isDone()).as("nothing after the close").isFalse();
              c.close();
              try {
                c.reply(d);
              } catch (IllegalStateException e) {
                afterwards.complete(e);
              }
            });
    UdpChannel channel = bind(handler);
    thread.loop.execute(() -> await(sent));
    for (int i = 0; i < 10; i++) {
      send(channel, "one of many");
    }
    sent.countDown();
    handler.assertCloses();
    assertThat(afterwards.get(30, TimeUnit.SECONDS)).hasMessageContaining("closed: UdpChannel");
    assertThat(thread.call(channel::isRegistered)).isFalse();
    assertThat(channel.socket().isOpen()).isFalse();
    assertThat(handler.errors).isEmpty();
  }

  @Test
  void otherThreadsAreRefused() throws Exception {
    UdpChannel channel = bind((c, d) -> {});
    for (Runnable call :
        List.<Runnable>of(
            () -> channel.send(null, new byte[1]),
            () -> channel.receiveRoom(1, 1),
            () -> channel.queueLimits(1, 1),
            channel::closeAfterWrites,
            channel::close)) {
      assertThatThrownBy(call::run)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("called on");
    }
    assertThat(channel.isOpen()).isTrue();
  }

  @Test
  void aKeptDatagramIsGone() throws Exception {
    CompletableFuture<Datagram<Inet>> kept = new CompletableFuture<>();
    UdpChannel channel = bind((c, d) -> kept.complete(d));
    send(channel, "secret");
    Datagram<Inet> datagram = kept.get(30, TimeUnit.SECONDS);
    thread.call(() -> null);
    assertThatThrownBy(datagram::length).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(datagram::from).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> thread.call(() -> channel.reply(datagram)))
        .hasMessageContaining("until its handler returns");
  }

  @Test
  void aStopCloses() throws Exception {
    Datagrams<Inet> handler = Datagrams.echo();
    UdpChannel channel = bind(handler);
    send(channel, "first");
    assertThat(receiveText()).isEqualTo("first");
    thread.loop.stop();
    handler.assertCloses();
    assertThat(channel.socket().isOpen()).isFalse();
  }

  @Test
  void whatCannotBeIsRefused() throws Exception {
    UdpChannel channel = bind((c, d) -> {});
    Inet taken = channel.socket().localAddress();
    assertThatThrownBy(() -> thread.call(() -> UdpChannel.bind(thread.loop, taken, (c, d) -> {})))
        .hasMessage("bind(" + taken + "): EADDRINUSE (Address already in use)");
    assertThatThrownBy(
            () ->
                thread.call(
                    () -> {
                      channel.receiveRoom(0, 1);
                      return null;
                    }))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                thread.call(
                    () -> {
                      channel.queueLimits(0, -1);
                      return null;
                    }))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void foreignClients() throws Exception {
    Tools.require("nc netcat-openbsd", "socat socat");
    UdpChannel channel = bind((c, d) -> c.reply(d));
    String port = String.valueOf(channel.socket().localAddress().port());
    assertThat(Datagrams.exchange("from nc\n", "nc", "-u", "127.0.0.1", port))
        .isEqualTo("from nc\n");
    assertThat(Datagrams.exchange("from socat\n", "socat", "-", "UDP:127.0.0.1:" + port))
        .isEqualTo("from socat\n");
  }
}
