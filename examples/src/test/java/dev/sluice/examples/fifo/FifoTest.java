package dev.sluice.examples.fifo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.examples.Await;
import dev.sluice.examples.CommandProcess;
import dev.sluice.examples.ServerProcess;
import dev.sluice.support.Run;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code sluice fifo} against sh, cat and head, and both of its ends against each other. */
@Timeout(value = 120, unit = TimeUnit.SECONDS)
class FifoTest {
  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  @TempDir private Path folder;

  private String path() {
    return folder.resolve("fifo").toString();
  }

  private CommandProcess start(String end) throws IOException {
    CommandProcess process = CommandProcess.sluice("fifo", end, path(), "--create");
    Await.until(START_LIMIT, () -> Files.exists(Path.of(path())), process::errors);
    return process;
  }

  private void send(String text) throws Exception {
    // Opening waits for a reader.
    Run.output("sh", "-c", "printf '%s\\n' \"$1\" > \"$0\"", path(), text);
  }

  @Test
  void theReaderOutlivesItsWriters() throws Exception {
    try (CommandProcess reader = start("read")) {
      send("one");
      assertThat(reader.readLine()).isEqualTo("one");
      send("two");
      assertThat(reader.readLine()).isEqualTo("two");

      // A reader at the end of a FIFO would spin, and use all of a CPU.
      Await.pause(1000);
      long before = reader.cpuTicks();
      Await.pause(1000);
      assertThat(reader.cpuTicks() - before).isLessThan(50);

      send("three");
      assertThat(reader.readLine()).isEqualTo("three");
      assertThat(reader.stop()).isZero();
      assertThat(reader.errors()).isEmpty();
      assertThat(Path.of(path())).doesNotExist();
    }
  }

  @Test
  void theWriterOutlivesItsReaders() throws Exception {
    try (CommandProcess writer = start("write")) {
      for (String line : List.of("one", "two", "three")) {
        writer.write(line + "\n");
        assertThat(Run.output("head", "-n", "1", path())).isEqualTo(line + "\n");
      }
      writer.endInput();
      assertThat(writer.awaitExit()).isZero();
      assertThat(writer.errors()).isEmpty();
      assertThat(Path.of(path())).doesNotExist();
    }
  }

  @Test
  void allOfAFileToCat() throws Exception {
    try (CommandProcess writer = start("write");
        CommandProcess cat = CommandProcess.run(List.of("cat", path()))) {
      // Far more than all of the pipes hold, and lines longer than what one takes whole.
      String text = numbers(20_000) + "x".repeat(10_000) + "\nno end of line";
      CompletableFuture<Void> written = CompletableFuture.runAsync(() -> feed(writer, text));
      for (int i = 0; i < 20_000; i++) {
        assertThat(cat.readLine()).isEqualTo("number " + i);
      }
      assertThat(cat.readLine()).isEqualTo("x".repeat(10_000));
      assertThat(cat.readLine()).isEqualTo("no end of line");
      written.get(30, TimeUnit.SECONDS);
      assertThat(writer.awaitExit()).isZero();
    }
  }

  private static void feed(CommandProcess writer, String text) {
    try {
      writer.write(text).endInput();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void bothEnds() throws Exception {
    try (CommandProcess reader = start("read");
        CommandProcess writer = CommandProcess.sluice("fifo", "write", path())) {
      writer.write(numbers(1000)).endInput();
      for (int i = 0; i < 1000; i++) {
        assertThat(reader.readLine()).isEqualTo("number " + i);
      }
      assertThat(writer.awaitExit()).isZero();
      assertThat(Path.of(path())).as("another one made it").exists();
      assertThat(reader.stop()).isZero();
    }
  }

  @Test
  void aWriterWithoutAReaderStopsAtOnce() throws Exception {
    try (CommandProcess writer = start("write")) {
      writer.write("nobody reads this\n");
      Await.pause(500);
      assertThat(writer.stop()).isZero();
      assertThat(writer.errors()).isEmpty();
    }
  }

  private static String numbers(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "number " + i + "\n")
        .collect(Collectors.joining());
  }

  @ParameterizedTest
  @ValueSource(strings = {"read", "write"})
  void missingOrNoFifo(String end) throws Exception {
    Run run = sluice(end, path());
    assertThat(run.err())
        .isEqualTo("fifo: open(" + path() + "): ENOENT (No such file or directory)\n");
    assertThat(run.exit()).isEqualTo(2);

    Path file = Files.createFile(folder.resolve("file"));
    run = sluice(end, file.toString(), "--create");
    assertThat(run.err()).isEqualTo("fifo: " + file + ": not a FIFO\n");
    assertThat(run.exit()).isEqualTo(2);
    assertThat(file).exists();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "erase", "read", "write"})
  void wrongUse(String arguments) throws Exception {
    Run run = sluice(arguments.isEmpty() ? new String[] {} : new String[] {arguments});
    assertThat(run.exit()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("Usage: sluice fifo");
  }

  private static Run sluice(String... arguments) throws IOException, InterruptedException {
    List<String> command = ServerProcess.command(List.of("-XX:TieredStopAtLevel=1"), "fifo");
    command.addAll(List.of(arguments));
    return Run.command(Duration.ofMinutes(1), command);
  }
}
