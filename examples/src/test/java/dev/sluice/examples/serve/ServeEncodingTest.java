package dev.sluice.examples.serve;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.examples.Answer;
import dev.sluice.examples.RawClient;
import dev.sluice.support.Run;
import dev.sluice.support.Tools;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that are there encoded as well. */
class ServeEncodingTest extends ServeFixture {
  private static final String TEXT = "text ".repeat(200);
  private byte[] zipped = {};

  @Override
  void fill(Path dir) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(bytes)) {
      zip.write(bytes(TEXT));
    }
    zipped = bytes.toByteArray();
    Files.writeString(dir.resolve("all.txt"), "plain");
    Files.writeString(dir.resolve("all.txt.br"), "brotli");
    Files.writeString(dir.resolve("all.txt.zst"), "zstd");
    Files.writeString(dir.resolve("all.txt.gz"), "gzip");
    Files.writeString(dir.resolve("zip.html"), TEXT);
    Files.write(dir.resolve("zip.html.gz"), zipped);
    Files.writeString(dir.resolve("bare.txt"), "bare");
    Files.createDirectories(dir.resolve("index"));
    Files.writeString(dir.resolve("index/index.html"), "index");
    Files.writeString(dir.resolve("index/index.html.br"), "brotli");
    odd(dir);
  }

  /** Siblings that are no regular files of this folder. */
  private void odd(Path dir) throws IOException {
    Files.writeString(dir.resolve("odd.txt"), "odd");
    Files.createDirectory(dir.resolve("odd.txt.br"));
    Files.createSymbolicLink(dir.resolve("odd.txt.zst"), outside().resolve("secret.txt"));
    try {
      Run.output("mkfifo", dir.resolve("odd.txt.gz").toString());
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    Files.writeString(dir.resolve("only.txt.gz"), "only");
  }

  private Answer get(String target, String accepted, String fields) throws IOException {
    try (RawClient client = client()) {
      String head = "GET " + target + " HTTP/1.1\r\n" + HOST;
      return client.send(head + "Accept-Encoding: " + accepted + "\r\n" + fields + "\r\n").answer();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'gzip, deflate, br, zstd', br, brotli",
    "'gzip, zstd', zstd, zstd",
    "'gzip', gzip, gzip",
    "'x-gzip', gzip, gzip",
    "'GZIP;q=0.9, br;q=0.1', gzip, gzip",
    "'br;q=0, *', zstd, zstd",
    "'*', br, brotli",
    "'identity;q=0', '', 406",
    "'identity;q=0, gzip;q=0.1', gzip, gzip",
    "'*;q=0', '', 406",
    "'*;q=0, zstd;q=0.001', zstd, zstd",
    "'gzip;q=0.5, identity', '', plain",
    "'deflate', '', plain",
    "'', '', plain",
    "'br;q=0, zstd;q=0.0, gzip;q=0.000', '', plain",
  })
  void choices(String accepted, String coding, String text) throws IOException {
    Answer answer = get("/all.txt", accepted, "");
    assertThat(answer.field("Vary")).isEqualTo("Accept-Encoding");
    if (text.equals("406")) {
      assertThat(answer.status()).isEqualTo(406);
      return;
    }
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).isEqualTo(text);
    assertThat(String.join(",", answer.all("Content-Encoding"))).isEqualTo(coding);
    assertThat(answer.field("Content-Type")).startsWith("text/plain");
  }

  @Test
  void withoutTheFieldItIsPlain() throws IOException {
    Answer answer = get("/all.txt");
    assertThat(answer.text()).isEqualTo("plain");
    assertThat(answer.all("Content-Encoding")).isEmpty();
    assertThat(answer.field("Vary")).isEqualTo("Accept-Encoding");
    assertThat(get("/bare.txt").all("Vary")).isEmpty();
    assertThat(get("/bare.txt", "gzip, br", "").text()).isEqualTo("bare");
    assertThat(get("/bare.txt", "gzip;q=1, *;q=0", "").status()).isEqualTo(406);
    assertThat(get("/index/", "br", "").text()).isEqualTo("brotli");
    assertThat(get("/index/", "br", "").field("Content-Type")).startsWith("text/html");
  }

  /** Each is a representation of its own: tags, conditions and ranges are about the one chosen. */
  @Test
  void tagsAndPartsAreOfTheChosenOne() throws IOException {
    String plain = get("/all.txt").field("ETag");
    String zip = get("/all.txt", "gzip", "").field("ETag");
    assertThat(zip).isNotEqualTo(plain);
    String known = "If-None-Match: " + zip + "\r\n";
    Answer same = get("/all.txt", "gzip", known);
    assertThat(same.status()).isEqualTo(304);
    assertThat(same.field("Vary")).isEqualTo("Accept-Encoding");
    assertThat(get("/all.txt", "br", known).text()).isEqualTo("brotli");
    assertThat(get("/all.txt", "identity", known).text()).isEqualTo("plain");
    Answer part = get("/all.txt", "br", "Range: bytes=1-2\r\n");
    assertThat(part.status()).isEqualTo(206);
    assertThat(part.text()).isEqualTo("ro");
    assertThat(part.field("Content-Range")).isEqualTo("bytes 1-2/6");
    assertThat(part.field("Content-Encoding")).isEqualTo("br");
    Answer other = get("/all.txt", "br", "Range: bytes=1-2\r\nIf-Range: " + zip + "\r\n");
    assertThat(other.status()).isEqualTo(200);
    assertThat(other.text()).isEqualTo("brotli");
  }

  @Test
  void siblingsThatAreNoFiles() throws IOException {
    Answer answer = get("/odd.txt", "br, zstd, gzip", "");
    assertThat(answer.text()).isEqualTo("odd");
    assertThat(answer.all("Vary")).isEmpty();
    // The encoded one stands for a file, and for none it is itself.
    assertThat(get("/only.txt", "gzip", "").status()).isEqualTo(404);
    assertThat(get("/only.txt.gz", "gzip", "").all("Content-Encoding")).isEmpty();
  }

  @Test
  void curlDecodes() throws Exception {
    Tools.require("curl");
    String url = "http://127.0.0.1:" + server().port() + "/zip.html";
    assertThat(Run.output("curl", "-sSf", "--compressed", url)).isEqualTo(TEXT);
    String status = "%{size_download}";
    String size = Run.output("curl", "-sSf", "--compressed", "-o", "/dev/null", "-w", status, url);
    assertThat(size).isEqualTo(String.valueOf(zipped.length));
  }
}
