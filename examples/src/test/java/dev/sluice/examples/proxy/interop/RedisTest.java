package dev.sluice.examples.proxy.interop;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.support.Run;
import dev.sluice.support.Tools;
import dev.sluice.transfer.Mode;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Redis: many small messages, one by one and in rows, and large ones. */
@Timeout(value = 180, unit = TimeUnit.SECONDS)
class RedisTest {
  private static final int VALUE = 10 << 20;

  @TempDir private static Path folder;
  private static Program server;
  private static Proxies proxies;

  @BeforeAll
  static void start() throws Exception {
    Tools.require(
        "redis-server", "redis-benchmark redis-tools", "redis-cli redis-tools", "cmp diffutils");
    int port = Program.freePort();
    Path configuration =
        Files.writeString(
            folder.resolve("redis.conf"),
            "bind 127.0.0.1\nport %d\nsave \"\"\nappendonly no\ndir %s\n".formatted(port, folder));
    server =
        Program.listening(
            folder.resolve("redis.log"), port, "redis-server", configuration.toString());
    proxies = Proxies.to(port);
  }

  @AfterAll
  static void end() throws Exception {
    try (Program its = server;
        Proxies all = proxies) {
      if (its != null && all != null) {
        all.endWithoutFailures();
      }
    }
  }

  private static String cli(Mode mode, String... words) throws Exception {
    String[] command = {"redis-cli", "-h", "127.0.0.1", "-p", String.valueOf(proxies.port(mode))};
    String[] all = java.util.Arrays.copyOf(command, command.length + words.length);
    System.arraycopy(words, 0, all, command.length, words.length);
    return Run.output(all);
  }

  @ParameterizedTest
  @CsvSource({"SPLICE, 1", "SPLICE, 16", "AUTO, 1", "AUTO, 16"})
  void benchmark(Mode mode, int pipelined) throws Exception {
    String command = "redis-benchmark -h 127.0.0.1 -c 20 -n 4000 -r 1000 -d 100 --csv -t ";
    String tests = "set,get,lpush,lrange_100 -P " + pipelined + " -p " + proxies.port(mode);
    cli(mode, "FLUSHALL");

    Run run = Run.command((command + tests).split(" ", -1));

    assertThat(run.exit()).as(run.err()).isZero();
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).contains("\"SET\"", "\"GET\"", "\"LPUSH\"", "\"LRANGE_100 ");
    assertThat(run.out()).doesNotContain("rror");
    // Once by its own test, and once so that there is something for LRANGE.
    assertThat(cli(mode, "LLEN", "mylist")).isEqualTo("8000\n");
  }

  @ParameterizedTest
  @EnumSource(names = {"SPLICE", "AUTO"})
  void aLargeValue(Mode mode) throws Exception {
    Path value = Content.file(folder.resolve("value-" + mode), mode.name().hashCode(), VALUE);
    String command = "redis-cli -h 127.0.0.1 -p " + proxies.port(mode);
    String key = "large-" + mode;

    assertThat(Run.output("sh", "-c", command + " -x SET " + key + " < " + value))
        .isEqualTo("OK\n");
    assertThat(cli(mode, "STRLEN", key)).isEqualTo(VALUE + "\n");
    // What is no terminal gets the value as it is, and a newline.
    try (OutputStream out = Files.newOutputStream(value, java.nio.file.StandardOpenOption.APPEND)) {
      out.write('\n');
    }
    Run got = Run.command("sh", "-c", command + " GET " + key + " | cmp - " + value);
    assertThat(got).isEqualTo(new Run(0, "", ""));
  }

  @ParameterizedTest
  @EnumSource(names = {"SPLICE", "AUTO"})
  void manyCommandsWithoutWaiting(Mode mode) throws Exception {
    int count = 20_000;
    Path commands = folder.resolve("commands-" + mode);
    StringBuilder all = new StringBuilder();
    for (int i = 0; i < count; i++) {
      all.append("INCRBY sum-").append(mode).append(' ').append(i).append("\r\n");
    }
    Files.writeString(commands, all, US_ASCII);

    String port = String.valueOf(proxies.port(mode));
    String piped = "redis-cli -h 127.0.0.1 -p " + port + " --pipe < " + commands;
    assertThat(Run.output("sh", "-c", piped)).contains("errors: 0, replies: " + count);
    assertThat(cli(mode, "GET", "sum-" + mode)).isEqualTo((count - 1L) * count / 2 + "\n");
  }
}
