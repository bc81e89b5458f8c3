package dev.sluice.reactor;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.net.SockAddr;
import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A handler that does one thing with each datagram, and keeps what else it was told. */
class Datagrams<A extends SockAddr> implements DatagramHandler<A> {
  private static final int LIMIT_SECONDS = 30;

  private final DatagramHandler<A> first;
  final BlockingQueue<IOException> errors = new LinkedBlockingQueue<>();
  final AtomicInteger writables = new AtomicInteger();
  final AtomicInteger closes = new AtomicInteger();
  final CountDownLatch closed = new CountDownLatch(1);

  Datagrams(DatagramHandler<A> first) {
    this.first = first;
  }

  static <A extends SockAddr> Datagrams<A> echo() {
    return new Datagrams<>((c, d) -> c.reply(d));
  }

  @Override
  public void onDatagram(MessageChannel<A> channel, Datagram<A> datagram) throws IOException {
    first.onDatagram(channel, datagram);
  }

  @Override
  public void onWritable(MessageChannel<A> channel) {
    writables.incrementAndGet();
  }

  @Override
  public void onError(MessageChannel<A> channel, IOException failure) {
    errors.add(failure);
  }

  @Override
  public void onClose(MessageChannel<A> channel) {
    closes.incrementAndGet();
    closed.countDown();
  }

  String nextError() throws InterruptedException {
    IOException error = errors.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
    return error == null ? "none in time" : String.valueOf(error.getMessage());
  }

  void assertCloses() throws InterruptedException {
    assertThat(closed.await(LIMIT_SECONDS, TimeUnit.SECONDS)).isTrue();
    assertThat(closes).hasValue(1);
  }

  static String text(Datagram<?> datagram) {
    return new String(datagram.toArray(), US_ASCII);
  }

  /** What a program prints when it is given a text; it is ended by its id then. */
  static String exchange(String text, String... command) throws IOException {
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    try {
      process.getOutputStream().write(text.getBytes(US_ASCII));
      process.getOutputStream().flush();
      return new String(process.getInputStream().readNBytes(text.length()), US_ASCII);
    } finally {
      process.destroyForcibly().onExit().join();
    }
  }
}
