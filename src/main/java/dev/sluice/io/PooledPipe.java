package dev.sluice.io;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.fd.HasFd;

/**
 * A pipe that a {@link PipePool} lends, and how many bytes are in it. It may be used until its
 * {@link #release}, by the thread of its pool.
 *
 * <p>Of {@link Errno#WOULD_BLOCK}, splice does not tell which side it would have to wait for. Where
 * the pipe holds nothing that is clear; where it holds bytes, take it for full, and the source for
 * readable still.
 */
public final class PooledPipe implements AutoCloseable {
  private final PipePool pool;
  private final Pipe pipe;
  private int capacity;
  private boolean grown;
  private long held;
  private boolean lent;

  PooledPipe(PipePool pool, Pipe pipe) throws ErrnoException {
    this.pool = pool;
    this.pipe = pipe;
    try {
      this.capacity = pipe.reader().capacity();
    } catch (ErrnoException e) {
      pipe.close();
      throw e;
    }
  }

  void lend() {
    lent = true;
  }

  private Pipe pipe() {
    if (!lent) {
      throw new IllegalStateException("the pipe was released");
    }
    return pipe;
  }

  /**
   * Moves bytes of a descriptor into the pipe, as {@link WriteEnd#spliceFrom(HasFd, long)}.
   *
   * @param from a socket, another pipe, or a file at its own position
   * @param count how many at most
   * @return how many came; 0 at the end of the source; {@link Errno#WOULD_BLOCK}
   * @throws ErrnoException ECONNRESET, ETIMEDOUT, EINVAL (it cannot be spliced), EIO
   */
  public long fill(HasFd from, long count) throws ErrnoException {
    return filled(pipe().writer().spliceFrom(from, count));
  }

  /**
   * Moves bytes of a file into the pipe, as {@link WriteEnd#spliceFrom(RegularFile, long, long)}.
   *
   * @param from the file
   * @param position where in the file to begin, in bytes
   * @param count how many at most
   * @return how many came; 0 at the end of the file; {@link Errno#WOULD_BLOCK} when it is full
   * @throws ErrnoException EIO
   */
  public long fill(RegularFile from, long position, long count) throws ErrnoException {
    return filled(pipe().writer().spliceFrom(from, position, count));
  }

  /**
   * Puts pages of memory into the pipe, as {@link WriteEnd#vmsplice}.
   *
   * @param memory the memory
   * @param offset where in it to begin, in bytes
   * @param length how many bytes
   * @return how many it took; {@link Errno#WOULD_BLOCK} when it is full
   * @throws ErrnoException should the kernel refuse
   */
  public long fill(MappedMemory memory, long offset, long length) throws ErrnoException {
    return filled(pipe().writer().vmsplice(memory, offset, length));
  }

  /**
   * Lets the pipe have what another one begins with, which keeps it, as {@link ReadEnd#tee}.
   *
   * @param other the other pipe
   * @param count how many bytes at most
   * @return how many both have; {@link Errno#WOULD_BLOCK} when the other is empty or this full
   * @throws ErrnoException EINVAL (it is the same)
   */
  public long tee(PooledPipe other, long count) throws ErrnoException {
    return filled(other.pipe().reader().tee(pipe().writer(), count));
  }

  /**
   * Moves bytes on to a descriptor, as {@link ReadEnd#spliceTo(HasFd, long, boolean)}, and never
   * says that more will follow: the last ones would be late.
   *
   * @param to a socket, another pipe, or a file at its own position
   * @param count how many at most; no more than are in it are asked for
   * @return how many went; {@link Errno#WOULD_BLOCK}
   * @throws ErrnoException EPIPE, ECONNRESET, EINVAL (it cannot be spliced to, or appends), ENOSPC
   */
  public long drain(HasFd to, long count) throws ErrnoException {
    return drained(pipe().reader().spliceTo(to, Math.min(count, held), false));
  }

  /**
   * Moves bytes to a place of a file, as {@link ReadEnd#spliceTo(RegularFile, long, long)}.
   *
   * @param to the file, which must not append
   * @param position where in the file to begin, in bytes
   * @param count how many at most; no more than are in it are asked for
   * @return how many went; {@link Errno#WOULD_BLOCK}
   * @throws ErrnoException EINVAL (it appends), ENOSPC, EFBIG, EPERM (sealed), EIO
   */
  public long drain(RegularFile to, long position, long count) throws ErrnoException {
    return drained(pipe().reader().spliceTo(to, position, Math.min(count, held)));
  }

  private long filled(long result) {
    held += Math.max(result, 0);
    return result;
  }

  private long drained(long result) {
    held -= Math.max(result, 0);
    return result;
  }

  /** {@return how many bytes are in it} */
  public long held() {
    return held;
  }

  /** {@return how many bytes it can hold at most; fewer where they came in small pieces} */
  public int capacity() {
    return capacity;
  }

  boolean isGrown() {
    return grown;
  }

  /**
   * Makes it {@link PipePool#GROWN}, where the pool's budget and the kernel allow that; bytes may
   * be in it. Does nothing when it has grown before.
   *
   * @return whether it has grown, now or before
   * @throws IllegalStateException when it was released
   */
  public boolean grow() {
    Pipe mine = pipe();
    if (grown || capacity >= PipePool.GROWN || !pool.mayGrow()) {
      return grown;
    }
    int before = capacity;
    try {
      capacity = mine.writer().setCapacity(PipePool.GROWN);
    } catch (ErrnoException e) {
      // The user's share is used up, or an administrator wants smaller ones: it goes as it is.
      pool.refused();
      return false;
    }
    grown = true;
    pool.grew(before, capacity);
    return true;
  }

  /**
   * Gives the pipe back. With bytes in it it is closed instead, and they are lost.
   *
   * @throws IllegalStateException when it was released before
   */
  public void release() {
    pipe();
    lent = false;
    pool.takeBack(this);
  }

  /** Gives the pipe back, unless it was released. */
  @Override
  public void close() {
    if (lent) {
      release();
    }
  }

  void discard() {
    pipe.close();
  }

  @Override
  public String toString() {
    return "PooledPipe[" + held + " of " + capacity + (lent ? "]" : ", released]");
  }
}
