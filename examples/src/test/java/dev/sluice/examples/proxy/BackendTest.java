package dev.sluice.examples.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.net.NameException;
import dev.sluice.net.SockAddr;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class BackendTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @Test
  void literals() throws Exception {
    assertThat(Backend.resolve("127.0.0.1:80", LIMIT).addresses())
        .containsExactly(SockAddr.inet4("127.0.0.1", 80));
    assertThat(Backend.resolve("[::1]:65535", LIMIT).addresses())
        .containsExactly(SockAddr.inet6("::1", 65535));
  }

  @Test
  void names() throws Exception {
    Backend backend = Backend.resolve("localhost:7", LIMIT);

    assertThat(backend.addresses())
        .isNotEmpty()
        .isSubsetOf(SockAddr.inet4("127.0.0.1", 7), SockAddr.inet6("::1", 7));
    assertThat(backend).hasToString("localhost:7");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ":", ":80", "host", "host:", "host:0", "host:65536", "host:http", "[]:80"})
  void whatIsNoAddress(String target) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Backend.resolve(target, LIMIT))
        .withMessage("HOST:PORT, the port from 1 to 65535, not " + target);
  }

  @Test
  void whatDoesNotResolve() {
    assertThatExceptionOfType(NameException.class)
        .isThrownBy(() -> Backend.resolve("no host.invalid:80", LIMIT))
        .withMessageContaining("no host.invalid")
        .withMessageNotContaining("\n");
  }

  @Test
  void itCounts() {
    Backend backend = new Backend("one", BackendsTest.SOMEWHERE);
    backend.opened();
    backend.opened();
    backend.closed();
    backend.countFailure();
    backend.countProbe();
    backend.countProbe();

    assertThat(backend.open()).isEqualTo(1);
    assertThat(backend.connections()).isEqualTo(2);
    assertThat(backend.failures()).isEqualTo(1);
    assertThat(backend.probes()).isEqualTo(2);
  }

  @Test
  void onlyOneTakesItDownOrUp() {
    Backend backend = new Backend("one", BackendsTest.SOMEWHERE);

    assertThat(backend.markUp()).isFalse();
    assertThat(backend.markDown()).isTrue();
    assertThat(backend.markDown()).isFalse();
    assertThat(backend.isUp()).isFalse();
    assertThat(backend.markUp()).isTrue();
    assertThat(backend.isUp()).isTrue();
  }
}
