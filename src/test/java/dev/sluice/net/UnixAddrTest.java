package dev.sluice.net;

import static dev.sluice.sys.NetConstants.AF_UNIX;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.sys.SockAddrBuf;
import java.net.UnixDomainSocketAddress;
import org.junit.jupiter.api.Test;

class UnixAddrTest {
  @Test
  void aPath() {
    UnixAddr address = SockAddr.unix("/run/söcket");

    assertThat(address.kind()).isEqualTo(UnixAddr.Kind.PATH);
    assertThat(address.name()).isEqualTo("/run/söcket");
    assertThat(address.bytes()).isEqualTo("/run/söcket".getBytes(UTF_8));
    assertThat(address).hasToString("/run/söcket");
    assertThat(address.family()).isEqualTo(AF_UNIX);
    assertBothWays(address);
  }

  @Test
  void anAbstractName() {
    UnixAddr address = SockAddr.unixAbstract("bus\0one");

    assertThat(address.kind()).isEqualTo(UnixAddr.Kind.ABSTRACT);
    assertThat(address.name()).isEqualTo("bus\0one");
    assertThat(address).hasToString("@bus@one");
    assertBothWays(address);
  }

  @Test
  void noName() {
    UnixAddr address = SockAddr.unixUnnamed();

    assertThat(address.kind()).isEqualTo(UnixAddr.Kind.UNNAMED);
    assertThat(address.bytes()).isEmpty();
    assertThat(address).hasToString("(unnamed)");
    assertBothWays(address);
  }

  @Test
  void equalAreThoseThatAreTheSameToTheKernel() {
    assertThat(SockAddr.unix("a"))
        .isEqualTo(SockAddr.unix("a"))
        .hasSameHashCodeAs(SockAddr.unix("a"))
        .isNotEqualTo(SockAddr.unix("b"))
        .isNotEqualTo(SockAddr.unixAbstract("a"))
        .isNotEqualTo(SockAddr.unix("./a"))
        .isNotEqualTo(SockAddr.unixUnnamed());
    assertThat(SockAddr.unixAbstract("")).isNotEqualTo(SockAddr.unixUnnamed());
    assertThat(SockAddr.unix("@a"))
        .as("a file whose name begins with @")
        .isNotEqualTo(SockAddr.unixAbstract("a"))
        .extracting(UnixAddr::kind)
        .isEqualTo(UnixAddr.Kind.PATH);
    assertThat((SockAddr) SockAddr.unix("a")).isNotEqualTo(SockAddr.inet4("127.0.0.1", 1));
  }

  @Test
  void bytesAreCopies() {
    UnixAddr address = SockAddr.unix("abc");

    address.bytes()[0] = 'x';

    assertThat(address).hasToString("abc");
  }

  @Test
  void asJavaHasThem() {
    assertThat(SockAddr.unix("/tmp/s").toSocketAddress())
        .isEqualTo(UnixDomainSocketAddress.of("/tmp/s"));
    assertThat(SockAddr.of(UnixDomainSocketAddress.of("/tmp/s")))
        .isEqualTo(SockAddr.unix("/tmp/s"));
    assertThat(SockAddr.unixUnnamed().toSocketAddress()).isEqualTo(UnixDomainSocketAddress.of(""));
    assertThat(SockAddr.of(UnixDomainSocketAddress.of(""))).isEqualTo(SockAddr.unixUnnamed());
  }

  @Test
  void whatJavaCannotNameIsRefused() {
    SockAddrBuf latin1 = SockAddrBuf.allocate();
    latin1.setUnixPath(new byte[] {'s', (byte) 0xf6});

    assertThatThrownBy(() -> SockAddr.unixAbstract("a").toSocketAddress())
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessageContaining("@a");
    assertThatThrownBy(() -> SockAddr.from(latin1).toSocketAddress())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void whatIsNoAddressIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> SockAddr.unix(""));
    assertThatIllegalArgumentException().isThrownBy(() -> SockAddr.unix("a\0b"));
    assertThatIllegalArgumentException().isThrownBy(() -> SockAddr.unix("x".repeat(109)));
    assertThatIllegalArgumentException().isThrownBy(() -> SockAddr.unixAbstract("x".repeat(108)));
  }

  private static void assertBothWays(UnixAddr address) {
    SockAddrBuf buf = SockAddrBuf.inet6("::ffff", 9);
    address.writeTo(buf);
    assertThat(SockAddr.from(buf)).isEqualTo(address).hasSameHashCodeAs(address);
  }
}
