package dev.sluice.examples.proxy;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.examples.RawClient;
import dev.sluice.net.SockAddr;
import dev.sluice.proxyproto.Header;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A proxy behind another one and in front of an echo: what it makes of headers, and what it says
 * itself, which comes back.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(120)
abstract class ProxyHeadersContract {
  private static final String SIGNATURE = "\r\n\r\n\0\r\nQUIT\n";
  private static final String ERRORS = "errors_total{kind=\"header\"}";
  private static final String V1 = "PROXY TCP4 192.0.2.1 198.51.100.2 4711 80\r\n";
  private static final String V1_OF_IPV6 = "PROXY TCP6 2001:db8::1 2001:db8::2 4711 443\r\n";
  private static final HexFormat HEX = HexFormat.of();

  private final String version;

  @SuppressWarnings("NullAway.Init")
  private EchoServer server;

  @SuppressWarnings("NullAway.Init")
  private ProxyProcess proxy;

  @SuppressWarnings("NullAway.Init")
  private RawClient other;

  /** Which version it sends. */
  ProxyHeadersContract(String version) {
    this.version = version;
  }

  @BeforeAll
  void start() throws Exception {
    server = EchoServer.start();
    proxy =
        ProxyProcess.start(
            "--accept-proxy",
            "--header-timeout",
            "3",
            "--send-proxy",
            version,
            "--to",
            server.address());
  }

  @AfterAll
  void stop() throws Exception {
    try {
      proxy.stop();
      assertThat(proxy.server.errors()).isEmpty();
    } finally {
      proxy.close();
      server.close();
    }
  }

  @BeforeEach
  void connectOther() throws Exception {
    other = proxy.client();
    other.send(V1);
    assertThat(other.in().readNBytes(expected4().length)).isEqualTo(expected4());
  }

  /** Whatever others sent. */
  @AfterEach
  void otherIsUnharmed() throws Exception {
    ProxyProcess.echoes(other, 10_000);
    other.endOutput();
    assertThat(other.untilEnd()).isEmpty();
    other.close();
    proxy.awaitFigure("connections_open", 0);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }

  private static String v2(int command, int family, String rest) {
    String length =
        new String(new char[] {(char) (rest.length() >> 8), (char) (rest.length() & 0xff)});
    return SIGNATURE + (char) (0x20 | command) + (char) family + length + rest;
  }

  private static String hex(String digits) {
    return new String(HEX.parseHex(digits.replace(" ", "")), ISO_8859_1);
  }

  private static final String V2_IPV4 = v2(1, 0x11, hex("c0000201 c6336402 1267 0050"));
  private static final String V2_IPV6 =
      v2(
          1,
          0x21,
          hex("20010db8000000000000000000000001 20010db8000000000000000000000002 1267 01bb"));

  private byte[] expected4() {
    return bytes(version.equals("v1") ? V1 : V2_IPV4);
  }

  private byte[] expected6() {
    return bytes(version.equals("v1") ? V1_OF_IPV6 : V2_IPV6);
  }

  private String sent(boolean six, boolean second) {
    return second ? (six ? V2_IPV6 : V2_IPV4) : six ? V1_OF_IPV6 : V1;
  }

  /** The first client's address goes on, in whatever version; in one segment with the payload. */
  @ParameterizedTest
  @ValueSource(strings = {"v1", "v2"})
  void theFirstClientIsKept(String from) throws Exception {
    for (boolean six : List.of(true, false)) {
      try (RawClient client = proxy.client()) {
        client.send(sent(six, from.equals("v2")) + "payload").endOutput();
        String said = new String(six ? expected6() : expected4(), ISO_8859_1);
        assertThat(client.untilEnd()).isEqualTo(bytes(said + "payload"));
      }
    }
  }

  /** Who connects for himself, or for nobody known, is named by the connection. */
  @ParameterizedTest
  @ValueSource(strings = {"PROXY UNKNOWN\r\n", "PROXY UNKNOWN ffff::1 ffff::2 1 2\r\n", "local"})
  void unknown(String header) throws Exception {
    try (Socket client = new Socket(InetAddress.getLoopbackAddress(), proxy.server.port())) {
      String sent = header.equals("local") ? v2(0, 0, hex("040000")) : header;
      client.getOutputStream().write(bytes(sent + "payload"));
      client.shutdownOutput();
      SockAddr.Inet from = SockAddr.inet4("127.0.0.1", client.getLocalPort());
      SockAddr.Inet to = SockAddr.inet4("127.0.0.1", proxy.server.port());
      byte[] said =
          version.equals("v1")
              ? bytes("PROXY TCP4 127.0.0.1 127.0.0.1 " + from.port() + " " + to.port() + "\r\n")
              : Header.v2(from, to).toBytes();
      assertThat(client.getInputStream().readAllBytes())
          .isEqualTo(bytes(new String(said, ISO_8859_1) + "payload"));
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void byteByByte(boolean second) throws Exception {
    try (RawClient client = proxy.client()) {
      for (byte each : bytes(sent(false, second) + "payload")) {
        client.send(new byte[] {each});
      }
      client.endOutput();
      assertThat(client.untilEnd())
          .isEqualTo(bytes(new String(expected4(), ISO_8859_1) + "payload"));
    }
  }

  static Stream<String> malformed() {
    return Stream.of(
        "GET / HTTP/1.1\r\n\r\n",
        "PROXY TCP4 192.0.2.1 198.51.100.2 4711\r\n",
        "PROXY TCP4 192.0.2.1 198.51.100.2 04711 80\r\n",
        "PROXY TCP4 192.0.2.999 198.51.100.2 1 2\r\n",
        "PROXY TCP6 192.0.2.1 198.51.100.2 1 2\r\n",
        "PROXY TCP4 192.0.2.1 198.51.100.2 4711 80\n",
        "PROXY UDP4 192.0.2.1 198.51.100.2 4711 80\r\n",
        "PROXY " + "x".repeat(600),
        SIGNATURE.replace("QUIT", "QUIP") + "!!!!!!!!",
        v2(2, 0x11, hex("c0000201 c6336402 1267 0050")),
        v2(1, 0x11, hex("c0000201")),
        SIGNATURE + hex("31 11 000c c0000201c633640212670050"),
        SIGNATURE + hex("21 11 ffff") + "x".repeat(1000));
  }

  /** Its connection ends without a word, and without a reset. */
  @ParameterizedTest
  @MethodSource
  void malformed(String header) throws Exception {
    refused(client -> client.send(header));
  }

  @Test
  void anEndInsteadOfAHeader() throws Exception {
    refused(client -> {});
    refused(client -> client.send("PROXY TC").endOutput());
  }

  private interface Doing {
    void with(RawClient client) throws IOException;
  }

  private void refused(Doing what) throws Exception {
    long before = proxy.figure(ERRORS);
    int accepted = server.accepted();
    try (RawClient client = proxy.client()) {
      what.with(client);
      assertThat(client.untilEnd()).isEmpty();
    }
    proxy.awaitFigure(ERRORS, before + 1);
    assertThat(server.accepted()).as("no back end hears of it").isEqualTo(accepted);
  }
}
