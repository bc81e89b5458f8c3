package dev.sluice.examples.proxy;

import static dev.sluice.sys.NetConstants.AF_INET;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.examples.Await;
import dev.sluice.net.SockAddr;
import dev.sluice.net.TcpStream;
import dev.sluice.proxyproto.Header;
import dev.sluice.reactor.ClientOptions;
import dev.sluice.reactor.TcpClient;
import dev.sluice.sys.Net;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullSource;

/** A back end that is down comes up again, on a loop that runs. */
@Timeout(60)
class ProbingTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private final BlockingQueue<String> log = new LinkedBlockingQueue<>();

  private Backends backends(ProxyLoop thread, Backend backend, @Nullable Header header) {
    Backends.Probing probing = new Backends.Probing(Duration.ofMillis(5), LIMIT, header);
    return new Backends(thread.loop, List.of(backend), 0, Balance.ROUNDROBIN, probing, log::add);
  }

  private String logged() throws InterruptedException {
    return String.valueOf(log.poll(30, TimeUnit.SECONDS));
  }

  @Test
  void untilItListens() throws Exception {
    // Bound, so that nobody else gets it, and not listening.
    try (TcpStream holder = TcpStream.open(AF_INET);
        ProxyLoop thread = new ProxyLoop()) {
      holder.bind(SockAddr.inet4("127.0.0.1", 0));
      Backend backend = new Backend("it", List.of(holder.localAddress()));
      Backends backends = backends(thread, backend, null);

      thread.call(
          () ->
              TcpClient.connect(
                  thread.loop,
                  backend.addresses(),
                  ClientOptions.DEFAULT,
                  connection -> (c, input) -> input.skip(input.remaining()),
                  failure -> backends.failed(backend, failure)));

      assertThat(logged()).startsWith("back end it is down: ").contains("ECONNREFUSED");
      assertThat(logged()).isEqualTo("all back ends are down: connections are refused");
      Await.until(LIMIT, () -> backend.probes() > 2, () -> backend.probes() + " probes");
      assertThat(backend.isUp()).isFalse();

      assertThat(Net.listen(holder.fd(), 16)).isZero();

      assertThat(logged()).isEqualTo("back end it is up");
      assertThat(thread.call(backends::next)).isSameAs(backend);
      long probes = backend.probes();
      thread.call(() -> null);
      assertThat(backend.probes()).as("no more, once it is up").isEqualTo(probes);
      assertThat(backend.failures()).as("of connections only").isEqualTo(1);
    }
  }

  static List<Header> headers() {
    return List.of(Header.v1Unknown(), Header.v2Local());
  }

  @ParameterizedTest
  @NullSource
  @MethodSource("headers")
  void aProbeSaysWhatBackEndsExpect(@Nullable Header header) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
        ProxyLoop thread = new ProxyLoop()) {
      server.setSoTimeout((int) LIMIT.toMillis());
      SockAddr.Inet address = SockAddr.of((InetSocketAddress) server.getLocalSocketAddress());
      Backend backend = new Backend("it", List.of(address));
      Backends backends = backends(thread, backend, header);

      thread.loop.execute(
          () -> backends.failed(backend, new ErrnoException("connect", Errno.ECONNREFUSED)));

      try (Socket probe = server.accept()) {
        probe.setSoTimeout((int) LIMIT.toMillis());
        assertThat(probe.getInputStream().readAllBytes())
            .isEqualTo(header == null ? new byte[0] : header.toBytes());
      }
      Await.until(LIMIT, backend::isUp, () -> "it is down");
    }
  }
}
