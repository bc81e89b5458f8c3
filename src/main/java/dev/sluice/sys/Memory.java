package dev.sluice.sys;

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

/** Mapping memory. Only what {@link #mmap} mapped can be unmapped, and only once. */
public final class Memory {
  private static final int FLAGS =
      MAP_SHARED | MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE | MAP_NORESERVE | MAP_LOCKED;

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

  private static int munmap0(long address, long length) {
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
}
