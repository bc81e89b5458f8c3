package dev.sluice.sys;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Opening and describing files. */
public final class Files {
  private Files() {}

  /**
   * Opens a file, and says how its path may be resolved.
   *
   * <p>C: {@code long syscall(SYS_openat2, int dirfd, const char *pathname, struct open_how *how,
   * size_t size)}. May block on the disk, and on a FIFO unless {@code O_NONBLOCK}. Errors to
   * expect: ENOENT, EACCES, EXDEV (RESOLVE_BENEATH was violated), ELOOP, ENOTDIR, ENAMETOOLONG,
   * EMFILE, EAGAIN (a rename was in the way), ENOSYS. Least kernel: 5.6.
   *
   * @param dirfd the folder that a relative path begins at, or {@code AT_FDCWD}
   * @param path the path, read during the call
   * @param how flags, mode and the {@code RESOLVE_} restrictions
   * @return a descriptor that the caller owns, or {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man2/openat2.2.html">openat2(2)</a>
   */
  public static int openat2(int dirfd, PathBuf path, OpenHow how) {
    MemorySegment name = path.segment();
    MemorySegment struct = how.segment();
    try {
      return (int)
          (long)
              Openat2.HANDLE.invokeExact(
                  (long) dirfd,
                  name.address(),
                  struct.address(),
                  OpenHow.SIZE,
                  0L,
                  0L,
                  name,
                  struct);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Describes a file.
   *
   * <p>C: {@code int statx(int dirfd, const char *pathname, int flags, unsigned int mask, struct
   * statx *statxbuf)}. May block on the disk. Errors to expect: ENOENT, EACCES, EBADF. Least
   * kernel: 4.11.
   *
   * @param dirfd the folder that a relative path begins at, {@code AT_FDCWD}, or with {@code
   *     AT_EMPTY_PATH} the file itself
   * @param path the path, read during the call
   * @param flags {@code AT_EMPTY_PATH}, {@code AT_SYMLINK_NOFOLLOW}
   * @param mask {@code STATX_BASIC_STATS}, …
   * @param result receives the description
   * @return 0, or {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man2/statx.2.html">statx(2)</a>
   */
  public static int statx(int dirfd, PathBuf path, int flags, int mask, StatxBuf result) {
    MemorySegment name = path.segment();
    MemorySegment struct = result.segment();
    try {
      return (int)
          (long)
              Statx.HANDLE.invokeExact(
                  (long) dirfd,
                  name.address(),
                  (long) flags,
                  (long) mask,
                  struct.address(),
                  0L,
                  name,
                  struct);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Reads entries of a folder, as {@code struct dirent64}; {@link DirEntries} walks through them.
   *
   * <p>C: {@code ssize_t getdents64(int fd, void *dirp, size_t count)}. May block on the disk.
   * Errors to expect: ENOTDIR, EINVAL (the segment is too small), ENOENT (the folder was removed).
   * Least kernel: 2.6.12.
   *
   * @param fd an open folder
   * @param segment where the entries go; native
   * @return the bytes filled, 0 at the end of the folder, or {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man2/getdents64.2.html">getdents64(2)</a>
   */
  public static long getdents64(int fd, MemorySegment segment) {
    Check.writable(segment, 0, segment.byteSize());
    if (!segment.isNative()) {
      throw Check.heapWouldBlock("getdents64");
    }
    try {
      return (long)
          Getdents64.HANDLE.invokeExact(
              (long) fd, segment.address(), segment.byteSize(), 0L, 0L, 0L, segment);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  private static final class Openat2 {
    static final MethodHandle HANDLE = Link.plain(Call.OPENAT2);
  }

  private static final class Statx {
    static final MethodHandle HANDLE = Link.plain(Call.STATX);
  }

  private static final class Getdents64 {
    static final MethodHandle HANDLE = Link.plain(Call.GETDENTS64);
  }
}
