package dev.sluice.sys;

import static dev.sluice.sys.FileConstants.DT_DIR;
import static dev.sluice.sys.FileConstants.DT_FIFO;
import static dev.sluice.sys.FileConstants.DT_LNK;
import static dev.sluice.sys.FileConstants.DT_REG;
import static dev.sluice.sys.FileConstants.DT_UNKNOWN;
import static dev.sluice.sys.FileConstants.O_CLOEXEC;
import static dev.sluice.sys.FileConstants.O_CREAT;
import static dev.sluice.sys.FileConstants.O_DIRECTORY;
import static dev.sluice.sys.FileConstants.O_RDONLY;
import static dev.sluice.sys.FileConstants.O_RDWR;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.errno.Errno;
import dev.sluice.support.Run;
import dev.sluice.support.Tools;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Bounded
class GetdentsTest {
  @TempDir private Path folder;
  @AutoClose private final Owned owned = new Owned();
  @AutoClose private final Arena arena = Arena.ofShared();

  /** The least is what the longest name below needs. */
  @ParameterizedTest
  @ValueSource(ints = {280, 1000, 64 * 1024})
  void allEntriesAreThereWithRoomForFewOrMany(int size) throws IOException {
    Map<String, Integer> expected = new TreeMap<>(Map.of(".", DT_DIR, "..", DT_DIR));
    for (int i = 0; i < 300; i++) {
      java.nio.file.Files.createFile(folder.resolve("file" + i));
      expected.put("file" + i, DT_REG);
    }
    String longest = "n".repeat(255);
    java.nio.file.Files.createFile(folder.resolve(longest));
    expected.put(longest, DT_REG);

    assertThat(entries(size).keySet()).isEqualTo(expected.keySet());
  }

  @Test
  void entriesHaveTypes() throws IOException, InterruptedException {
    Tools.require("mkfifo coreutils");
    java.nio.file.Files.createFile(folder.resolve("file"));
    java.nio.file.Files.createDirectory(folder.resolve("folder"));
    java.nio.file.Files.createSymbolicLink(folder.resolve("link"), Path.of("nowhere"));
    Run.output("mkfifo", folder.resolve("fifo").toString());

    Map<String, Integer> entries = entries(4096);

    assertThat(entries).hasSize(6);
    assertThat(entries.get("file")).isIn(DT_REG, DT_UNKNOWN);
    assertThat(entries.get("folder")).isIn(DT_DIR, DT_UNKNOWN);
    assertThat(entries.get("link")).isIn(DT_LNK, DT_UNKNOWN);
    assertThat(entries.get("fifo")).isIn(DT_FIFO, DT_UNKNOWN);
  }

  @Test
  void namesNeedNotBeText() {
    byte[] name = {(byte) 0xff, (byte) 0xc0, ' ', '\n', (byte) 0x80, 1};
    int dirfd = owned.file(folder, O_RDONLY | O_DIRECTORY);
    PathBuf path = new PathBuf();
    path.set(name, 0, name.length);
    int fd = Files.openat2(dirfd, path, new OpenHow(O_RDWR | O_CREAT | O_CLOEXEC, 0600, 0));
    if (fd == -Errno.EILSEQ.number() || fd == -Errno.EINVAL.number()) {
      Tools.missing("a file system for temporary files that takes any name");
    }
    owned.add(fd);

    assertThat(entries(4096)).containsOnlyKeys(".", "..", new String(name, ISO_8859_1));
  }

  @Test
  void theEndIsZeroAgainAndAgain() {
    int fd = owned.file(folder, O_RDONLY | O_DIRECTORY);
    MemorySegment room = arena.allocate(4096, 8);

    assertThat(Files.getdents64(fd, room)).isPositive();
    assertThat(Files.getdents64(fd, room)).isZero();
    assertThat(Files.getdents64(fd, room)).isZero();
  }

  @Test
  void getdentsSaysWhatIsWrong() throws IOException {
    Path file = java.nio.file.Files.createFile(folder.resolve("file"));
    int dirfd = owned.file(folder, O_RDONLY | O_DIRECTORY);
    MemorySegment room = arena.allocate(4096, 8);

    assertThat(Files.getdents64(owned.file(file, O_RDONLY), room))
        .isEqualTo(-Errno.ENOTDIR.number());
    assertThat(Files.getdents64(dirfd, room.asSlice(0, 10))).isEqualTo(-Errno.EINVAL.number());
    assertThat(Files.getdents64(dirfd, room.asSlice(0, 0))).isEqualTo(-Errno.EINVAL.number());
    assertThat(Files.getdents64(owned.closedOne(), room)).isEqualTo(-Errno.EBADF.number());
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Files.getdents64(dirfd, MemorySegment.ofArray(new byte[4096])));
  }

  @Test
  void aRemovedFolderHasNoEntries() throws IOException {
    Path inner = java.nio.file.Files.createDirectory(folder.resolve("inner"));
    int fd = owned.file(inner, O_RDONLY | O_DIRECTORY);
    java.nio.file.Files.delete(inner);

    assertThat(Files.getdents64(fd, arena.allocate(4096, 8))).isEqualTo(-Errno.ENOENT.number());
  }

  @Test
  void beforeTheFirstEntryThereIsNone() {
    DirEntries entries = new DirEntries(arena.allocate(4096), 4096);

    assertThatIllegalStateException().isThrownBy(entries::type);
    assertThatIllegalStateException().isThrownBy(entries::name);
    assertThat(new DirEntries(MemorySegment.NULL, 0).next()).isFalse();
    assertThatThrownBy(() -> new DirEntries(arena.allocate(8), 9))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> new DirEntries(arena.allocate(8), -1))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  private Map<String, Integer> entries(int size) {
    int fd = owned.file(folder, O_RDONLY | O_DIRECTORY);
    Canary room = Canary.around(arena, size);
    Map<String, Integer> entries = new TreeMap<>();
    // More often than there can be entries.
    for (int i = 0; i < 1000; i++) {
      room.reset();
      long filled = Files.getdents64(fd, room.target());
      room.assertOnly(0, Math.max(filled, 0));
      if (filled == 0) {
        return entries;
      }
      assertThat(filled).isPositive();
      DirEntries walk = new DirEntries(room.target(), filled);
      while (walk.next()) {
        Integer twice = entries.put(new String(walk.name(), ISO_8859_1), walk.type());
        assertThat(twice).as("each entry comes once").isNull();
      }
      assertThat(walk.next()).as("at the end it stays").isFalse();
    }
    throw new AssertionError("the folder has no end");
  }
}
