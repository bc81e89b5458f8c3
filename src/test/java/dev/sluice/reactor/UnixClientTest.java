package dev.sluice.reactor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.net.SockAddr;
import dev.sluice.net.UnixAddr;
import dev.sluice.net.UnixListener;
import dev.sluice.net.UnixStream;
import dev.sluice.support.Tools;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Connecting to local sockets on a loop. */
@Timeout(60)
class UnixClientTest {
  private static final ConnectionHandler ECHO = (c, in) -> c.write(in);
  private static final ClientOptions PATIENT = ClientOptions.DEFAULT.limit(Duration.ofMinutes(5));

  private final LoopThread thread;
  @TempDir private Path folder;

  UnixClientTest() throws Exception {
    thread = new LoopThread();
  }

  @AfterEach
  void close() throws IOException {
    thread.close();
  }

  private UnixAddr address() {
    return SockAddr.unix(folder.resolve("socket").toString());
  }

  private UnixClient connect(Connected result, ClientOptions options, UnixAddr address) {
    return UnixClient.connect(thread.loop, address, options, c -> result, result.failure::complete);
  }

  @Test
  void itsHandlerTalksToTheServer() throws Exception {
    String name = "sluice-client-" + ProcessHandle.current().pid() + "-" + System.nanoTime();
    for (UnixAddr address : new UnixAddr[] {address(), SockAddr.unixAbstract(name)}) {
      thread.call(() -> UnixServer.listen(thread.loop, address, c -> ECHO));
      Connected result = new Connected();
      connect(result, ClientOptions.DEFAULT, address);
      assertThat(result.answer()).isEqualTo("hello");
    }
  }

  @Test
  void socatIsReached() throws Exception {
    Tools.require("socat socat");
    Path path = folder.resolve("socket");
    Process socat = new ProcessBuilder("socat", "UNIX-LISTEN:" + path, "EXEC:cat").start();
    try {
      while (!Files.exists(path)) {
        assertThat(socat.isAlive()).isTrue();
        TimeUnit.MILLISECONDS.sleep(5);
      }
      Connected result = new Connected();
      connectOnceItListens(result);
      assertThat(result.answer()).isEqualTo("hello");
    } finally {
      socat.destroyForcibly().onExit().join();
      socat.getOutputStream().close();
      socat.getInputStream().close();
      socat.getErrorStream().close();
    }
  }

  /** The file is there a moment before it listens. */
  private void connectOnceItListens(Connected result) throws Exception {
    while (!result.opened.isDone()) {
      Connected one = new Connected();
      connect(one, ClientOptions.DEFAULT, address());
      CompletableFuture.anyOf(one.answer, one.failure).get(30, TimeUnit.SECONDS);
      if (one.failure.isDone()) {
        assertThat(one.failure()).hasMessageContaining("ECONNREFUSED");
      } else {
        result.opened.complete(one.opened.join());
        result.answer.complete(one.answer());
      }
    }
  }

  @Test
  void whereNothingIsFails() throws Exception {
    Connected result = new Connected();
    connect(result, ClientOptions.DEFAULT, address());
    assertThat(result.failure())
        .hasMessageContaining("connect(" + address() + "): ENOENT (No such file or directory)");
    assertThat(result.opened).isNotDone();
  }

  @Test
  void aFullQueueIsWaitedFor() throws Exception {
    try (UnixListener listener = UnixListener.bind(address(), 0);
        UnixStream first = UnixStream.connect(address())) {
      Connected result = new Connected();
      connect(result, PATIENT, address());
      thread.call(() -> 0);
      assertThat(result.isUndecided()).isTrue();
      // Whoever waits is in once the queue is drained.
      try (UnixStream accepted = listener.accept()) {
        assertThat(accepted).isNotNull();
        assertThat(result.opened.get(30, TimeUnit.SECONDS).isOpen()).isTrue();
      }
      assertThat(first.isOpen()).isTrue();
    }
  }

  @Test
  void aQueueThatStaysFullIsWaitedForUntilTheTimeIsUpTheLoopStopsOrItIsCancelled()
      throws Exception {
    try (UnixListener listener = UnixListener.bind(address(), 0);
        UnixStream first = UnixStream.connect(address())) {
      Connected late = new Connected();
      connect(late, ClientOptions.DEFAULT.limit(Duration.ofMillis(20)), address());
      assertThat(late.failure())
          .isInstanceOf(SocketTimeoutException.class)
          .hasMessageContaining("not within PT0.02S");

      Connected cancelled = new Connected();
      connect(cancelled, PATIENT, address()).cancel();
      Connected stopped = new Connected();
      connect(stopped, PATIENT, address());
      thread.call(() -> 0);
      thread.close();
      assertThat(stopped.failure()).hasMessage("the loop stops");
      assertThat(cancelled.isUndecided()).isTrue();
      assertThat(listener.isOpen() && first.isOpen()).isTrue();
    }
  }
}
