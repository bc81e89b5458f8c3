package dev.sluice.io;

import static dev.sluice.sys.MemoryConstants.MAP_ANONYMOUS;
import static dev.sluice.sys.MemoryConstants.MAP_PRIVATE;
import static dev.sluice.sys.MemoryConstants.MAP_SHARED;
import static dev.sluice.sys.MemoryConstants.MS_SYNC;
import static dev.sluice.sys.MemoryConstants.PROT_READ;
import static dev.sluice.sys.MemoryConstants.PROT_WRITE;

import dev.sluice.errno.ErrnoException;
import dev.sluice.fd.Blocking;
import dev.sluice.fd.HasFd;
import dev.sluice.sys.Mapping;
import dev.sluice.sys.Memory;
import java.lang.foreign.MemorySegment;

/**
 * Mapped memory, that of a file or fresh. It owns the mapping; threads may share it.
 *
 * <p>Once it is closed every use of its segment ends in {@link IllegalStateException}. Pages behind
 * the end of a file, as when somebody cuts it, are an {@link InternalError} at the access.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/mmap.2.html">mmap(2)</a>
 */
public final class MappedMemory implements AutoCloseable {
  private static final int READ_WRITE = PROT_READ | PROT_WRITE;
  private static final int NO_FILE = -1;

  private final Mapping mapping = new Mapping();
  private boolean closed;

  private MappedMemory() {}

  /**
   * Maps fresh memory, which is 0 and nobody else's.
   *
   * @param length how many bytes
   * @return the memory
   * @throws ErrnoException ENOMEM, EINVAL (0 bytes)
   */
  public static MappedMemory anonymous(long length) throws ErrnoException {
    return map(length, READ_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, NO_FILE, 0);
  }

  /**
   * Maps a file for reading.
   *
   * @param file the file, open for reading; may be closed afterwards
   * @param position where in the file to begin, a multiple of the page size
   * @param length how many bytes
   * @return the memory, read-only; it shows what others write to the file
   * @throws ErrnoException EACCES, EINVAL, ENODEV (it cannot be mapped), ENOMEM
   */
  public static MappedMemory readOnly(HasFd file, long position, long length)
      throws ErrnoException {
    return map(length, PROT_READ, MAP_SHARED, file.fd(), position);
  }

  /**
   * Maps a file for reading and writing: who else has it mapped or reads it sees the changes.
   *
   * @param file the file, open for both; may be closed afterwards
   * @param position where in the file to begin, a multiple of the page size
   * @param length how many bytes
   * @return the memory
   * @throws ErrnoException EACCES, EPERM (sealed), EINVAL, ENODEV (it cannot be mapped), ENOMEM
   */
  public static MappedMemory shared(HasFd file, long position, long length) throws ErrnoException {
    return map(length, READ_WRITE, MAP_SHARED, file.fd(), position);
  }

  /**
   * Maps a file for reading, and for changes that nobody else sees.
   *
   * @param file the file, open for reading; may be closed afterwards
   * @param position where in the file to begin, a multiple of the page size
   * @param length how many bytes
   * @return the memory
   * @throws ErrnoException EACCES, EINVAL, ENODEV (it cannot be mapped), ENOMEM
   */
  public static MappedMemory copyOnWrite(HasFd file, long position, long length)
      throws ErrnoException {
    return map(length, READ_WRITE, MAP_PRIVATE, file.fd(), position);
  }

  private static MappedMemory map(long length, int prot, int flags, int fd, long position)
      throws ErrnoException {
    MappedMemory memory = new MappedMemory();
    int result = Memory.mmap(memory.mapping, length, prot, flags, fd, position);
    if (result < 0) {
      throw new ErrnoException("mmap", result, length, position);
    }
    return memory;
  }

  /**
   * {@return the memory; read-only where it was mapped so}
   *
   * @throws IllegalStateException when it was closed
   */
  public MemorySegment segment() {
    return mapping.segment();
  }

  /**
   * Waits until the file's disk has all changes, by {@code msync}.
   *
   * @throws ErrnoException EIO
   * @throws IllegalStateException when it was closed; on a virtual thread
   */
  public void sync() throws ErrnoException {
    sync(0, segment().byteSize());
  }

  /**
   * Waits until the file's disk has the changes of a part, by {@code msync}.
   *
   * @param offset where it begins, a multiple of the page size
   * @param length how many bytes; whole pages are written
   * @throws ErrnoException EIO, EINVAL (within a page)
   * @throws IllegalStateException when it was closed; on a virtual thread
   */
  public void sync(long offset, long length) throws ErrnoException {
    Blocking.check("msync");
    ErrnoException.check(Memory.msync(mapping, offset, length, MS_SYNC), "msync");
  }

  /**
   * Tells the kernel how all of it will be used, by {@code madvise}.
   *
   * @param advice {@code MADV_SEQUENTIAL}, …
   * @throws ErrnoException EINVAL (this kernel or this memory does not know it), ENOMEM, EIO
   * @throws IllegalArgumentException for advice that has no constant here
   * @throws IllegalStateException when it was closed
   */
  public void advise(int advice) throws ErrnoException {
    advise(0, segment().byteSize(), advice);
  }

  /**
   * Tells the kernel how a part will be used, by {@code madvise}.
   *
   * @param offset where it begins, a multiple of the page size
   * @param length how many bytes; whole pages are meant
   * @param advice {@code MADV_WILLNEED}, …
   * @throws ErrnoException EINVAL (within a page; this kernel or this memory does not know it),
   *     ENOMEM, EIO
   * @throws IllegalArgumentException for advice that has no constant here
   * @throws IllegalStateException when it was closed
   */
  public void advise(long offset, long length, int advice) throws ErrnoException {
    int result = Memory.madvise(mapping, offset, length, advice);
    if (result < 0) {
      throw new ErrnoException("madvise", result, advice);
    }
  }

  Mapping mapping() {
    return mapping;
  }

  /**
   * Unmaps; does nothing when it was closed before.
   *
   * @throws IllegalStateException while a call uses the memory: it stays open then
   */
  @Override
  public void close() {
    synchronized (mapping) {
      if (!closed) {
        Memory.munmap(mapping);
        closed = true;
      }
    }
  }
}
