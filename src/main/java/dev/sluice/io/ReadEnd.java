package dev.sluice.io;

import static dev.sluice.sys.ZeroCopyConstants.SPLICE_F_MORE;
import static dev.sluice.sys.ZeroCopyConstants.SPLICE_F_NONBLOCK;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.fd.Fd;
import dev.sluice.fd.HasFd;
import dev.sluice.sys.Io;
import dev.sluice.sys.IoVec;
import dev.sluice.sys.ZeroCopy;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;

/**
 * The end of a pipe or FIFO that is read from. It owns its descriptor.
 *
 * <p>What would have to wait returns {@link Errno#WOULD_BLOCK}; a call that a signal interrupted is
 * made again. The end of the bytes, once nobody has the other end open, is 0.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/pipe.7.html">pipe(7)</a>
 */
public final class ReadEnd extends PipeEnd {
  /**
   * Takes a descriptor over.
   *
   * @param fd a pipe, open for reading and {@code O_NONBLOCK}; the caller gives it up
   */
  public ReadEnd(Fd fd) {
    super(fd);
  }

  /**
   * Reads bytes, by {@code read}.
   *
   * @param segment where they go, native
   * @param offset where in the segment to begin, in bytes
   * @param length how many at most, at least 1
   * @return how many came; 0 when nobody writes any more; {@link Errno#WOULD_BLOCK}
   * @throws ErrnoException should the kernel refuse
   */
  public long read(MemorySegment segment, long offset, long length) throws ErrnoException {
    long result;
    do {
      result = Io.read(fd.number(), segment, offset, length);
    } while (result == Errno.INTERRUPTED);
    return ErrnoException.checkUnlessWouldBlock(result, "read");
  }

  /**
   * Reads bytes, by {@code read}.
   *
   * @param buffer where they go, direct; its position moves
   * @return how many came; 0 when nobody writes any more; {@link Errno#WOULD_BLOCK}
   * @throws ErrnoException should the kernel refuse
   */
  public long read(ByteBuffer buffer) throws ErrnoException {
    long result = read(MemorySegment.ofBuffer(buffer), 0, buffer.remaining());
    return Transfers.moved(buffer, result);
  }

  /**
   * Reads into several places, by {@code readv}.
   *
   * @param parts the places
   * @return how many bytes came; 0 when nobody writes any more; {@link Errno#WOULD_BLOCK}
   * @throws ErrnoException should the kernel refuse
   */
  public long read(IoVec parts) throws ErrnoException {
    long result;
    do {
      result = Io.readv(fd.number(), parts);
    } while (result == Errno.INTERRUPTED);
    return ErrnoException.checkUnlessWouldBlock(result, "readv");
  }

  /**
   * Moves bytes on to a descriptor within the kernel, by {@code splice}.
   *
   * <p>Would-block is either: the pipe is empty, or the target full; {@link #buffered} tells. A
   * target that is not {@code O_NONBLOCK} is waited for, which pins a virtual thread.
   *
   * @param to a socket, another pipe, or a file at its own position
   * @param count how many at most
   * @param more more follows at once, so a socket may hold a partial segment back (SPLICE_F_MORE);
   *     never with the last bytes, or they are late by 200 ms
   * @return how many went; 0 when nobody writes any more; {@link Errno#WOULD_BLOCK}
   * @throws ErrnoException EPIPE, ECONNRESET, EINVAL (it cannot be spliced to, or appends), ENOSPC
   */
  public long spliceTo(HasFd to, long count, boolean more) throws ErrnoException {
    int flags = more ? SPLICE_F_NONBLOCK | SPLICE_F_MORE : SPLICE_F_NONBLOCK;
    return Transfers.splice(fd.number(), Transfers.OWN, to.fd(), Transfers.OWN, count, flags);
  }

  /**
   * Moves bytes to a place of a file within the kernel, by {@code splice}; the file's own position
   * stays.
   *
   * @param to the file, which must not append
   * @param position where in the file to begin, in bytes
   * @param count how many at most
   * @return how many went; 0 when nobody writes any more; {@link Errno#WOULD_BLOCK} when the pipe
   *     is empty
   * @throws ErrnoException EINVAL (it appends), ENOSPC, EFBIG, EPERM (sealed), EIO
   */
  public long spliceTo(RegularFile to, long position, long count) throws ErrnoException {
    long at = Transfers.position(position);
    return Transfers.splice(fd.number(), Transfers.OWN, to.fd(), at, count, SPLICE_F_NONBLOCK);
  }

  /**
   * Lets a second pipe have the bytes too, by {@code tee}; this one keeps them. It begins at the
   * first byte every time, so read or splice as many before the next.
   *
   * @param to the other pipe
   * @param count how many at most
   * @return how many both have now; 0 when nobody writes any more; {@link Errno#WOULD_BLOCK}: this
   *     one is empty, or the other full
   * @throws ErrnoException EPIPE, EINVAL (both are of one pipe)
   */
  public long tee(WriteEnd to, long count) throws ErrnoException {
    long result;
    do {
      result = ZeroCopy.tee(fd.number(), to.fd(), count, SPLICE_F_NONBLOCK);
    } while (result == Errno.INTERRUPTED);
    return ErrnoException.checkUnlessWouldBlock(result, "tee");
  }
}
