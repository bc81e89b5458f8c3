package dev.sluice.examples.proxy.interop;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.support.Run;
import dev.sluice.support.Tools;
import dev.sluice.transfer.Mode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** iperf3 in both directions. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class Iperf3Test {
  private static final long BYTES = 256 << 20;

  // Of two sockets in a row, both ends, with a pipe between.
  private static final long IN_BUFFERS = 64 << 20;

  @TempDir private static Path folder;
  private static Program server;
  private static Proxies proxies;

  @BeforeAll
  static void start() throws Exception {
    Tools.require("iperf3");
    int port = Program.freePort();
    server =
        Program.listening(
            folder.resolve("iperf3.log"),
            port,
            "iperf3",
            "-s",
            "-B",
            "127.0.0.1",
            "-p",
            String.valueOf(port));
    proxies = Proxies.to(port);
  }

  @AfterAll
  static void end() throws Exception {
    try (Program its = server;
        Proxies all = proxies) {
      if (its != null && all != null) {
        all.end();
      }
    }
  }

  private static String run(Mode mode, String... options) throws Exception {
    List<String> command = new ArrayList<>(List.of("iperf3", "-J", "-c", "127.0.0.1"));
    command.addAll(List.of("-p", String.valueOf(proxies.port(mode)), "-n", String.valueOf(BYTES)));
    command.addAll(List.of(options));
    Run client = Run.command(command.toArray(String[]::new));
    assertThat(client.exit()).as(client.out()).isZero();
    assertThat(client.out()).doesNotContain("\"error\"");
    return client.out();
  }

  /** The bytes of a sum at its end. */
  private static long bytes(String json, String sum) {
    Matcher matcher =
        Pattern.compile("\"" + sum + "\":\\s*\\{[^}]*\"bytes\":\\s*(\\d+)").matcher(json);
    assertThat(matcher.find()).as(json).isTrue();
    return Long.parseLong(matcher.group(1));
  }

  @ParameterizedTest
  @EnumSource(names = {"SPLICE", "AUTO"})
  void toTheClient(Mode mode) throws Exception {
    String json = run(mode, "-R");

    assertThat(bytes(json, "sum_sent")).isEqualTo(BYTES);
    assertThat(bytes(json, "sum_received")).isEqualTo(BYTES);
  }

  /** Its server stops counting when the client says so, by another connection. */
  @ParameterizedTest
  @EnumSource(names = {"SPLICE", "AUTO"})
  void toTheServer(Mode mode) throws Exception {
    String json = run(mode);

    assertThat(bytes(json, "sum_sent")).isEqualTo(BYTES);
    assertThat(bytes(json, "sum_received")).isBetween(BYTES - IN_BUFFERS, BYTES);
  }

  @ParameterizedTest
  @EnumSource(names = {"SPLICE", "AUTO"})
  void bothAtOnce(Mode mode) throws Exception {
    String json = run(mode, "--bidir");

    long sent = bytes(json, "sum_sent");
    long got = bytes(json, "sum_received_bidir_reverse");
    assertThat(Math.max(sent, got)).as("what ended it").isGreaterThanOrEqualTo(BYTES);
    assertThat(bytes(json, "sum_received")).isBetween(sent - IN_BUFFERS, sent);
    long sentBack = bytes(json, "sum_sent_bidir_reverse");
    assertThat(got).isBetween(sentBack - IN_BUFFERS, sentBack);
  }
}
