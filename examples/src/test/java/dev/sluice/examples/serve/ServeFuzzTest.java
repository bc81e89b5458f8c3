package dev.sluice.examples.serve;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.examples.Answer;
import dev.sluice.examples.RawClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Requests with something wrong, at random and the same in each run. */
class ServeFuzzTest extends ServeFixture {
  private static final int ROUNDS = 3000;

  private static final List<Integer> STATUSES =
      List.of(200, 301, 400, 403, 404, 405, 413, 431, 501, 505);

  private static final String[] SEEDS = {
    request("/probe.txt"),
    request("HEAD", "/sub/"),
    request("/sub?query=1#x"),
    request("/%70robe.txt") + request("/") + request("HEAD", "/none"),
    "GET http://localhost:80/probe.txt HTTP/1.1\r\nHost: a\r\nConnection: close, x\r\n\r\n",
    "GET /probe.txt HTTP/1.0\r\nConnection: keep-alive\r\n\r\nGET / HTTP/1.0\r\n\r\n",
    "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello" + request("/"),
    "GET / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
    "GET /sub/../probe.txt HTTP/1.1\r\nHost:\r\nX-Long: " + "y".repeat(300) + "\r\n\r\n",
  };

  /** What breaks parsers. */
  private static final String[] PIECES = {
    "\r",
    "\n",
    "\r\n",
    "\r\n\r\n",
    "\0",
    " ",
    "\t",
    ":",
    "%",
    "%00",
    "%2e",
    "..",
    "../",
    "/",
    "//",
    "?",
    "#",
    "\u00ff",
    "\u0080",
    "HTTP/1.1",
    "HTTP/2.0",
    "Host: b\r\n",
    "Content-Length: 0\r\n",
    "Content-Length: -1\r\n",
    "Transfer-Encoding: chunked\r\n",
    "Connection: close\r\n",
    "\r\n x",
    "outside/secret.txt",
    "x".repeat(5000),
    "X: y\r\n".repeat(100),
    "GET ",
    "HEAD ",
  };

  @Override
  void fill(Path dir) throws IOException {
    Files.createDirectory(dir.resolve("sub"));
  }

  @Test
  void mutatedRequests() throws IOException {
    Random random = new Random(2026);
    int[] seen = new int[600];
    for (int i = 0; i < ROUNDS; i++) {
      byte[] request = mutated(random);
      String which = "request " + i + ": " + HexFormat.of().formatHex(request);
      byte[] received = exchange(request, random);
      String text = new String(received, ISO_8859_1);
      assertThat(text).as(which).doesNotContain("secret");
      if (received.length > 0) {
        int status = firstAnswer(received, which).status();
        assertThat(status).as(which).isIn(STATUSES);
        seen[status]++;
      }
      assertThat(server().isAlive()).as(which).isTrue();
    }
    // The mutations are neither all harmless nor all hopeless.
    assertThat(seen[200]).as("served").isGreaterThan(ROUNDS / 20);
    assertThat(seen[400]).as("refused").isGreaterThan(ROUNDS / 20);
  }

  private static byte[] mutated(Random random) {
    StringBuilder text = new StringBuilder(SEEDS[random.nextInt(SEEDS.length)]);
    for (int left = 1 + random.nextInt(4); left > 0; left--) {
      int at = random.nextInt(text.length() + 1);
      int end = Math.min(text.length(), at + 1 + random.nextInt(8));
      switch (random.nextInt(6)) {
        case 0 -> text.insert(at, PIECES[random.nextInt(PIECES.length)]);
        case 1 -> text.replace(at, end, PIECES[random.nextInt(PIECES.length)]);
        case 2 -> text.delete(at, end);
        case 3 -> text.insert(at, text.substring(at, end));
        case 4 -> text.insert(at, (char) random.nextInt(256));
        default -> text.replace(at, end, String.valueOf((char) random.nextInt(256)));
      }
    }
    return text.toString().getBytes(ISO_8859_1);
  }

  /** Sends in one or two parts, ends the output, and reads until the server ends. */
  private byte[] exchange(byte[] request, Random random) throws IOException {
    try (RawClient client = client()) {
      int split = random.nextInt(request.length + 1);
      client.send(Arrays.copyOf(request, split));
      client.send(Arrays.copyOfRange(request, split, request.length)).endOutput();
      return client.untilEnd();
    } catch (SocketException e) {
      // The server was done before everything was sent.
      return new byte[0];
    }
  }

  private static Answer firstAnswer(byte[] received, String which) {
    try {
      return Answer.read(new ByteArrayInputStream(received), false);
    } catch (IOException | RuntimeException e) {
      throw new AssertionError(which, e);
    }
  }
}
