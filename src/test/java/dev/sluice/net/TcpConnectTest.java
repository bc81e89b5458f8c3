package dev.sluice.net;

import static dev.sluice.net.Ends.LIMIT;
import static dev.sluice.sys.NetConstants.AF_INET;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.sys.SockAddrBuf;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/** How TCP connections come to be: waited for, in time, and without waiting. */
@Bounded
class TcpConnectTest {
  private static final Duration SHORT = Duration.ofMillis(200);

  @AutoClose private final Ends ends = new Ends();

  @Test
  void bothEndsAgreeOnTheirNames() throws Exception {
    TcpListener listener = ends.tcpListener(4);

    TcpStream client = ends.add(TcpStream.connect(listener.localAddress()));
    TcpStream server = ends.add(Ends.accepted(listener));

    assertThat(client.peerAddress()).isEqualTo(listener.localAddress());
    assertThat(server.peerAddress()).isEqualTo(client.localAddress());
    assertThat(client.finishConnect()).isTrue();
  }

  @Test
  void anAcceptedConnectionTellsWhoItIs() throws Exception {
    TcpListener listener = ends.tcpListener(4);
    SockAddrBuf peer = SockAddrBuf.allocate();
    assertThat(listener.accept(peer)).as("nobody waits").isNull();
    for (int i = 0; i < 3; i++) {
      TcpStream client = ends.add(TcpStream.connect(listener.localAddress(), LIMIT));
      assertThat(listener.awaitReadable(LIMIT)).isTrue();

      TcpStream server = ends.add(requireNonNull(listener.accept(peer)));

      assertThat(server.peerAddress()).isEqualTo(client.localAddress());
      assertThat(SockAddr.from(peer)).isEqualTo(client.localAddress());
    }
  }

  @Test
  void whereNobodyListensIsRefused() throws Exception {
    SockAddr.Inet nobody = unusedAddress();

    assertThatThrownBy(() -> TcpStream.connect(nobody, LIMIT))
        .isInstanceOf(ErrnoException.class)
        .hasMessage("connect(" + nobody + "): ECONNREFUSED (Connection refused)");
    assertThatThrownBy(() -> TcpStream.connect(nobody))
        .asInstanceOf(InstanceOfAssertFactories.type(ErrnoException.class))
        .extracting(ErrnoException::errno)
        .isEqualTo(Errno.ECONNREFUSED);
  }

  @Test
  void whoDoesNotAnswerInTimeIsGivenUp() throws Exception {
    SockAddr.Inet deaf = fullListener();

    assertThatThrownBy(() -> TcpStream.connect(deaf, SHORT))
        .isInstanceOf(SocketTimeoutException.class)
        .hasMessageContaining(deaf.toString())
        .hasMessageContaining("PT0.2S");
    assertThatThrownBy(() -> TcpStream.connect(deaf, Duration.ZERO))
        .isInstanceOf(SocketTimeoutException.class);
  }

  @Test
  void withoutWaitingItIsInProgress() throws Exception {
    TcpListener listener = ends.tcpListener(4);
    TcpStream client = ends.add(TcpStream.open(AF_INET));

    if (!client.startConnect(listener.localAddress())) {
      assertThat(client.awaitWritable(LIMIT)).isTrue();
      assertThat(client.finishConnect()).isTrue();
    }

    assertThat(client.peerAddress()).isEqualTo(listener.localAddress());
    // The kernel lets one more connect tell that it is done, should nobody have asked so far.
    client.startConnect(listener.localAddress());
    assertThatThrownBy(() -> client.startConnect(listener.localAddress()))
        .hasMessageContaining("EISCONN");
  }

  @Test
  void itStaysInProgressUntilThePeerAnswers() throws Exception {
    SockAddr.Inet deaf = fullListener();
    TcpStream client = ends.add(TcpStream.open(AF_INET));

    assertThat(client.startConnect(deaf)).isFalse();

    assertThat(client.finishConnect()).isFalse();
    assertThat(client.awaitWritable(SHORT)).isFalse();
    assertThat(client.finishConnect()).isFalse();
    assertThatThrownBy(() -> client.startConnect(deaf)).hasMessageContaining("EALREADY");
  }

  @Test
  void aRefusalIsToldWhenItIsFinished() throws Exception {
    TcpStream client = ends.add(TcpStream.open(AF_INET));

    assertThat(client.startConnect(unusedAddress())).isFalse();
    assertThat(client.awaitWritable(LIMIT)).isTrue();

    assertThatThrownBy(client::finishConnect)
        .isInstanceOf(ErrnoException.class)
        .hasMessage("connect: ECONNREFUSED (Connection refused)");
  }

  @Test
  void theConnectionComesFromWhereItWasBound() throws Exception {
    TcpListener listener = ends.tcpListener(4);
    TcpStream client = ends.add(TcpStream.open(AF_INET));

    client.bind(SockAddr.inet4("127.0.0.9", 0));
    client.startConnect(listener.localAddress());

    TcpStream server = ends.add(Ends.accepted(listener));
    assertThat(server.peerAddress()).isEqualTo(client.localAddress());
    assertThat(client.localAddress().toString()).startsWith("127.0.0.9:");
  }

  @Test
  void whatWaitsIsRefusedOnVirtualThreads() throws Exception {
    TcpListener listener = ends.tcpListener(4);
    SockAddr.Inet there = listener.localAddress();
    Ends.Tcp tcp = ends.tcp();

    onVirtualThread(() -> TcpStream.connect(there));
    onVirtualThread(() -> TcpStream.connect(there, LIMIT));
    onVirtualThread(() -> UnixStream.connect(Ends.freshName("virtual")));
    onVirtualThread(() -> listener.awaitReadable(LIMIT));
    onVirtualThread(() -> tcp.client().awaitWritable(LIMIT));
    onVirtualThread(() -> tcp.client().inputStream().read());
    onVirtualThread(
        () -> {
          tcp.client().outputStream().write(1);
          return 0;
        });
  }

  private static void onVirtualThread(java.util.concurrent.Callable<?> action) {
    CompletableFuture<Object> result = new CompletableFuture<>();
    Thread.startVirtualThread(
        () -> {
          try {
            result.complete(action.call());
          } catch (Throwable t) {
            result.completeExceptionally(t);
          }
        });
    assertThatThrownBy(result::join)
        .hasCauseInstanceOf(IllegalStateException.class)
        .hasMessageContaining("virtual thread");
  }

  @Test
  void aClosedOneIsRefusedWhereItCanBeSeen() throws Exception {
    TcpStream client = ends.tcp().client();
    client.close();
    client.close();

    assertThat(client.isOpen()).isFalse();
    assertThatIllegalStateException().isThrownBy(client::fd);
    assertThatIllegalStateException().isThrownBy(client::peerAddress);
    assertThatIllegalStateException().isThrownBy(client::shutdownOutput);
    assertThat(client).hasToString("TcpStream[Fd(closed)]");
  }

  @Test
  void aDescriptorGoesOutAndInAgain() throws Exception {
    Ends.Tcp tcp = ends.tcp();
    SockAddr.Inet peer = tcp.client().peerAddress();

    TcpStream again = ends.add(new TcpStream(tcp.client().detach()));

    assertThat(tcp.client().isOpen()).isFalse();
    assertThat(again.peerAddress()).isEqualTo(peer);
  }

  /** Bound and closed again; nobody else gets it at once. */
  private SockAddr.Inet unusedAddress() throws Exception {
    TcpStream holder = ends.add(TcpStream.open(AF_INET));
    holder.bind(SockAddr.inet4("127.0.0.1", 0));
    return holder.localAddress();
  }

  /** A listener whose queue is full: the kernel drops what comes, as a deaf host would. */
  private SockAddr.Inet fullListener() throws Exception {
    SockAddr.Inet address = ends.tcpListener(0).localAddress();
    ends.add(TcpStream.connect(address, LIMIT));
    for (int i = 0; i < 3; i++) {
      ends.add(TcpStream.open(AF_INET)).startConnect(address);
    }
    return address;
  }
}
