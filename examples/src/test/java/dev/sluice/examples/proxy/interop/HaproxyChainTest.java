package dev.sluice.examples.proxy.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.examples.Await;
import dev.sluice.support.Run;
import dev.sluice.support.Tools;
import dev.sluice.transfer.Mode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * HAProxy before and behind: who the client really is goes through all of them. One HAProxy is
 * both; what it serves as a back end is what it takes for the client's address.
 */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class HaproxyChainTest {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String BEFORE =
      """
      listen before_%1$s
        mode tcp
        bind 127.0.0.1:%2$d
        server sluice 127.0.0.1:%3$d send-proxy-v2 check inter 300ms fall 100
      """;

  @TempDir private static Path folder;
  private static int behind;
  private static int beforeSplice;
  private static int beforeAuto;
  private static Program haproxy;
  private static Proxies senders;
  private static Proxies both;

  @BeforeAll
  static void start() throws Exception {
    Tools.require("haproxy", "curl", "socat");
    behind = Program.freePort();
    beforeSplice = Program.freePort();
    beforeAuto = Program.freePort();
    senders =
        Proxies.start(
            Map.of(
                Mode.SPLICE, Proxies.arguments(Mode.SPLICE, behind, "--send-proxy", "v1"),
                Mode.AUTO, Proxies.arguments(Mode.AUTO, behind, "--send-proxy", "v2")));
    both =
        Proxies.start(
            Map.of(
                Mode.SPLICE,
                    Proxies.arguments(Mode.SPLICE, behind, "--accept-proxy", "--send-proxy", "v2"),
                Mode.AUTO,
                    Proxies.arguments(Mode.AUTO, behind, "--accept-proxy", "--send-proxy", "v1")));
    Path configuration = folder.resolve("haproxy.cfg");
    Files.writeString(
        configuration,
        """
        global
          stats socket %1$s/stats level admin
        defaults
          timeout connect 30s
          timeout client 30s
          timeout server 30s
        frontend behind
          mode http
          bind 127.0.0.1:%2$d accept-proxy
          http-request return content-type text/plain lf-string "%%[src] %%[src_port]\\n"
        """
                .formatted(folder, behind)
            + BEFORE.formatted("splice", beforeSplice, both.port(Mode.SPLICE))
            + BEFORE.formatted("auto", beforeAuto, both.port(Mode.AUTO)));
    Path log = folder.resolve("haproxy.log");
    haproxy =
        Program.listening(log, behind, "haproxy", "-q", "-db", "-f", configuration.toString());
  }

  @AfterAll
  static void end() throws Exception {
    try (Program its = haproxy;
        Proxies one = senders;
        Proxies other = both) {
      if (its != null) {
        one.endWithoutFailures();
        assertThat(told("disable health before_splice/sluice")).isBlank();
        assertThat(told("disable health before_auto/sluice")).isBlank();
        other.end();
      }
    }
  }

  /** Asks who asks, twice by one connection, and compares with what curl knows. */
  private static void checkAddress(int port) throws Exception {
    String url = "http://127.0.0.1:" + port + "/";
    String local = "%{local_ip} %{local_port}\n";

    String[] lines = Run.output("curl", "-sS", "--fail", "-w", local, url, url).split("\n", -1);

    assertThat(lines).hasSize(5);
    assertThat(lines[0]).startsWith("127.0.0.1 ").isEqualTo(lines[1]);
    assertThat(lines[2]).isEqualTo(lines[3]).isEqualTo(lines[0]);
  }

  @ParameterizedTest
  @CsvSource({"SPLICE", "AUTO"})
  void behindItIsTold(Mode mode) throws Exception {
    checkAddress(senders.port(mode));
  }

  @ParameterizedTest
  @CsvSource({"SPLICE", "AUTO"})
  void fromOneToTheOther(Mode mode) throws Exception {
    checkAddress(mode == Mode.SPLICE ? beforeSplice : beforeAuto);
  }

  @ParameterizedTest
  @CsvSource({"splice", "auto"})
  void itsChecksSucceed(String name) throws Exception {
    // Layer 4: it connects, sends a header that says LOCAL, and closes.
    Await.until(
        LIMIT,
        () -> {
          String row = row(name);
          return column(row, 17).equals("UP") && column(row, 36).equals("L4OK");
        },
        () -> "not up");
  }

  /** What HAProxy answers to a command. */
  private static String told(String command) throws Exception {
    String socket = "UNIX:" + folder.resolve("stats");
    return Run.output("sh", "-c", "echo \"$0\" | socat -t30 - \"$1\"", command, socket);
  }

  private static String row(String name) throws Exception {
    return told("show stat")
        .lines()
        .filter(line -> line.startsWith("before_" + name + ",sluice,"))
        .findFirst()
        .orElse("");
  }

  private static String column(String row, int number) {
    String[] columns = row.split(",", -1);
    return number < columns.length ? columns[number] : "";
  }
}
