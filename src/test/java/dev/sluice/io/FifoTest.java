package dev.sluice.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.support.Tools;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FifoTest {
  private static final byte[] HELLO = "hello\n".getBytes(StandardCharsets.US_ASCII);

  @TempDir private Path folder;
  @AutoClose private final Arena arena = Arena.ofShared();
  private final MemorySegment room = arena.allocate(64);
  private String name = "";

  @BeforeEach
  void make() throws ErrnoException {
    name = folder.resolve("fifo").toString();
    Fifo.make(name, 0600);
  }

  @Test
  void bothEndsMeetAtTheName() throws IOException {
    try (ReadEnd reader = Fifo.openForReading(name)) {
      assertThat(reader.read(room, 0, 64)).as("there is no writer").isZero();
      try (WriteEnd writer = Fifo.openForWriting(name)) {
        assertThat(reader.read(room, 0, 64)).isEqualTo(Errno.WOULD_BLOCK);
        assertThat(writer.write(room, 0, 7)).isEqualTo(7);
      }
      assertThat(reader.read(room, 0, 64)).isEqualTo(7);
      assertThat(reader.read(room, 0, 64)).as("the writer is gone").isZero();
    }
  }

  @Test
  void withoutAReaderItCannotBeWrittenTo() {
    assertThatExceptionOfType(ErrnoException.class)
        .isThrownBy(() -> Fifo.openForWriting(name))
        .matches(e -> e.errno().equals(Errno.ENXIO));
  }

  @Test
  void catReadsWhatIsWritten() throws Exception {
    Tools.require("cat coreutils");
    Path out = folder.resolve("out");
    Process cat = new ProcessBuilder("cat", name).redirectOutput(out.toFile()).start();
    try {
      try (WriteEnd writer = whenCatReads()) {
        assertThat(writer.write(hello())).isEqualTo(6);
      }
      assertThat(cat.waitFor(30, TimeUnit.SECONDS)).isTrue();
      assertThat(cat.exitValue()).isZero();
      assertThat(out).hasBinaryContent(HELLO);
    } finally {
      cat.destroyForcibly();
    }
  }

  @Test
  void whatCatWritesIsRead() throws Exception {
    Tools.require("cat coreutils");
    Path in = Files.write(folder.resolve("in"), HELLO);
    try (ReadEnd reader = Fifo.openForReading(name)) {
      Process cat =
          new ProcessBuilder("cat", in.toString()).redirectOutput(Path.of(name).toFile()).start();
      try {
        assertThat(cat.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(reader.buffered()).isEqualTo(6);
        ByteBuffer buffer = ByteBuffer.allocateDirect(16);
        assertThat(reader.read(buffer)).isEqualTo(6);
        assertThat(buffer.flip()).isEqualTo(ByteBuffer.wrap(HELLO));
        assertThat(reader.read(buffer)).as("cat has ended").isZero();
      } finally {
        cat.destroyForcibly();
      }
    }
  }

  @Test
  void whatIsNoFifoIsRefused() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));

    assertThatExceptionOfType(FileSystemException.class)
        .isThrownBy(() -> Fifo.openForReading(file.toString()))
        .withMessageContaining("not a FIFO");
    assertThatExceptionOfType(FileSystemException.class)
        .isThrownBy(() -> Fifo.openForWriting(file.toString()));
    assertThatExceptionOfType(FileSystemException.class)
        .isThrownBy(() -> Fifo.openForReading("/dev/null"));
    assertThatExceptionOfType(ErrnoException.class)
        .isThrownBy(() -> Fifo.openForReading(folder.resolve("missing").toString()))
        .matches(e -> e.errno().equals(Errno.ENOENT));
    assertThatExceptionOfType(ErrnoException.class)
        .isThrownBy(() -> Fifo.make(name, 0600))
        .withMessageStartingWith("mkfifo(" + name + "): EEXIST");
  }

  private WriteEnd whenCatReads() throws IOException, InterruptedException {
    for (int i = 0; i < 3_000; i++) {
      try {
        return Fifo.openForWriting(name);
      } catch (ErrnoException e) {
        assertThat(e.errno()).isEqualTo(Errno.ENXIO);
        Thread.sleep(10);
      }
    }
    throw new AssertionError("cat does not open the FIFO");
  }

  private static ByteBuffer hello() {
    return ByteBuffer.allocateDirect(HELLO.length).put(HELLO).flip();
  }
}
