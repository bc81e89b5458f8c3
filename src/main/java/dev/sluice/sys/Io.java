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

  private static final class Pipe2 {
    static final MethodHandle HANDLE = Link.plain(Call.PIPE2);
  }
}
