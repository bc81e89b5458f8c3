package dev.sluice.io;

import static dev.sluice.sys.FileConstants.F_ADD_SEALS;
import static dev.sluice.sys.FileConstants.F_GETFD;
import static dev.sluice.sys.FileConstants.F_GETFL;
import static dev.sluice.sys.FileConstants.F_SEAL_GROW;
import static dev.sluice.sys.FileConstants.F_SEAL_SEAL;
import static dev.sluice.sys.FileConstants.F_SEAL_SHRINK;
import static dev.sluice.sys.FileConstants.F_SEAL_WRITE;
import static dev.sluice.sys.FileConstants.O_APPEND;
import static dev.sluice.sys.FileConstants.O_CREAT;
import static dev.sluice.sys.FileConstants.O_NONBLOCK;
import static dev.sluice.sys.FileConstants.O_RDWR;
import static dev.sluice.sys.FileConstants.RWF_APPEND;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.fd.Fd;
import dev.sluice.sys.Descriptors;
import dev.sluice.sys.FileConstants;
import dev.sluice.sys.IoVec;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@link RegularFile} and {@link MemFd}. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class RegularFileTest {
  private static final long FAR = (5L << 30) + 3;

  @TempDir private Path folder;
  @AutoClose private final Arena arena = Arena.ofShared();
  private final MemorySegment room = arena.allocate(64);

  @Test
  void bytesAreWrittenAndReadAtPlaces() throws IOException {
    try (RegularFile file = create("file")) {
      assertThat(file.write(text("..hello"), 2, 5, 3)).isEqualTo(5);
      assertThat(file.size()).isEqualTo(8);
      assertThat(file.read(room, 1, 63, 4)).isEqualTo(4);
      assertThat(text(room.asSlice(1, 4))).isEqualTo("ello");
      assertThat(file.read(room, 0, 64, 8)).as("the end").isZero();
      assertThat(file.read(room, 0, 64, 1L << 40)).as("behind the end").isZero();
      file.sync();
      file.syncData();
    }
    assertThat(folder.resolve("file")).hasContent("\0\0\0hello");
  }

  @Test
  void buffersMoveOn() throws IOException {
    ByteBuffer out = ByteBuffer.allocateDirect(4).put(new byte[] {1, 2, 3, 4}).flip();
    ByteBuffer in = ByteBuffer.allocateDirect(8).position(2);
    try (RegularFile file = create("file")) {
      assertThat(file.write(out, FAR)).isEqualTo(4);
      assertThat(out.hasRemaining()).isFalse();
      assertThat(file.size()).isEqualTo(FAR + 4);
      assertThat(file.read(in, FAR + 1)).isEqualTo(3);
      assertThat(in.position()).isEqualTo(5);
      assertThat(in.get(4)).isEqualTo((byte) 4);
      assertThat(file.read(in, FAR + 4)).isZero();
      assertThat(in.position()).isEqualTo(5);
    }
  }

  @Test
  void partsAreWrittenAndReadInOrder() throws IOException {
    IoVec out = IoVec.allocate(arena, 2).add(text("ab")).add(text("cde"));
    IoVec in = IoVec.allocate(arena, 2).add(room.asSlice(0, 1)).add(room.asSlice(1, 9));
    try (RegularFile file = create("file")) {
      assertThat(file.write(out, 1, 0)).isEqualTo(5);
      assertThat(file.write(out, 0, RWF_APPEND)).isEqualTo(5);
      assertThat(file.read(in, 1, 0)).isEqualTo(10);
      assertThat(text(room.asSlice(0, 10))).isEqualTo("abcdeabcde");
      assertThatIllegalArgumentException().isThrownBy(() -> file.read(in, -1, 0));
      assertThatIllegalArgumentException().isThrownBy(() -> file.write(out, -1, 0));
      assertThatExceptionOfType(ErrnoException.class)
          .isThrownBy(() -> file.read(in, 0, 1 << 30))
          .matches(e -> e.errno().equals(Errno.EOPNOTSUPP));
    }
  }

  @Test
  void aFileIsCutAndGrown() throws IOException {
    try (RegularFile file = create("file")) {
      file.truncate(FAR);
      assertThat(file.size()).isEqualTo(FAR);
      file.truncate(2);
      assertThat(file.size()).isEqualTo(2);
      assertThatExceptionOfType(ErrnoException.class)
          .isThrownBy(() -> file.truncate(-1))
          .withMessageStartingWith("ftruncate(-1): EINVAL");
    }
  }

  @Test
  void itIsCloseOnExecAndKeepsItsFlags() throws IOException {
    try (RegularFile file =
        RegularFile.open(folder.resolve("file").toString(), O_RDWR | O_CREAT | O_APPEND, 0600)) {
      assertThat(Descriptors.fcntl(file.fd(), F_GETFD, 0)).isEqualTo(FileConstants.FD_CLOEXEC);
      int flags = Descriptors.fcntl(file.fd(), F_GETFL, 0);
      assertThat(flags & O_APPEND).isEqualTo(O_APPEND);
      assertThat(flags & O_NONBLOCK).as("io_uring would not wait for the disk").isZero();
    }
  }

  @Test
  void onlyRegularFilesAreOpened() throws ErrnoException {
    String fifo = folder.resolve("fifo").toString();
    Fifo.make(fifo, 0600);

    for (String name : new String[] {fifo, folder.toString(), "/dev/null"}) {
      assertThatExceptionOfType(FileSystemException.class)
          .isThrownBy(() -> RegularFile.open(name))
          .withMessageContaining("not a regular file");
    }
    assertThatExceptionOfType(ErrnoException.class)
        .isThrownBy(() -> RegularFile.open(folder.resolve("missing").toString()))
        .matches(e -> e.errno().equals(Errno.ENOENT));
    assertThatIllegalArgumentException().isThrownBy(() -> RegularFile.open("a\0b"));
  }

  @Test
  void whatAFolderOpenedIsAFile() throws IOException {
    java.nio.file.Files.writeString(folder.resolve("file"), "hello");
    byte[] name = "file".getBytes(StandardCharsets.US_ASCII);
    try (Directory directory = Directory.open(folder.toString());
        RegularFile file = new RegularFile(directory.openBeneath(name, 0, 4))) {
      assertThat(directory.fd()).isNotNegative();
      assertThat(file.read(room, 0, 64, 1)).isEqualTo(4);
      assertThatExceptionOfType(ErrnoException.class)
          .isThrownBy(() -> file.write(room, 0, 1, 0))
          .matches(e -> e.errno().equals(Errno.EBADF));
    }
  }

  @Test
  void bytesAreCopiedFromFileToFile() throws IOException {
    try (RegularFile from = create("from");
        RegularFile to = create("to")) {
      assertThat(from.write(text("0123456789"), 0, 10, FAR)).isEqualTo(10);

      assertThat(from.copyFileRange(FAR + 2, to, 1, 3)).isEqualTo(3);
      assertThat(from.copyFileRange(FAR + 10, to, 1, 3)).as("the end").isZero();
      assertThat(from.copyFileRange(FAR, from, FAR + 5, 5)).isEqualTo(5);

      assertThat(folder.resolve("to")).hasContent("\000234");
      assertThat(from.read(room, 0, 64, FAR)).isEqualTo(10);
      assertThat(text(room.asSlice(0, 10))).isEqualTo("0123401234");
      assertThatExceptionOfType(ErrnoException.class)
          .isThrownBy(() -> from.copyFileRange(FAR, from, FAR + 1, 5))
          .matches(e -> e.errno().equals(Errno.EINVAL));
      assertThatIllegalArgumentException().isThrownBy(() -> from.copyFileRange(-1, to, 0, 1));
      assertThatIllegalArgumentException().isThrownBy(() -> from.copyFileRange(0, to, -1, 1));
    }
  }

  @Test
  void sealsForbidWhatTheySay() throws IOException {
    try (MemFd file = MemFd.create("sealed")) {
      assertThat(file.seals()).isZero();
      assertThat(file.write(text("hello"), 0, 5, 0)).isEqualTo(5);
      file.seal(F_SEAL_SHRINK | F_SEAL_GROW);
      assertThat(file.write(text("j"), 0, 1, 0)).isEqualTo(1);
      MappedMemory mapped = MappedMemory.shared(file, 0, 5);
      assertThatExceptionOfType(ErrnoException.class)
          .isThrownBy(() -> file.seal(F_SEAL_WRITE))
          .withMessageStartingWith("fcntl(F_ADD_SEALS, 8): EBUSY");
      mapped.close();
      file.seal(F_SEAL_WRITE | F_SEAL_SEAL);

      assertThat(file.seals()).isEqualTo(F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL);
      for (org.assertj.core.api.ThrowableAssert.ThrowingCallable forbidden :
          new org.assertj.core.api.ThrowableAssert.ThrowingCallable[] {
            () -> file.truncate(4),
            () -> file.truncate(6),
            () -> file.write(text("x"), 0, 1, 0),
            () -> file.seal(F_SEAL_GROW),
            () -> MappedMemory.shared(file, 0, 5).close()
          }) {
        assertThatExceptionOfType(ErrnoException.class)
            .isThrownBy(forbidden)
            .matches(e -> e.errno().equals(Errno.EPERM));
      }
      assertThat(file.read(room, 0, 64, 0)).isEqualTo(5);
      assertThat(text(room.asSlice(0, 5))).isEqualTo("jello");
      assertThat(file).hasToString("MemFd[Fd(" + file.fd() + ")]");
    }
  }

  @Test
  void aFileWithoutSealsIsNoMemFd() throws IOException {
    try (RegularFile file = create("file");
        MemFd other = new MemFd(Fd.adopt(Descriptors.dup(file.fd())))) {
      int expected = Descriptors.fcntl(file.fd(), F_ADD_SEALS, F_SEAL_GROW);
      assertThat(expected).isNegative();
      assertThatExceptionOfType(ErrnoException.class)
          .isThrownBy(() -> other.seal(F_SEAL_GROW))
          .matches(e -> e.errno().equals(Errno.ofResult(expected)));
    }
  }

  @Test
  void theDiskIsNotWaitedForOnAVirtualThread() throws IOException {
    try (RegularFile file = create("file")) {
      assertThatExceptionOfType(CompletionException.class)
          .isThrownBy(() -> onVirtualThread(file::sync))
          .withCauseInstanceOf(IllegalStateException.class)
          .withMessageContaining("fsync");
      assertThatExceptionOfType(CompletionException.class)
          .isThrownBy(() -> onVirtualThread(file::syncData))
          .withMessageContaining("fdatasync");
    }
  }

  @Test
  void aClosedFileIsRefused() throws IOException {
    RegularFile file = create("file");
    file.close();
    file.close();

    assertThatIllegalStateException().isThrownBy(() -> file.read(room, 0, 1, 0));
    assertThatIllegalStateException().isThrownBy(() -> file.write(room, 0, 1, 0));
    assertThatIllegalStateException().isThrownBy(file::size);
    assertThatIllegalStateException().isThrownBy(file::fd);
    assertThat(file).hasToString("RegularFile[Fd(closed)]");
  }

  @FunctionalInterface
  private interface Task {
    void run() throws IOException;
  }

  private static void onVirtualThread(Task task) {
    CompletableFuture.runAsync(
            () -> {
              try {
                task.run();
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            },
            Thread::startVirtualThread)
        .join();
  }

  private RegularFile create(String name) throws IOException {
    return RegularFile.open(folder.resolve(name).toString(), O_RDWR | O_CREAT, 0600);
  }

  private MemorySegment text(String text) {
    return arena.allocateFrom(JAVA_BYTE, text.getBytes(StandardCharsets.ISO_8859_1));
  }

  private static String text(MemorySegment segment) {
    return new String(segment.toArray(JAVA_BYTE), StandardCharsets.ISO_8859_1);
  }
}
