package dev.sluice.io;

import static dev.sluice.sys.FileConstants.AT_FDCWD;
import static dev.sluice.sys.FileConstants.O_RDONLY;
import static dev.sluice.sys.FileConstants.O_WRONLY;
import static dev.sluice.sys.FileConstants.S_IFIFO;

import dev.sluice.errno.ErrnoException;
import dev.sluice.sys.Files;
import dev.sluice.sys.PathBuf;
import java.io.IOException;

/**
 * A pipe with a name, that processes meet at.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/fifo.7.html">fifo(7)</a>
 */
public final class Fifo {
  private static final String KIND = "a FIFO";

  private Fifo() {}

  /**
   * Makes a FIFO, by {@code mkfifo}.
   *
   * @param name its path, absolute or from the working directory
   * @param mode its permissions; the process's umask takes some away
   * @throws ErrnoException EEXIST, EACCES, ENOENT, ENOTDIR, ENOSPC, EROFS
   */
  public static void make(String name, int mode) throws ErrnoException {
    int result = Files.mkfifoat(AT_FDCWD, PathBuf.of(name), mode);
    if (result < 0) {
      throw new ErrnoException("mkfifo", result, name);
    }
  }

  /**
   * Opens the end to read from, without waiting for a writer. As long as there was none, a read is
   * 0, as after the last one: a loop learns of the first by EPOLLIN.
   *
   * @param name its path
   * @return the end, which the caller owns
   * @throws ErrnoException ENOENT, EACCES, EMFILE
   * @throws IOException when what lies there is no FIFO
   */
  public static ReadEnd openForReading(String name) throws IOException {
    return new ReadEnd(Opening.open(name, O_RDONLY, 0, S_IFIFO, KIND));
  }

  /**
   * Opens the end to write to, without waiting for a reader.
   *
   * @param name its path
   * @return the end, which the caller owns
   * @throws ErrnoException ENXIO (nobody has it open for reading), ENOENT, EACCES, EMFILE
   * @throws IOException when what lies there is no FIFO
   */
  public static WriteEnd openForWriting(String name) throws IOException {
    return new WriteEnd(Opening.open(name, O_WRONLY, 0, S_IFIFO, KIND));
  }
}
