package dev.sluice.examples.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.transfer.TransferCounters;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ProxyStatisticsTest {
  private static final Pattern HELP =
      Pattern.compile("# HELP ([a-zA-Z_:][a-zA-Z0-9_:]*) (?:[^\\\\\\n]|\\\\\\\\|\\\\n)+");
  private static final Pattern TYPE =
      Pattern.compile("# TYPE ([a-zA-Z_:][a-zA-Z0-9_:]*) (counter|gauge)");
  private static final Pattern SAMPLE =
      Pattern.compile(
          "([a-zA-Z_:][a-zA-Z0-9_:]*)"
              + "(?:\\{[a-zA-Z_][a-zA-Z0-9_]*=\"(?:[^\"\\\\\\n]|\\\\\\\\|\\\\\"|\\\\n)*\"\\})?"
              + " (\\d+)");

  private final Backend one = new Backend("127.0.0.1:80", BackendsTest.SOMEWHERE);
  private final Backend other = new Backend("[::1]:81", BackendsTest.SOMEWHERE);
  private final ProxyStatistics figures = new ProxyStatistics(List.of(one, other));

  private void fill() {
    for (int i = 0; i < 5; i++) {
      figures.connectionOpened();
    }
    figures.connectionClosed();
    figures.connectionClosed();
    figures.connectionRefused();
    figures.connectionFailed(ErrorKind.CONNECT);
    figures.connectionFailed(ErrorKind.RESET);
    figures.connectionFailed(ErrorKind.RESET);
    TransferCounters toBackend = figures.counters(Direction.TO_BACKEND);
    toBackend.spliced(500);
    toBackend.spliced(500);
    toBackend.spliced(1L << 40);
    TransferCounters toClient = figures.counters(Direction.TO_CLIENT);
    for (int size : new int[] {1, 2, 3, 1}) {
      toClient.copied(size);
    }
    figures.addPipes(() -> new Pipes(1, 2, 3, 4, 65536));
    figures.addPipes(() -> new Pipes(10, 20, 30, 40, 65536));
    one.opened();
    one.opened();
    one.closed();
    other.markDown();
    other.countFailure();
    other.countProbe();
    other.countProbe();
  }

  @Test
  void text() {
    fill();

    assertThat(figures.text())
        .isEqualTo(
            """
            connections: 3 open, 5 in all, 1 refused, 3 failed
            bytes: 1099511628776 to back ends, 7 to clients
            moves: 3 spliced, 4 copied
            pipes: 11 used, 22 idle, 33 opened, 44 not to be had, 131072 bytes of room
            errors: 1 connect, 0 timeout, 2 reset, 0 header, 0 resources, 0 other
            back end 127.0.0.1:80: up, 1 open, 2 in all, 0 failed connects, 0 probes
            back end [::1]:81: down, 0 open, 0 in all, 1 failed connects, 2 probes
            """);
  }

  @Test
  void metrics() {
    fill();

    assertThat(figures.metrics().lines())
        .contains(
            "# HELP sluice_proxy_connections_open Connections of clients.",
            "# TYPE sluice_proxy_connections_open gauge",
            "sluice_proxy_connections_open 3",
            "# TYPE sluice_proxy_connections_total counter",
            "sluice_proxy_connections_total 5",
            "sluice_proxy_connections_refused_total 1",
            "sluice_proxy_errors_total{kind=\"reset\"} 2",
            "sluice_proxy_errors_total{kind=\"other\"} 0",
            "sluice_proxy_bytes_total{direction=\"to_backend\"} 1099511628776",
            "sluice_proxy_bytes_total{direction=\"to_client\"} 7",
            "sluice_proxy_moves_total{mode=\"splice\"} 3",
            "sluice_proxy_moves_total{mode=\"copy\"} 4",
            "sluice_proxy_pipes{state=\"used\"} 11",
            "sluice_proxy_pipes{state=\"idle\"} 22",
            "sluice_proxy_pipe_bytes 131072",
            "sluice_proxy_pipes_opened_total 33",
            "sluice_proxy_pipes_failed_total 44",
            "sluice_proxy_backend_up{backend=\"127.0.0.1:80\"} 1",
            "sluice_proxy_backend_up{backend=\"[::1]:81\"} 0",
            "sluice_proxy_backend_connections_open{backend=\"127.0.0.1:80\"} 1",
            "sluice_proxy_backend_connections_total{backend=\"127.0.0.1:80\"} 2",
            "sluice_proxy_backend_connect_failures_total{backend=\"[::1]:81\"} 1",
            "sluice_proxy_backend_probes_total{backend=\"[::1]:81\"} 2");
  }

  /** What promtool would check: each family whole, with its help, its type, and no sample twice. */
  @Test
  void metricsAreInTheFormat() {
    fill();
    Set<String> families = new HashSet<>();
    Set<String> samples = new HashSet<>();
    String family = "";
    boolean counter = false;
    String text = figures.metrics();
    assertThat(text).endsWith("\n").doesNotContain("\n\n", "\r");
    for (String line : text.lines().toList()) {
      Matcher help = HELP.matcher(line);
      Matcher type = TYPE.matcher(line);
      Matcher sample = SAMPLE.matcher(line);
      if (help.matches()) {
        family = help.group(1);
        assertThat(families.add(family)).as(line).isTrue();
      } else if (type.matches()) {
        assertThat(type.group(1)).isEqualTo(family);
        counter = type.group(2).equals("counter");
        assertThat(family.endsWith("_total")).as(line).isEqualTo(counter);
      } else {
        assertThat(sample.matches()).as(line).isTrue();
        assertThat(sample.group(1)).isEqualTo(family);
        assertThat(samples.add(line.substring(0, line.lastIndexOf(' ')))).as(line).isTrue();
      }
    }
    assertThat(families).hasSizeGreaterThan(10);
    assertThat(samples).hasSizeGreaterThan(families.size());
  }

  @Test
  void labelsAreEscaped() {
    Exposition out = new Exposition("x_");
    out.family("y", Exposition.Type.GAUGE, "back\\slash, line\nand \"quote\"")
        .sample("z", "back\\slash, line\nand \"quote\"", 1);

    assertThat(out.toString().lines())
        .containsExactly(
            "# HELP x_y back\\\\slash, line\\nand \"quote\"",
            "# TYPE x_y gauge",
            "x_y{z=\"back\\\\slash, line\\nand \\\"quote\\\"\"} 1");
  }

  @Test
  void kindsOfErrors() {
    assertThat(ErrorKind.of(new SocketTimeoutException("late"))).isEqualTo(ErrorKind.TIMEOUT);
    assertThat(kind(Errno.ETIMEDOUT)).isEqualTo(ErrorKind.TIMEOUT);
    assertThat(kind(Errno.ECONNRESET)).isEqualTo(ErrorKind.RESET);
    assertThat(kind(Errno.EPIPE)).isEqualTo(ErrorKind.RESET);
    assertThat(kind(Errno.EMFILE)).isEqualTo(ErrorKind.RESOURCES);
    assertThat(kind(Errno.ENOBUFS)).isEqualTo(ErrorKind.RESOURCES);
    assertThat(kind(Errno.EINVAL)).isEqualTo(ErrorKind.OTHER);
    assertThat(ErrorKind.of(new IOException("any"))).isEqualTo(ErrorKind.OTHER);
  }

  private static ErrorKind kind(Errno errno) {
    return ErrorKind.of(new ErrnoException("splice", errno));
  }

  @Test
  void threadsCountTogether() throws InterruptedException {
    List<Thread> threads =
        List.of(
            Thread.ofPlatform().unstarted(this::many), Thread.ofPlatform().unstarted(this::many));
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(figures.total()).isEqualTo(20_000);
    assertThat(figures.open()).isZero();
    assertThat(figures.bytes(Direction.TO_CLIENT)).isEqualTo(60_000);
    assertThat(one.open()).isZero();
    assertThat(one.connections()).isEqualTo(20_000);
  }

  private void many() {
    for (int i = 0; i < 10_000; i++) {
      figures.connectionOpened();
      one.opened();
      figures.counters(Direction.TO_CLIENT).copied(3);
      one.closed();
      figures.connectionClosed();
    }
  }
}
