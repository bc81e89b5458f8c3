package dev.sluice.reactor;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.errno.Errno;
import dev.sluice.net.SockAddr;
import dev.sluice.net.SocketPair;
import dev.sluice.net.UnixAddr;
import dev.sluice.net.UnixDatagram;
import dev.sluice.support.Tools;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Local datagrams, whose receivers make the channel wait. */
@Timeout(60)
class UnixDatagramChannelTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final LoopThread thread;
  private final List<UnixDatagram> opened = new ArrayList<>();
  @TempDir private Path folder;

  UnixDatagramChannelTest() throws Exception {
    thread = new LoopThread();
  }

  @AfterEach
  void close() throws IOException {
    thread.close();
    opened.forEach(UnixDatagram::close);
  }

  private UnixDatagramChannel bind(DatagramHandler<UnixAddr> handler) throws Exception {
    return thread.call(
        () -> UnixDatagramChannel.bind(thread.loop, SockAddr.unixUnnamed(), handler));
  }

  private UnixDatagram client() throws IOException {
    UnixDatagram client = UnixDatagram.bound(SockAddr.unixUnnamed());
    opened.add(client);
    return client;
  }

  private static String receive(UnixDatagram from) throws IOException {
    byte[] room = new byte[64];
    long length = from.receive(MemorySegment.ofArray(room), 0, room.length);
    while (length == Errno.WOULD_BLOCK) {
      assertThat(from.awaitReadable(LIMIT)).as("a datagram").isTrue();
      length = from.receive(MemorySegment.ofArray(room), 0, room.length);
    }
    return new String(room, 0, (int) length, US_ASCII);
  }

  private static byte[] text(int number) {
    return ("number " + number).getBytes(US_ASCII);
  }

  /** Sends so many to one receiver: how many were taken. */
  private int storm(MessageChannel<UnixAddr> channel, UnixAddr to, int count) throws Exception {
    return thread.call(
        () -> {
          int taken = 0;
          for (int i = 0; i < count; i++) {
            taken += channel.send(to, text(i)) ? 1 : 0;
          }
          return taken;
        });
  }

  @Test
  void aFullReceiverGetsAllInOrderAndHoldsUpNobody() throws Exception {
    Datagrams<UnixAddr> handler = Datagrams.echo();
    UnixDatagramChannel channel = bind(handler);
    UnixDatagram slow = client();
    UnixDatagram other = client();
    assertThat(storm(channel, slow.localAddress(), 1000)).isEqualTo(1000);
    assertThat(thread.call(channel::waiting)).as("its queue is shorter than that").isPositive();

    other.connect(channel.socket().localAddress());
    for (int i = 0; i < 50; i++) {
      other.send(MemorySegment.ofArray(text(i)), 0, text(i).length);
      assertThat(receive(other)).isEqualTo("number " + i);
    }
    assertThat(handler.writables).hasValue(0);
    for (int i = 0; i < 1000; i++) {
      assertThat(receive(slow)).isEqualTo("number " + i);
    }
    while (handler.writables.get() == 0) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
    assertThat(thread.call(channel::waiting)).isZero();
    assertThat(channel.dropped()).isZero();
  }

  /** Ready to send, says the kernel, of a socket whose receiver is full. */
  @Test
  void aFullReceiverIsNotPolledForAgainAndAgain() throws Exception {
    UnixDatagramChannel channel = bind((c, d) -> {});
    UnixDatagram slow = client();
    storm(channel, slow.localAddress(), 1000);
    long before = thread.call(UnixDatagramChannelTest::cpuTicks);
    TimeUnit.MILLISECONDS.sleep(500);
    // A loop that spins on a machine that is busy elsewhere may stay below it, another one cannot
    // get above.
    assertThat(thread.call(UnixDatagramChannelTest::cpuTicks) - before).isLessThan(25);
  }

  /** What this thread has used, in hundredths of a second. */
  private static long cpuTicks() throws IOException {
    String stat = Files.readString(Path.of("/proc/thread-self/stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
  }

  @Test
  void beyondTheBoundTheyAreDroppedAndCounted() throws Exception {
    UnixDatagramChannel channel = bind((c, d) -> {});
    UnixDatagram slow = client();
    thread.call(
        () -> {
          channel.queueLimits(5, 1000);
          return null;
        });
    int taken = storm(channel, slow.localAddress(), 5000);
    assertThat(taken).isBetween(6, 4999);
    assertThat(channel.waiting()).isEqualTo(5);
    assertThat(channel.dropped()).isEqualTo(5000 - taken);
    for (int i = 0; i < taken; i++) {
      assertThat(receive(slow)).isEqualTo("number " + i);
    }
  }

  @Test
  void bytesAreBoundedToo() throws Exception {
    UnixDatagramChannel channel = bind((c, d) -> {});
    UnixDatagram slow = client();
    UnixAddr to = slow.localAddress();
    storm(channel, to, 1000);
    int waiting = thread.call(channel::waiting);
    thread.call(
        () -> {
          channel.queueLimits(5000, 100_000);
          return null;
        });
    assertThat(thread.call(() -> channel.send(to, new byte[100_000]))).isFalse();
    assertThat(thread.call(() -> channel.send(to, new byte[50_000]))).isTrue();
    assertThat(thread.call(() -> channel.send(to, new byte[50_000]))).isFalse();
    assertThat(channel.dropped()).isEqualTo(2);
    assertThat(channel.waiting()).isEqualTo(waiting + 1);
  }

  @Test
  void aPeerThatIsFullIsWaitedForByItsEvent() throws Exception {
    SocketPair<UnixDatagram> pair = SocketPair.datagrams();
    opened.add(pair.second());
    Datagrams<UnixAddr> handler = new Datagrams<>((c, d) -> {});
    UnixDatagramChannel channel =
        thread.call(() -> UnixDatagramChannel.open(thread.loop, pair.first(), handler));
    thread.call(
        () -> {
          for (int i = 0; i < 1000; i++) {
            assertThat(channel.send(null, text(i))).isTrue();
          }
          return null;
        });
    assertThat(thread.call(channel::waiting)).isPositive();
    for (int i = 0; i < 1000; i++) {
      assertThat(receive(pair.second())).isEqualTo("number " + i);
    }
  }

  @Test
  void aStopSendsWhatWaits() throws Exception {
    Datagrams<UnixAddr> handler = Datagrams.echo();
    UnixDatagramChannel channel = bind(handler);
    UnixDatagram slow = client();
    storm(channel, slow.localAddress(), 1000);
    thread.loop.stop();
    assertThat(thread.call(channel::isOpen)).isFalse();
    assertThat(thread.call(() -> channel.send(slow.localAddress(), text(0)))).isFalse();
    assertThat(handler.closes).hasValue(0);
    for (int i = 0; i < 1000; i++) {
      assertThat(receive(slow)).isEqualTo("number " + i);
    }
    handler.assertCloses();
    assertThat(handler.writables).hasValue(0);
    assertThat(channel.dropped()).isEqualTo(1);
  }

  @Test
  void closingDropsWhatWaits() throws Exception {
    Datagrams<UnixAddr> handler = Datagrams.echo();
    UnixDatagramChannel channel = bind(handler);
    storm(channel, client().localAddress(), 1000);
    thread.call(
        () -> {
          channel.close();
          channel.close();
          return null;
        });
    handler.assertCloses();
    assertThat(channel.waiting()).isZero();
    assertThatThrownBy(() -> thread.call(() -> channel.send(null, text(0))))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
  }

  @Test
  void aReceiverThatIsGoneIsToldAndTheChannelGoesOn() throws Exception {
    Datagrams<UnixAddr> handler = Datagrams.echo();
    UnixDatagramChannel channel = bind(handler);
    UnixDatagram slow = client();
    UnixAddr gone = slow.localAddress();
    storm(channel, gone, 1000);
    slow.close();
    // Those that wait fail now, all of them.
    assertThat(handler.nextError()).isEqualTo("sendto: ECONNREFUSED (Connection refused)");
    UnixDatagram other = client();
    other.connect(channel.socket().localAddress());
    other.send(MemorySegment.ofArray(text(1)), 0, text(1).length);
    assertThat(receive(other)).isEqualTo("number 1");
    while (thread.call(channel::waiting) > 0) {
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }

  @Test
  void aSenderWithoutANameCannotBeAnswered() throws Exception {
    Datagrams<UnixAddr> handler =
        new Datagrams<>(
            (c, d) -> {
              assertThat(d.from()).isNull();
              assertThat(c.reply(d)).isFalse();
            });
    UnixDatagramChannel channel = bind(handler);
    try (UnixDatagram nameless = UnixDatagram.open()) {
      nameless.connect(channel.socket().localAddress());
      nameless.send(MemorySegment.ofArray(text(1)), 0, text(1).length);
      assertThat(handler.nextError())
          .isEqualTo("send: ENOTCONN (Transport endpoint is not connected)");
    }
  }

  @Test
  void foreignClientsByPath() throws Exception {
    Tools.require("nc netcat-openbsd", "socat socat");
    String path = folder.resolve("echo").toString();
    thread.call(
        () -> UnixDatagramChannel.bind(thread.loop, SockAddr.unix(path), (c, d) -> c.reply(d)));
    String socat = "UNIX-SENDTO:" + path + ",bind=" + folder.resolve("client");
    assertThat(Datagrams.exchange("from socat\n", "socat", "-", socat)).isEqualTo("from socat\n");
    String own = folder.resolve("nc").toString();
    assertThat(Datagrams.exchange("from nc\n", "nc", "-uU", "-s", own, path))
        .isEqualTo("from nc\n");
  }
}
