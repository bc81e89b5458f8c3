package dev.sluice.proxyproto;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.sluice.net.SockAddr;
import dev.sluice.proxyproto.HeaderResult.Complete;
import dev.sluice.proxyproto.HeaderResult.Malformed;
import dev.sluice.proxyproto.HeaderResult.NeedsMore;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Headers, good and bad, in every piece that they can come in. */
class HeaderReaderTest {
  private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
  private static final String FOUR = "0a000001" + "0a000002" + "0007" + "ffff";
  private static final SockAddr.Inet4 ONE = SockAddr.inet4("10.0.0.1", 7);
  private static final SockAddr.Inet4 TWO = SockAddr.inet4("10.0.0.2", 65535);

  static Stream<Header> headers() {
    SockAddr.Inet six = SockAddr.inet6("2001:db8::5", 80);
    Header full =
        Header.v2(ONE, TWO)
            .withTlvs(
                List.of(
                    Tlv.of(Tlv.ALPN, "h2"),
                    Tlv.of(Tlv.AUTHORITY, "exämple.org"),
                    new Tlv(Tlv.UNIQUE_ID, new byte[128]),
                    new Tlv(Tlv.CUSTOM + 15, new byte[0])));
    return Stream.of(
        Header.v1(ONE, TWO),
        Header.v1(six, SockAddr.inet6("::", 0)),
        Header.v1(SockAddr.inet6("::ffff:10.0.0.1", 1), six),
        Header.v1Unknown(),
        Header.v2(ONE, TWO),
        Header.v2(ONE, TWO).withChecksum(),
        Header.v2(six, SockAddr.inet6("ffff::1", 65535)).withChecksum(),
        Header.v2(Transport.DATAGRAM, ONE, TWO),
        Header.v2(SockAddr.unix("/run/a"), SockAddr.unix("x".repeat(108))),
        Header.v2(Transport.DATAGRAM, SockAddr.unixUnnamed(), SockAddr.unixAbstract("b\0c")),
        Header.v2Local(),
        Header.v2Unknown(),
        full,
        full.withChecksum());
  }

  @ParameterizedTest
  @MethodSource("headers")
  void whatIsWrittenIsRead(Header header) {
    byte[] bytes = header.toBytes();

    assertThat(read(bytes)).isEqualTo(new Complete(header, bytes.length));
  }

  @ParameterizedTest
  @MethodSource("headers")
  void atEverySplit(Header header) {
    byte[] bytes = header.toBytes();
    byte[] followed = Arrays.copyOf(bytes, bytes.length + 9);
    for (int split = 0; split < bytes.length; split++) {
      HeaderReader reader = new HeaderReader();

      assertThat(reader.feed(Arrays.copyOf(followed, split))).isInstanceOf(NeedsMore.class);
      assertThat(reader.taken()).isEqualTo(split);
      assertThat(reader.feed(MemorySegment.ofArray(followed), split, followed.length - split))
          .isEqualTo(new Complete(header, bytes.length));
      assertThat(reader.taken()).as("not what follows").isEqualTo(bytes.length - split);
    }
  }

  @ParameterizedTest
  @MethodSource("headers")
  void aByteAtATime(Header header) {
    byte[] bytes = header.toBytes();
    HeaderReader reader = new HeaderReader();
    for (int i = 0; i < bytes.length - 1; i++) {
      assertThat(reader.feed(new byte[] {bytes[i]})).isInstanceOf(NeedsMore.class);
    }

    assertThat(reader.feed(new byte[] {bytes[bytes.length - 1]}))
        .isEqualTo(new Complete(header, bytes.length));
  }

  @ParameterizedTest
  @MethodSource("headers")
  void whoReadsWhatIsMissingNeverReadsTooMuch(Header header) {
    byte[] bytes = header.toBytes();
    HeaderReader reader = new HeaderReader();
    HeaderResult result = reader.feed(new byte[0]);
    int at = 0;
    while (result instanceof NeedsMore more) {
      assertThat(more.atLeast()).isPositive();
      result = reader.feed(MemorySegment.ofArray(bytes), at, more.atLeast());
      at += more.atLeast();
    }

    assertThat(result).isEqualTo(new Complete(header, bytes.length));
    assertThat(at).isEqualTo(bytes.length);
  }

  @ParameterizedTest
  @CsvSource({
    "TCP4 1.2.3.4 5.6.7.8 0 0, 1.2.3.4, 0",
    "TCP4 255.255.255.255 0.0.0.0 65535 1, 255.255.255.255, 65535",
    "TCP6 :: ::1 1 2, ::, 1",
    "TCP6 2001:DB8:00a::0 ::1 1 2, 2001:db8:a::, 1",
    "TCP6 1:2:3:4:5:6:7:: ::1 1 2, 1:2:3:4:5:6:7:0, 1",
    "TCP6 ::2:3:4:5:6:7:8 ::1 1 2, 0:2:3:4:5:6:7:8, 1",
    "TCP6 1:2:3:4:5:6:7:8 ::1 1 2, 1:2:3:4:5:6:7:8, 1",
    "TCP6 ::ffff:1.2.3.4 ::1 1 2, ::ffff:1.2.3.4, 1",
    "TCP6 ::1.2.3.4 ::1 1 2, ::102:304, 1",
    "TCP6 1:2:3:4:5:6:1.2.3.4 ::1 1 2, 1:2:3:4:5:6:102:304, 1",
  })
  void goodLines(String middle, String source, int port) {
    HeaderResult result = read(line("PROXY " + middle + "\r\n"));

    assertThat(result).isInstanceOf(Complete.class);
    assertThat(((Complete) result).header().source()).isEqualTo(SockAddr.of(source, port));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", " anything\u0000at ÿ all", " TCP4 1.2.3.4 1.2.3.4 1 1"})
  void whatFollowsUnknownIsIgnored(String rest) {
    byte[] bytes = line("PROXY UNKNOWN" + rest + "\r\n");

    assertThat(read(bytes)).isEqualTo(new Complete(Header.v1Unknown(), bytes.length));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "proxy TCP4 1.2.3.4 1.2.3.4 1 1\r\n",
        "GET / HTTP/1.1\r\n",
        "PROXZ",
        "PROXY\r\nUNKNOWN\r\n",
        "PROXY UNKNOWNS\r\n",
        "PROXY UNKNOW\r\n",
        "PROXY  TCP4 1.2.3.4 1.2.3.4 1 1\r\n",
        "PROXY TCP5 1.2.3.4 1.2.3.4 1 1\r\n",
        "PROXY UDP4 1.2.3.4 1.2.3.4 1 1\r\n",
        "PROXY tcp4 1.2.3.4 1.2.3.4 1 1\r\n",
        "PROXY TCP4 1.2.3.4 1.2.3.4 1 1\n",
        "PROXY TCP4 1.2.3.4 1.2.3.4 1 1\r",
        "PROXY TCP4 1.2.3.4\r1.2.3.4 1 1\r\n",
        "PROXY UNKNOWN a\nb\r\n",
        "PROXY UNKNOWN a\rb\r\n",
        "PROXY UNKNOWN a\r\r\n",
        "PROXY TCP4 1.2.3.4 1.2.3.4 1\r\n",
        "PROXY TCP4 1.2.3.4 1.2.3.4 1 \r\n",
        "PROXY TCP4 1.2.3.4 1.2.3.4 1 1 \r\n",
        "PROXY TCP4 1.2.3.4 1.2.3.4 1 1 1\r\n",
        "PROXY TCP4 1.2.3.4 1.2.3.4  1 1\r\n",
        "PROXY TCP4 1.2.3.4\t1.2.3.4 1 1\r\n",
        "PROXY TCP4 1.2.3.4 1.2.3.4 1 65536\r\n",
        "PROXY TCP4 1.2.3.4 1.2.3.4 1 4294967297\r\n",
        "PROXY TCP4 1.2.3.4 1.2.3.4 01 1\r\n",
        "PROXY TCP4 1.2.3.4 1.2.3.4 00 1\r\n",
        "PROXY TCP4 1.2.3.4 1.2.3.4 -1 1\r\n",
        "PROXY TCP4 1.2.3.4 1.2.3.4 +1 1\r\n",
        "PROXY TCP4 1.2.3.4 1.2.3.4 0x1 1\r\n",
        "PROXY TCP4 1.2.3.256 1.2.3.4 1 1\r\n",
        "PROXY TCP4 1.2.3.04 1.2.3.4 1 1\r\n",
        "PROXY TCP4 1.2.3 1.2.3.4 1 1\r\n",
        "PROXY TCP4 1.2.3. 1.2.3.4 1 1\r\n",
        "PROXY TCP4 1.2.3.4.5 1.2.3.4 1 1\r\n",
        "PROXY TCP4 1..3.4 1.2.3.4 1 1\r\n",
        "PROXY TCP4 16909060 1.2.3.4 1 1\r\n",
        "PROXY TCP4 ::1 1.2.3.4 1 1\r\n",
        "PROXY TCP4 1.2.3.4 ::1 1 1\r\n",
        "PROXY TCP4 localhost 1.2.3.4 1 1\r\n",
        "PROXY TCP4 \u0661.2.3.4 1.2.3.4 1 1\r\n",
        "PROXY TCP6 1.2.3.4 ::1 1 1\r\n",
        "PROXY TCP6 ::1 1.2.3.4 1 1\r\n",
        "PROXY TCP6 : ::1 1 1\r\n",
        "PROXY TCP6 :1 ::1 1 1\r\n",
        "PROXY TCP6 1: ::1 1 1\r\n",
        "PROXY TCP6 ::: ::1 1 1\r\n",
        "PROXY TCP6 1:::2 ::1 1 1\r\n",
        "PROXY TCP6 1::2::3 ::1 1 1\r\n",
        "PROXY TCP6 1::2: ::1 1 1\r\n",
        "PROXY TCP6 12345:: ::1 1 1\r\n",
        "PROXY TCP6 g::1 ::1 1 1\r\n",
        "PROXY TCP6 1:2:3:4:5:6:7 ::1 1 1\r\n",
        "PROXY TCP6 1:2:3:4:5:6:7:8:9 ::1 1 1\r\n",
        "PROXY TCP6 1:2:3:4:5:6:7:8:: ::1 1 1\r\n",
        "PROXY TCP6 ::1:2:3:4:5:6:7:8 ::1 1 1\r\n",
        "PROXY TCP6 1:2:3:4:5:6:7:1.2.3.4 ::1 1 1\r\n",
        "PROXY TCP6 ::1.2.3.4:5 ::1 1 1\r\n",
        "PROXY TCP6 ::ffff:1.2.3.04 ::1 1 1\r\n",
        "PROXY TCP6 ::ffff:1.2.3 ::1 1 1\r\n",
        "PROXY TCP6 fe80::1%lo ::1 1 1\r\n",
        "PROXY TCP6 [::1] ::1 1 1\r\n",
      })
  void badLines(String text) {
    // As in a connection: something follows.
    assertMalformed(line(text + "GET / HTTP/1.1\r\n\r\n"));
  }

  @Test
  void theLongestLineAndALongerOne() {
    String longest = "PROXY UNKNOWN " + "x".repeat(107 - 14 - 2) + "\r\n";

    assertThat(read(line(longest))).isEqualTo(new Complete(Header.v1Unknown(), 107));
    assertThat(read(line("PROXY UNKNOWN " + "x".repeat(107 - 14 - 1))))
        .as("no byte more is waited for than a line can have")
        .isEqualTo(new Malformed("the line has more than 107 bytes"));
  }

  static final List<String> badHeaders =
      List.of(
          // Another version, commands, families, transports.
          SIGNATURE + "1111000c" + FOUR,
          SIGNATURE + "3111000c" + FOUR,
          SIGNATURE + "f111000c" + FOUR,
          SIGNATURE + "2211000c" + FOUR,
          SIGNATURE + "2f11000c" + FOUR,
          SIGNATURE + "2141000c" + FOUR,
          SIGNATURE + "21f1000c" + FOUR,
          SIGNATURE + "2113000c" + FOUR,
          SIGNATURE + "211f000c" + FOUR,
          // The signature with one byte that is another.
          "0d0a0d0a010d0a515549540a" + "2111000c" + FOUR,
          "0d0a0d0a000d0a515549540d" + "2111000c" + FOUR,
          // Too short for the addresses.
          SIGNATURE + "2111000b" + FOUR,
          SIGNATURE + "21110000",
          SIGNATURE + "21210023" + "00".repeat(36),
          SIGNATURE + "213100d7" + "00".repeat(216),
          // Longer than the limit.
          SIGNATURE + "2111ffff" + FOUR,
          SIGNATURE + "21110209" + FOUR,
          SIGNATURE + "2000ffff",
          // Values: no whole start, beyond the end, a unique id too long.
          SIGNATURE + "2111000d" + FOUR + "01",
          SIGNATURE + "2111000e" + FOUR + "0100",
          SIGNATURE + "2111000f" + FOUR + "010001",
          SIGNATURE + "21110010" + FOUR + "01000261",
          SIGNATURE + "21110010" + FOUR + "04ffff00",
          SIGNATURE + "21110090" + FOUR + "050081" + "00".repeat(129),
          // Checksums: wrong, too short, too long.
          SIGNATURE + "21110013" + FOUR + "03000400000000",
          SIGNATURE + "21110012" + FOUR + "030003000000",
          SIGNATURE + "2111000f" + FOUR + "030000");

  @ParameterizedTest
  @FieldSource("badHeaders")
  void badHeaders(String hex) {
    assertMalformed(HexFormat.of().parseHex(hex + "00".repeat(100)));
  }

  @Test
  void theChecksumIsOfEveryByte() {
    byte[] bytes =
        Header.v2(ONE, TWO).withTlvs(List.of(Tlv.of(Tlv.ALPN, "h2"))).withChecksum().toBytes();
    int start = bytes.length - Tlv.START - Tlv.CRC32C_LENGTH;
    for (int i = V2.START; i < bytes.length; i++) {
      if (i == start) {
        // Of another type it is no checksum.
        continue;
      }
      byte[] changed = bytes.clone();
      changed[i] ^= 0x40;
      assertThat(read(changed)).as("byte " + i).isInstanceOf(Malformed.class);
    }
  }

  @Test
  void twoChecksumsAreNone() {
    byte[] one = Header.v2(ONE, TWO).withChecksum().toBytes();
    byte[] two = Arrays.copyOf(one, one.length + 7);
    System.arraycopy(one, one.length - 7, two, one.length, 7);
    two[15] = (byte) (two[15] + 7);

    assertThat(read(two)).isInstanceOf(Malformed.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // Local: family, transport and all that follows is to be skipped.
        SIGNATURE + "20000000",
        SIGNATURE + "2011000c" + FOUR,
        SIGNATURE + "20ff0003" + "ffffff",
      })
  void localConnectionsBringNothing(String hex) {
    assertThat(read(HexFormat.of().parseHex(hex)))
        .isEqualTo(new Complete(Header.v2Local(), hex.length() / 2));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        SIGNATURE + "21000000",
        SIGNATURE + "21000003" + "ffffff",
        SIGNATURE + "2101000c" + FOUR,
        SIGNATURE + "2110000c" + FOUR,
      })
  void whatIsNotSaidIsSkipped(String hex) {
    assertThat(read(HexFormat.of().parseHex(hex)))
        .isEqualTo(new Complete(Header.v2Unknown(), hex.length() / 2));
  }

  @Test
  void paddingIsSkipped() {
    String hex = SIGNATURE + "21110018" + FOUR + "040002ffff" + "e0000161" + "040000";
    byte[] bytes = HexFormat.of().parseHex(hex);

    assertThat(read(bytes))
        .isEqualTo(
            new Complete(
                Header.v2(ONE, TWO).withTlvs(List.of(Tlv.of(Tlv.CUSTOM, "a"))), bytes.length));
  }

  @Test
  void onlyWhatIsAcceptedIsRead() {
    HeaderReader first = new HeaderReader(EnumSet.of(Version.V1), HeaderReader.MAX_LIMIT);
    HeaderReader second = new HeaderReader(EnumSet.of(Version.V2), HeaderReader.MAX_LIMIT);

    assertThat(first.feed(Header.v2(ONE, TWO).toBytes())).isInstanceOf(Malformed.class);
    assertThat(second.feed(new byte[] {'P'})).as("at once").isInstanceOf(Malformed.class);
    assertThat(new HeaderReader(EnumSet.of(Version.V1), 232).feed(Header.v1(ONE, TWO).toBytes()))
        .isInstanceOf(Complete.class);
    assertThat(new HeaderReader(EnumSet.of(Version.V2), 232).feed(Header.v2(ONE, TWO).toBytes()))
        .isInstanceOf(Complete.class);
  }

  @Test
  void theLimitIsTheCallers() {
    Header header =
        Header.v2(ONE, TWO).withTlvs(List.of(new Tlv(Tlv.CUSTOM, new byte[4096 - 28 - 3])));
    EnumSet<Version> any = EnumSet.allOf(Version.class);

    assertThat(new HeaderReader(any, 4096).feed(header.toBytes()))
        .isEqualTo(new Complete(header, 4096));
    HeaderReader strict = new HeaderReader(any, 4095);
    assertThat(strict.feed(header.toBytes())).isInstanceOf(Malformed.class);
    assertThat(strict.taken()).as("nothing of what is refused is kept").isEqualTo(V2.START);
    assertThatIllegalArgumentException().isThrownBy(() -> new HeaderReader(any, 4097));
    assertThatIllegalArgumentException().isThrownBy(() -> new HeaderReader(any, 231));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new HeaderReader(EnumSet.noneOf(Version.class), 4096));
  }

  @Test
  void misuse() {
    HeaderReader done = new HeaderReader();
    assertThat(done.feed(Header.v1Unknown().toBytes())).isInstanceOf(Complete.class);
    HeaderReader broken = new HeaderReader();
    assertThat(broken.feed(new byte[] {'x'})).isInstanceOf(Malformed.class);
    MemorySegment four = MemorySegment.ofArray(new byte[4]);

    assertThatIllegalStateException().isThrownBy(() -> done.feed(new byte[1]));
    assertThatIllegalStateException().isThrownBy(() -> broken.feed(new byte[1]));
    assertThatExceptionOfType(IndexOutOfBoundsException.class)
        .isThrownBy(() -> new HeaderReader().feed(four, 2, 3));
  }

  private static HeaderResult read(byte[] bytes) {
    return new HeaderReader().feed(bytes);
  }

  private static byte[] line(String text) {
    return text.getBytes(ISO_8859_1);
  }

  /** The same for what comes at once and what comes byte by byte. */
  private static void assertMalformed(byte[] bytes) {
    HeaderResult whole = read(bytes);
    assertThat(whole).isInstanceOf(Malformed.class);
    HeaderReader reader = new HeaderReader();
    HeaderResult result = reader.feed(new byte[0]);
    for (int i = 0; result instanceof NeedsMore; i++) {
      result = reader.feed(new byte[] {bytes[i]});
    }
    assertThat(result).isInstanceOf(Malformed.class);
  }
}
