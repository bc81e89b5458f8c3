package dev.sluice.sys;

import static dev.sluice.sys.FileConstants.AT_EMPTY_PATH;
import static dev.sluice.sys.FileConstants.AT_FDCWD;
import static dev.sluice.sys.FileConstants.AT_SYMLINK_NOFOLLOW;
import static dev.sluice.sys.FileConstants.O_CLOEXEC;
import static dev.sluice.sys.FileConstants.O_CREAT;
import static dev.sluice.sys.FileConstants.O_DIRECTORY;
import static dev.sluice.sys.FileConstants.O_EXCL;
import static dev.sluice.sys.FileConstants.O_NOFOLLOW;
import static dev.sluice.sys.FileConstants.O_NONBLOCK;
import static dev.sluice.sys.FileConstants.O_PATH;
import static dev.sluice.sys.FileConstants.O_RDONLY;
import static dev.sluice.sys.FileConstants.O_RDWR;
import static dev.sluice.sys.FileConstants.O_TMPFILE;
import static dev.sluice.sys.FileConstants.O_WRONLY;
import static dev.sluice.sys.FileConstants.RESOLVE_BENEATH;
import static dev.sluice.sys.FileConstants.RESOLVE_IN_ROOT;
import static dev.sluice.sys.FileConstants.RESOLVE_NO_MAGICLINKS;
import static dev.sluice.sys.FileConstants.RESOLVE_NO_SYMLINKS;
import static dev.sluice.sys.FileConstants.STATX_BASIC_STATS;
import static dev.sluice.sys.FileConstants.S_IFDIR;
import static dev.sluice.sys.FileConstants.S_IFIFO;
import static dev.sluice.sys.FileConstants.S_IFLNK;
import static dev.sluice.sys.FileConstants.S_IFMT;
import static dev.sluice.sys.FileConstants.S_IFREG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.errno.Errno;
import dev.sluice.support.Run;
import dev.sluice.support.Tools;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Opening and describing files; reading folders stands in {@link GetdentsTest}. */
@Bounded
class FilesTest {
  @TempDir private Path folder;
  @AutoClose private final Owned owned = new Owned();
  @AutoClose private final Arena arena = Arena.ofShared();
  private final StatxBuf stat = new StatxBuf();
  private int dirfd;

  @BeforeEach
  void openFolder() {
    dirfd = owned.file(folder, O_PATH | O_DIRECTORY);
  }

  @Test
  void aFileIsCreatedWithItsPermissions() throws IOException {
    int fd = owned.add(open("new", O_RDWR | O_CREAT | O_EXCL, 0600, 0));

    assertThat(Io.write(fd, Canary.bytes(arena, "hello"))).isEqualTo(5);

    Path path = folder.resolve("new");
    assertThat(path).hasContent("hello");
    assertThat(PosixFilePermissions.toString(java.nio.file.Files.getPosixFilePermissions(path)))
        .isEqualTo("rw-------");
    assertThat(open("new", O_RDWR | O_CREAT | O_EXCL, 0600, 0)).isEqualTo(-Errno.EEXIST.number());
  }

  @Test
  void aFileWithoutANameIsInNoFolder() {
    int fd = open(".", O_RDWR | O_TMPFILE, 0600, 0);
    // Not every file system can do it.
    if (fd != -Errno.EOPNOTSUPP.number()) {
      owned.add(fd);
    }
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void openat2SaysWhatIsWrong() throws IOException {
    java.nio.file.Files.createFile(folder.resolve("file"));
    java.nio.file.Files.createSymbolicLink(folder.resolve("link"), Path.of("file"));

    assertThat(open("missing", O_RDONLY, 0, 0)).isEqualTo(-Errno.ENOENT.number());
    assertThat(open("", O_RDONLY, 0, 0)).isEqualTo(-Errno.ENOENT.number());
    assertThat(open("file/below", O_RDONLY, 0, 0)).isEqualTo(-Errno.ENOTDIR.number());
    assertThat(open("file", O_RDONLY | O_DIRECTORY, 0, 0)).isEqualTo(-Errno.ENOTDIR.number());
    assertThat(open("link", O_RDONLY | O_NOFOLLOW, 0, 0)).isEqualTo(-Errno.ELOOP.number());
    assertThat(open(".", O_WRONLY, 0, 0)).isEqualTo(-Errno.EISDIR.number());
    assertThat(open("n".repeat(256), O_RDONLY, 0, 0)).isEqualTo(-Errno.ENAMETOOLONG.number());
    assertThat(open("file", O_RDONLY, 0, 1 << 30)).isEqualTo(-Errno.EINVAL.number());
    assertThat(open("file", 1 << 30, 0, 0)).isEqualTo(-Errno.EINVAL.number());
    assertThat(open("file", O_RDONLY, 0600, 0)).as("a mode without O_CREAT").isNegative();
    assertThat(Files.openat2(owned.closedOne(), PathBuf.of("file"), new OpenHow(O_RDONLY, 0, 0)))
        .isEqualTo(-Errno.EBADF.number());
  }

  @Test
  void nothingOutsideTheFolderIsReached() throws IOException {
    java.nio.file.Files.createDirectory(folder.resolve("inner"));
    java.nio.file.Files.writeString(folder.resolve("inner/file"), "x");
    java.nio.file.Files.createSymbolicLink(folder.resolve("inner/out"), Path.of(".."));
    java.nio.file.Files.createSymbolicLink(folder.resolve("inner/absolute"), folder);
    int inner = owned.add(open("inner", O_PATH | O_DIRECTORY, 0, 0));
    OpenHow beneath = new OpenHow(O_RDONLY | O_CLOEXEC, 0, RESOLVE_BENEATH);

    assertThat(Files.openat2(inner, PathBuf.of("../inner/file"), beneath)).isEqualTo(-18);
    assertThat(Errno.EXDEV.number()).isEqualTo(18);
    assertThat(Files.openat2(inner, PathBuf.of("/"), beneath)).isEqualTo(-18);
    assertThat(Files.openat2(inner, PathBuf.of("out"), beneath)).isEqualTo(-18);
    assertThat(Files.openat2(inner, PathBuf.of("absolute"), beneath)).isEqualTo(-18);
    owned.add(Files.openat2(inner, PathBuf.of("./file"), beneath));
    OpenHow inRoot = new OpenHow(O_RDONLY | O_CLOEXEC, 0, RESOLVE_IN_ROOT);
    owned.add(Files.openat2(inner, PathBuf.of("/../../file"), inRoot));
  }

  @Test
  void linksAreRefusedWhereAsked() throws IOException {
    java.nio.file.Files.writeString(folder.resolve("file"), "x");
    java.nio.file.Files.createSymbolicLink(folder.resolve("link"), Path.of("file"));

    owned.add(open("link", O_RDONLY, 0, 0));
    assertThat(open("link", O_RDONLY, 0, RESOLVE_NO_SYMLINKS)).isEqualTo(-Errno.ELOOP.number());
    assertThat(open("/proc/self/fd/" + dirfd, O_RDONLY, 0, RESOLVE_NO_MAGICLINKS))
        .isEqualTo(-Errno.ELOOP.number());
  }

  @Test
  void statxDescribesAFile() throws IOException {
    Path path = folder.resolve("file");
    java.nio.file.Files.write(path, new byte[12_345]);
    java.nio.file.Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r-x--x"));
    java.nio.file.Files.setLastModifiedTime(
        path, FileTime.from(Instant.ofEpochSecond(1_234_567_890L, 123_456_000)));

    assertThat(Files.statx(dirfd, PathBuf.of("file"), 0, STATX_BASIC_STATS, stat)).isZero();

    assertThat(stat.mask() & STATX_BASIC_STATS).isEqualTo(STATX_BASIC_STATS);
    assertThat(stat.mode()).isEqualTo(S_IFREG | 0651);
    assertThat(stat.size()).isEqualTo(12_345);
    assertThat(stat.inode()).isEqualTo(java.nio.file.Files.getAttribute(path, "unix:ino"));
    assertThat(stat.mtimeSeconds()).isEqualTo(1_234_567_890L);
    assertThat(stat.mtimeNanos()).isEqualTo(123_456_000);
  }

  @Test
  void statxDescribesAFolder() throws IOException {
    assertThat(Files.statx(dirfd, PathBuf.of(""), AT_EMPTY_PATH, STATX_BASIC_STATS, stat)).isZero();

    assertThat(stat.mode() & S_IFMT).isEqualTo(S_IFDIR);
    assertThat(stat.inode()).isEqualTo(java.nio.file.Files.getAttribute(folder, "unix:ino"));
  }

  @Test
  void statxFollowsALinkOrNot() throws IOException {
    java.nio.file.Files.writeString(folder.resolve("file"), "x");
    java.nio.file.Files.createSymbolicLink(folder.resolve("link"), Path.of("file"));
    PathBuf link = PathBuf.of("link");

    assertThat(Files.statx(dirfd, link, 0, STATX_BASIC_STATS, stat)).isZero();
    assertThat(stat.mode() & S_IFMT).isEqualTo(S_IFREG);
    assertThat(Files.statx(dirfd, link, AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS, stat)).isZero();
    assertThat(stat.mode() & S_IFMT).isEqualTo(S_IFLNK);
  }

  @Test
  void statxSaysWhatIsWrong() {
    PathBuf missing = PathBuf.of("missing");

    assertThat(Files.statx(dirfd, missing, 0, STATX_BASIC_STATS, stat))
        .isEqualTo(-Errno.ENOENT.number());
    assertThat(Files.statx(dirfd, PathBuf.of(""), 0, STATX_BASIC_STATS, stat))
        .isEqualTo(-Errno.ENOENT.number());
    assertThat(Files.statx(owned.closedOne(), missing, 0, STATX_BASIC_STATS, stat))
        .isEqualTo(-Errno.EBADF.number());
    assertThat(Files.statx(dirfd, missing, 1 << 30, STATX_BASIC_STATS, stat))
        .isEqualTo(-Errno.EINVAL.number());
    assertThat(Files.statx(dirfd, PathBuf.of("."), 0, 1 << 31, stat))
        .isEqualTo(-Errno.EINVAL.number());
  }

  @Test
  void aFifoOpensWithoutWaiting() throws IOException, InterruptedException {
    Tools.require("mkfifo coreutils");
    Run.output("mkfifo", folder.resolve("fifo").toString());
    MemorySegment room = arena.allocate(8);

    assertThat(open("fifo", O_WRONLY | O_NONBLOCK, 0, 0)).isEqualTo(-Errno.ENXIO.number());
    int reader = owned.add(open("fifo", O_RDONLY | O_NONBLOCK, 0, 0));
    assertThat(Io.read(reader, room)).as("there is no writer").isZero();
    int writer = owned.add(open("fifo", O_WRONLY | O_NONBLOCK, 0, 0));
    assertThat(Io.read(reader, room)).isEqualTo(Errno.WOULD_BLOCK);
    assertThat(Io.write(writer, Canary.bytes(arena, "fifo"))).isEqualTo(4);
    assertThat(Io.read(reader, room)).isEqualTo(4);
    assertThat(Files.statx(dirfd, PathBuf.of("fifo"), 0, STATX_BASIC_STATS, stat)).isZero();
    assertThat(stat.mode() & S_IFMT).isEqualTo(S_IFIFO);
  }

  @Test
  void aPathIsBytesInAnyEncoding() {
    PathBuf path = PathBuf.of("grün");
    assertThat(path).hasToString("grün");

    path.set("--name--".getBytes(StandardCharsets.US_ASCII), 2, 4);
    assertThat(path).hasToString("name");
    path.set(new byte[0], 0, 0);
    assertThat(path).hasToString("");
    assertThat(new PathBuf()).hasToString("");
  }

  @Test
  void aPathHasNoNulAndAnEnd() {
    PathBuf path = PathBuf.of("before");

    assertThatIllegalArgumentException().isThrownBy(() -> PathBuf.of("a\0b"));
    assertThatIllegalArgumentException().isThrownBy(() -> PathBuf.of("\0"));
    assertThatIllegalArgumentException().isThrownBy(() -> PathBuf.of("n".repeat(PathBuf.PATH_MAX)));
    assertThatIllegalArgumentException().isThrownBy(() -> path.set(new byte[] {'a', 0}, 0, 2));
    assertThat(path).as("a refused path changes nothing").hasToString("before");

    String longest = "./".repeat(PathBuf.PATH_MAX / 2 - 1) + ".";
    assertThat(longest).hasSize(PathBuf.PATH_MAX - 1);
    assertThat(Files.statx(AT_FDCWD, PathBuf.of(longest), 0, STATX_BASIC_STATS, stat)).isZero();
  }

  private int open(String path, int flags, int mode, int resolve) {
    return Files.openat2(dirfd, PathBuf.of(path), new OpenHow(flags | O_CLOEXEC, mode, resolve));
  }
}
