package dev.sluice.net;

import static dev.sluice.net.Ends.LIMIT;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.errno.ErrnoException;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams as java.io and java.nio have them. */
@Bounded
class StreamViewsTest {
  private static final Duration SHORT = Duration.ofMillis(100);

  @AutoClose private final Ends ends = new Ends();
  private UnixStream one;
  private UnixStream other;

  @BeforeEach
  void connect() throws Exception {
    SocketPair<UnixStream> pair = ends.add(SocketPair.streams());
    one = pair.first();
    other = pair.second();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void manyBytesGoThroughStreamsInOrder(boolean tcp) throws Exception {
    Ends.Tcp both = ends.tcp();
    StreamSocket<?> from = tcp ? both.client() : one;
    StreamSocket<?> to = tcp ? both.server() : other;
    byte[] bytes = new byte[3_000_017];
    new Random(7).nextBytes(bytes);
    InputStream in = to.inputStream();
    CompletableFuture<byte[]> read = CompletableFuture.supplyAsync(() -> readAll(in));

    try (OutputStream out = from.outputStream()) {
      out.write(bytes[0]);
      out.write(bytes, 1, bytes.length - 1);
    }

    assertThat(read.join()).isEqualTo(bytes);
    assertThat(from.isOpen()).as("closing the stream closed the socket").isFalse();
    assertThat(in.read()).as("the end stays").isEqualTo(-1);
  }

  private static byte[] readAll(InputStream in) {
    try {
      return in.readAllBytes();
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void readersAndWritersOfJavaWorkOnThem() throws Exception {
    try (OutputStream out = one.outputStream()) {
      out.write("first line\nsecond".getBytes(UTF_8));
    }

    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(other.inputStream(), UTF_8))) {
      assertThat(reader.readLine()).isEqualTo("first line");
      assertThat(reader.readLine()).isEqualTo("second");
      assertThat(reader.readLine()).isNull();
    }
    assertThat(other.isOpen()).isFalse();
  }

  @Test
  void aReadWaitsForTheFirstByteOnly() throws Exception {
    InputStream in = other.inputStream();
    byte[] room = new byte[8];
    CompletableFuture<Integer> read =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return in.read(room, 2, 5);
              } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });

    one.send(Ends.bytes("abc"), false);

    assertThat(read.join()).isEqualTo(3);
    assertThat(room).containsExactly(0, 0, 'a', 'b', 'c', 0, 0, 0);
    assertThat(in.read(room, 0, 0)).isZero();
    one.send(Ends.bytes("xyz"), false);
    assertThat(in.available()).isEqualTo(3);
    assertThat(in.read()).isEqualTo('x');
    assertThat(in.skip(1)).isEqualTo(1);
    assertThat(in.available()).isEqualTo(1);
  }

  @Test
  void theTimeOfAReadIsLimited() throws Exception {
    InputStream in = other.inputStream(SHORT);

    assertThatThrownBy(in::read).isInstanceOf(SocketTimeoutException.class);
    one.send(Ends.bytes("a"), false);
    assertThat(in.read()).as("the stream goes on").isEqualTo('a');
    assertThatThrownBy(() -> other.inputStream(Duration.ZERO).read())
        .isInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void theTimeOfAWriteIsLimitedAndItTellsHowFarItCame() throws Exception {
    byte[] bytes = new byte[4_000_000];
    OutputStream out = one.outputStream(SHORT);

    assertThatThrownBy(() -> out.write(bytes))
        .asInstanceOf(InstanceOfAssertFactories.type(SocketTimeoutException.class))
        .satisfies(late -> assertThat(late.bytesTransferred).isEqualTo(drained()).isPositive());
  }

  private int drained() {
    try {
      int sum = 0;
      ByteBuffer room = ByteBuffer.allocate(100_000);
      while (other.receive(room.clear()) > 0) {
        sum += room.position();
      }
      return sum;
    } catch (ErrnoException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Test
  void whatIsClosedSaysSo() throws Exception {
    InputStream in = one.inputStream();
    OutputStream out = one.outputStream();
    StreamChannel channel = one.channel();
    in.close();
    in.close();

    assertThatThrownBy(in::read).isInstanceOf(SocketException.class);
    assertThatThrownBy(in::available).isInstanceOf(SocketException.class);
    assertThatThrownBy(() -> out.write(1)).isInstanceOf(SocketException.class);
    assertThat(channel.isOpen()).isFalse();
    assertThatThrownBy(() -> channel.read(ByteBuffer.allocate(1)))
        .isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(() -> channel.write(ByteBuffer.allocate(1)))
        .isInstanceOf(ClosedChannelException.class);
    assertThatThrownBy(() -> channel.write(new ByteBuffer[0]))
        .isInstanceOf(ClosedChannelException.class);
  }

  @Test
  void wrongRangesAreRefused() {
    byte[] eight = new byte[8];
    assertThatThrownBy(() -> one.inputStream().read(eight, 4, 5))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> one.outputStream().write(eight, -1, 2))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> one.channel().read(new ByteBuffer[2], 1, 2))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void aChannelNeverBlocks() throws Exception {
    StreamChannel channel = other.channel();
    ByteBuffer room = ByteBuffer.allocate(8);

    assertThat(channel.read(room)).as("nothing yet").isZero();
    assertThat(channel.read(new ByteBuffer[] {room})).isZero();
    assertThat(one.channel().write(Ends.bytes("abc"))).isEqualTo(3);
    assertThat(channel.read(ByteBuffer.allocate(0))).as("no room").isZero();
    assertThat(channel.read(room)).isEqualTo(3);
    one.shutdownOutput();
    assertThat(channel.read(room)).as("the end").isEqualTo(-1);
    assertThat(channel.read(new ByteBuffer[] {room})).isEqualTo(-1);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> channel.read(ByteBuffer.allocate(1).asReadOnlyBuffer()));
  }

  @Test
  void aChannelWritesWhatTheKernelTakes() throws Exception {
    StreamChannel channel = one.channel();
    ByteBuffer much = ByteBuffer.allocateDirect(4_000_000);

    long sent = channel.write(new ByteBuffer[] {Ends.bytes("head"), much, Ends.bytes("tail")});
    assertThat(sent).isEqualTo(4 + much.position());
    assertThat(much.hasRemaining()).isTrue();
    assertThat(channel.write(much)).isZero();
    assertThat(channel.write(new ByteBuffer[] {much})).isZero();

    assertThat(drained()).isEqualTo((int) sent);
    assertThat(channel.write(Ends.bytes("x"))).isEqualTo(1);
  }

  @Test
  void manyBuffersAreScatteredAndGathered() throws Exception {
    ByteBuffer direct = ByteBuffer.allocateDirect(4).put(Ends.bytes("dir.")).flip();
    ByteBuffer[] out = {
      Ends.bytes("skipped"), Ends.bytes("heap "), ByteBuffer.allocate(0), direct, Ends.bytes("")
    };
    assertThat(one.channel().write(out, 1, 4)).isEqualTo(9);
    assertThat(Arrays.stream(out).skip(1)).noneMatch(ByteBuffer::hasRemaining);
    assertThat(out[0].position()).isZero();

    ByteBuffer[] in = {
      ByteBuffer.allocate(2), ByteBuffer.allocateDirect(3), ByteBuffer.allocate(10)
    };
    assertThat(other.channel().read(in)).isEqualTo(9);
    assertThat(Ends.text(in[0]) + "|" + Ends.text(in[1]) + "|" + Ends.text(in[2]))
        .isEqualTo("he|ap |dir.");
  }

  @Test
  void theLastOfManyBuffersDoesNotWaitForMore() throws Exception {
    Ends.Tcp tcp = ends.tcp();
    ByteBuffer[] out = {Ends.bytes("a"), Ends.bytes("b"), ByteBuffer.allocate(0)};

    assertThat(tcp.client().channel().write(out)).isEqualTo(2);

    assertThat(tcp.server().awaitReadable(LIMIT)).isTrue();
    assertThat(Ends.receive(tcp.server(), 2)).isEqualTo("ab");
  }
}
