package dev.sluice.examples.serve;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.examples.Answer;
import dev.sluice.examples.RawClient;
import dev.sluice.support.Run;
import dev.sluice.support.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that depend on what the client has already, and parts of files. */
class ServeConditionsTest extends ServeFixture {
  private static final String DATE = "Fri, 01 Mar 2019 04:05:06 GMT";
  private static final String EARLIER = "Fri, 01 Mar 2019 04:05:05 GMT";

  @Override
  void fill(Path dir) throws IOException {
    Files.writeString(dir.resolve("ten.txt"), "0123456789");
    Files.createFile(dir.resolve("empty.txt"));
    FileTime modified = FileTime.from(Instant.parse("2019-03-01T04:05:06.789Z"));
    Files.setLastModifiedTime(dir.resolve("ten.txt"), modified);
    Files.setLastModifiedTime(dir.resolve("empty.txt"), modified);
  }

  private static String conditional(String method, String target, String fields) {
    String lines = fields.isEmpty() ? "" : fields.replace("; ", "\r\n") + "\r\n";
    return method + " " + target + " HTTP/1.1\r\n" + HOST + lines + "\r\n";
  }

  /** {@code TAG} stands for the file's, {@code DATE} and {@code EARLIER} for when it changed. */
  private Answer get(String target, String fields) throws IOException {
    String tag = target.endsWith("/") ? "\"none\"" : get(target).field("ETag");
    String lines = fields.replace("TAG", tag).replace("DATE", DATE).replace("EARLIER", EARLIER);
    try (RawClient client = client()) {
      Answer answer = client.send(conditional("GET", target, lines)).answer();
      // Nothing of a body that must not be there is left, and the connection goes on.
      assertThat(client.send(request("/ten.txt")).answer().text()).isEqualTo("0123456789");
      return answer;
    }
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "/ten.txt, If-None-Match: TAG, 304",
        "/ten.txt, If-None-Match: W/TAG, 304",
        "/ten.txt, `If-None-Match: \"x\", TAG`, 304",
        "/ten.txt, If-None-Match: \"x\"; If-None-Match: TAG, 304",
        "/ten.txt, If-None-Match: *, 304",
        "/ten.txt, If-None-Match: \"x\", 200",
        "/ten.txt, If-None-Match: \"x\"; If-Modified-Since: DATE, 200",
        "/ten.txt, If-Modified-Since: DATE, 304",
        "/ten.txt, If-Modified-Since: EARLIER, 200",
        "/ten.txt, If-Modified-Since: today, 200",
        "/ten.txt, If-Match: TAG, 200",
        "/ten.txt, If-Match: *, 200",
        "/ten.txt, If-Match: W/TAG, 412",
        "/ten.txt, If-Match: \"x\", 412",
        "/ten.txt, If-Match: \"x\"; If-None-Match: TAG, 412",
        "/ten.txt, If-Unmodified-Since: DATE, 200",
        "/ten.txt, If-Unmodified-Since: EARLIER, 412",
        "/ten.txt, If-Unmodified-Since: EARLIER; If-Match: TAG, 200",
        "/ten.txt, Range: bytes=0-1; If-None-Match: TAG, 304",
        "/ten.txt, Range: bytes=0-1; If-Match: \"x\", 412",
        "/ten.txt, Range: bytes=10-; If-None-Match: TAG, 304",
        "/empty.txt, If-None-Match: TAG, 304",
        "/none, If-Match: *, 404",
        "/, If-Match: *, 200",
        "/, If-Match: \"x\", 412",
        "/, If-None-Match: *, 304",
        "/, If-Modified-Since: DATE, 200",
      })
  void conditions(String target, String fields, int status) throws IOException {
    if (target.equals("/none")) {
      try (RawClient client = client()) {
        client.send(conditional("GET", target, fields));
        assertThat(client.answer().status()).isEqualTo(status);
      }
      return;
    }
    Answer answer = get(target, fields);
    assertThat(answer.status()).isEqualTo(status);
    if (status == 304 && !target.equals("/")) {
      assertThat(answer.field("ETag")).isEqualTo(get(target).field("ETag"));
      assertThat(answer.all("Content-Length")).isEmpty();
      assertThat(answer.all("Content-Type")).isEmpty();
      assertThat(answer.field("Date")).isNotEmpty();
    }
  }

  @Test
  void conditionsOfHead() throws IOException {
    String tag = get("/ten.txt").field("ETag");
    try (RawClient client = client()) {
      client.send(conditional("HEAD", "/ten.txt", "If-None-Match: " + tag));
      assertThat(client.headAnswer().status()).isEqualTo(304);
      client.send(conditional("HEAD", "/ten.txt", "If-Match: \"x\""));
      assertThat(client.headAnswer().status()).isEqualTo(412);
      // RFC 9110, 14.2: ranges mean something to GET only.
      client.send(conditional("HEAD", "/ten.txt", "Range: bytes=0-1"));
      Answer head = client.headAnswer();
      assertThat(head.status()).isEqualTo(200);
      assertThat(head.contentLength()).isEqualTo(10);
      assertThat(head.field("Accept-Ranges")).isEqualTo("bytes");
      client.send(conditional("HEAD", "/ten.txt", "Range: bytes=20-"));
      assertThat(client.headAnswer().status()).isEqualTo(200);
      assertThat(client.send(request("/ten.txt")).answer().text()).isEqualTo("0123456789");
    }
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '`',
      value = {
        "bytes=0-0, 0-0, 0",
        "bytes=2-5, 2-5, 2345",
        "bytes=5-, 5-9, 56789",
        "bytes=5-100, 5-9, 56789",
        "bytes=0-, 0-9, 0123456789",
        "bytes=-3, 7-9, 789",
        "bytes=-100, 0-9, 0123456789",
        "Bytes=9-9, 9-9, 9",
        "bytes=2-5; If-Range: TAG, 2-5, 2345",
        "bytes=2-5; If-Range: DATE, 2-5, 2345",
        "bytes=2-5; If-Match: TAG, 2-5, 2345",
      })
  void parts(String range, String part, String text) throws IOException {
    Answer whole = get("/ten.txt");
    Answer answer = get("/ten.txt", "Range: " + range);
    assertThat(answer.status()).isEqualTo(206);
    assertThat(answer.field("Content-Range")).isEqualTo("bytes " + part + "/10");
    assertThat(answer.text()).isEqualTo(text);
    for (String field : new String[] {"ETag", "Last-Modified", "Content-Type"}) {
      assertThat(answer.field(field)).isEqualTo(whole.field(field));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bytes=5-2",
        "bytes=a-",
        "bytes=",
        "lines=0-1",
        "bytes=0-0,2-3",
        "bytes=0-0; Range: bytes=2-3",
        "bytes=2-5; If-Range: \"x\"",
        "bytes=2-5; If-Range: W/TAG",
        "bytes=2-5; If-Range: EARLIER",
        "bytes=99-; If-Range: \"x\"",
      })
  void wholeFiles(String range) throws IOException {
    Answer answer = get("/ten.txt", "Range: " + range);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).isEqualTo("0123456789");
    assertThat(answer.all("Content-Range")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "/ten.txt, bytes=10-, 10",
    "/ten.txt, bytes=10-12, 10",
    "/ten.txt, bytes=99999999999999999999-, 10",
    "/ten.txt, bytes=-0, 10",
    "/empty.txt, bytes=0-, 0",
    "/empty.txt, bytes=0-0, 0",
  })
  void nothingInTheRange(String target, String range, int size) throws IOException {
    Answer answer = get(target, "Range: " + range);
    assertThat(answer.status()).isEqualTo(416);
    assertThat(answer.field("Content-Range")).isEqualTo("bytes */" + size);
  }

  @Test
  void theLastBytesOfNothing() throws IOException {
    Answer answer = get("/empty.txt", "Range: bytes=-5");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.contentLength()).isZero();
  }

  @Test
  void tagsAreTheFilesOwn() throws IOException {
    Files.writeString(folder().resolve("one.txt"), "same");
    Files.copy(folder().resolve("one.txt"), folder().resolve("two.txt"));
    String one = get("/one.txt").field("ETag");
    assertThat(one).matches("\"[0-9a-f.-]+\"").isEqualTo(get("/one.txt").field("ETag"));
    assertThat(get("/two.txt").field("ETag")).isNotEqualTo(one);
    Files.setLastModifiedTime(folder().resolve("one.txt"), FileTime.from(Instant.EPOCH));
    assertThat(get("/one.txt").field("ETag")).isNotEqualTo(one);
  }

  /** A download that broke off goes on where it ended, and one of yesterday's is not mixed in. */
  @Test
  void curlResumes(@TempDir Path temp) throws Exception {
    Tools.require("curl");
    byte[] noise = Noise.bytes(7, 300_000);
    Files.write(folder().resolve("noise.bin"), noise);
    Path part = temp.resolve("part");
    Files.write(part, java.util.Arrays.copyOf(noise, 123_456));
    String url = "http://127.0.0.1:" + server().port() + "/noise.bin";
    Run.output("curl", "-sSf", "-C", "-", "-o", part.toString(), url);
    assertThat(java.util.Arrays.equals(Files.readAllBytes(part), noise)).isTrue();

    Path tag = temp.resolve("tag");
    Path copy = temp.resolve("copy");
    Run.output("curl", "-sSf", "--etag-save", tag.toString(), "-o", copy.toString(), url);
    assertThat(Files.readString(tag, ISO_8859_1).strip())
        .isEqualTo(get("/noise.bin").field("ETag"));
    String status = "%{http_code} %{size_download}";
    assertThat(Run.output("curl", "-sSf", "--etag-compare", tag.toString(), "-w", status, url))
        .isEqualTo("304 0");
    assertThat(Run.output("curl", "-sSf", "-z", copy.toString(), "-w", status, url))
        .isEqualTo("304 0");
  }
}
