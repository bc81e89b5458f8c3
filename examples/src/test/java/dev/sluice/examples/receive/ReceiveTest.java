package dev.sluice.examples.receive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.examples.Await;
import dev.sluice.examples.CommandProcess;
import dev.sluice.examples.RawClient;
import dev.sluice.support.Run;
import dev.sluice.support.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Uploads with a header, whole and otherwise. */
class ReceiveTest extends ReceiveFixture {
  private static final int MOST = 4 << 20;

  @Override
  List<String> options() {
    return List.of("--max-size", "4M");
  }

  @Override
  void probe(int number) throws IOException {
    assertThat(answerTo(header(2, "probe" + number), bytes("ok")))
        .isEqualTo("OK 2 probe" + number + "\n");
  }

  private static byte[] header(long size, String name) {
    return new Header(size, name).toBytes();
  }

  private static byte[] sha256(byte[] bytes) throws Exception {
    return MessageDigest.getInstance("SHA-256").digest(bytes);
  }

  private void isStored(String name, byte[] content) throws Exception {
    byte[] stored = Files.readAllBytes(file(name));
    assertThat(stored).hasSameSizeAs(content);
    assertThat(sha256(stored)).isEqualTo(sha256(content));
  }

  private static byte[] joined(byte[] first, byte[] second) {
    byte[] both = new byte[first.length + second.length];
    System.arraycopy(first, 0, both, 0, first.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 4095, 4097, 70_000, 1 << 20, MOST})
  void piecesOfAnySize(int size) throws Exception {
    String name = "pieces of " + size;
    byte[] content = noise(size, size);
    byte[] all = joined(header(size, name), content);
    Random random = new Random(size);
    List<byte[]> pieces = new ArrayList<>();
    for (int at = 0; at < all.length; ) {
      // Small ones first: the header comes in several.
      int most = at < 100 ? 20 : Math.max(2000, all.length / 10);
      int length = Math.min(all.length - at, 1 + random.nextInt(most));
      pieces.add(Arrays.copyOfRange(all, at, at + length));
      at += length;
    }
    try (RawClient client = client()) {
      client.sendApart(pieces.toArray(byte[][]::new));
      assertThat(text(client.untilEnd())).isEqualTo("OK " + size + " " + name + "\n");
    }
    isStored(name, content);
  }

  @Test
  void byteByByte() throws Exception {
    byte[] content = noise(1, 300);
    try (RawClient client = client()) {
      for (byte each : joined(header(300, "bytes"), content)) {
        client.send(new byte[] {each});
      }
      assertThat(text(client.untilEnd())).isEqualTo("OK 300 bytes\n");
    }
    isStored("bytes", content);
  }

  @Test
  void twentyAtOnce() throws Exception {
    int count = 20;
    List<Future<String>> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < count; i++) {
        byte[] content = noise(i, 300_000 + i);
        byte[] header = header(content.length, "crowd" + i);
        answers.add(threads.submit(() -> answerTo(header, content)));
      }
    }
    for (int i = 0; i < count; i++) {
      assertThat(answers.get(i).get()).isEqualTo("OK " + (300_000 + i) + " crowd" + i + "\n");
      isStored("crowd" + i, noise(i, 300_000 + i));
    }
  }

  @Test
  void byNetcat(@TempDir Path temp) throws Exception {
    Tools.require("nc netcat-openbsd");
    byte[] content = noise(3, 1 << 20);
    Path all = Files.write(temp.resolve("all"), joined(header(content.length, "nc"), content));
    String port = String.valueOf(server().port());
    assertThat(Run.output("sh", "-c", "nc -N 127.0.0.1 $0 < \"$1\"", port, all.toString()))
        .isEqualTo("OK 1048576 nc\n");
    isStored("nc", content);
  }

  @Test
  void whatFollowsTheFileIsDropped() throws Exception {
    assertThat(answerTo(header(3, "more"), bytes("abc"), noise(4, 200_000)))
        .isEqualTo("OK 3 more\n");
    isStored("more", bytes("abc"));
  }

  @Test
  void cutShortByAFin() throws Exception {
    assertThat(answerTo(header(1000, "fin"), noise(5, 999)))
        .isEqualTo("ERR cut short: 999 of 1000 bytes\n");
    assertThat(file("fin")).doesNotExist();
  }

  @Test
  void cutShortByAnRst() throws Exception {
    try (RawClient client = client()) {
      client.send(header(MOST, "rst")).send(noise(6, 500_000));
      awaitPart();
      client.reset();
    }
    awaitNoParts();
    assertThat(file("rst")).doesNotExist();
  }

  @Test
  void theSenderIsKilled() throws Exception {
    Tools.require("nc netcat-openbsd");
    String port = String.valueOf(server().port());
    try (CommandProcess nc = CommandProcess.run(List.of("nc", "127.0.0.1", port))) {
      nc.write(text(header(100_000, "killed")) + "some bytes");
      awaitPart();
    }
    awaitNoParts();
    assertThat(file("killed")).doesNotExist();
  }

  @Test
  void tooLarge() throws Exception {
    // More than the sockets hold: the answer must come through all the same.
    assertThat(answerTo(header(MOST + 1L, "large"), noise(7, 1 << 20)))
        .isEqualTo("ERR larger than 4194304 bytes\n");
    assertThat(answerTo(header(Long.MAX_VALUE, "large"))).startsWith("ERR larger than ");
    assertThat(file("large")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET / HTTP/1.1\r\n\r\n",
        "PUT\n",
        "PUT 5\n",
        "PUT five name\n",
        "PUT -5 name\n",
        "PUT 05 name\n",
        "PUT 99999999999999999999 name\n",
        "PUT 5 \n",
        "PUT 5 ../name\n",
        "PUT 5 /tmp/name\n",
        "PUT 5 a/b\n",
        "PUT 5 .\n",
        "PUT 5 ..\n",
        "PUT 5 .name\n",
        "PUT 5 na\u0000me\n",
        "PUT 5 na\u001bme\n",
        "PUT 5 na\u00ffme\n",
        "PUT 5 name\r\n",
        "PUT 5 nameless",
        "\n",
        "",
      })
  void badHeader(String header) throws Exception {
    List<Path> before = all();
    String answer = answerTo(bytes(header), bytes("12345"));
    assertThat(answer).startsWith("ERR ").endsWith("\n").containsOnlyOnce("\n");
    assertThat(all()).isEqualTo(before);
  }

  private List<Path> all() throws IOException {
    try (Stream<Path> files = Files.list(folder())) {
      return files.sorted().toList();
    }
  }

  @Test
  void aHeaderWithoutEnd() throws Exception {
    try (RawClient client = client()) {
      client.send("PUT 5 " + "n".repeat(Header.LONGEST));
      // It does not wait for more.
      assertThat(text(client.untilEnd())).startsWith("ERR the first line is longer than ");
    }
  }

  @Test
  void plainBytesAreRefusedAtOnce() throws Exception {
    try (RawClient client = client()) {
      client.send(new byte[] {0x7f});
      assertThat(text(client.untilEnd())).startsWith("ERR ").contains("--raw");
    }
  }

  @Test
  void namesThatExist() throws Exception {
    Files.writeString(file("there"), "old");
    Files.createDirectory(file("folder"));
    Path elsewhere = folder().resolveSibling("elsewhere");
    Files.createSymbolicLink(file("link"), elsewhere);
    for (String name : List.of("there", "folder", "link")) {
      assertThat(answerTo(header(3, name), bytes("new")))
          .isEqualTo("ERR a file of this name exists\n");
    }
    assertThat(file("there")).hasContent("old");
    assertThat(elsewhere).doesNotExist();
    assertThat(Files.isSymbolicLink(file("link"))).isTrue();
  }

  @Test
  void aNameThatIsOnItsWay() throws Exception {
    try (RawClient first = client()) {
      first.send(header(5, "busy")).send("12");
      awaitPart();
      assertThat(answerTo(header(3, "busy"), bytes("new"))).startsWith("ERR a file of this name");
      first.send("345");
      assertThat(text(first.untilEnd())).isEqualTo("OK 5 busy\n");
    }
    isStored("busy", bytes("12345"));
  }

  @Test
  void aNameThatIsTakenMeanwhile() throws Exception {
    try (RawClient client = client()) {
      client.send(header(5, "meanwhile")).send("12");
      awaitPart();
      Files.writeString(file("meanwhile"), "other");
      client.send("345");
      assertThat(text(client.untilEnd())).isEqualTo("ERR a file of this name exists\n");
    }
    assertThat(file("meanwhile")).hasContent("other");
  }

  @Test
  void notSeenBeforeItIsWhole() throws Exception {
    try (RawClient client = client()) {
      client.send(header(5, "whole")).send("1234");
      Await.until(
          LIMIT,
          () -> parts().size() == 1 && Files.size(parts().getFirst()) == 4,
          () -> "the first bytes do not come");
      assertThat(Files.exists(file("whole"), LinkOption.NOFOLLOW_LINKS)).isFalse();
      client.send("5");
      assertThat(text(client.untilEnd())).isEqualTo("OK 5 whole\n");
    }
    isStored("whole", bytes("12345"));
  }
}
