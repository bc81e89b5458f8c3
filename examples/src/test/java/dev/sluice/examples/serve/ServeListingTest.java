package dev.sluice.examples.serve;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.examples.Answer;
import dev.sluice.support.Run;
import dev.sluice.support.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Folders without an index.html. */
class ServeListingTest extends ServeFixture {
  private static final Pattern LINK =
      Pattern.compile("<li><a href=\"([^\"]*)\">([^<]*)</a></li>", Pattern.DOTALL);

  // printf's octal escapes: Java could not name all of these in every locale. Each file contains
  // its own name.
  private static final List<String> NAMES =
      List.of(
          "plain.txt",
          "a&amp;b",
          "<script>alert(1)",
          "quo\"te",
          "apos'trophe",
          "blank inside",
          " blank before",
          "line\\nfeed",
          "car\\rriage",
          "tab\\tulator",
          "not-utf8-\\377\\376",
          "caf\\303\\251",
          "javascript:alert(1)",
          "a:b",
          "per%%cent",
          "que?ry",
          "frag#ment",
          "back\\\\slash",
          "..three...",
          "~",
          ".hidden",
          "semi;colon",
          "plus+plus",
          "del\\177");

  @Override
  void fill(Path dir) throws IOException, InterruptedException {
    Files.createDirectories(dir.resolve("names/sub folder"));
    Files.createDirectories(dir.resolve("bare/inner"));
    Files.createSymbolicLink(dir.resolve("bare/link"), Path.of("inner"));
    StringBuilder script = new StringBuilder("cd \"$0\" || exit\n");
    for (String name : NAMES) {
      // The dot keeps the shell from cutting a newline at the end off.
      script
          .append("n=$(printf '")
          .append(name.replace("'", "'\\''"))
          .append(".'); n=${n%.}; printf %s \"$n\" > \"./$n\"\n");
    }
    Run.output("sh", "-c", script.toString(), dir.resolve("names").toString());
  }

  private static List<String> links(String page) {
    List<String> targets = new ArrayList<>();
    Matcher link = LINK.matcher(page);
    while (link.find()) {
      targets.add(link.group(1));
    }
    return targets;
  }

  @Test
  void everyLinkLeadsToItsFile() throws IOException, InterruptedException {
    Tools.require("curl");
    String base = "http://127.0.0.1:" + server().port() + "/names/";
    List<String> links = links(get("/names/").text());
    // The files, the folder in it, and the one above.
    assertThat(links).hasSize(NAMES.size() + 2).contains("../", "./sub%20folder/");
    for (String link : links) {
      Run run = Run.command("curl", "-sS", "-w", "%{http_code}", base + link);
      assertThat(run.exit()).as("%s: %s", link, run).isEqualTo(0);
      String contents = link.endsWith("/") ? "" : decoded(link.substring("./".length()));
      assertThat(run.out()).as(link).startsWith(contents.isEmpty() ? "<!DOCTYPE" : contents);
      assertThat(run.out()).as(link).endsWith("200");
    }
  }

  /** Percent-decoded, a character per byte. */
  private static String decoded(String link) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < link.length(); i++) {
      if (link.charAt(i) == '%') {
        text.append((char) Integer.parseInt(link.substring(i + 1, i + 3), 16));
        i += 2;
      } else {
        text.append(link.charAt(i));
      }
    }
    return text.toString();
  }

  @Test
  void namesAreEscaped() throws IOException {
    Answer answer = get("/names/");
    assertThat(answer.field("Content-Type")).isEqualTo("text/html; charset=utf-8");
    String page = new String(answer.body(), UTF_8);
    assertThat(page)
        .doesNotContain("<script>")
        .contains("&lt;script&gt;alert(1)<")
        .contains("a&amp;amp;b")
        .contains("quo&quot;te")
        .contains("caf\u00e9")
        // What is not UTF-8 is shown somehow, and linked exactly.
        .contains("not-utf8-\ufffd")
        .contains("\"./not-utf8-%FF%FE\"")
        .contains("\"./line%0Afeed\"")
        // With a scheme in front it would not be a name.
        .contains("\"./javascript%3Aalert%281%29\"");
    for (String link : links(page)) {
      assertThat(link).matches("(\\.\\./|\\./([A-Za-z0-9._~/-]|%[0-9A-F]{2})+)");
    }
  }

  @Test
  void foldersHaveTheirSlash() throws IOException {
    assertThat(links(get("/bare/").text())).containsExactly("../", "./inner/", "./link");
    assertThat(get("/bare/link").field("Location")).isEqualTo("/bare/link/");
    assertThat(links(get("/bare/link/").text())).containsExactly("../");
    assertThat(links(get("/").text())).doesNotContain("../").contains("./names/", "./bare/");
  }

  @Test
  void titlesAreEscaped() throws IOException {
    Files.createDirectories(folder().resolve("<b>&\"/x"));
    String page = get("/%3Cb%3E%26%22/x/").text();
    assertThat(page).contains("Index of /&lt;b&gt;&amp;&quot;/x/").doesNotContain("<b>");
  }

  @Test
  void listingsAreSorted() throws IOException {
    Path sorted = Files.createDirectory(folder().resolve("sorted"));
    for (String name : List.of("b", "a", "C", "10", "9")) {
      Files.createFile(sorted.resolve(name));
    }
    assertThat(links(get("/sorted/").text()))
        .containsExactly("../", "./10", "./9", "./C", "./a", "./b");
  }

  /** More than one call of getdents64 returns, and more than a socket takes at once. */
  @Test
  void manyFiles() throws IOException {
    Path many = Files.createDirectory(folder().resolve("many"));
    String name = "long-enough-to-fill-buffers-".repeat(7);
    for (int i = 0; i < 3000; i++) {
      Files.createFile(many.resolve(name + i));
    }
    assertThat(links(get("/many/").text())).hasSize(3001).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @ValueSource(strings = {"directory", "dangling"})
  void indexThatIsNoFile(String kind) throws IOException {
    Path dir = Files.createDirectory(folder().resolve(kind));
    if (kind.equals("directory")) {
      Files.createDirectory(dir.resolve("index.html"));
      assertThat(get("/" + kind + "/").status()).isEqualTo(403);
    } else {
      Files.createSymbolicLink(dir.resolve("index.html"), Path.of("nowhere"));
      assertThat(get("/" + kind + "/").status()).isEqualTo(200);
    }
    assertThat(get("/" + kind).status()).isEqualTo(301);
  }

  @Test
  void listingAndFileOnOneConnection() throws IOException {
    try (dev.sluice.examples.RawClient client = client()) {
      client.send(request("/names/") + request("/bare/") + request("/probe.txt"));
      assertThat(links(client.answer().text())).hasSize(NAMES.size() + 2);
      assertThat(links(client.answer().text())).hasSize(3);
      assertThat(client.answer().text()).isEqualTo("alive\n");
    }
  }
}
