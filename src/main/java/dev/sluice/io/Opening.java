package dev.sluice.io;

import static dev.sluice.sys.FileConstants.AT_EMPTY_PATH;
import static dev.sluice.sys.FileConstants.AT_FDCWD;
import static dev.sluice.sys.FileConstants.F_GETFL;
import static dev.sluice.sys.FileConstants.F_SETFL;
import static dev.sluice.sys.FileConstants.O_CLOEXEC;
import static dev.sluice.sys.FileConstants.O_NOCTTY;
import static dev.sluice.sys.FileConstants.O_NONBLOCK;
import static dev.sluice.sys.FileConstants.STATX_TYPE;
import static dev.sluice.sys.FileConstants.S_IFMT;
import static dev.sluice.sys.FileConstants.S_IFREG;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.fd.Fd;
import dev.sluice.sys.Descriptors;
import dev.sluice.sys.Files;
import dev.sluice.sys.PathBuf;
import dev.sluice.sys.StatxBuf;
import java.io.IOException;
import java.nio.file.FileSystemException;

/** Opens by name what is of one type. */
final class Opening {
  private static final PathBuf ITSELF = PathBuf.of("");

  private Opening() {}

  /**
   * Opens without waiting, whatever lies there: a FIFO would wait for its other end, and a terminal
   * could become ours.
   *
   * @param type {@code S_IFREG}, …
   * @param kind what that is in words
   */
  static Fd open(String name, int flags, int mode, int type, String kind) throws IOException {
    PathBuf path = PathBuf.of(name);
    int all = flags | O_NONBLOCK | O_NOCTTY | O_CLOEXEC;
    int result;
    do {
      result = Files.openat(AT_FDCWD, path, all, mode);
    } while (result == Errno.INTERRUPTED);
    if (result < 0) {
      throw new ErrnoException("open", result, name);
    }
    Fd fd = Fd.adopt(result);
    boolean right = false;
    try {
      StatxBuf stat = new StatxBuf();
      ErrnoException.check(Files.statx(result, ITSELF, AT_EMPTY_PATH, STATX_TYPE, stat), "statx");
      boolean ofType = (stat.mode() & S_IFMT) == type;
      if (ofType && type == S_IFREG) {
        waitForTheDisk(result);
      }
      right = ofType;
    } finally {
      if (!right) {
        fd.close();
      }
    }
    if (!right) {
      throw new FileSystemException(name, null, "not " + kind);
    }
    return fd;
  }

  /** Not to wait was meant for FIFOs: io_uring would take it to mean the disk. */
  private static void waitForTheDisk(int fd) throws ErrnoException {
    int flags = ErrnoException.check(Descriptors.fcntl(fd, F_GETFL, 0), "fcntl(F_GETFL)");
    ErrnoException.check(Descriptors.fcntl(fd, F_SETFL, flags & ~O_NONBLOCK), "fcntl(F_SETFL)");
  }
}
