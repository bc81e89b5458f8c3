package dev.sluice.io;

import static dev.sluice.sys.FileConstants.F_GETPIPE_SZ;
import static dev.sluice.sys.FileConstants.F_SETPIPE_SZ;

import dev.sluice.errno.ErrnoException;
import dev.sluice.fd.Fd;
import dev.sluice.fd.HasFd;
import dev.sluice.sys.Descriptors;

/** What both ends of a pipe share: its descriptor, which it owns, and what can be asked of it. */
abstract sealed class PipeEnd implements HasFd, AutoCloseable permits ReadEnd, WriteEnd {
  final Fd fd;

  PipeEnd(Fd fd) {
    this.fd = fd;
  }

  /**
   * {@return how many bytes are in the pipe, by {@code FIONREAD}}
   *
   * @throws ErrnoException should the kernel refuse to say
   */
  public long buffered() throws ErrnoException {
    return ErrnoException.check(Descriptors.fionread(fd.number()), "ioctl(FIONREAD)");
  }

  /**
   * {@return how many bytes the pipe can hold at most; fewer where it holds small pieces}
   *
   * @throws ErrnoException should the kernel refuse to say
   */
  public int capacity() throws ErrnoException {
    return ErrnoException.check(
        Descriptors.fcntl(fd.number(), F_GETPIPE_SZ, 0), "fcntl(F_GETPIPE_SZ)");
  }

  /**
   * Sets how many bytes the pipe can hold, by {@code F_SETPIPE_SZ}.
   *
   * @param bytes how many at least
   * @return how many it is now: a power of two of pages
   * @throws ErrnoException EPERM (more than {@code /proc/sys/fs/pipe-max-size}, or the user's
   *     share, without privilege), EBUSY (it holds more than that now), EINVAL, ENOMEM
   */
  public int setCapacity(int bytes) throws ErrnoException {
    int result = Descriptors.fcntl(fd.number(), F_SETPIPE_SZ, bytes);
    if (result < 0) {
      throw new ErrnoException("fcntl", result, "F_SETPIPE_SZ", bytes);
    }
    return result;
  }

  @Override
  public int fd() {
    return fd.number();
  }

  /**
   * Closes this end. Without a reader, who writes gets EPIPE from now on; without a writer, who
   * reads gets 0 after the last byte.
   */
  @Override
  public void close() {
    fd.close();
  }

  @Override
  public String toString() {
    return getClass().getSimpleName() + "[" + fd + "]";
  }
}
