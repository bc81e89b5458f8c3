package dev.sluice.examples.serve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.examples.Answer;
import dev.sluice.examples.RawClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is served, and how it is described. */
class ServeTest extends ServeFixture {
  /** RFC 9110, 5.6.7: IMF-fixdate, and nothing else. */
  private static final String HTTP_DATE =
      "(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \\d\\d (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
          + " \\d{4} \\d\\d:\\d\\d:\\d\\d GMT";

  private byte[] noise = {};

  @Override
  void fill(Path dir) throws IOException {
    noise = Noise.bytes(1, 300_000);
    Files.write(dir.resolve("noise.bin"), noise);
    Files.writeString(dir.resolve("hello.txt"), "hello\n");
    Files.createFile(dir.resolve("empty.txt"));
    Files.createFile(dir.resolve("plain"));
    Files.writeString(dir.resolve("a b%c+d#e?f.txt"), "odd\n");
    Files.writeString(dir.resolve("caf\u00e9.txt"), "coffee\n");
    Files.createDirectories(dir.resolve("with/index"));
    Files.writeString(dir.resolve("with/index.html"), "<p>index</p>\n");
    Files.createDirectory(dir.resolve("without"));
    Files.createDirectory(dir.resolve("evil.example"));
    Files.createDirectories(dir.resolve("odd/a b&c"));
  }

  @Test
  void filesComeWhole() throws IOException {
    Answer answer = get("/noise.bin");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(noise);
    assertThat(answer.closes()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"/hello.txt", "/empty.txt", "/", "/with/", "/without/", "/without", "/none"})
  void headIsTheHeadOfGet(String target) throws IOException {
    Answer get = get(target);
    try (RawClient client = client()) {
      Answer head = client.send(request("HEAD", target)).headAnswer();
      assertThat(head.status()).isEqualTo(get.status());
      assertThat(withoutDate(head)).isEqualTo(withoutDate(get));
      // Were there a body, it would now be taken for a head.
      client.send(request("HEAD", target) + request("/hello.txt"));
      assertThat(client.headAnswer().status()).isEqualTo(get.status());
      assertThat(client.answer().text()).isEqualTo("hello\n");
    }
  }

  private static List<String> withoutDate(Answer answer) {
    int date = answer.fields().indexOf("date");
    assertThat(date).isNotNegative();
    List<String> rest = new java.util.ArrayList<>(answer.fields());
    rest.subList(date, date + 2).clear();
    return rest;
  }

  @Test
  void emptyFiles() throws IOException {
    try (RawClient client = client()) {
      client.send(request("/empty.txt") + request("/hello.txt"));
      Answer empty = client.answer();
      assertThat(empty.status()).isEqualTo(200);
      assertThat(empty.contentLength()).isEqualTo(0);
      assertThat(client.answer().text()).isEqualTo("hello\n");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/a%20b%25c%2Bd%23e%3Ff.txt, odd",
    "/a%20b%25c+d%23e%3Ff.txt, odd",
    "/%61%20%62%25%63%2b%64%23%65%3f%66%2e%74%78%74, odd",
    "/caf%C3%A9.txt, coffee",
    "/caf%c3%a9.txt?a=%, coffee",
    "/hello.txt?, hello",
    "/hello.txt?../../x, hello",
    "/with/../hello.txt, hello",
    "/./with/..//hello.txt, hello",
    "/with/%2e%2e/hello.txt, hello",
    "/with%2f..%2Fhello.txt, hello",
    "//hello.txt, hello",
    "/%2Fhello.txt, hello",
    "http://localhost/hello.txt, hello",
    "HTTP://other.example:81/hello.txt?x, hello",
    "http://[::1]:80/hello.txt, hello",
    "/with/index.html, <p>index</p>",
    "/with/, <p>index</p>",
    "/with/?q, <p>index</p>",
  })
  void targetsAreDecoded(String target, String line) throws IOException {
    Answer answer = get(target);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text()).isEqualTo(line + "\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/none",
        "/none/",
        "/none/hello.txt",
        "/hello.txt/",
        "/hello.txt/x",
        "/HELLO.TXT",
        "/hello.txt%20",
        "/caf%E9.txt",
        "/hello%252etxt",
        "/%5Chello.txt",
        "/\\hello.txt",
      })
  void whatIsNotThereIs404(String target) throws IOException {
    assertThat(get(target).status()).isEqualTo(404);
  }

  @Test
  void namesTooLongForAnyFile() throws IOException {
    try (RawClient client = client()) {
      client.send(request("/" + "n".repeat(300)));
      assertThat(client.answer().status()).isEqualTo(404);
      for (int length : new int[] {4094, 4095, 4096, 4097, 8000}) {
        client.send(request("/" + "d/".repeat(length / 2 - 1) + "n".repeat(2 + length % 2)));
        assertThat(client.answer().status()).as("%s bytes", length).isEqualTo(404);
      }
      client.send(request("/" + "./".repeat(2042) + "/hello.txt"));
      assertThat(client.answer().text()).as("4095 bytes").isEqualTo("hello\n");
      // Too long only once index.html is appended.
      client.send(request("/with/" + "./".repeat(2044)));
      assertThat(client.answer().status()).isEqualTo(404);
      client.send(request("/hello.txt"));
      assertThat(client.answer().status()).as("the connection goes on").isEqualTo(200);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "/with, /with/",
    "/with?a=b&c, /with/?a=b&c",
    "/with?, /with/?",
    "/without, /without/",
    "/odd/a%20b&c?x=%20, /odd/a%20b%26c/?x=%20",
    "/evil.example, /evil.example/",
    "//evil.example, /evil.example/",
    "///evil.example?q, /evil.example/?q",
    "/%2Fevil.example, /evil.example/",
    "/%2f%2fevil.example, /evil.example/",
    "http://other.example//evil.example, /evil.example/",
  })
  void foldersWithoutSlashMove(String target, String location) throws IOException {
    Answer answer = get(target);
    assertThat(answer.status()).isEqualTo(301);
    // A path, and never one of two slashes in front: that would name another host.
    assertThat(answer.field("Location")).isEqualTo(location);
    assertThat(answer.closes()).isFalse();
    String path = location.replaceFirst("\\?.*", "");
    assertThat(get(path).status()).as(path).isEqualTo(200);
  }

  @ParameterizedTest
  @CsvSource({
    "x.html, text/html",
    "x.HTM, text/html",
    "x.css, text/css",
    "x.js, text/javascript",
    "x.mjs, text/javascript",
    "x.json, application/json",
    "x.txt, text/plain",
    "x.png, image/png",
    "x.jpg, image/jpeg",
    "x.gif, image/gif",
    "x.svg, image/svg+xml",
    "x.webp, image/webp",
    "x.pdf, application/pdf",
    "x.wasm, application/wasm",
    "x.woff2, font/woff2",
    "x.mp4, video/mp4",
    "x.zip, application/zip",
    "x.tar.gz, application/gzip",
    "x.unheard-of, application/octet-stream",
    "x, application/octet-stream",
    ".html, text/html",
    "a.html/x, application/octet-stream",
    "x., application/octet-stream",
  })
  void contentTypes(String name, String type) throws IOException {
    Path file = folder().resolve("types").resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "x");
    assertThat(get("/types/" + name).field("Content-Type")).satisfies(t -> isType(t, type));
    assertThat(get("/without/").field("Content-Type")).isEqualTo("text/html; charset=utf-8");
  }

  private static void isType(String actual, String expected) {
    assertThat(actual.replaceFirst(";.*", "")).isEqualTo(expected);
  }

  @Test
  void dates() throws IOException {
    Path file = Files.writeString(folder().resolve("dated.txt"), "x");
    // The first of a month: the day must have two digits.
    Instant modified = Instant.parse("2019-03-01T04:05:06.789Z");
    Files.setLastModifiedTime(file, FileTime.from(modified));
    Instant before = Instant.now().minus(Duration.ofSeconds(1));
    Answer answer = get("/dated.txt");
    assertThat(answer.field("Last-Modified")).isEqualTo("Fri, 01 Mar 2019 04:05:06 GMT");
    for (String target : List.of("/dated.txt", "/without", "/without/", "/none")) {
      String date = get(target).field("Date");
      assertThat(date).matches(HTTP_DATE);
      assertThat(parsed(date)).isBetween(before, Instant.now().plus(Duration.ofSeconds(1)));
    }
  }

  /** RFC 9110, 8.8.2.1: an origin server MUST NOT say that it was modified later than now. */
  @Test
  void nothingWasModifiedInTheFuture() throws IOException {
    Path file = Files.writeString(folder().resolve("future.txt"), "x");
    Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2099-01-01T00:00:00Z")));
    Answer answer = get("/future.txt");
    assertThat(answer.status()).isEqualTo(200);
    assertThat(parsed(answer.field("Last-Modified")))
        .isBeforeOrEqualTo(parsed(answer.field("Date")));
  }

  private static Instant parsed(String date) {
    return ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
  }

  @Test
  void redirectsAndErrorsHavePages() throws IOException {
    for (String target : List.of("/without", "/none")) {
      Answer answer = get(target);
      assertThat(answer.field("Content-Type")).isEqualTo("text/html; charset=utf-8");
      assertThat(new String(answer.body(), UTF_8))
          .startsWith("<!DOCTYPE html>")
          .contains(String.valueOf(answer.status()));
    }
  }

  @Test
  void nothingOfTheRequestIsEchoedInPages() throws IOException {
    for (String target : List.of("/<script>", "/%3Cscript%3E", "/without?<script>")) {
      assertThat(get(target).text()).doesNotContain("<script>");
    }
  }

  @Test
  void changedFilesAreServedAsTheyAre() throws IOException {
    Path file = folder().resolve("changing.txt");
    try (RawClient client = client()) {
      for (int i = 0; i < 10; i++) {
        String text = "x".repeat(i * 100);
        Files.writeString(file, text);
        assertThat(client.send(request("/changing.txt")).answer().text()).isEqualTo(text);
      }
      Files.delete(file);
      assertThat(client.send(request("/changing.txt")).answer().status()).isEqualTo(404);
    }
  }
}
