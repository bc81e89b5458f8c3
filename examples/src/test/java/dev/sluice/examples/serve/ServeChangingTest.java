package dev.sluice.examples.serve;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.examples.Answer;
import dev.sluice.examples.Await;
import dev.sluice.examples.RawClient;
import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Files that are kept open, and change: it is seen soon, and never mixed up. */
class ServeChangingTest extends ServeFixture {
  private static final Duration SOON = Duration.ofSeconds(15);
  private static final int BIG = 16 << 20;
  private static final int KEPT = 8;

  private final AtomicInteger number = new AtomicInteger();

  @Override
  List<String> options() {
    return List.of("--recheck", "100", "--open-files", String.valueOf(KEPT));
  }

  @Override
  void fill(Path dir) throws IOException {
    for (int i = 0; i < 2 * KEPT; i++) {
      aged(Files.writeString(dir.resolve(i + ".txt"), i + "\n"));
    }
  }

  /** One that has not changed for long, so that it is kept open. */
  private static Path aged(Path file) throws IOException {
    Instant past = Instant.parse("2019-03-01T04:05:06Z");
    return Files.setLastModifiedTime(file, FileTime.from(past));
  }

  private Path kept(String text) throws IOException {
    Path file = folder().resolve("kept" + number.incrementAndGet());
    aged(Files.writeString(file, text));
    assertThat(get(file).text()).isEqualTo(text);
    assertThat(isOpen(file)).isTrue();
    return file;
  }

  private Answer get(Path file) throws IOException {
    return get("/" + file.getFileName());
  }

  private boolean isOpen(Path file) {
    return server().descriptors().stream().anyMatch(d -> d.startsWith(file.toString()));
  }

  private void soon(Path file, String text) {
    Await.until(SOON, () -> isNow(file, text), () -> "still the old " + file);
  }

  private boolean isNow(Path file, String text) throws IOException {
    try {
      return get(file).text().equals(text);
    } catch (EOFException e) {
      // Of a file that was cut, what was announced could not be sent.
      return false;
    }
  }

  @Test
  void replaced() throws IOException {
    Path file = kept("old\n");
    String tag = get(file).field("ETag");
    Path other = aged(Files.writeString(folder().resolve("other"), "new\n"));
    Files.move(other, file, StandardCopyOption.ATOMIC_MOVE);
    soon(file, "new\n");
    assertThat(get(file).field("ETag")).isNotEqualTo(tag);
  }

  @Test
  void removedAndRenamed() throws IOException {
    Path file = kept("here\n");
    Path other = folder().resolve("elsewhere");
    Files.move(file, other);
    Await.until(SOON, () -> get(file).status() == 404, () -> "still there");
    assertThat(get(other).text()).isEqualTo("here\n");
    Files.delete(other);
    Await.until(SOON, () -> get(other).status() == 404, () -> "still there");
    assertThat(isOpen(other)).isFalse();
  }

  @Test
  void grownAndCut() throws IOException {
    Path file = kept("text\n");
    Files.writeString(file, "longer text\n");
    soon(file, "longer text\n");
    aged(file);
    get(file);
    Files.writeString(file, "");
    soon(file, "");
  }

  @Test
  void becameALinkThatLeadsOut() throws IOException {
    Path file = kept("inside\n");
    Files.delete(file);
    Files.createSymbolicLink(file, outside().resolve("secret.txt"));
    Await.until(SOON, () -> get(file).status() == 403, () -> "still served");
  }

  /** No wait for anything: a file that changed a moment ago is looked up for each request. */
  @Test
  void changesInARow() throws IOException {
    Path file = folder().resolve("row.txt");
    for (int i = 0; i < 50; i++) {
      Files.writeString(file, "row " + i);
      assertThat(get(file).text()).isEqualTo("row " + i);
    }
  }

  /** What is being sent is sent to its end, by the file that it began with. */
  @Test
  void replacedInMidFile() throws IOException {
    Path file = folder().resolve("big");
    Noise.sparse(file, BIG, 64 << 10);
    aged(file);
    byte[] expected = Files.readAllBytes(file);
    try (RawClient client = RawClient.connect(server().port(), 4096);
        RawClient twin = RawClient.connect(server().port(), 4096)) {
      client.send(request("/big"));
      twin.send(request("/big"));
      Await.until(SOON, () -> client.in().available() > 0, () -> "no answer begins");
      Await.until(SOON, () -> twin.in().available() > 0, () -> "no answer begins");
      Files.move(
          Files.writeString(folder().resolve("other"), "other\n"),
          file,
          StandardCopyOption.ATOMIC_MOVE);
      soon(file, "other\n");
      // Pushed out as well: more others than are kept.
      for (int i = 0; i < 2 * KEPT; i++) {
        assertThat(get("/" + i + ".txt").text()).isEqualTo(i + "\n");
      }
      assertThat(Arrays.equals(client.answer().body(), expected)).isTrue();
      assertThat(Arrays.equals(twin.answer().body(), expected)).isTrue();
    }
    Await.until(SOON, () -> !server().descriptors().contains(file + " (deleted)"), () -> "open");
  }

  @Test
  void cutInMidFile() throws IOException {
    Path file = folder().resolve("cut");
    Noise.sparse(file, BIG, 64 << 10);
    aged(file);
    try (RawClient client = RawClient.connect(server().port(), 4096);
        RandomAccessFile changed = new RandomAccessFile(file.toFile(), "rw")) {
      client.send(request("/cut"));
      assertThat(client.in().read()).isEqualTo('H');
      changed.setLength(1);
      assertThat(client.drain()).isLessThan(BIG);
    }
    soon(file, new String(Files.readAllBytes(file), ISO_8859_1));
  }

  @Test
  void noMoreStayOpenThanAllowed() throws IOException {
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < 2 * KEPT; i++) {
        assertThat(get("/" + i + ".txt").text()).isEqualTo(i + "\n");
      }
      long open = server().descriptors().stream().filter(d -> d.startsWith(folder() + "/")).count();
      assertThat(open).isBetween(1L, (long) KEPT);
    }
  }

  /** A file that nobody asks for is given back to the file system. */
  @Test
  void unusedFilesAreClosed() throws IOException {
    Path file = kept("unused\n");
    Files.delete(file);
    Await.until(Duration.ofSeconds(60), () -> !isOpen(file), () -> "open: " + file);
  }
}
