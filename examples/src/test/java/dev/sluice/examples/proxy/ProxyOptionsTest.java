package dev.sluice.examples.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.net.SockAddr;
import dev.sluice.proxyproto.Header;
import dev.sluice.proxyproto.Version;
import dev.sluice.transfer.Mode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

@Timeout(60)
class ProxyOptionsTest {
  private static ProxyOptions parse(String... arguments) {
    ProxyOptions options = new ProxyOptions();
    new CommandLine(options).setCaseInsensitiveEnumValuesAllowed(true).parseArgs(arguments);
    return options;
  }

  private static ProxyOptions with(String... more) {
    List<String> all = new ArrayList<>(List.of("--listen", "127.0.0.1:0", "--to", "127.0.0.1:81"));
    all.addAll(List.of(more));
    return parse(all.toArray(String[]::new));
  }

  @Test
  void whatStandsWithoutBeingSaid() throws Exception {
    ProxyOptions options = with();
    options.check();

    assertThat(options.listen()).isEqualTo(SockAddr.inet4("127.0.0.1", 0));
    assertThat(options.resolve())
        .singleElement()
        .satisfies(b -> assertThat(b.addresses()).containsExactly(SockAddr.inet4("127.0.0.1", 81)));
    assertThat(options.mode()).isEqualTo(Mode.AUTO);
    assertThat(options.balance()).isEqualTo(Balance.ROUNDROBIN);
    assertThat(options.connectTimeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(options.idle()).isZero();
    assertThat(options.sendProxy()).isNull();
    assertThat(options.acceptProxy()).isFalse();
    assertThat(options.headerTimeout()).isEqualTo(Duration.ofSeconds(5));
    assertThat(options.stats()).isNull();
    assertThat(options.threads()).isEqualTo(1);
    assertThat(options.probing())
        .isEqualTo(new Backends.Probing(Duration.ofSeconds(2), Duration.ofSeconds(5), null));
  }

  @Test
  void allOfThem() throws Exception {
    ProxyOptions options =
        with(
            ("--to [::1]:82 --mode splice --balance leastconn --connect-timeout 3 --idle 60"
                    + " --probe 7 --send-proxy v2 --accept-proxy --header-timeout 4"
                    + " --stats 127.0.0.2:9 --threads 4")
                .split(" ", -1));
    options.check();

    assertThat(options.resolve())
        .extracting(Backend::name)
        .containsExactly("127.0.0.1:81", "[::1]:82");
    assertThat(options.mode()).isEqualTo(Mode.SPLICE);
    assertThat(options.balance()).isEqualTo(Balance.LEASTCONN);
    assertThat(options.idle()).isEqualTo(Duration.ofMinutes(1));
    assertThat(options.sendProxy()).isEqualTo(Version.V2);
    assertThat(options.acceptProxy()).isTrue();
    assertThat(options.headerTimeout()).isEqualTo(Duration.ofSeconds(4));
    assertThat(options.stats()).isEqualTo(SockAddr.inet4("127.0.0.2", 9));
    assertThat(options.threads()).isEqualTo(4);
    assertThat(options.probing())
        .isEqualTo(
            new Backends.Probing(Duration.ofSeconds(7), Duration.ofSeconds(3), Header.v2Local()));
  }

  @Test
  void probesSpeakTheVersionThatIsSent() {
    assertThat(with("--send-proxy", "V1").probing().header()).isEqualTo(Header.v1Unknown());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--mode fast",
        "--balance random",
        "--send-proxy v3",
        "--idle soon",
        "--listen 127.0.0.1",
        "--stats 127.0.0.1:65536",
      })
  void whatPicocliRefuses(String words) {
    assertThatExceptionOfType(ParameterException.class)
        .isThrownBy(() -> with(words.split(" ", -1)));
  }

  @Test
  void whatMustBeSaid() {
    assertThatExceptionOfType(ParameterException.class)
        .isThrownBy(() -> parse("--listen", "127.0.0.1:0"))
        .withMessageContaining("--to");
    assertThatExceptionOfType(ParameterException.class)
        .isThrownBy(() -> parse("--to", "127.0.0.1:81"))
        .withMessageContaining("--listen");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--connect-timeout 0 | --connect-timeout is 1 to 86400 seconds, not 0",
        "--idle -1 | --idle is 0 to 86400 seconds, not -1",
        "--probe 0 | --probe is 1 to 86400 seconds, not 0",
        "--header-timeout 0 | --header-timeout is 1 to 86400 seconds, not 0",
        "--threads 0 | --threads is 1 to 1024, not 0",
        "--to 127.0.0.1:81 | --to 127.0.0.1:81 is given twice",
      })
  void whatIsChecked(String words, String message) {
    ProxyOptions options = with(words.split(" ", -1));

    assertThatIllegalArgumentException().isThrownBy(options::check).withMessage(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"no host.invalid:80", "127.0.0.1", "127.0.0.1:0"})
  void whatDoesNotResolveIsOneLine(String target) {
    ProxyOptions options = with("--to", target);

    assertThatIllegalArgumentException()
        .isThrownBy(options::resolve)
        .withMessageStartingWith("--to " + target + ": ")
        .withMessageNotContaining("\n");
  }
}
