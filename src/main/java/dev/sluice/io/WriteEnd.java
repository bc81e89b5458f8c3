package dev.sluice.io;

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
 * The end of a pipe or FIFO that is written to. It owns its descriptor.
 *
 * <p>What would have to wait returns {@link Errno#WOULD_BLOCK}; a call that a signal interrupted is
 * made again.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/pipe.7.html">pipe(7)</a>
 */
public final class WriteEnd extends PipeEnd {
  /**
   * Takes a descriptor over.
   *
   * @param fd a pipe, open for writing and {@code O_NONBLOCK}; the caller gives it up
   */
  public WriteEnd(Fd fd) {
    super(fd);
  }

  /**
   * Writes bytes, by {@code write}. Up to 4096 go whole or not at all.
   *
   * @param segment where they are, native
   * @param offset where in the segment to begin, in bytes
   * @param length how many
   * @return how many the pipe took, which may be fewer; {@link Errno#WOULD_BLOCK} when it is full
   * @throws ErrnoException EPIPE (nobody reads)
   */
  public long write(MemorySegment segment, long offset, long length) throws ErrnoException {
    long result;
    do {
      result = Io.write(fd.number(), segment, offset, length);
    } while (result == Errno.INTERRUPTED);
    return ErrnoException.checkUnlessWouldBlock(result, "write");
  }

  /**
   * Writes bytes, by {@code write}. Up to 4096 go whole or not at all.
   *
   * @param buffer where they are, direct; its position moves
   * @return how many the pipe took, which may be fewer; {@link Errno#WOULD_BLOCK} when it is full
   * @throws ErrnoException EPIPE (nobody reads)
   */
  public long write(ByteBuffer buffer) throws ErrnoException {
    long result = write(MemorySegment.ofBuffer(buffer), 0, buffer.remaining());
    return Transfers.moved(buffer, result);
  }

  /**
   * Writes from several places, by {@code writev}.
   *
   * @param parts the places
   * @return how many bytes the pipe took, which may be fewer; {@link Errno#WOULD_BLOCK}
   * @throws ErrnoException EPIPE (nobody reads)
   */
  public long write(IoVec parts) throws ErrnoException {
    long result;
    do {
      result = Io.writev(fd.number(), parts);
    } while (result == Errno.INTERRUPTED);
    return ErrnoException.checkUnlessWouldBlock(result, "writev");
  }

  /**
   * Moves bytes of a descriptor into the pipe within the kernel, by {@code splice}.
   *
   * <p>Would-block is either: the source is empty, or the pipe full. Where {@link #buffered} is not
   * 0, take it for full and the source for readable still: an edge-triggered loop would wait for
   * ever otherwise. A source that is not {@code O_NONBLOCK} is waited for, which pins a virtual
   * thread.
   *
   * @param from a socket, another pipe, or a file at its own position
   * @param count how many at most
   * @return how many came; 0 at the end of the source; {@link Errno#WOULD_BLOCK}
   * @throws ErrnoException EPIPE (nobody reads), ECONNRESET, EINVAL (it cannot be spliced), EIO
   */
  public long spliceFrom(HasFd from, long count) throws ErrnoException {
    return Transfers.splice(
        from.fd(), Transfers.OWN, fd.number(), Transfers.OWN, count, SPLICE_F_NONBLOCK);
  }

  /**
   * Moves bytes of a file into the pipe within the kernel, by {@code splice}; the file's own
   * position stays.
   *
   * @param from the file
   * @param position where in the file to begin, in bytes
   * @param count how many at most
   * @return how many came; 0 at the end of the file; {@link Errno#WOULD_BLOCK} when the pipe is
   *     full
   * @throws ErrnoException EPIPE (nobody reads), EIO
   */
  public long spliceFrom(RegularFile from, long position, long count) throws ErrnoException {
    long at = Transfers.position(position);
    return Transfers.splice(from.fd(), at, fd.number(), Transfers.OWN, count, SPLICE_F_NONBLOCK);
  }

  /**
   * Puts pages of memory into the pipe without a copy, by {@code vmsplice}.
   *
   * <p>What is written there before the bytes are read, or acknowledged by the peer that they were
   * spliced on to, shows in them: nothing tells when that is over, so write such memory once.
   * Closing it is safe at any time, and changes nothing in the pipe.
   *
   * @param memory the memory
   * @param offset where in it to begin, in bytes
   * @param length how many bytes
   * @return how many the pipe took, which may be fewer; {@link Errno#WOULD_BLOCK} when it is full
   * @throws ErrnoException EPIPE (nobody reads)
   */
  public long vmsplice(MappedMemory memory, long offset, long length) throws ErrnoException {
    long result;
    do {
      result = ZeroCopy.vmsplice(fd.number(), memory.mapping(), offset, length, SPLICE_F_NONBLOCK);
    } while (result == Errno.INTERRUPTED);
    return ErrnoException.checkUnlessWouldBlock(result, "vmsplice");
  }
}
