package dev.sluice.sys;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * Moving bytes from one descriptor to another within the kernel.
 *
 * <p>No byte passes through the process. Descriptors are borrowed.
 */
public final class ZeroCopy {
  private static final long OFF_T = 8;

  private ZeroCopy() {}

  /**
   * Moves bytes from a file to a descriptor, within the kernel.
   *
   * <p>C: {@code ssize_t sendfile(int out_fd, int in_fd, off_t *offset, size_t count)}. Blocks
   * while the disk is read, and unless {@code out} is {@code O_NONBLOCK} while it takes the bytes.
   * Errors to expect: EAGAIN, EPIPE, ECONNRESET, EINVAL (the source cannot be mapped), EINTR. Least
   * kernel: 2.6.33 for any {@code out}.
   *
   * @param out where to: a socket, pipe or file
   * @param in a file that can be mapped
   * @param offset 8 native bytes: where in the file to begin, moved on by what was sent; null: the
   *     file's own position
   * @param count how many bytes at most; the kernel moves at most 0x7ffff000 at once
   * @return the bytes moved, 0 at the end of the file, or {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man2/sendfile.2.html">sendfile(2)</a>
   */
  public static long sendfile(int out, int in, @Nullable MemorySegment offset, long count) {
    if (offset != null) {
      Check.writable(offset, 0, OFF_T);
    }
    MemorySegment at = Link.orNull(offset);
    try {
      return (long)
          Sendfile.HANDLE.invokeExact((long) out, (long) in, at.address(), count, 0L, 0L, at);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  private static final class Sendfile {
    static final MethodHandle HANDLE = Link.plain(Call.SENDFILE);
  }
}
