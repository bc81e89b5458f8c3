package dev.sluice.io;

import static dev.sluice.sys.FileConstants.AT_EMPTY_PATH;
import static dev.sluice.sys.FileConstants.AT_FDCWD;
import static dev.sluice.sys.FileConstants.O_CLOEXEC;
import static dev.sluice.sys.FileConstants.O_DIRECTORY;
import static dev.sluice.sys.FileConstants.O_NOCTTY;
import static dev.sluice.sys.FileConstants.O_NONBLOCK;
import static dev.sluice.sys.FileConstants.O_RDONLY;
import static dev.sluice.sys.FileConstants.RESOLVE_BENEATH;
import static dev.sluice.sys.FileConstants.RESOLVE_NO_MAGICLINKS;
import static dev.sluice.sys.FileConstants.STATX_BASIC_STATS;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.fd.Fd;
import dev.sluice.fd.HasFd;
import dev.sluice.sys.DirEntries;
import dev.sluice.sys.Files;
import dev.sluice.sys.OpenHow;
import dev.sluice.sys.PathBuf;
import dev.sluice.sys.StatxBuf;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;

/**
 * A folder whose files are opened beneath it: no path and no symbolic link leads out. One thread at
 * a time.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/openat2.2.html">openat2(2)</a>
 */
public final class Directory implements HasFd, AutoCloseable {
  private static final OpenHow OPEN_FOLDER = new OpenHow(O_RDONLY | O_DIRECTORY | O_CLOEXEC, 0, 0);
  // Opening a FIFO would otherwise wait for a writer, and a terminal could become ours.
  private static final OpenHow OPEN_BENEATH =
      new OpenHow(
          O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0, RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS);
  private static final PathBuf ITSELF = PathBuf.of("");
  private static final int MAX_TRIES = 8;
  private static final int ENTRIES = 32 * 1024;

  private final Fd fd;
  private final PathBuf path = new PathBuf();

  private Directory(Fd fd) {
    this.fd = fd;
  }

  /**
   * Opens a folder.
   *
   * @param name its path, absolute or from the working directory
   * @return the folder
   * @throws ErrnoException ENOENT, ENOTDIR, EACCES; ENOSYS before Linux 5.6
   */
  public static Directory open(String name) throws ErrnoException {
    PathBuf path = PathBuf.of(name);
    int result = Files.openat2(AT_FDCWD, path, OPEN_FOLDER);
    return new Directory(Fd.adopt(ErrnoException.check(result, "open(" + name + ")")));
  }

  /**
   * Opens what a path within the folder names, for reading and without waiting. What it is, {@link
   * #describe} tells; opening a device can have effects of its own.
   *
   * @param name where the path is, relative, in the encoding of the file system
   * @param offset where it begins
   * @param length its bytes
   * @return a descriptor that the caller owns
   * @throws ErrnoException ENOENT, EACCES, ENOTDIR, EXDEV (it leads out of the folder), ELOOP,
   *     ENAMETOOLONG, ENXIO (a socket), EMFILE
   * @throws IllegalArgumentException when the path holds a NUL or is longer than any path can be
   */
  public Fd openBeneath(byte[] name, int offset, int length) throws ErrnoException {
    path.set(name, offset, length);
    int result = Files.openat2(fd.number(), path, OPEN_BENEATH);
    // openat2(2): EAGAIN when a rename elsewhere kept the kernel from proving that it stayed
    // beneath.
    for (int tries = 1; result == Errno.WOULD_BLOCK && tries < MAX_TRIES; tries++) {
      result = Files.openat2(fd.number(), path, OPEN_BENEATH);
    }
    if (result < 0) {
      throw new ErrnoException("openat2", result, path);
    }
    return Fd.adopt(result);
  }

  /**
   * Describes an open file.
   *
   * @param file the file
   * @param result receives the description
   * @throws ErrnoException EIO and its like
   */
  public static void describe(Fd file, StatxBuf result) throws ErrnoException {
    ErrnoException.check(
        Files.statx(file.number(), ITSELF, AT_EMPTY_PATH, STATX_BASIC_STATS, result), "statx");
  }

  /**
   * Reads the entries of an open folder, those named {@code .} and {@code ..} included.
   *
   * @param folder the folder; its position moves
   * @param each gets a cursor that stands on the entry
   * @throws ErrnoException ENOTDIR, EIO
   */
  public static void list(Fd folder, Consumer<DirEntries> each) throws ErrnoException {
    MemorySegment room = Arena.ofAuto().allocate(ENTRIES, 8);
    while (true) {
      long filled = Files.getdents64(folder.number(), room);
      if (filled < 0) {
        throw new ErrnoException("getdents64", filled);
      }
      if (filled == 0) {
        return;
      }
      DirEntries entries = new DirEntries(room, filled);
      while (entries.next()) {
        each.accept(entries);
      }
    }
  }

  @Override
  public int fd() {
    return fd.number();
  }

  /** Closes the folder; files opened beneath it stay open. */
  @Override
  public void close() {
    fd.close();
  }
}
