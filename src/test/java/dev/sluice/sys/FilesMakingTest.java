package dev.sluice.sys;

import static dev.sluice.sys.FileConstants.AT_EMPTY_PATH;
import static dev.sluice.sys.FileConstants.FD_CLOEXEC;
import static dev.sluice.sys.FileConstants.F_ADD_SEALS;
import static dev.sluice.sys.FileConstants.F_GETFD;
import static dev.sluice.sys.FileConstants.F_GET_SEALS;
import static dev.sluice.sys.FileConstants.F_SEAL_FUTURE_WRITE;
import static dev.sluice.sys.FileConstants.F_SEAL_GROW;
import static dev.sluice.sys.FileConstants.F_SEAL_SEAL;
import static dev.sluice.sys.FileConstants.F_SEAL_SHRINK;
import static dev.sluice.sys.FileConstants.F_SEAL_WRITE;
import static dev.sluice.sys.FileConstants.MFD_ALLOW_SEALING;
import static dev.sluice.sys.FileConstants.MFD_CLOEXEC;
import static dev.sluice.sys.FileConstants.O_CLOEXEC;
import static dev.sluice.sys.FileConstants.O_CREAT;
import static dev.sluice.sys.FileConstants.O_DIRECTORY;
import static dev.sluice.sys.FileConstants.O_EXCL;
import static dev.sluice.sys.FileConstants.O_NOFOLLOW;
import static dev.sluice.sys.FileConstants.O_PATH;
import static dev.sluice.sys.FileConstants.O_RDONLY;
import static dev.sluice.sys.FileConstants.O_RDWR;
import static dev.sluice.sys.FileConstants.O_WRONLY;
import static dev.sluice.sys.FileConstants.STATX_BASIC_STATS;
import static dev.sluice.sys.FileConstants.S_IFCHR;
import static dev.sluice.sys.FileConstants.S_IFDIR;
import static dev.sluice.sys.FileConstants.S_IFIFO;
import static dev.sluice.sys.FileConstants.S_IFMT;
import static dev.sluice.sys.FileConstants.S_IFREG;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.errno.Errno;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Making files of all kinds, and their sizes; {@link FilesTest} has openat2 and statx. */
@Bounded
class FilesMakingTest {
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
  void openatCreatesAFileWithItsPermissions() {
    int fd = owned.add(open("new", O_RDWR | O_CREAT | O_EXCL, 0600));

    assertThat(Io.write(fd, Canary.bytes(arena, "hello"))).isEqualTo(5);
    assertThat(folder.resolve("new")).hasContent("hello");
    describe(fd);
    assertThat(stat.mode()).isEqualTo(S_IFREG | 0600);
    assertThat(stat.size()).isEqualTo(5);
    assertThat(Descriptors.fcntl(fd, F_GETFD, 0)).isEqualTo(FD_CLOEXEC);
  }

  @Test
  void openatSaysWhatIsWrong() throws IOException {
    java.nio.file.Files.createFile(folder.resolve("file"));
    java.nio.file.Files.createSymbolicLink(folder.resolve("link"), Path.of("file"));

    assertThat(open("missing", O_RDONLY, 0)).isEqualTo(-Errno.ENOENT.number());
    assertThat(open("", O_RDONLY, 0)).isEqualTo(-Errno.ENOENT.number());
    assertThat(open("file", O_RDWR | O_CREAT | O_EXCL, 0600)).isEqualTo(-Errno.EEXIST.number());
    assertThat(open("file/below", O_RDONLY, 0)).isEqualTo(-Errno.ENOTDIR.number());
    assertThat(open("link", O_RDONLY | O_NOFOLLOW, 0)).isEqualTo(-Errno.ELOOP.number());
    assertThat(open(".", O_WRONLY, 0)).isEqualTo(-Errno.EISDIR.number());
    assertThat(open("n".repeat(256), O_RDONLY, 0)).isEqualTo(-Errno.ENAMETOOLONG.number());
    assertThat(Files.openat(owned.closedOne(), PathBuf.of("file"), O_RDONLY, 0))
        .isEqualTo(-Errno.EBADF.number());
  }

  @Test
  void aFifoIsMadeWithItsPermissions() {
    assertThat(Files.mkfifoat(dirfd, PathBuf.of("fifo"), 0600)).isZero();
    assertThat(Files.statx(dirfd, PathBuf.of("fifo"), 0, STATX_BASIC_STATS, stat)).isZero();
    assertThat(stat.mode()).isEqualTo(S_IFIFO | 0600);
  }

  @Test
  void mkfifoatMakesNothingElse() {
    for (int type : new int[] {S_IFREG, S_IFDIR, S_IFCHR, S_IFMT}) {
      assertThat(Files.mkfifoat(dirfd, PathBuf.of("other"), type | 0600)).isNegative();
    }
    assertThat(folder).isEmptyDirectory();
    assertThat(Files.mkfifoat(dirfd, PathBuf.of("fifo"), 0600)).isZero();
    assertThat(Files.mkfifoat(dirfd, PathBuf.of("fifo"), 0600)).isEqualTo(-Errno.EEXIST.number());
    assertThat(Files.mkfifoat(dirfd, PathBuf.of("fifo/below"), 0600))
        .isEqualTo(-Errno.ENOTDIR.number());
    assertThat(Files.mkfifoat(dirfd, PathBuf.of("missing/fifo"), 0600))
        .isEqualTo(-Errno.ENOENT.number());
  }

  @Test
  void aFileInMemoryHasANameAndNoFolder() throws IOException {
    int fd = owned.add(Files.memfd_create(PathBuf.of("sluice name"), MFD_CLOEXEC));

    assertThat(java.nio.file.Files.readSymbolicLink(Path.of("/proc/self/fd/" + fd)).toString())
        .startsWith("/memfd:sluice name");
    assertThat(Descriptors.fcntl(fd, F_GETFD, 0)).isEqualTo(FD_CLOEXEC);
    assertThat(Io.pwrite(fd, Canary.bytes(arena, "hello"), 3)).isEqualTo(5);
    describe(fd);
    assertThat(stat.mode() & S_IFMT).isEqualTo(S_IFREG);
    assertThat(stat.size()).isEqualTo(8);
    owned.add(Files.memfd_create(PathBuf.of("n".repeat(249)), 0));
    assertThat(Files.memfd_create(PathBuf.of("n".repeat(250)), 0))
        .isEqualTo(-Errno.EINVAL.number());
    assertThat(Files.memfd_create(PathBuf.of("x"), 1 << 20)).isEqualTo(-Errno.EINVAL.number());
  }

  @Test
  void sealsForbidWhatTheySay() {
    int fd = owned.add(Files.memfd_create(PathBuf.of("x"), MFD_CLOEXEC | MFD_ALLOW_SEALING));
    assertThat(Files.ftruncate(fd, 100)).isZero();

    assertThat(Descriptors.fcntl(fd, F_ADD_SEALS, F_SEAL_SHRINK)).isZero();
    assertThat(Files.ftruncate(fd, 50)).isEqualTo(-Errno.EPERM.number());
    assertThat(Files.ftruncate(fd, 200)).isZero();
    assertThat(Descriptors.fcntl(fd, F_ADD_SEALS, F_SEAL_GROW)).isZero();
    assertThat(Files.ftruncate(fd, 201)).isEqualTo(-Errno.EPERM.number());
    assertThat(Io.pwrite(fd, arena.allocate(8), 200)).isEqualTo(-Errno.EPERM.number());
    assertThat(Io.pwrite(fd, arena.allocate(8), 100)).isEqualTo(8);
    assertThat(Descriptors.fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SEAL)).isZero();
    assertThat(Io.pwrite(fd, arena.allocate(8), 100)).isEqualTo(-Errno.EPERM.number());
    assertThat(Descriptors.fcntl(fd, F_ADD_SEALS, F_SEAL_FUTURE_WRITE))
        .isEqualTo(-Errno.EPERM.number());
    assertThat(Descriptors.fcntl(fd, F_GET_SEALS, 0))
        .isEqualTo(F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL);
    int sealed = owned.add(Files.memfd_create(PathBuf.of("x"), MFD_CLOEXEC));
    assertThat(Descriptors.fcntl(sealed, F_ADD_SEALS, F_SEAL_GROW))
        .as("made without MFD_ALLOW_SEALING")
        .isEqualTo(-Errno.EPERM.number());
  }

  @Test
  void aFileIsCutAndGrown() {
    int fd = owned.add(open("file", O_RDWR | O_CREAT, 0600));
    assertThat(Io.write(fd, Canary.bytes(arena, "hello"))).isEqualTo(5);

    assertThat(Files.ftruncate(fd, 2)).isZero();
    assertThat(folder.resolve("file")).hasContent("he");
    assertThat(Files.ftruncate(fd, 5L << 30)).isZero();
    describe(fd);
    assertThat(stat.size()).isEqualTo(5L << 30);
    assertThat(Files.ftruncate(fd, 0)).isZero();
    assertThat(folder.resolve("file")).isEmptyFile();
  }

  @Test
  void ftruncateSaysWhatIsWrong() {
    int readOnly = owned.add(open("read-only", O_RDONLY | O_CREAT, 0600));
    int fd = owned.add(open("file", O_RDWR | O_CREAT, 0600));

    assertThat(Files.ftruncate(readOnly, 0)).isEqualTo(-Errno.EINVAL.number());
    assertThat(Files.ftruncate(fd, -1)).isEqualTo(-Errno.EINVAL.number());
    assertThat(Files.ftruncate(owned.pipe(0).second(), 0)).isEqualTo(-Errno.EINVAL.number());
    assertThat(Files.ftruncate(dirfd, 0)).isEqualTo(-Errno.EBADF.number());
  }

  @Test
  void filesAndFoldersReachTheDisk() {
    int fd = owned.add(open("file", O_RDWR | O_CREAT, 0600));
    int readable = owned.file(folder, O_RDONLY | O_DIRECTORY);
    assertThat(Io.write(fd, Canary.bytes(arena, "hello"))).isEqualTo(5);

    assertThat(Files.fdatasync(fd)).isZero();
    assertThat(Files.fsync(fd)).isZero();
    assertThat(Files.fsync(readable)).isZero();
  }

  @Test
  void fsyncAndFdatasyncSayWhatIsWrong() {
    int pipe = owned.pipe(0).second();

    assertThat(Files.fsync(pipe)).isEqualTo(-Errno.EINVAL.number());
    assertThat(Files.fdatasync(pipe)).isEqualTo(-Errno.EINVAL.number());
    assertThat(Files.fsync(owned.closedOne())).isEqualTo(-Errno.EBADF.number());
    assertThat(Files.fdatasync(dirfd)).as("a handle only").isEqualTo(-Errno.EBADF.number());
  }

  private int open(String name, int flags, int mode) {
    return Files.openat(dirfd, PathBuf.of(name), flags | O_CLOEXEC, mode);
  }

  private void describe(int fd) {
    assertThat(Files.statx(fd, PathBuf.of(""), AT_EMPTY_PATH, STATX_BASIC_STATS, stat)).isZero();
  }
}
