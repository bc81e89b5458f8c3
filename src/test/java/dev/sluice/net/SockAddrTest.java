package dev.sluice.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.sys.SockAddrBuf;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SockAddrTest {
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1, 0, 127.0.0.1:0",
    "255.254.0.1, 65535, 255.254.0.1:65535",
    "::1, 80, '[0:0:0:0:0:0:0:1]:80'",
    "2001:db8::ff, 1, '[2001:db8:0:0:0:0:0:ff]:1'",
    "::ffff:1.2.3.4, 9, '[::ffff:1.2.3.4]:9'",
  })
  void literalsGoBothWays(String literal, int port, String text) throws Exception {
    SockAddr.Inet address = SockAddr.of(literal, port);

    SockAddrBuf buf = SockAddrBuf.allocate();
    address.writeTo(buf);
    assertThat(SockAddr.from(buf)).isEqualTo(address).hasSameHashCodeAs(address);
    assertThat(address.port()).isEqualTo(port);
    InetSocketAddress java = address.toInetSocketAddress();
    assertThat(java.getAddress()).isEqualTo(InetAddress.getByName(literal));
    assertThat(java.getPort()).isEqualTo(port);
    assertThat(address.toSocketAddress()).isEqualTo(java);
    assertThat(address.withPort(7).withPort(port)).isEqualTo(address);
    assertThat(address.withPort(7).port()).isEqualTo(7);
    if (!literal.contains("ffff:")) {
      // java.net has no IPv4-mapped addresses: they come back as IPv4.
      assertThat(SockAddr.of(java)).isEqualTo(address);
      assertThat(address).hasToString(text);
    }
  }

  @Test
  void theScopeIsKept() {
    SockAddr.Inet6 address = new SockAddr.Inet6(0xfe80L << 48, 1, 80, 7, 3);

    SockAddrBuf buf = SockAddrBuf.allocate();
    address.writeTo(buf);

    assertThat(SockAddr.from(buf)).isEqualTo(address);
    assertThat(address).hasToString("[fe80:0:0:0:0:0:0:1%3]:80");
    assertThat(address.toInetSocketAddress().getAddress().getHostAddress()).endsWith("%3");
  }

  @Test
  void whatIsNoAddressIsRefused() {
    assertThatThrownBy(() -> SockAddr.inet4("localhost", 80))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SockAddr.of("1.2.3", 80)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SockAddr.inet4("127.0.0.1", -1))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new SockAddr.Inet4(1, 65_536))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SockAddr.of(InetSocketAddress.createUnresolved("x.invalid", 80)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> SockAddr.from(SockAddrBuf.allocate()))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
