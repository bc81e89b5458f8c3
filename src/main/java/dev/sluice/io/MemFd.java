package dev.sluice.io;

import static dev.sluice.sys.FileConstants.F_ADD_SEALS;
import static dev.sluice.sys.FileConstants.F_GET_SEALS;
import static dev.sluice.sys.FileConstants.MFD_ALLOW_SEALING;
import static dev.sluice.sys.FileConstants.MFD_CLOEXEC;

import dev.sluice.errno.ErrnoException;
import dev.sluice.fd.Fd;
import dev.sluice.sys.Descriptors;
import dev.sluice.sys.Files;
import dev.sluice.sys.PathBuf;

/**
 * A file that lives in memory, as long as somebody has it open or mapped. Sealed, it can be handed
 * to another process that trusts nobody: what a seal forbids, nobody can do any more.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/memfd_create.2.html">memfd_create(2)</a>
 */
public final class MemFd extends RegularFile {
  /**
   * Takes a descriptor over.
   *
   * @param fd what {@code memfd_create} made, here or in another process; the caller gives it up
   */
  public MemFd(Fd fd) {
    super(fd);
  }

  /**
   * Makes an empty file in memory that can be sealed.
   *
   * @param name stands in {@code /proc/self/fd}; need not be the only one; up to 249 bytes
   * @return the file
   * @throws ErrnoException EMFILE, ENFILE, ENOMEM, EINVAL (the name is too long)
   */
  public static MemFd create(String name) throws ErrnoException {
    int result = Files.memfd_create(PathBuf.of(name), MFD_CLOEXEC | MFD_ALLOW_SEALING);
    if (result < 0) {
      throw new ErrnoException("memfd_create", result, name);
    }
    return new MemFd(Fd.adopt(result));
  }

  /**
   * Adds seals, by {@code F_ADD_SEALS}. None can be taken away again.
   *
   * @param seals {@code F_SEAL_SHRINK}, {@code F_SEAL_GROW}, {@code F_SEAL_WRITE}, {@code
   *     F_SEAL_FUTURE_WRITE}, {@code F_SEAL_SEAL}
   * @throws ErrnoException EPERM (sealed against seals), EBUSY (F_SEAL_WRITE while it is mapped
   *     shared and writable), EINVAL
   */
  public void seal(int seals) throws ErrnoException {
    int result = Descriptors.fcntl(fd(), F_ADD_SEALS, seals);
    if (result < 0) {
      throw new ErrnoException("fcntl", result, "F_ADD_SEALS", seals);
    }
  }

  /**
   * {@return the seals that it has}
   *
   * @throws ErrnoException EINVAL (it is no such file)
   */
  public int seals() throws ErrnoException {
    return ErrnoException.check(Descriptors.fcntl(fd(), F_GET_SEALS, 0), "fcntl(F_GET_SEALS)");
  }
}
