package dev.sluice.sys;

import static dev.sluice.sys.FileConstants.O_RDWR;
import static dev.sluice.sys.MemoryConstants.MADV_COLD;
import static dev.sluice.sys.MemoryConstants.MADV_DODUMP;
import static dev.sluice.sys.MemoryConstants.MADV_DOFORK;
import static dev.sluice.sys.MemoryConstants.MADV_DONTDUMP;
import static dev.sluice.sys.MemoryConstants.MADV_DONTFORK;
import static dev.sluice.sys.MemoryConstants.MADV_DONTNEED;
import static dev.sluice.sys.MemoryConstants.MADV_FREE;
import static dev.sluice.sys.MemoryConstants.MADV_NORMAL;
import static dev.sluice.sys.MemoryConstants.MADV_PAGEOUT;
import static dev.sluice.sys.MemoryConstants.MADV_POPULATE_READ;
import static dev.sluice.sys.MemoryConstants.MADV_POPULATE_WRITE;
import static dev.sluice.sys.MemoryConstants.MADV_RANDOM;
import static dev.sluice.sys.MemoryConstants.MADV_SEQUENTIAL;
import static dev.sluice.sys.MemoryConstants.MADV_WILLNEED;
import static dev.sluice.sys.MemoryConstants.MAP_ANONYMOUS;
import static dev.sluice.sys.MemoryConstants.MAP_PRIVATE;
import static dev.sluice.sys.MemoryConstants.MAP_SHARED;
import static dev.sluice.sys.MemoryConstants.MS_ASYNC;
import static dev.sluice.sys.MemoryConstants.MS_INVALIDATE;
import static dev.sluice.sys.MemoryConstants.MS_SYNC;
import static dev.sluice.sys.MemoryConstants.PROT_READ;
import static dev.sluice.sys.MemoryConstants.PROT_WRITE;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.errno.Errno;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be done to mapped memory beside using it. */
@Bounded
class MemoryAdviceTest {
  private static final int READ_WRITE = PROT_READ | PROT_WRITE;

  /** A multiple of the page size on every machine. */
  private static final int PAGES = 64 * 1024;

  @TempDir private Path folder;
  @AutoClose private final Owned owned = new Owned();
  private final Mapping mapping = new Mapping();

  @AfterEach
  void unmap() {
    assertThat(Memory.munmap(mapping)).isZero();
  }

  @Test
  void freshMemoryThatIsNotNeededIsZeroAgain() {
    fresh(MAP_PRIVATE);
    mapping.segment().fill((byte) 7);

    assertThat(Memory.madvise(mapping, PAGES, PAGES, MADV_DONTNEED)).isZero();

    assertThat(mapping.segment().get(JAVA_BYTE, PAGES - 1)).isEqualTo((byte) 7);
    assertThat(mapping.segment().get(JAVA_BYTE, PAGES)).isZero();
    assertThat(mapping.segment().get(JAVA_BYTE, 2 * PAGES - 1)).isZero();
  }

  @Test
  void aFileThatIsNotNeededIsReadAnew() throws IOException {
    Path path = file();
    assertThat(Memory.mmap(mapping, PAGES, READ_WRITE, MAP_PRIVATE, owned.file(path, O_RDWR), 0))
        .isZero();
    mapping.segment().fill((byte) 7);

    assertThat(Memory.madvise(mapping, 0, PAGES, MADV_DONTNEED)).isZero();
    assertThat(mapping.segment().get(JAVA_BYTE, 5)).isEqualTo((byte) 'x');
  }

  @Test
  void otherAdviceChangesNoByte() {
    fresh(MAP_PRIVATE);
    mapping.segment().fill((byte) 7);

    for (int advice :
        new int[] {
          MADV_RANDOM,
          MADV_SEQUENTIAL,
          MADV_NORMAL,
          MADV_WILLNEED,
          MADV_COLD,
          MADV_PAGEOUT,
          MADV_POPULATE_READ,
          MADV_POPULATE_WRITE,
          MADV_DONTFORK,
          MADV_DOFORK,
          MADV_DONTDUMP,
          MADV_DODUMP
        }) {
      assertThat(Memory.madvise(mapping, 0, 2L * PAGES, advice)).as("advice %s", advice).isZero();
    }
    assertThat(mapping.segment().toArray(JAVA_BYTE)).containsOnly(7);
  }

  @Test
  void populatedPagesAreThere() throws IOException {
    // The kernel would join private memory with what lies beside it.
    fresh(MAP_SHARED);
    assertThat(resident()).isZero();

    assertThat(Memory.madvise(mapping, 0, PAGES, MADV_POPULATE_WRITE)).isZero();
    assertThat(resident()).isEqualTo(PAGES);
  }

  @Test
  void madviseSaysWhatIsWrong() {
    fresh(MAP_SHARED);

    assertThat(Memory.madvise(mapping, 1, PAGES, MADV_NORMAL)).isEqualTo(-Errno.EINVAL.number());
    assertThat(Memory.madvise(mapping, 0, PAGES, MADV_FREE))
        .as("shared memory")
        .isEqualTo(-Errno.EINVAL.number());
    assertThat(Memory.madvise(mapping, 0, 0, MADV_NORMAL)).as("of nothing").isZero();
  }

  @Test
  void changesReachTheFile() throws IOException {
    Path path = file();
    assertThat(Memory.mmap(mapping, PAGES, READ_WRITE, MAP_SHARED, owned.file(path, O_RDWR), 0))
        .isZero();
    mapping.segment().set(JAVA_BYTE, 0, (byte) 'y');

    assertThat(Memory.msync(mapping, 0, PAGES, MS_SYNC)).isZero();
    assertThat(Memory.msync(mapping, 0, 1, MS_ASYNC)).isZero();
    assertThat(Memory.msync(mapping, 0, 0, MS_SYNC | MS_INVALIDATE)).isZero();
    assertThat(java.nio.file.Files.readAllBytes(path)).startsWith('y', 'x').hasSize(PAGES);
  }

  @Test
  void msyncSaysWhatIsWrong() {
    fresh(MAP_SHARED);

    assertThat(Memory.msync(mapping, 1, 8, MS_SYNC)).isEqualTo(-Errno.EINVAL.number());
    assertThat(Memory.msync(mapping, 0, 8, MS_SYNC | MS_ASYNC)).isEqualTo(-Errno.EINVAL.number());
    assertThat(Memory.msync(mapping, 0, 8, 1 << 30)).isEqualTo(-Errno.EINVAL.number());
  }

  private void fresh(int shared) {
    assertThat(Memory.mmap(mapping, 2L * PAGES, READ_WRITE, shared | MAP_ANONYMOUS, -1, 0))
        .isZero();
  }

  /** How many bytes of the mapping have pages. */
  private long resident() throws IOException {
    String start = Long.toHexString(mapping.segment().address()) + "-";
    List<String> lines = java.nio.file.Files.readAllLines(Path.of("/proc/self/smaps"));
    String kilobytes =
        lines.stream()
            .dropWhile(line -> !line.startsWith(start))
            .filter(line -> line.startsWith("Rss:"))
            .findFirst()
            .orElseThrow();
    return Long.parseLong(kilobytes.replaceAll("[^0-9]", "")) * 1024;
  }

  private Path file() throws IOException {
    byte[] bytes = new byte[PAGES];
    java.util.Arrays.fill(bytes, (byte) 'x');
    return java.nio.file.Files.write(folder.resolve("file"), bytes);
  }
}
