package dev.sluice.proxyproto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.net.SockAddr;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bytes that are written, and what is no header. */
class HeaderTest {
  private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
  private static final SockAddr.Inet4 CLIENT = SockAddr.inet4("192.168.0.1", 56324);
  private static final SockAddr.Inet4 SERVER = SockAddr.inet4("192.168.0.11", 443);

  @Test
  void lines() {
    assertThat(line(Header.v1(CLIENT, SERVER)))
        .isEqualTo("PROXY TCP4 192.168.0.1 192.168.0.11 56324 443\r\n");
    assertThat(
            line(Header.v1(SockAddr.inet4("0.0.0.0", 0), SockAddr.inet4("255.255.255.255", 65535))))
        .isEqualTo("PROXY TCP4 0.0.0.0 255.255.255.255 0 65535\r\n");
    assertThat(line(Header.v1Unknown())).isEqualTo("PROXY UNKNOWN\r\n");
  }

  @ParameterizedTest
  @CsvSource({
    "::, ::",
    "::1, ::1",
    "2001:db8::1, 2001:db8::1",
    "2001:0DB8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
    "1:0:0:2:0:0:0:3, 1:0:0:2::3",
    "fe80::, fe80::",
    "1:2:3:4:5:6:7:8, 1:2:3:4:5:6:7:8",
    "1:2:3:4:5:6:7:0, 1:2:3:4:5:6:7:0",
    "1:0:3:4:5:6:7:8, 1:0:3:4:5:6:7:8",
    "::ffff:10.0.0.1, ::ffff:a00:1",
    "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
  })
  void addressesOfIpv6AreShort(String literal, String written) {
    assertThat(line(Header.v1(SockAddr.inet6(literal, 1), SockAddr.inet6(literal, 2))))
        .isEqualTo("PROXY TCP6 " + written + " " + written + " 1 2\r\n");
  }

  @Test
  void binary() {
    assertThat(hex(Header.v2(CLIENT, SERVER)))
        .isEqualTo(SIGNATURE + "2111000c" + "c0a80001" + "c0a8000b" + "dc04" + "01bb");
    assertThat(hex(Header.v2(Transport.DATAGRAM, CLIENT, SERVER)))
        .startsWith(SIGNATURE + "2112000c");
    assertThat(hex(Header.v2(SockAddr.inet6("2001:db8::1", 1), SockAddr.inet6("::2", 65535))))
        .isEqualTo(
            SIGNATURE
                + "21210024"
                + "20010db8000000000000000000000001"
                + "00000000000000000000000000000002"
                + "0001ffff");
    assertThat(hex(Header.v2Local())).isEqualTo(SIGNATURE + "20000000");
    assertThat(hex(Header.v2Unknown())).isEqualTo(SIGNATURE + "21000000");
  }

  @Test
  void binaryOfLocalSockets() {
    assertThat(hex(Header.v2(SockAddr.unix("/a"), SockAddr.unixAbstract("b"))))
        .isEqualTo(SIGNATURE + "213100d8" + "2f61" + "00".repeat(106) + "0062" + "00".repeat(106));
    assertThat(hex(Header.v2(SockAddr.unixUnnamed(), SockAddr.unix("x".repeat(108)))))
        .isEqualTo(SIGNATURE + "213100d8" + "00".repeat(108) + "78".repeat(108));
  }

  @Test
  void valuesAndTheChecksum() {
    Header header = Header.v2(CLIENT, SERVER).withTlvs(List.of(Tlv.of(Tlv.AUTHORITY, "a.b")));

    assertThat(hex(header)).startsWith(SIGNATURE + "21110012").endsWith("02" + "0003" + "612e62");
    // The sum was reckoned apart, by the polynomial bit for bit.
    String zeroed = hex(header).replace("21110012", "21110019") + "03" + "0004" + "00000000";
    int sum = slowChecksum(HexFormat.of().parseHex(zeroed));
    assertThat(hex(header.withChecksum()))
        .isEqualTo(zeroed.substring(0, zeroed.length() - 8) + HexFormat.of().toHexDigits(sum));
  }

  private static int slowChecksum(byte[] bytes) {
    int sum = -1;
    for (byte b : bytes) {
      sum ^= b & 0xff;
      for (int bit = 0; bit < 8; bit++) {
        sum = (sum & 1) == 0 ? sum >>> 1 : sum >>> 1 ^ 0x82f63b78;
      }
    }
    return ~sum;
  }

  @Test
  void intoASegment() {
    Header header = Header.v1(CLIENT, SERVER);
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment target = arena.allocate(100);

      int written = header.writeTo(target, 10);

      assertThat(target.asSlice(10, written).toArray(ValueLayout.JAVA_BYTE))
          .isEqualTo(header.toBytes());
      assertThat(target.get(ValueLayout.JAVA_BYTE, 9)).isZero();
      assertThat(target.get(ValueLayout.JAVA_BYTE, 10 + written)).isZero();
      assertThatExceptionOfType(IndexOutOfBoundsException.class)
          .isThrownBy(() -> header.writeTo(target, 100 - written + 1));
    }
  }

  @Test
  void whatNoVersionCanSayIsRefused() {
    SockAddr.Inet six = SockAddr.inet6("::1", 1);
    assertThatIllegalArgumentException().isThrownBy(() -> Header.v1(CLIENT, six));
    assertThatIllegalArgumentException().isThrownBy(() -> Header.v2(CLIENT, six));
    assertThatIllegalArgumentException().isThrownBy(() -> Header.v2(CLIENT, SockAddr.unix("/a")));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Header.v2(Transport.UNSPECIFIED, CLIENT, SERVER));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bare(Version.V2, Command.PROXY, Transport.STREAM, CLIENT, null));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bare(Version.V2, Command.PROXY, Transport.STREAM, null, null));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bare(Version.V2, Command.LOCAL, Transport.STREAM, CLIENT, SERVER));
    assertThatIllegalArgumentException().isThrownBy(() -> Header.v2Local().withChecksum());
  }

  @Test
  void whatVersion1CannotSayIsRefused() {
    assertThatIllegalArgumentException().isThrownBy(() -> Header.v1(CLIENT, SERVER).withChecksum());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Header.v1(CLIENT, SERVER).withTlvs(List.of(Tlv.of(Tlv.ALPN, "h2"))));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bare(Version.V1, Command.PROXY, Transport.DATAGRAM, CLIENT, SERVER));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bare(Version.V1, Command.LOCAL, Transport.UNSPECIFIED, null, null));
    SockAddr unix = SockAddr.unix("/a");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> bare(Version.V1, Command.PROXY, Transport.STREAM, unix, unix));
  }

  @Test
  void valuesThatDoNotFitAreRefused() {
    Header header = Header.v2(CLIENT, SERVER);
    int most = HeaderReader.MAX_LIMIT - 28 - 3;
    assertThat(header.withTlvs(List.of(new Tlv(Tlv.CUSTOM, new byte[most]))).toBytes())
        .hasSize(HeaderReader.MAX_LIMIT);
    for (Tlv tlv :
        List.of(
            new Tlv(Tlv.CUSTOM, new byte[most + 1]),
            new Tlv(Tlv.CRC32C, new byte[4]),
            new Tlv(Tlv.NOOP, new byte[1]),
            new Tlv(Tlv.UNIQUE_ID, new byte[129]))) {
      assertThatIllegalArgumentException().isThrownBy(() -> header.withTlvs(List.of(tlv)));
    }
    assertThatIllegalArgumentException().isThrownBy(() -> new Tlv(256, new byte[0]));
    assertThatIllegalArgumentException().isThrownBy(() -> new Tlv(-1, new byte[0]));
    assertThatIllegalArgumentException().isThrownBy(() -> new Tlv(1, new byte[65536]));
  }

  @Test
  void valuesNeverChange() {
    byte[] bytes = {1, 2};
    Tlv tlv = new Tlv(Tlv.CUSTOM, bytes);

    bytes[0] = 9;
    tlv.value()[1] = 9;

    assertThat(tlv)
        .isEqualTo(new Tlv(Tlv.CUSTOM, new byte[] {1, 2}))
        .hasSameHashCodeAs(new Tlv(Tlv.CUSTOM, new byte[] {1, 2}))
        .isNotEqualTo(new Tlv(Tlv.CUSTOM + 1, new byte[] {1, 2}))
        .hasToString("0xe0=0102");
  }

  private static Header bare(
      Version version,
      Command command,
      Transport transport,
      @Nullable SockAddr source,
      @Nullable SockAddr to) {
    return new Header(version, command, transport, source, to, List.of(), false);
  }

  private static String line(Header header) {
    return new String(header.toBytes(), US_ASCII);
  }

  private static String hex(Header header) {
    return HexFormat.of().formatHex(header.toBytes());
  }
}
