package dev.sluice.examples.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.examples.Await;
import dev.sluice.examples.Jars;
import dev.sluice.examples.RawClient;
import dev.sluice.support.Strace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Calls of a running proxy fail, and peers behave badly: no byte is lost or doubled, nothing leaks
 * or spins, and who has nothing to do with it is served on.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
class ProxyFaultsTest {
  private static final String CALLS = Strace.WAITS + ",splice,pipe2,accept4,socket";
  private static final int CLIENTS = 3;
  private static final int RESETS = 100;
  private static final int BULK = 200_000;
  // More than fits into the sockets and pipes of one connection, both ways.
  private static final int STALLING = 16 << 20;
  private static final long WINDOW_MILLIS = 200;
  // Of twenty; a loop that spins takes all of them.
  private static final long IDLE_TICKS = 3;

  @SuppressWarnings("NullAway.Init")
  private EchoServer server;

  @SuppressWarnings("NullAway.Init")
  private ProxyProcess proxy;

  @SuppressWarnings("NullAway.Init")
  private List<String> descriptors;

  private long signalPipes;

  @BeforeAll
  void start(@TempDir Path jars) throws Exception {
    server = EchoServer.start();
    // Classes of folders take a descriptor each to load.
    List<String> java = List.of("-Xmx64m", "-cp", Jars.classPath(jars));
    proxy = ProxyProcess.startBy(java, "--to", server.address(), "--mode", "splice");
    try (RawClient client = proxy.client()) {
      ProxyProcess.echoes(client, BULK);
    }
    proxy.awaitFigure("connections_open", 0);
    // Whoever asked for the figure is gone by then: two listeners are left.
    Await.until(
        ProxyProcess.LIMIT,
        () -> withoutPipes().stream().filter(d -> d.startsWith("socket:")).distinct().count() == 2,
        () -> "sockets: " + proxy.server.descriptors());
    descriptors = withoutPipes();
    signalPipes = pipeEnds() - 2 * proxy.figure("pipes{state=\"idle\"}");
  }

  @AfterAll
  void stop() throws Exception {
    try {
      proxy.stop();
    } finally {
      proxy.close();
      server.close();
    }
  }

  /** It serves, has no descriptor more than before but for its idle pipes, and rests. */
  @AfterEach
  void unharmed() throws Exception {
    try (RawClient client = proxy.client()) {
      ProxyProcess.echoes(client, BULK);
    }
    proxy.awaitFigure("connections_open", 0);
    server.awaitOpen(0);
    assertThat(proxy.figure("pipes{state=\"used\"}")).isZero();
    long pipes = 2 * proxy.figure("pipes{state=\"idle\"}");
    Await.until(
        ProxyProcess.LIMIT,
        () -> withoutPipes().equals(descriptors) && pipeEnds() == pipes + signalPipes,
        () -> "were " + descriptors + ", are " + proxy.server.descriptors());
    Await.until(ProxyProcess.LIMIT, () -> ticks() <= IDLE_TICKS, () -> "not idle");
  }

  private List<String> withoutPipes() {
    return proxy.server.descriptors().stream()
        .filter(d -> !d.startsWith("pipe:"))
        .sorted()
        .toList();
  }

  private long pipeEnds() {
    return proxy.server.descriptors().stream().filter(d -> d.startsWith("pipe:")).count();
  }

  private long ticks() {
    long before = proxy.server.cpuTicks();
    Await.pause(WINDOW_MILLIS);
    return proxy.server.cpuTicks() - before;
  }

  private Strace inject(String... injections) throws Exception {
    return Strace.ofProcess(proxy.server.pid(), CALLS, injections);
  }

  private List<RawClient> clients(int count) throws IOException {
    List<RawClient> clients = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      clients.add(proxy.client());
    }
    return clients;
  }

  private static void end(List<RawClient> clients) throws IOException {
    for (RawClient client : clients) {
      client.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"EAGAIN:when=1+2", "EINTR:when=1+2", "ENOMEM:when=1+5", "EAGAIN:when=7"})
  void splicesFailNowAndThen(String how) throws Exception {
    List<RawClient> clients = clients(CLIENTS);
    try (Strace strace = inject("splice:error=" + how)) {
      for (RawClient client : clients) {
        ProxyProcess.echoes(client, BULK);
      }
      assertThat(strace.injected()).isPositive();
      for (RawClient client : clients) {
        client.endOutput();
        assertThat(client.untilEnd()).isEmpty();
      }
    } finally {
      end(clients);
    }
  }

  /** Nothing can be moved at all, though there is something: it waits, and does not spin. */
  @ParameterizedTest
  @ValueSource(strings = {"EAGAIN", "ENOMEM"})
  void splicesFailForAWhile(String errno) throws Exception {
    byte[] bytes = ProxyProcess.bytes(5_000);
    try (RawClient client = proxy.client()) {
      ProxyProcess.echoes(client, 1);
      try (Strace strace = inject("splice:error=" + errno)) {
        client.send(bytes);
        strace.awaitInjected(3);
        assertThat(strace.waitsPerSecond()).as("waits in a second").isLessThan(600);
      }
      assertThat(client.in().readNBytes(bytes.length)).isEqualTo(bytes);
    }
  }

  /** On the way into the pipe, or out of it: that connection ends, and no other. */
  @ParameterizedTest
  @CsvSource({"ECONNRESET, 1", "ETIMEDOUT, 1", "ECONNRESET, 2", "EPIPE, 2", "ETIMEDOUT, 2"})
  void oneConnectionBreaks(String errno, int which) throws Exception {
    String kind = errno.equals("ETIMEDOUT") ? "timeout" : "reset";
    String figure = "errors_total{kind=\"" + kind + "\"}";
    List<RawClient> others = clients(CLIENTS);
    try (RawClient victim = proxy.client()) {
      ProxyProcess.echoes(victim, 1);
      long before = proxy.figure(figure);
      try (Strace strace = inject("splice:error=" + errno + ":when=" + which)) {
        victim.send("once");
        assertThat(victim.drain()).isZero();
        assertThat(strace.injected()).isEqualTo(1);
      }
      for (RawClient other : others) {
        ProxyProcess.echoes(other, BULK);
      }
      proxy.awaitFigure(figure, before + 1);
    } finally {
      end(others);
    }
  }

  /** What cannot have a pipe is copied. */
  @Test
  void noPipes() throws Exception {
    long idle = proxy.figure("pipes{state=\"idle\"}");
    List<RawClient> stalled = clients((int) idle + 1);
    List<Thread> senders = new ArrayList<>();
    byte[] much = ProxyProcess.bytes(STALLING);
    try (Strace strace = inject("pipe2:error=EMFILE")) {
      for (RawClient client : stalled) {
        senders.add(Thread.ofVirtual().start(() -> sendAll(client, much)));
      }
      strace.awaitInjected(1);
      try (RawClient client = proxy.client()) {
        ProxyProcess.echoes(client, BULK);
      }
      for (RawClient client : stalled) {
        assertThat(client.in().readNBytes(much.length)).isEqualTo(much);
      }
    } finally {
      end(stalled);
      for (Thread each : senders) {
        each.join();
      }
    }
    assertThat(proxy.figure("moves_total{mode=\"copy\"}")).isPositive();
  }

  private static void sendAll(RawClient client, byte[] bytes) {
    try {
      client.send(bytes);
    } catch (IOException e) {
      // The reader sees it.
    }
  }

  @Test
  void noDescriptorToAccept() throws Exception {
    try (RawClient before = proxy.client()) {
      ProxyProcess.echoes(before, 1);
      try (Strace strace = inject("accept4:error=EMFILE:when=1");
          RawClient next = proxy.client()) {
        strace.awaitInjected(1);
        // It may have been the one that is told so.
        next.endOutput();
        next.drain();
        ProxyProcess.echoes(before, BULK);
      }
    }
  }

  /** That is not the back end's fault: it stays up. */
  @Test
  void noDescriptorToConnect() throws Exception {
    long failed = proxy.figure("errors_total{kind=\"connect\"}");
    try (RawClient before = proxy.client()) {
      ProxyProcess.echoes(before, 1);
      try (Strace strace = inject("socket:error=EMFILE:when=1");
          RawClient next = proxy.client()) {
        assertThat(next.drain()).isZero();
        assertThat(strace.injected()).isEqualTo(1);
      }
      ProxyProcess.echoes(before, BULK);
    }
    proxy.awaitFigure("errors_total{kind=\"connect\"}", failed + 1);
    assertThat(proxy.figure("backend_up{backend=\"" + server.address() + "\"}")).isEqualTo(1);
  }

  @Test
  void clientsResetInTheMiddle() throws Exception {
    byte[] bytes = ProxyProcess.bytes(BULK);
    try (RawClient stays = proxy.client()) {
      for (int i = 0; i < RESETS; i++) {
        try (RawClient client = proxy.client()) {
          client.send(bytes);
          client.in().readNBytes(i * 100);
          client.reset();
        }
      }
      ProxyProcess.echoes(stays, BULK);
      proxy.awaitFigure("connections_open", 1);
    }
  }

  @Test
  void backEndsResetInTheMiddle() throws Exception {
    List<RawClient> clients = clients(CLIENTS);
    try {
      for (RawClient client : clients) {
        ProxyProcess.echoes(client, BULK);
      }
      server.resetAll();
      for (RawClient client : clients) {
        assertThat(client.drain()).isZero();
      }
    } finally {
      end(clients);
    }
  }

  @Test
  void byteByByte() throws Exception {
    byte[] bytes = ProxyProcess.bytes(300);
    try (RawClient client = proxy.client()) {
      for (byte each : bytes) {
        client.send(new byte[] {each});
        assertThat((byte) client.in().read()).isEqualTo(each);
      }
      for (byte each : bytes) {
        client.send(new byte[] {each});
      }
      client.endOutput();
      assertThat(client.untilEnd()).isEqualTo(bytes);
    }
  }
}
