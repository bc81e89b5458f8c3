package dev.sluice.examples.receive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.examples.RawClient;
import dev.sluice.support.Run;
import dev.sluice.support.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uploads of bytes alone. */
class ReceiveRawTest extends ReceiveFixture {
  private static final Pattern OK =
      Pattern.compile("OK (\\d+) (\\d{8}T\\d{6}\\.\\d{3}Z-127\\.0\\.0\\.1-\\d+)\n");

  @Override
  List<String> options() {
    return List.of("--raw", "--max-size", "1M");
  }

  @Override
  void probe(int number) throws IOException {
    isStored(answerTo(bytes("ok")), bytes("ok"));
  }

  private void isStored(String answer, byte[] content) throws IOException {
    Matcher ok = OK.matcher(answer);
    assertThat(ok.matches()).as(answer).isTrue();
    assertThat(ok.group(1)).isEqualTo("" + content.length);
    assertThat(file(ok.group(2))).hasBinaryContent(content);
  }

  private long count() throws IOException {
    try (Stream<Path> files = Files.list(folder())) {
      return files.count();
    }
  }

  @Test
  void byNetcat(@TempDir Path temp) throws Exception {
    Tools.require("nc netcat-openbsd");
    byte[] content = noise(1, 1 << 20);
    Path file = Files.write(temp.resolve("file"), content);
    String port = String.valueOf(server().port());
    isStored(Run.output("sh", "-c", "nc -N 127.0.0.1 $0 < \"$1\"", port, file.toString()), content);
  }

  @Test
  void whatLooksLikeAHeaderIsNone() throws Exception {
    isStored(answerTo(bytes("PUT 1 name\n"), bytes("a")), bytes("PUT 1 name\na"));
    assertThat(file("name")).doesNotExist();
  }

  @Test
  void tooLarge() throws Exception {
    long before = count();
    assertThat(answerTo(noise(2, 1 << 20), bytes("x")))
        .isEqualTo("ERR larger than 1048576 bytes\n");
    assertThat(count()).isEqualTo(before);
  }

  @Test
  void aConnectionWithoutAByte() throws Exception {
    long before = count();
    assertThat(answerTo()).isEmpty();
    assertThat(count()).isEqualTo(before);
  }

  @Test
  void cutShortByAnRst() throws Exception {
    long before = count();
    try (RawClient client = client()) {
      client.send("some bytes");
      awaitPart();
      client.reset();
    }
    awaitNoParts();
    assertThat(count()).isEqualTo(before);
  }
}
