package dev.sluice.reactor;

import static dev.sluice.sys.NetConstants.AF_INET;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.net.NameException;
import dev.sluice.net.SockAddr;
import dev.sluice.net.TcpListener;
import dev.sluice.net.TcpOpts;
import dev.sluice.net.TcpStream;
import dev.sluice.support.Tools;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Connecting on a loop, and each way in which it does not come to a connection. */
@Timeout(60)
class TcpClientTest {
  private static final ConnectionHandler ECHO = (c, in) -> c.write(in);
  private static final ClientOptions PATIENT =
      ClientOptions.DEFAULT.limit(Duration.ofMinutes(5)).limitPerAddress(Duration.ofMinutes(5));

  private final LoopThread thread;
  private final Deque<AutoCloseable> opened = new ArrayDeque<>();

  TcpClientTest() throws Exception {
    thread = new LoopThread();
  }

  @AfterEach
  void close() throws Exception {
    thread.close();
    for (AutoCloseable each : opened) {
      each.close();
    }
  }

  private <T extends AutoCloseable> T add(T each) {
    opened.push(each);
    return each;
  }

  private TcpClient connect(Connected result, ClientOptions options, SockAddr.Inet... addresses) {
    return connect(thread, result, options, addresses);
  }

  private static TcpClient connect(
      LoopThread thread, Connected result, ClientOptions options, SockAddr.Inet... addresses) {
    return TcpClient.connect(
        thread.loop, List.of(addresses), options, c -> result, result.failure::complete);
  }

  private SockAddr.Inet echoServer() throws Exception {
    return SockAddr.of(thread.listen(c -> ECHO));
  }

  /** Bound, so that nobody else gets it, and not listening. */
  private SockAddr.Inet refusing() throws Exception {
    TcpStream holder = add(TcpStream.open(AF_INET));
    holder.bind(SockAddr.inet4("127.0.0.1", 0));
    return holder.localAddress();
  }

  /** A listener whose queue is full: the kernel drops what comes, as a deaf host would. */
  private SockAddr.Inet deaf() throws Exception {
    TcpListener listener = add(TcpListener.bind(SockAddr.inet4("127.0.0.1", 0), 0));
    SockAddr.Inet address = listener.localAddress();
    add(TcpStream.connect(address, Duration.ofSeconds(30)));
    for (int i = 0; i < 3; i++) {
      add(TcpStream.open(AF_INET)).startConnect(address);
    }
    return address;
  }

  @ParameterizedTest
  @EnumSource
  void itsHandlerTalksToTheServer(PollerKind poller) throws Exception {
    SockAddr.Inet there = echoServer();
    try (LoopThread client = new LoopThread(LoopOptions.DEFAULT.poller(poller))) {
      Connected result = new Connected();
      connect(client, result, ClientOptions.DEFAULT, there);
      assertThat(result.answer()).isEqualTo("hello");
      assertThat(result.failure).isNotDone();
    }
  }

  @ParameterizedTest
  @EnumSource
  void itsHandlerIsToldByEachTrigger(Trigger trigger) throws Exception {
    SockAddr.Inet there = echoServer();
    try (LoopThread client = new LoopThread(LoopOptions.DEFAULT.trigger(trigger))) {
      Connected result = new Connected();
      connect(client, result, ClientOptions.DEFAULT, there);
      assertThat(result.answer()).isEqualTo("hello");
    }
  }

  @Test
  void itsHandlerMayRunElsewhere() throws Exception {
    Connected result = new Connected();
    connect(
        result, ClientOptions.DEFAULT.dispatching(Dispatching.onVirtualThreads()), echoServer());
    assertThat(result.answer()).isEqualTo("hello");
    assertThat(result.opened.join().executor()).isNotEqualTo(thread.loop);
  }

  @Test
  void nothingIsCalledBeforeConnectHasReturned() throws Exception {
    SockAddr.Inet there = echoServer();
    Connected result = new Connected();
    boolean undecided =
        thread.call(
            () -> {
              connect(result, ClientOptions.DEFAULT, there);
              return result.isUndecided();
            });
    assertThat(undecided).isTrue();
    assertThat(result.answer()).isEqualTo("hello");
  }

  @Test
  void aServerInPythonIsReached() throws Exception {
    Tools.require("python3 python3");
    String server =
        """
        import socket
        s = socket.create_server(('127.0.0.1', 0))
        print(s.getsockname()[1], flush=True)
        c, peer = s.accept()
        c.sendall(c.recv(100).upper())
        c.recv(1)
        """;
    Process python = new ProcessBuilder("python3", "-c", server).start();
    try (BufferedReader out = python.inputReader()) {
      int port = Integer.parseInt(out.readLine());
      Connected result = new Connected();
      connect(result, ClientOptions.DEFAULT, SockAddr.inet4("127.0.0.1", port));
      assertThat(result.answer()).isEqualTo("HELLO");
      assertThat(python.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(python.exitValue()).isZero();
    } finally {
      python.destroyForcibly().onExit().join();
      python.getOutputStream().close();
      python.getErrorStream().close();
    }
  }

  @Test
  void whereOneRefusesTheNextIsTried() throws Exception {
    Connected result = new Connected();
    connect(result, ClientOptions.DEFAULT, refusing(), refusing(), echoServer(), refusing());
    assertThat(result.answer()).isEqualTo("hello");
    assertThat(result.failure).isNotDone();
  }

  @Test
  void whereAllFailEachIsNamedWithItsErrno() throws Exception {
    SockAddr.Inet first = refusing();
    SockAddr.Inet second = SockAddr.inet4("255.255.255.255", 9);
    Connected result = new Connected();
    connect(result, ClientOptions.DEFAULT, first, second);

    IOException failure = result.failure();
    assertThat(failure)
        .hasMessageContaining("connect(" + first + "): ECONNREFUSED")
        .hasMessageContaining("connect(" + second + "): E");
    assertThat(failure.getSuppressed()).hasSize(2);
    assertThat(failure.getSuppressed()[0])
        .isInstanceOfSatisfying(
            ErrnoException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ECONNREFUSED));
    assertThat(result.opened).isNotDone();
  }

  @Test
  void whoDoesNotAnswerInItsTimeIsPassedOver() throws Exception {
    Connected result = new Connected();
    ClientOptions options = PATIENT.limitPerAddress(Duration.ofMillis(500));
    connect(result, options, deaf(), echoServer());
    assertThat(result.answer()).isEqualTo("hello");

    SockAddr.Inet deaf = deaf();
    Connected nobody = new Connected();
    connect(nobody, options, deaf);
    assertThat(nobody.failure()).hasMessageContaining("connect(" + deaf + "): not within PT0.5S");
  }

  @Test
  void theTimeForAllOfThemEnds() throws Exception {
    Connected result = new Connected();
    connect(result, PATIENT.limit(Duration.ofMillis(500)), refusing(), deaf(), echoServer());
    IOException failure = result.failure();
    assertThat(failure)
        .isInstanceOf(SocketTimeoutException.class)
        .hasMessageContaining("not within PT0.5S");
    assertThat(failure.getSuppressed()).hasSize(1);
    assertThat(result.opened).isNotDone();
  }

  @Test
  void cancelledItCallsNobody() throws Exception {
    SockAddr.Inet deaf = deaf();
    Connected result = new Connected();
    TcpClient client = connect(result, PATIENT, deaf);
    thread.call(() -> 0);
    client.cancel();
    client.cancel();
    Connected inLoop = new Connected();
    thread.call(
        () -> {
          connect(inLoop, PATIENT, deaf).cancel();
          return 0;
        });
    thread.close();
    assertThat(result.isUndecided()).isTrue();
    assertThat(inLoop.isUndecided()).isTrue();
    client.cancel();
  }

  @Test
  void aCancelAfterTheConnectionDoesNothing() throws Exception {
    Connected result = new Connected();
    TcpClient client = connect(result, ClientOptions.DEFAULT, echoServer());
    Connection connection = result.opened.get(30, TimeUnit.SECONDS);
    client.cancel();
    assertThat(result.answer()).isEqualTo("hello");
    assertThat(connection.loop()).isSameAs(thread.loop);
  }

  @Test
  void aLoopThatStopsGivesItUp() throws Exception {
    Connected result = new Connected();
    connect(result, PATIENT, deaf());
    thread.call(() -> 0);
    thread.close();
    assertThat(result.failure()).hasMessage("the loop stops");
    assertThat(result.opened).isNotDone();
  }

  @Test
  void aLoopThatIsClosedGivesItUpToo() throws Exception {
    SockAddr.Inet deaf = deaf();
    Connected begun = new Connected();
    Connected waiting = new Connected();
    EventLoop loop = EventLoop.open();
    TcpClient.connect(loop, List.of(deaf), PATIENT, c -> begun, begun.failure::complete);
    assertThat(loop.turn()).isTrue();
    TcpClient.connect(loop, List.of(deaf), PATIENT, c -> waiting, waiting.failure::complete);
    loop.close();
    assertThat(begun.failure()).hasMessage("the loop stops");
    assertThat(waiting.failure()).hasMessage("the loop stops");
    assertThatExceptionOfType(RejectedExecutionException.class)
        .isThrownBy(() -> TcpClient.connect(loop, List.of(deaf), PATIENT, c -> ECHO, e -> {}));
  }

  @Test
  void aNameIsLookedUp() throws Exception {
    InetSocketAddress there = thread.listen(c -> ECHO);
    Connected result = new Connected();
    TcpClient.connect(
        thread.loop,
        "localhost",
        Integer.toString(there.getPort()),
        ClientOptions.DEFAULT,
        c -> result,
        result.failure::complete);
    assertThat(result.answer()).isEqualTo("hello");
  }

  @Test
  void aNameThatIsNoneFails() throws Exception {
    Connected result = new Connected();
    TcpClient.connect(
        thread.loop,
        "127.0.0.1",
        "no-such-service",
        ClientOptions.DEFAULT,
        c -> result,
        result.failure::complete);
    assertThat(result.failure()).isInstanceOf(NameException.class);
  }

  @Test
  void aLoopThatEndsDuringALookupFailsItOnce() throws Exception {
    EventLoop loop = EventLoop.open();
    Connected result = new Connected();
    TcpClient.connect(
        loop, "localhost", "80", ClientOptions.DEFAULT, c -> result, result.failure::complete);
    assertThat(loop.turn()).isTrue();
    loop.close();
    // The lookup has ended or not: the loop never got to its result.
    assertThat(result.failure()).hasMessage("the loop stops");
  }

  @Test
  void aConnectionSendsAtOnce() throws Exception {
    TcpListener listener = add(TcpListener.bind(SockAddr.inet4("127.0.0.1", 0), 4));
    Connected result = new Connected();
    connect(result, ClientOptions.DEFAULT, listener.localAddress());
    int fd = result.opened.get(30, TimeUnit.SECONDS).fd();
    assertThat(thread.call(() -> TcpOpts.NODELAY.get(fd))).isTrue();
  }

  @Test
  void whatMakesNoSenseIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> connect(new Connected(), ClientOptions.DEFAULT));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClientOptions.DEFAULT.limit(Duration.ZERO));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ClientOptions.DEFAULT.limitPerAddress(Duration.ofSeconds(-1)));
  }
}
