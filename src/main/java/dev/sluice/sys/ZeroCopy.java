package dev.sluice.sys;

import static java.lang.foreign.MemorySegment.NULL;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/**
 * Moving bytes from one descriptor to another within the kernel.
 *
 * <p>No byte passes through the process; by {@code vmsplice} those of the process go without a
 * copy. Descriptors are borrowed.
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
    MemorySegment at = offset(offset);
    try {
      return (long)
          Sendfile.HANDLE.invokeExact((long) out, (long) in, at.address(), count, 0L, 0L, at);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Moves bytes between a pipe and another descriptor, which may be a pipe too, within the kernel.
   *
   * <p>C: {@code ssize_t splice(int fd_in, off_t *off_in, int fd_out, off_t *off_out, size_t len,
   * unsigned int flags)}. Blocks unless {@code SPLICE_F_NONBLOCK} for the pipe, and {@code
   * O_NONBLOCK} for the other one. EAGAIN has two meanings, the source is empty or the pipe is
   * full: a pipe that holds bytes is to be taken for full, and the source for readable still, or an
   * edge-triggered loop waits for ever. Errors to expect: EAGAIN, EINVAL (neither is a pipe; a
   * target that is {@code O_APPEND}; not every file can do it), EPIPE, ECONNRESET, ESPIPE (an
   * offset for a pipe), EINTR, EBADF. Least kernel: 2.6.31 for two pipes.
   *
   * @param in where from
   * @param offsetIn 8 native bytes: where in the file to begin, moved on by what was moved; null:
   *     its own position, and always for pipes and sockets
   * @param out where to
   * @param offsetOut the same of the target
   * @param count how many bytes at most
   * @param flags {@code SPLICE_F_NONBLOCK}, {@code SPLICE_F_MORE}, {@code SPLICE_F_MOVE}, or 0
   * @return the bytes moved, 0 at the end of the source (for a pipe: nobody writes any more), or
   *     {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man2/splice.2.html">splice(2)</a>
   */
  public static long splice(
      int in,
      @Nullable MemorySegment offsetIn,
      int out,
      @Nullable MemorySegment offsetOut,
      long count,
      int flags) {
    MemorySegment from = offset(offsetIn);
    MemorySegment to = offset(offsetOut);
    try {
      return (long)
          Splice.HANDLE.invokeExact(
              (long) in, from.address(), (long) out, to.address(), count, (long) flags, from, to);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Lets a second pipe have the bytes of a first, which keeps them.
   *
   * <p>C: {@code ssize_t tee(int fd_in, int fd_out, size_t len, unsigned int flags)}. Blocks unless
   * {@code SPLICE_F_NONBLOCK} or {@code O_NONBLOCK}. It always begins at the first byte of the
   * pipe: to go on, what was duplicated must be read. Errors to expect: EAGAIN (the first is empty
   * or the second full), EINVAL (no pipes, or one and the same), EPIPE, EINTR, EBADF. Least kernel:
   * 2.6.17.
   *
   * @param in the pipe that has the bytes
   * @param out the pipe that is to have them too
   * @param count how many bytes at most
   * @param flags {@code SPLICE_F_NONBLOCK} or 0
   * @return the bytes that both have now, 0 when the first is empty and nobody writes any more, or
   *     {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man2/tee.2.html">tee(2)</a>
   */
  public static long tee(int in, int out, long count, int flags) {
    try {
      return (long)
          Tee.HANDLE.invokeExact((long) in, (long) out, count, (long) flags, 0L, 0L, NULL);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Copies bytes from file to file within the kernel; some file systems only note that both share
   * them.
   *
   * <p>C: {@code ssize_t copy_file_range(int fd_in, off_t *off_in, int fd_out, off_t *off_out,
   * size_t len, unsigned int flags)}. Blocks on the disk. Errors to expect: EXDEV (two file systems
   * that cannot do it: {@link #sendfile} can), EINVAL (no regular files, ranges that overlap),
   * EOPNOTSUPP, EBADF (also: a target that is {@code O_APPEND}), EISDIR, ENOSPC, EFBIG, EPERM
   * (sealed), EIO. Least kernel: 4.5; reliable from 5.19 on, before that the files of {@code /proc}
   * seemed empty.
   *
   * @param in where from
   * @param offsetIn 8 native bytes: where in the file to begin, moved on by what was copied; null:
   *     its own position
   * @param out where to
   * @param offsetOut the same of the target
   * @param count how many bytes at most
   * @param flags 0
   * @return the bytes copied, 0 at the end of the source, or {@code -errno}
   * @see <a
   *     href="https://man7.org/linux/man-pages/man2/copy_file_range.2.html">copy_file_range(2)</a>
   */
  public static long copy_file_range(
      int in,
      @Nullable MemorySegment offsetIn,
      int out,
      @Nullable MemorySegment offsetOut,
      long count,
      int flags) {
    MemorySegment from = offset(offsetIn);
    MemorySegment to = offset(offsetOut);
    try {
      return (long)
          CopyFileRange.HANDLE.invokeExact(
              (long) in, from.address(), (long) out, to.address(), count, (long) flags, from, to);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Puts pages of memory into a pipe, or bytes of a pipe into memory: the end of the pipe that it
   * is given decides.
   *
   * <p>The pipe gets the pages, no copies. Until its reader has taken the bytes, and had they been
   * spliced on until the peer has acknowledged them, what is written to the memory shows in them.
   * So only memory is taken that never becomes anybody else's: that of a {@link Mapping}, whose
   * pages belong to the pipe alone once they are unmapped, or, by {@link #vmsplice(int, IoVec,
   * int)}, of the global arena, which is never freed. That what is read stays what it was at the
   * call is promised only where nobody writes there any more. Unmapping it is safe at any time and
   * changes nothing in the pipe.
   *
   * <p>C: {@code ssize_t vmsplice(int fd, const struct iovec *iov, size_t nr_segs, unsigned int
   * flags)}. Blocks unless {@code SPLICE_F_NONBLOCK} or {@code O_NONBLOCK}. Bytes that come out of
   * a pipe are copied. Errors to expect: EAGAIN, EBADF (also: no pipe), EFAULT (read-only memory,
   * and the end to read from), EPIPE, EINTR. Least kernel: 2.6.17.
   *
   * @param fd a pipe
   * @param mapping the memory
   * @param offset where in it to begin, in bytes
   * @param length how many bytes at most
   * @param flags {@code SPLICE_F_NONBLOCK} or 0
   * @return the bytes moved, which may be fewer, or {@code -errno}
   * @throws IllegalArgumentException for {@code SPLICE_F_GIFT}: a page given away can become one of
   *     a file, and change under the JVM
   * @see <a href="https://man7.org/linux/man-pages/man2/vmsplice.2.html">vmsplice(2)</a>
   */
  public static long vmsplice(int fd, Mapping mapping, long offset, long length, int flags) {
    refuseGift(flags);
    MemorySegment memory = mapping.segment();
    Check.readable(memory, offset, length);
    MemorySegment vector = Scratch.get();
    vector.set(JAVA_LONG, IoVec.BASE, memory.address() + offset);
    vector.set(JAVA_LONG, IoVec.LENGTH, length);
    return vmsplice(fd, vector, 1, flags, memory);
  }

  /**
   * As {@link #vmsplice(int, Mapping, long, long, int)}, several places in order.
   *
   * @param fd a pipe
   * @param parts the places, writable and of the global arena, as the vector itself; made by the
   *     calling thread
   * @param flags {@code SPLICE_F_NONBLOCK} or 0
   * @return the bytes moved, which may be fewer, or {@code -errno}
   * @throws IllegalArgumentException when the memory could be freed, is read-only (the kernel may
   *     write there), or {@code SPLICE_F_GIFT} is among the flags
   */
  public static long vmsplice(int fd, IoVec parts, int flags) {
    refuseGift(flags);
    if (!parts.scope().equals(Arena.global().scope())) {
      throw new IllegalArgumentException(
          "a pipe would keep the memory beyond the life of its arena: only the global one has none");
    }
    MemorySegment vector = parts.forReading();
    return vmsplice(fd, vector, parts.count(), flags, vector);
  }

  private static long vmsplice(
      int fd, MemorySegment vector, int count, int flags, MemorySegment kept) {
    try {
      return (long)
          Vmsplice.HANDLE.invokeExact(
              (long) fd, vector.address(), (long) count, (long) flags, 0L, 0L, kept);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  private static void refuseGift(int flags) {
    if ((flags & ZeroCopyConstants.SPLICE_F_GIFT) != 0) {
      throw new IllegalArgumentException("SPLICE_F_GIFT gives pages away that the JVM still sees");
    }
  }

  private static MemorySegment offset(@Nullable MemorySegment offset) {
    if (offset == null) {
      return NULL;
    }
    Check.writable(offset, 0, OFF_T);
    return offset;
  }

  private static final class Sendfile {
    static final MethodHandle HANDLE = Link.plain(Call.SENDFILE);
  }

  private static final class Splice {
    static final MethodHandle HANDLE = Link.plain(Call.SPLICE);
  }

  private static final class Tee {
    static final MethodHandle HANDLE = Link.plain(Call.TEE);
  }

  private static final class CopyFileRange {
    static final MethodHandle HANDLE = Link.plain(Call.COPY_FILE_RANGE);
  }

  private static final class Vmsplice {
    static final MethodHandle HANDLE = Link.plain(Call.VMSPLICE);
  }
}
