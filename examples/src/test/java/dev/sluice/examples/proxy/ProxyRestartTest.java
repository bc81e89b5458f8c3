package dev.sluice.examples.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.examples.Await;
import dev.sluice.examples.CommandProcess;
import dev.sluice.examples.RawClient;
import dev.sluice.support.Tools;
import java.net.ServerSocket;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The proxy is replaced by another process while clients come and go, and nobody notices. {@code
 * -Dsluice.restarts=N} sets how often.
 */
@Timeout(600)
class ProxyRestartTest {
  private static final int RESTARTS = Integer.getInteger("sluice.restarts", 2);
  private static final int CALLERS = 4;

  private final Queue<String> failures = new ConcurrentLinkedQueue<>();
  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicInteger served = new AtomicInteger();

  /** One connection after another, each with a question and its answer. */
  private void call(ProxyProcess proxy) {
    while (!over.get() && failures.isEmpty()) {
      try (RawClient client = proxy.client()) {
        ProxyProcess.echoes(client, 1_000);
        client.endOutput();
        assertThat(client.untilEnd()).isEmpty();
        served.incrementAndGet();
      } catch (Exception | AssertionError e) {
        failures.add(e.toString());
      }
    }
  }

  /** One connection for all of the time. */
  private void stream(ProxyProcess proxy) {
    try (RawClient client = proxy.client()) {
      while (!over.get()) {
        ProxyProcess.echoes(client, 300_000);
      }
      client.endOutput();
      assertThat(client.untilEnd()).isEmpty();
    } catch (Exception | AssertionError e) {
      failures.add("stream: " + e);
    }
  }

  private void restartUnderLoad(ProxyProcess proxy) throws Exception {
    List<Thread> callers =
        IntStream.range(0, CALLERS)
            .mapToObj(i -> Thread.ofPlatform().start(() -> call(proxy)))
            .toList();
    Thread stream = Thread.ofPlatform().start(() -> stream(proxy));
    try {
      for (int i = 0; i < RESTARTS; i++) {
        int before = served.get();
        proxy.restart();
        Await.until(
            ProxyProcess.LIMIT,
            () -> served.get() >= before + 10 || !failures.isEmpty(),
            () -> "nobody is served");
      }
    } finally {
      over.set(true);
      for (Thread each : callers) {
        each.join();
      }
      stream.join();
    }
    assertThat(failures).as(proxy.server.errors()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "2"})
  void manyShortConnectionsAndALongOne(String threads) throws Exception {
    try (EchoServer server = EchoServer.start();
        ProxyProcess proxy = ProxyProcess.start("--to", server.address(), "--threads", threads)) {
      restartUnderLoad(proxy);
      assertThat(proxy.server.awaitExit()).as("the first one has drained").isZero();
      assertThat(proxy.server.errors()).isEmpty();
    }
  }

  /** iperf3 runs through all of the restarts: its connections stay with the process they are at. */
  @Test
  void underIperf() throws Exception {
    Tools.require("iperf3 iperf3");
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, EchoServer.LOOPBACK)) {
      port = free.getLocalPort();
    }
    String number = String.valueOf(port);
    try (ProxyProcess proxy = ProxyProcess.start("--to", "127.0.0.1:" + port);
        CommandProcess server =
            CommandProcess.run(
                List.of("iperf3", "-s", "-1", "-B", "127.0.0.1", "-p", number, "--forceflush"));
        CommandProcess client = iperf(proxy, server)) {
      for (int i = 0; i < RESTARTS; i++) {
        proxy.restart();
      }
      assertThat(client.awaitExit()).as(client.errors()).isZero();
      assertThat(server.awaitExit()).as(server.errors()).isZero();
      assertThat(proxy.server.awaitExit()).as("the first one has drained").isZero();
      assertThat(proxy.server.errors()).isEmpty();
    }
  }

  /** Of a time that the restarts fit in, when the server listens. */
  private static CommandProcess iperf(ProxyProcess proxy, CommandProcess server) throws Exception {
    String line = server.readLine();
    while (!line.contains("listening")) {
      line = server.readLine();
    }
    String seconds = String.valueOf(2 * RESTARTS);
    String port = String.valueOf(proxy.server.port());
    CommandProcess client =
        CommandProcess.run(
            List.of("iperf3", "-c", "127.0.0.1", "-p", port, "-t", seconds, "--forceflush"));
    while (!line.contains("connected to")) {
      line = client.readLine();
      assertThat(line).as(client.errors()).doesNotStartWith("ended");
    }
    return client;
  }
}
