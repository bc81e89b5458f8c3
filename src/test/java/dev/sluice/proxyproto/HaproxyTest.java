package dev.sluice.proxyproto;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.net.SockAddr;
import dev.sluice.proxyproto.HeaderResult.Complete;
import dev.sluice.proxyproto.HeaderResult.NeedsMore;
import dev.sluice.support.Tools;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The other end is HAProxy's. */
@Timeout(60)
class HaproxyTest {
  private static final int LIMIT_MILLIS = 30_000;

  @TempDir private Path folder;

  @BeforeEach
  void needsHaproxy() {
    Tools.require("haproxy haproxy");
  }

  @ParameterizedTest
  @CsvSource({
    "send-proxy, V1, 0, false",
    "send-proxy-v2, V2, 0, false",
    "send-proxy-v2 proxy-v2-options crc32c, V2, 0, true",
    "'send-proxy-v2 proxy-v2-options crc32c,unique-id', V2, 1, true",
  })
  void whatItSendsIsRead(String how, Version version, int values, boolean checksum)
      throws Exception {
    try (ServerSocket server = server();
        Haproxy haproxy =
            Haproxy.start(folder, "", "unique-id-format test", to(server) + " " + how);
        Socket client = haproxy.connect()) {
      client.getOutputStream().write('!');
      try (Socket accepted = accepted(server)) {
        Header header = read(accepted.getInputStream());

        assertThat(header.version()).isEqualTo(version);
        assertThat(header.command()).isEqualTo(Command.PROXY);
        assertThat(header.transport()).isEqualTo(Transport.STREAM);
        assertThat(header.source()).isEqualTo(address(client.getLocalSocketAddress()));
        assertThat(header.destination()).isEqualTo(address(haproxy.address()));
        assertThat(header.tlvs()).hasSize(values);
        assertThat(header.checksum()).isEqualTo(checksum);
        assertThat(accepted.getInputStream().read()).as("what follows").isEqualTo('!');
      }
    }
  }

  @Test
  void itsChecksAreLocal() throws Exception {
    try (ServerSocket server = server();
        Haproxy haproxy =
            Haproxy.start(folder, "", to(server) + " send-proxy-v2 check inter 50ms");
        Socket accepted = accepted(server)) {
      assertThat(haproxy.address()).isNotNull();
      assertThat(read(accepted.getInputStream())).isEqualTo(Header.v2Local());
    }
  }

  static List<Header> headers() {
    SockAddr.Inet four = SockAddr.inet4("192.0.2.33", 4711);
    SockAddr.Inet otherFour = SockAddr.inet4("192.0.2.200", 65535);
    SockAddr.Inet six = SockAddr.inet6("2001:db8::1:0:33", 1);
    SockAddr.Inet otherSix = SockAddr.inet6("2001:db8:1:2:3:4:5:6", 443);
    List<Tlv> values = List.of(Tlv.of(Tlv.AUTHORITY, "example.org"));
    return List.of(
        Header.v1(four, otherFour),
        Header.v1(six, otherSix),
        Header.v2(four, otherFour),
        Header.v2(six, otherSix),
        Header.v2(six, otherSix).withTlvs(values).withChecksum());
  }

  @ParameterizedTest
  @MethodSource("headers")
  void itReadsWhatIsWritten(Header header) throws Exception {
    try (Haproxy haproxy =
            Haproxy.start(
                folder,
                "accept-proxy",
                "mode http",
                "http-request return content-type text/plain"
                    + " lf-string \"%[src] %[src_port] %[dst] %[dst_port]\"");
        Socket client = haproxy.connect()) {
      client.getOutputStream().write(header.toBytes());
      client.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(US_ASCII));

      String answer = new String(client.getInputStream().readAllBytes(), US_ASCII);
      String[] words = answer.substring(answer.indexOf("\r\n\r\n") + 4).split(" ", -1);

      assertThat(words).as(answer).hasSize(4);
      assertThat(SockAddr.of(words[0], Integer.parseInt(words[1]))).isEqualTo(header.source());
      assertThat(SockAddr.of(words[2], Integer.parseInt(words[3]))).isEqualTo(header.destination());
    }
  }

  private static ServerSocket server() throws Exception {
    ServerSocket server = new ServerSocket(0, 16, InetAddress.getLoopbackAddress());
    server.setSoTimeout(LIMIT_MILLIS);
    return server;
  }

  private static String to(ServerSocket server) {
    return "server one 127.0.0.1:" + server.getLocalPort();
  }

  private static Socket accepted(ServerSocket server) throws Exception {
    Socket accepted = server.accept();
    accepted.setSoTimeout(LIMIT_MILLIS);
    return accepted;
  }

  private static SockAddr address(java.net.SocketAddress address) {
    return SockAddr.of((InetSocketAddress) address);
  }

  private static Header read(InputStream in) throws Exception {
    HeaderReader reader = new HeaderReader();
    HeaderResult result = reader.feed(new byte[0]);
    while (result instanceof NeedsMore more) {
      result = reader.feed(in.readNBytes(more.atLeast()));
    }
    assertThat(result).isInstanceOf(Complete.class);
    return ((Complete) result).header();
  }
}
