package dev.sluice.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Reading, writing and moving bytes between descriptors. */
public final class Io {

  private Io() {}

  /**
   * Reads bytes.
   *
   * <p>C: {@code ssize_t read(int fd, void *buf, size_t count)}. Blocks unless the descriptor is
   * {@code O_NONBLOCK}; disks always block. Native segments only: for sockets, {@link
   * Messages#recv} takes heap ones. Errors to expect: EAGAIN, EINTR, EIO, EBADF, EISDIR. Least
   * kernel: 2.6.12.
   *
   * @param fd a descriptor open for it
   * @param segment where the bytes go; borrowed for the call
   * @param offset where in the segment to begin, in bytes
   * @param length how many bytes at most
   * @return the bytes read, 0 at the end of the file, or {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man2/read.2.html">read(2)</a>
   */
  public static long read(int fd, MemorySegment segment, long offset, long length) {
    Check.writable(segment, offset, length);
    if (!segment.isNative()) {
      throw Check.heapWouldBlock("read");
    }
    try {
      return (long)
          Read.HANDLE.invokeExact(
              (long) fd, segment.address() + offset, length, 0L, 0L, 0L, segment);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * As {@link #read(int, MemorySegment, long, long)}, the whole segment.
   *
   * @param fd a descriptor open for it
   * @param segment where the bytes go
   * @return the bytes read, 0 at the end of the file, or {@code -errno}
   */
  public static long read(int fd, MemorySegment segment) {
    return read(fd, segment, 0, segment.byteSize());
  }

  /**
   * Writes bytes.
   *
   * <p>C: {@code ssize_t write(int fd, const void *buf, size_t count)}. Blocks unless the
   * descriptor is {@code O_NONBLOCK}; disks always block. Native segments only: for sockets, {@link
   * Messages#send} takes heap ones. Errors to expect: EAGAIN, EINTR, EIO, EBADF, EPIPE, ENOSPC.
   * Least kernel: 2.6.12.
   *
   * @param fd a descriptor open for it
   * @param segment where the bytes are; borrowed for the call
   * @param offset where in the segment to begin, in bytes
   * @param length how many bytes at most
   * @return the bytes written, which may be fewer, or {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man2/write.2.html">write(2)</a>
   */
  public static long write(int fd, MemorySegment segment, long offset, long length) {
    Check.readable(segment, offset, length);
    if (!segment.isNative()) {
      throw Check.heapWouldBlock("write");
    }
    try {
      return (long)
          Write.HANDLE.invokeExact(
              (long) fd, segment.address() + offset, length, 0L, 0L, 0L, segment);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * As {@link #write(int, MemorySegment, long, long)}, the whole segment.
   *
   * @param fd a descriptor open for it
   * @param segment where the bytes are
   * @return the bytes written, which may be fewer, or {@code -errno}
   */
  public static long write(int fd, MemorySegment segment) {
    return write(fd, segment, 0, segment.byteSize());
  }

  /**
   * Reads bytes of a file from a place of its own, whatever the file's position, which stays.
   *
   * <p>C: {@code ssize_t pread(int fd, void *buf, size_t count, off_t offset)}. Blocks while the
   * disk is read. Native segments only. Errors to expect: EINVAL (a negative position), EIO, EBADF,
   * EISDIR, EINTR, ESPIPE (a pipe or socket has no places), ENXIO. Least kernel: 2.6.12.
   *
   * @param fd a file open for reading
   * @param segment where the bytes go; borrowed for the call
   * @param offset where in the segment to begin, in bytes
   * @param length how many bytes at most
   * @param position where in the file to begin, in bytes
   * @return the bytes read, 0 at the end of the file and behind it, or {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man2/pread.2.html">pread(2)</a>
   */
  public static long pread(int fd, MemorySegment segment, long offset, long length, long position) {
    Check.writable(segment, offset, length);
    if (!segment.isNative()) {
      throw Check.heapWouldBlock("pread");
    }
    try {
      return (long)
          Pread.HANDLE.invokeExact(
              (long) fd, segment.address() + offset, length, position, 0L, 0L, segment);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * As {@link #pread(int, MemorySegment, long, long, long)}, the whole segment.
   *
   * @param fd a file open for reading
   * @param segment where the bytes go
   * @param position where in the file to begin, in bytes
   * @return the bytes read, 0 at the end of the file and behind it, or {@code -errno}
   */
  public static long pread(int fd, MemorySegment segment, long position) {
    return pread(fd, segment, 0, segment.byteSize(), position);
  }

  /**
   * Writes bytes to a place of a file, whatever the file's position, which stays.
   *
   * <p>C: {@code ssize_t pwrite(int fd, const void *buf, size_t count, off_t offset)}. Blocks while
   * the disk is written. A file that is {@code O_APPEND} gets them at its end all the same. Native
   * segments only. Errors to expect: EINVAL (a negative position), ENOSPC, EFBIG, EIO, EBADF, EPERM
   * (sealed), EINTR, ESPIPE (a pipe or socket has no places). Least kernel: 2.6.12.
   *
   * @param fd a file open for writing
   * @param segment where the bytes are; borrowed for the call
   * @param offset where in the segment to begin, in bytes
   * @param length how many bytes at most
   * @param position where in the file to begin, in bytes
   * @return the bytes written, which may be fewer, or {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man2/pwrite.2.html">pwrite(2)</a>
   */
  public static long pwrite(
      int fd, MemorySegment segment, long offset, long length, long position) {
    Check.readable(segment, offset, length);
    if (!segment.isNative()) {
      throw Check.heapWouldBlock("pwrite");
    }
    try {
      return (long)
          Pwrite.HANDLE.invokeExact(
              (long) fd, segment.address() + offset, length, position, 0L, 0L, segment);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * As {@link #pwrite(int, MemorySegment, long, long, long)}, the whole segment.
   *
   * @param fd a file open for writing
   * @param segment where the bytes are
   * @param position where in the file to begin, in bytes
   * @return the bytes written, which may be fewer, or {@code -errno}
   */
  public static long pwrite(int fd, MemorySegment segment, long position) {
    return pwrite(fd, segment, 0, segment.byteSize(), position);
  }

  /**
   * Reads into several places, in order.
   *
   * <p>C: {@code ssize_t readv(int fd, const struct iovec *iov, int iovcnt)}. Blocks unless the
   * descriptor is {@code O_NONBLOCK}. Errors to expect: EAGAIN, EINTR, EINVAL (too many parts).
   * Least kernel: 2.6.12.
   *
   * @param fd a descriptor open for it
   * @param parts the places; made by the calling thread
   * @return the bytes read, 0 at the end of the file, or {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man2/readv.2.html">readv(2)</a>
   */
  public static long readv(int fd, IoVec parts) {
    MemorySegment vector = parts.forReading();
    try {
      return (long)
          Readv.HANDLE.invokeExact(
              (long) fd, vector.address(), (long) parts.count(), 0L, 0L, 0L, vector);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Writes from several places, in order.
   *
   * <p>C: {@code ssize_t writev(int fd, const struct iovec *iov, int iovcnt)}. Blocks unless the
   * descriptor is {@code O_NONBLOCK}. Errors to expect: EAGAIN, EINTR, EINVAL (too many parts).
   * Least kernel: 2.6.12.
   *
   * @param fd a descriptor open for it
   * @param parts the places; made by the calling thread
   * @return the bytes written, which may be fewer, or {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man2/writev.2.html">writev(2)</a>
   */
  public static long writev(int fd, IoVec parts) {
    MemorySegment vector = parts.forWriting();
    try {
      return (long)
          Writev.HANDLE.invokeExact(
              (long) fd, vector.address(), (long) parts.count(), 0L, 0L, 0L, vector);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Reads into several places, in order, from a place of the file, and says how.
   *
   * <p>C: {@code ssize_t preadv2(int fd, const struct iovec *iov, int iovcnt, off_t offset, int
   * flags)}. Blocks while the disk is read; with {@code RWF_NOWAIT} only what is in memory is read,
   * which may be less than there is. Errors to expect: EAGAIN (RWF_NOWAIT), EINVAL, EOPNOTSUPP
   * (this file does not know the flag), ESPIPE, EIO, EINTR. Least kernel: 4.6, 4.14 for RWF_NOWAIT.
   *
   * @param fd a file open for reading
   * @param parts the places; made by the calling thread
   * @param position where in the file to begin, in bytes; -1: at the file's position, which moves,
   *     and the only one that pipes and sockets know
   * @param flags {@code RWF_NOWAIT}, {@code RWF_HIPRI}, or 0
   * @return the bytes read, 0 at the end of the file, or {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man2/preadv2.2.html">preadv2(2)</a>
   */
  public static long preadv2(int fd, IoVec parts, long position, int flags) {
    MemorySegment vector = parts.forReading();
    try {
      // The kernel takes the position in two halves, of which 64 bits need none: what stands in the
      // place of the upper one is ignored, and is where C takes the flags.
      return (long)
          Preadv2.HANDLE.invokeExact(
              (long) fd,
              vector.address(),
              (long) parts.count(),
              position,
              (long) flags,
              (long) flags,
              vector);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Writes from several places, in order, to a place of the file, and says how.
   *
   * <p>C: {@code ssize_t pwritev2(int fd, const struct iovec *iov, int iovcnt, off_t offset, int
   * flags)}. Blocks while the disk is written; {@code RWF_DSYNC} and {@code RWF_SYNC} wait until it
   * has the bytes. Errors to expect: EAGAIN (RWF_NOWAIT), EINVAL, EOPNOTSUPP (this file does not
   * know the flag), ENOSPC, EFBIG, EPERM (sealed), ESPIPE, EIO, EINTR. Least kernel: 4.7 for the
   * two that wait, 4.13 for RWF_NOWAIT, 4.16 for RWF_APPEND.
   *
   * @param fd a file open for writing
   * @param parts the places; made by the calling thread
   * @param position where in the file to begin, in bytes; -1: at the file's position, which moves,
   *     and the only one that pipes and sockets know
   * @param flags {@code RWF_APPEND}, {@code RWF_DSYNC}, {@code RWF_SYNC}, {@code RWF_NOWAIT},
   *     {@code RWF_HIPRI}, or 0
   * @return the bytes written, which may be fewer, or {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man2/pwritev2.2.html">pwritev2(2)</a>
   */
  public static long pwritev2(int fd, IoVec parts, long position, int flags) {
    MemorySegment vector = parts.forWriting();
    try {
      return (long)
          Pwritev2.HANDLE.invokeExact(
              (long) fd,
              vector.address(),
              (long) parts.count(),
              position,
              (long) flags,
              (long) flags,
              vector);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Makes a pipe.
   *
   * <p>C: {@code int pipe2(int pipefd[2], int flags)}. Never blocks. Errors to expect: EMFILE,
   * ENFILE. Least kernel: 2.6.27.
   *
   * @param fds receives the read end in [0] and the write end in [1]; the caller owns both
   * @param flags {@code O_CLOEXEC}, {@code O_NONBLOCK}, {@code O_DIRECT}
   * @return 0, or {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man2/pipe2.2.html">pipe2(2)</a>
   */
  public static int pipe2(int[] fds, int flags) {
    if (fds.length < 2) {
      throw new IndexOutOfBoundsException("pipe2 fills two ints, here are " + fds.length);
    }
    MemorySegment pair = Scratch.get();
    try {
      int result =
          (int) (long) Pipe2.HANDLE.invokeExact(pair.address(), (long) flags, 0L, 0L, 0L, 0L, pair);
      if (result >= 0) {
        fds[0] = pair.get(JAVA_INT, 0);
        fds[1] = pair.get(JAVA_INT, 4);
      }
      return result;
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  private static final class Read {
    static final MethodHandle HANDLE = Link.plain(Call.READ);
  }

  private static final class Write {
    static final MethodHandle HANDLE = Link.plain(Call.WRITE);
  }

  private static final class Readv {
    static final MethodHandle HANDLE = Link.plain(Call.READV);
  }

  private static final class Writev {
    static final MethodHandle HANDLE = Link.plain(Call.WRITEV);
  }

  private static final class Pread {
    static final MethodHandle HANDLE = Link.plain(Call.PREAD);
  }

  private static final class Pwrite {
    static final MethodHandle HANDLE = Link.plain(Call.PWRITE);
  }

  private static final class Preadv2 {
    static final MethodHandle HANDLE = Link.plain(Call.PREADV2);
  }

  private static final class Pwritev2 {
    static final MethodHandle HANDLE = Link.plain(Call.PWRITEV2);
  }

  private static final class Pipe2 {
    static final MethodHandle HANDLE = Link.plain(Call.PIPE2);
  }
}
