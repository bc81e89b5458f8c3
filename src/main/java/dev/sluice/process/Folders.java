package dev.sluice.process;

import dev.sluice.errno.ErrnoException;
import dev.sluice.fd.HasFd;
import dev.sluice.sys.Credentials;
import dev.sluice.sys.PathBuf;
import dev.sluice.sys.ProcessWide;
import java.nio.file.Path;

/**
 * Where the process is in the file system, and what its new files permit.
 *
 * <p>The JDK takes the working directory for unchanging: it resolves some relative paths by the one
 * that it was started in. Absolute paths mean the same to all.
 */
@ProcessWide
public final class Folders {
  private static final int PERMISSIONS = 0777;

  private Folders() {}

  /**
   * Changes the working directory.
   *
   * @param folder where to
   * @throws ErrnoException ENOENT, ENOTDIR, EACCES
   * @see <a href="https://man7.org/linux/man-pages/man2/chdir.2.html">chdir(2)</a>
   */
  public static void changeTo(Path folder) throws ErrnoException {
    int result = Credentials.chdir(PathBuf.of(folder.toString()));
    if (result < 0) {
      throw new ErrnoException("chdir", result, folder);
    }
  }

  /**
   * As {@link #changeTo(Path)}, into an open folder.
   *
   * @param folder where to, borrowed
   * @throws ErrnoException ENOTDIR, EACCES, EBADF
   */
  public static void changeTo(HasFd folder) throws ErrnoException {
    int result = Credentials.fchdir(folder.fd());
    if (result < 0) {
      throw new ErrnoException("fchdir", result, folder.fd());
    }
  }

  /**
   * Shuts the process into a folder, which becomes {@code /} and the working directory. It holds
   * nobody who is root, or has a folder open that lies outside: see {@link Privileges#dropInto}.
   *
   * <p>What the JVM has not read yet must be found in there: classes beside the archives that it
   * has open, time zones, certificates.
   *
   * @param root the folder
   * @throws ErrnoException EPERM, ENOENT, ENOTDIR
   * @see <a href="https://man7.org/linux/man-pages/man2/chroot.2.html">chroot(2)</a>
   */
  public static void changeRoot(Path root) throws ErrnoException {
    int result = Credentials.chroot(PathBuf.of(root.toString()));
    if (result < 0) {
      throw new ErrnoException("chroot", result, root);
    }
    changeTo(Path.of("/"));
  }

  /**
   * Sets which permissions new files do not get.
   *
   * @param mask of the nine bits: {@code 0022}
   * @return what it was before
   * @throws IllegalArgumentException for other bits
   * @see <a href="https://man7.org/linux/man-pages/man2/umask.2.html">umask(2)</a>
   */
  public static int umask(int mask) {
    if ((mask & ~PERMISSIONS) != 0) {
      throw new IllegalArgumentException("not a mask: " + Integer.toOctalString(mask));
    }
    return Credentials.umask(mask);
  }
}
