package dev.sluice.sys;

import static dev.sluice.sys.MemoryConstants.MADV_COLD;
import static dev.sluice.sys.MemoryConstants.MADV_DODUMP;
import static dev.sluice.sys.MemoryConstants.MADV_DOFORK;
import static dev.sluice.sys.MemoryConstants.MADV_DONTDUMP;
import static dev.sluice.sys.MemoryConstants.MADV_DONTFORK;
import static dev.sluice.sys.MemoryConstants.MADV_DONTNEED;
import static dev.sluice.sys.MemoryConstants.MADV_FREE;
import static dev.sluice.sys.MemoryConstants.MADV_HUGEPAGE;
import static dev.sluice.sys.MemoryConstants.MADV_NOHUGEPAGE;
import static dev.sluice.sys.MemoryConstants.MADV_NORMAL;
import static dev.sluice.sys.MemoryConstants.MADV_PAGEOUT;
import static dev.sluice.sys.MemoryConstants.MADV_POPULATE_READ;
import static dev.sluice.sys.MemoryConstants.MADV_POPULATE_WRITE;
import static dev.sluice.sys.MemoryConstants.MADV_RANDOM;
import static dev.sluice.sys.MemoryConstants.MADV_SEQUENTIAL;
import static dev.sluice.sys.MemoryConstants.MADV_WILLNEED;
import static dev.sluice.sys.MemoryConstants.MAP_ANONYMOUS;
import static dev.sluice.sys.MemoryConstants.MAP_LOCKED;
import static dev.sluice.sys.MemoryConstants.MAP_NORESERVE;
import static dev.sluice.sys.MemoryConstants.MAP_POPULATE;
import static dev.sluice.sys.MemoryConstants.MAP_PRIVATE;
import static dev.sluice.sys.MemoryConstants.MAP_SHARED;
import static dev.sluice.sys.MemoryConstants.PROT_READ;
import static dev.sluice.sys.MemoryConstants.PROT_WRITE;
import static java.lang.foreign.MemorySegment.NULL;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Set;

/**
 * Mapping memory. Only what {@link #mmap} mapped can be written out, advised on and unmapped, and
 * that only once.
 */
public final class Memory {
  private static final int FLAGS =
      MAP_SHARED | MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE | MAP_NORESERVE | MAP_LOCKED;

  private static final Set<Integer> ADVICE =
      Set.of(
          MADV_NORMAL,
          MADV_RANDOM,
          MADV_SEQUENTIAL,
          MADV_WILLNEED,
          MADV_DONTNEED,
          MADV_FREE,
          MADV_COLD,
          MADV_PAGEOUT,
          MADV_POPULATE_READ,
          MADV_POPULATE_WRITE,
          MADV_HUGEPAGE,
          MADV_NOHUGEPAGE,
          MADV_DONTFORK,
          MADV_DOFORK,
          MADV_DONTDUMP,
          MADV_DODUMP);

  private Memory() {}

  /**
   * Maps a file or fresh memory.
   *
   * <p>C: {@code void *mmap(void *addr, size_t length, int prot, int flags, int fd, off_t offset)}.
   * The kernel chooses the address. May block with MAP_POPULATE. Errors to expect: EACCES, EINVAL,
   * ENODEV, ENOMEM, EPERM. Least kernel: 2.6.12.
   *
   * @param mapping receives the memory; must be empty
   * @param length how many bytes
   * @param prot {@code PROT_READ}, with {@code PROT_WRITE} where wanted
   * @param flags {@code MAP_SHARED} or {@code MAP_PRIVATE}, with {@code MAP_ANONYMOUS}, {@code
   *     MAP_POPULATE}, {@code MAP_NORESERVE}, {@code MAP_LOCKED}
   * @param fd the file, -1 with {@code MAP_ANONYMOUS}; may be closed afterwards
   * @param offset where in the file to begin, a multiple of the page size
   * @return 0, or {@code -errno}
   * @throws IllegalArgumentException for executable or unreadable pages, and for flags that could
   *     replace a mapping
   * @see <a href="https://man7.org/linux/man-pages/man2/mmap.2.html">mmap(2)</a>
   */
  public static int mmap(Mapping mapping, long length, int prot, int flags, int fd, long offset) {
    if ((prot & PROT_READ) == 0 || (prot & ~(PROT_READ | PROT_WRITE)) != 0) {
      throw new IllegalArgumentException("prot is PROT_READ or PROT_READ | PROT_WRITE");
    }
    if ((flags & ~FLAGS) != 0) {
      throw new IllegalArgumentException("flags beyond those named: " + (flags & ~FLAGS));
    }
    if (length < 0) {
      throw new IllegalArgumentException("negative length: " + length);
    }
    synchronized (mapping) {
      mapping.requireEmpty();
      long address = mmap0(0, length, prot, flags, fd, offset);
      if (CodePage.failed(address)) {
        return (int) address;
      }
      mapping.fill(address, length, (prot & PROT_WRITE) == 0);
      return 0;
    }
  }

  /**
   * Unmaps. The segment is dead afterwards: every use ends in {@link IllegalStateException}.
   *
   * <p>C: {@code int munmap(void *addr, size_t length)}. Least kernel: 2.6.12.
   *
   * @param mapping what {@link #mmap} filled; empty afterwards
   * @return 0, or {@code -errno}
   * @throws IllegalStateException when it is empty, or when a call uses the memory right now
   * @see <a href="https://man7.org/linux/man-pages/man2/munmap.2.html">munmap(2)</a>
   */
  public static int munmap(Mapping mapping) {
    synchronized (mapping) {
      MemorySegment memory = mapping.empty();
      return munmap0(memory.address(), memory.byteSize());
    }
  }

  /**
   * Has changes of a shared mapping written to its file.
   *
   * <p>C: {@code int msync(void *addr, size_t length, int flags)}. Blocks on the disk with MS_SYNC.
   * Errors to expect: EINVAL (the offset is no multiple of the page size, both MS_SYNC and
   * MS_ASYNC), EBUSY (MS_INVALIDATE of locked pages), EIO. Least kernel: 2.6.12.
   *
   * @param mapping what {@link #mmap} filled
   * @param offset where in it to begin, in bytes; a multiple of the page size
   * @param length how many bytes; whole pages are written
   * @param flags {@code MS_SYNC} or {@code MS_ASYNC}, with {@code MS_INVALIDATE} where wanted
   * @return 0, or {@code -errno}
   * @throws IllegalStateException when nothing is mapped
   * @see <a href="https://man7.org/linux/man-pages/man2/msync.2.html">msync(2)</a>
   */
  public static int msync(Mapping mapping, long offset, long length, int flags) {
    MemorySegment memory = mapping.segment();
    Check.readable(memory, offset, length);
    try {
      return (int)
          (long)
              Msync.HANDLE.invokeExact(
                  memory.address() + offset, length, (long) flags, 0L, 0L, 0L, memory);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Tells the kernel how a mapping will be used.
   *
   * <p>C: {@code int madvise(void *addr, size_t length, int advice)}. Blocks on the disk with
   * MADV_WILLNEED, MADV_PAGEOUT and the two that populate. Errors to expect: EINVAL (the offset is
   * no multiple of the page size, advice that this kernel or this mapping does not know), ENOMEM,
   * EFAULT (MADV_POPULATE_: no such page of the file), EIO. Least kernel: 2.6.12, 2.6.38 for huge
   * pages, 4.5 for MADV_FREE, 5.4 for MADV_COLD and MADV_PAGEOUT, 5.14 for MADV_POPULATE_.
   *
   * @param mapping what {@link #mmap} filled
   * @param offset where in it to begin, in bytes; a multiple of the page size
   * @param length how many bytes; whole pages are meant
   * @param advice one of the {@code MADV_} constants of {@link MemoryConstants}
   * @return 0, or {@code -errno}
   * @throws IllegalArgumentException for advice that is none of those: others punch holes into
   *     files or take the memory away
   * @throws IllegalStateException when nothing is mapped
   * @see <a href="https://man7.org/linux/man-pages/man2/madvise.2.html">madvise(2)</a>
   */
  public static int madvise(Mapping mapping, long offset, long length, int advice) {
    if (!ADVICE.contains(advice)) {
      throw new IllegalArgumentException("madvise advice " + advice + " is not known to be safe");
    }
    MemorySegment memory = mapping.segment();
    Check.readable(memory, offset, length);
    try {
      return (int)
          (long)
              Madvise.HANDLE.invokeExact(
                  memory.address() + offset, length, (long) advice, 0L, 0L, 0L, memory);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  static long mmap0(long address, long length, int prot, int flags, int fd, long offset) {
    try {
      long result =
          (long)
              Mmap.BARE.invokeExact(
                  address, length, (long) prot, (long) flags, (long) fd, offset, NULL);
      return result != Link.FAILED
          ? result
          : (long)
              MmapErrno.HANDLE.invokeExact(
                  address, length, (long) prot, (long) flags, (long) fd, offset, NULL);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  static int mprotect0(long address, long length, int prot) {
    try {
      int result =
          (int) (long) Mprotect.BARE.invokeExact(address, length, (long) prot, 0L, 0L, 0L, NULL);
      return result != Link.FAILED
          ? result
          : (int)
              (long)
                  MprotectErrno.HANDLE.invokeExact(address, length, (long) prot, 0L, 0L, 0L, NULL);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  static int munmap0(long address, long length) {
    try {
      return (int) (long) Munmap.HANDLE.invokeExact(address, length, 0L, 0L, 0L, 0L, NULL);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /** A segment of memory that is never unmapped. */
  @SuppressWarnings("restricted")
  static MemorySegment at(long address, long length) {
    return MemorySegment.ofAddress(address).reinterpret(length);
  }

  /** A segment of memory that dies with the arena. */
  @SuppressWarnings("restricted")
  static MemorySegment at(long address, long length, Arena arena) {
    return MemorySegment.ofAddress(address).reinterpret(length, arena, null);
  }

  private static final class Mmap {
    static final MethodHandle BARE = Link.bare(Call.MMAP);
  }

  private static final class MmapErrno {
    static final MethodHandle HANDLE = Link.plain(Call.MMAP);
  }

  private static final class Munmap {
    static final MethodHandle HANDLE = Link.plain(Call.MUNMAP);
  }

  private static final class Mprotect {
    static final MethodHandle BARE = Link.bare(Call.MPROTECT);
  }

  private static final class MprotectErrno {
    static final MethodHandle HANDLE = Link.plain(Call.MPROTECT);
  }

  private static final class Msync {
    static final MethodHandle HANDLE = Link.plain(Call.MSYNC);
  }

  private static final class Madvise {
    static final MethodHandle HANDLE = Link.plain(Call.MADVISE);
  }
}
