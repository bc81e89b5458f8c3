package dev.sluice.io;

import static dev.sluice.sys.FileConstants.AT_EMPTY_PATH;
import static dev.sluice.sys.FileConstants.O_RDONLY;
import static dev.sluice.sys.FileConstants.STATX_BASIC_STATS;
import static dev.sluice.sys.FileConstants.S_IFREG;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.fd.Blocking;
import dev.sluice.fd.Fd;
import dev.sluice.fd.HasFd;
import dev.sluice.sys.Files;
import dev.sluice.sys.Io;
import dev.sluice.sys.IoVec;
import dev.sluice.sys.PathBuf;
import dev.sluice.sys.StatxBuf;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * An open file whose bytes have places. It owns its descriptor; threads may share it, as no method
 * uses the file's own position.
 *
 * <p>Reading and writing wait for the disk where the kernel has no copy in memory; no readiness is
 * told of files. That ends by itself, so it is not refused on virtual threads, whose carrier waits
 * with them; {@code RWF_NOWAIT} is the form that does not. A call that a signal interrupted is made
 * again.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/pread.2.html">pread(2)</a>
 */
public sealed class RegularFile implements HasFd, AutoCloseable permits MemFd {
  private static final PathBuf ITSELF = PathBuf.of("");

  private final Fd fd;

  /**
   * Takes a descriptor over.
   *
   * @param fd a regular file, as {@link Directory#openBeneath} opens it; the caller gives it up
   */
  public RegularFile(Fd fd) {
    this.fd = fd;
  }

  /**
   * Opens a file for reading.
   *
   * @param name its path, absolute or from the working directory
   * @return the file
   * @throws ErrnoException ENOENT, EACCES, ENOTDIR, ELOOP, EMFILE
   * @throws IOException when what lies there is no regular file
   */
  public static RegularFile open(String name) throws IOException {
    return open(name, O_RDONLY, 0);
  }

  /**
   * Opens or creates a file, by {@code openat}; always close-on-exec.
   *
   * @param name its path, absolute or from the working directory
   * @param flags {@code O_RDWR}, {@code O_CREAT}, …
   * @param mode permissions where it is created; the process's umask takes some away
   * @return the file
   * @throws ErrnoException ENOENT, EACCES, EEXIST, EISDIR, ENOTDIR, ELOOP, EMFILE, ENOSPC, EROFS
   * @throws IOException when what lies there is no regular file
   */
  public static RegularFile open(String name, int flags, int mode) throws IOException {
    return new RegularFile(Opening.open(name, flags, mode, S_IFREG, "a regular file"));
  }

  /**
   * Reads bytes, by {@code pread}.
   *
   * @param segment where they go, native
   * @param offset where in the segment to begin, in bytes
   * @param length how many at most
   * @param position where in the file to begin, in bytes
   * @return how many came; 0 at the end of the file and behind it
   * @throws ErrnoException EIO, EINVAL (a negative position)
   */
  public final long read(MemorySegment segment, long offset, long length, long position)
      throws ErrnoException {
    long result;
    do {
      result = Io.pread(fd.number(), segment, offset, length, position);
    } while (result == Errno.INTERRUPTED);
    return ErrnoException.check(result, "pread");
  }

  /**
   * Reads bytes, by {@code pread}.
   *
   * @param buffer where they go, direct; its position moves
   * @param position where in the file to begin, in bytes
   * @return how many came; 0 at the end of the file and behind it
   * @throws ErrnoException EIO, EINVAL (a negative position)
   */
  public final long read(ByteBuffer buffer, long position) throws ErrnoException {
    MemorySegment segment = MemorySegment.ofBuffer(buffer);
    return Transfers.moved(buffer, read(segment, 0, segment.byteSize(), position));
  }

  /**
   * Reads into several places, by {@code preadv2}.
   *
   * @param parts the places
   * @param position where in the file to begin, in bytes
   * @param flags {@code RWF_NOWAIT}: only what is in memory; {@code RWF_HIPRI}; or 0
   * @return how many bytes came; 0 at the end of the file; {@link Errno#WOULD_BLOCK} with {@code
   *     RWF_NOWAIT}: the disk must be read for it
   * @throws ErrnoException EIO, EINVAL, EOPNOTSUPP (this file does not know the flag)
   */
  public final long read(IoVec parts, long position, int flags) throws ErrnoException {
    long at = Transfers.position(position);
    long result;
    do {
      result = Io.preadv2(fd.number(), parts, at, flags);
    } while (result == Errno.INTERRUPTED);
    return ErrnoException.checkUnlessWouldBlock(result, "preadv2");
  }

  /**
   * Writes bytes, by {@code pwrite}. A file opened with {@code O_APPEND} gets them at its end.
   *
   * @param segment where they are, native
   * @param offset where in the segment to begin, in bytes
   * @param length how many
   * @param position where in the file to begin, in bytes
   * @return how many were written, which may be fewer
   * @throws ErrnoException ENOSPC, EFBIG, EIO, EPERM (sealed), EINVAL (a negative position)
   */
  public final long write(MemorySegment segment, long offset, long length, long position)
      throws ErrnoException {
    long result;
    do {
      result = Io.pwrite(fd.number(), segment, offset, length, position);
    } while (result == Errno.INTERRUPTED);
    return ErrnoException.check(result, "pwrite");
  }

  /**
   * Writes bytes, by {@code pwrite}. A file opened with {@code O_APPEND} gets them at its end.
   *
   * @param buffer where they are, direct; its position moves
   * @param position where in the file to begin, in bytes
   * @return how many were written, which may be fewer
   * @throws ErrnoException ENOSPC, EFBIG, EIO, EPERM (sealed), EINVAL (a negative position)
   */
  public final long write(ByteBuffer buffer, long position) throws ErrnoException {
    MemorySegment segment = MemorySegment.ofBuffer(buffer);
    return Transfers.moved(buffer, write(segment, 0, segment.byteSize(), position));
  }

  /**
   * Writes from several places, by {@code pwritev2}.
   *
   * @param parts the places
   * @param position where in the file to begin, in bytes
   * @param flags {@code RWF_APPEND}: at the end instead; {@code RWF_DSYNC} and {@code RWF_SYNC}:
   *     wait until the disk has it; {@code RWF_NOWAIT}; or 0
   * @return how many bytes were written, which may be fewer; {@link Errno#WOULD_BLOCK} with {@code
   *     RWF_NOWAIT}
   * @throws ErrnoException ENOSPC, EFBIG, EIO, EPERM (sealed), EOPNOTSUPP (this file does not know
   *     the flag)
   */
  public final long write(IoVec parts, long position, int flags) throws ErrnoException {
    long at = Transfers.position(position);
    long result;
    do {
      result = Io.pwritev2(fd.number(), parts, at, flags);
    } while (result == Errno.INTERRUPTED);
    return ErrnoException.checkUnlessWouldBlock(result, "pwritev2");
  }

  /**
   * {@return how many bytes the file has}
   *
   * @throws ErrnoException EIO
   */
  public final long size() throws ErrnoException {
    StatxBuf stat = new StatxBuf();
    describe(stat);
    return stat.size();
  }

  /**
   * Describes the file, by {@code statx} of its descriptor.
   *
   * @param result receives the description
   * @throws ErrnoException EIO
   */
  public final void describe(StatxBuf result) throws ErrnoException {
    ErrnoException.check(
        Files.statx(fd.number(), ITSELF, AT_EMPTY_PATH, STATX_BASIC_STATS, result), "statx");
  }

  /**
   * Sets the size, by {@code ftruncate}: cut, or grown by zeros that take no room.
   *
   * @param size how many bytes it has from now on
   * @throws ErrnoException EINVAL (negative, or not open for writing), EFBIG, EPERM (sealed), EIO
   */
  public final void truncate(long size) throws ErrnoException {
    int result;
    do {
      result = Files.ftruncate(fd.number(), size);
    } while (result == Errno.INTERRUPTED);
    if (result < 0) {
      throw new ErrnoException("ftruncate", result, size);
    }
  }

  /**
   * Waits until the disk has the file's bytes and all that describes it, by {@code fsync}.
   *
   * @throws ErrnoException EIO: what was written since the last success may be lost; ENOSPC
   * @throws IllegalStateException on a virtual thread
   */
  public final void sync() throws ErrnoException {
    Blocking.check("fsync");
    int result;
    do {
      result = Files.fsync(fd.number());
    } while (result == Errno.INTERRUPTED);
    ErrnoException.check(result, "fsync");
  }

  /**
   * Waits until the disk has the file's bytes and can find them again, by {@code fdatasync}.
   *
   * @throws ErrnoException EIO: what was written since the last success may be lost; ENOSPC
   * @throws IllegalStateException on a virtual thread
   */
  public final void syncData() throws ErrnoException {
    Blocking.check("fdatasync");
    int result;
    do {
      result = Files.fdatasync(fd.number());
    } while (result == Errno.INTERRUPTED);
    ErrnoException.check(result, "fdatasync");
  }

  /**
   * Moves bytes to a descriptor within the kernel, by {@code sendfile}. A target that is not {@code
   * O_NONBLOCK} is waited for, which pins a virtual thread.
   *
   * @param to a socket, a pipe, or another file at its own position
   * @param position where in this file to begin, in bytes
   * @param count how many at most; the kernel moves at most 0x7ffff000 at once
   * @return how many went; 0 at the end of the file; {@link Errno#WOULD_BLOCK}
   * @throws ErrnoException EPIPE, ECONNRESET, EIO, EINVAL (the target appends)
   */
  public final long sendFile(HasFd to, long position, long count) throws ErrnoException {
    return Transfers.sendFile(to.fd(), fd.number(), position, count);
  }

  /**
   * Copies bytes to another file within the kernel, by {@code copy_file_range}; some file systems
   * only note that both share them.
   *
   * @param position where in this file to begin, in bytes
   * @param to the other file, or this one where the ranges do not overlap
   * @param toPosition where in the other file to begin, in bytes
   * @param count how many at most
   * @return how many were copied, which may be fewer; 0 at the end of this file
   * @throws ErrnoException EXDEV (two file systems that cannot do it: {@link #sendFile} can),
   *     EINVAL (the ranges overlap), EBADF (the other appends, or is not open for writing), ENOSPC,
   *     EFBIG, EPERM (sealed), EIO
   */
  public final long copyFileRange(long position, RegularFile to, long toPosition, long count)
      throws ErrnoException {
    long at = Transfers.position(position);
    long toAt = Transfers.position(toPosition);
    return Transfers.copyFileRange(fd.number(), at, to.fd(), toAt, count);
  }

  @Override
  public final int fd() {
    return fd.number();
  }

  /** Closes the file; memory that it was mapped to stays. */
  @Override
  public final void close() {
    fd.close();
  }

  @Override
  public final String toString() {
    return getClass().getSimpleName() + "[" + fd + "]";
  }
}
