package dev.sluice.sys;

import static java.lang.foreign.MemorySegment.NULL;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Opening, making and describing files. */
public final class Files {
  private Files() {}

  /**
   * Opens a file, also where the kernel is older than {@link #openat2}.
   *
   * <p>C: {@code int openat(int dirfd, const char *pathname, int flags, mode_t mode)}. May block on
   * the disk, and on a FIFO unless {@code O_NONBLOCK}. Flags that the kernel does not know are
   * ignored. Errors to expect: ENOENT, EACCES, EEXIST, EISDIR, ELOOP, ENOTDIR, ENAMETOOLONG,
   * EMFILE, ENXIO (nobody reads the FIFO), ENOSPC, EROFS. Least kernel: 2.6.16.
   *
   * @param dirfd the folder that a relative path begins at, or {@code AT_FDCWD}
   * @param path the path, read during the call
   * @param flags {@code O_RDONLY}, …
   * @param mode permissions of a file that is created; the process's umask takes some away
   * @return a descriptor that the caller owns, or {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man2/openat.2.html">openat(2)</a>
   */
  public static int openat(int dirfd, PathBuf path, int flags, int mode) {
    MemorySegment name = path.segment();
    try {
      return (int)
          (long)
              Openat.HANDLE.invokeExact(
                  (long) dirfd, name.address(), (long) flags, (long) mode, 0L, 0L, name);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

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
   * statx *statxbuf)}. With an empty path and {@code AT_EMPTY_PATH} it is {@code fstat}, whose
   * struct differs by architecture. May block on the disk. Errors to expect: ENOENT, EACCES, EBADF.
   * Least kernel: 4.11.
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

  /**
   * Sets the size of a file: cut, or grown by zeros that take no room.
   *
   * <p>C: {@code int ftruncate(int fd, off_t length)}. May block on the disk. Who has mapped what
   * is cut off gets {@code InternalError} at its next use. Errors to expect: EINVAL (negative, or
   * no file), EBADF, EFBIG, EPERM (sealed), EIO, EINTR. Least kernel: 2.6.12.
   *
   * @param fd a file open for writing
   * @param length its size from now on, in bytes
   * @return 0, or {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man2/ftruncate.2.html">ftruncate(2)</a>
   */
  public static int ftruncate(int fd, long length) {
    try {
      return (int) (long) Ftruncate.HANDLE.invokeExact((long) fd, length, 0L, 0L, 0L, 0L, NULL);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Waits until the disk has a file's bytes and all that describes it. Its entry in the folder is
   * the folder's: that wants an fsync of its own.
   *
   * <p>C: {@code int fsync(int fd)}. Blocks on the disk. Errors to expect: EIO (what was written
   * since the last success may be lost), ENOSPC, EINVAL (nothing that a disk has), EBADF. Least
   * kernel: 2.6.12.
   *
   * @param fd a file or folder
   * @return 0, or {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man2/fsync.2.html">fsync(2)</a>
   */
  public static int fsync(int fd) {
    try {
      return (int) (long) Fsync.HANDLE.invokeExact((long) fd, 0L, 0L, 0L, 0L, 0L, NULL);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Waits until the disk has a file's bytes and can find them again; the times of the file may be
   * older.
   *
   * <p>C: {@code int fdatasync(int fd)}. Blocks on the disk. Errors to expect: as {@link #fsync}.
   * Least kernel: 2.6.12.
   *
   * @param fd a file or folder
   * @return 0, or {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man2/fdatasync.2.html">fdatasync(2)</a>
   */
  public static int fdatasync(int fd) {
    try {
      return (int) (long) Fdatasync.HANDLE.invokeExact((long) fd, 0L, 0L, 0L, 0L, 0L, NULL);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Makes a FIFO, a pipe with a name.
   *
   * <p>C: {@code int mkfifoat(int dirfd, const char *pathname, mode_t mode)}, which is {@code
   * mknodat} with {@code S_IFIFO}. May block on the disk. Errors to expect: EEXIST, EACCES, ENOENT,
   * ENOTDIR, ENAMETOOLONG, ENOSPC, EROFS, EINVAL (a mode that names another type). Least kernel:
   * 2.6.16.
   *
   * @param dirfd the folder that a relative path begins at, or {@code AT_FDCWD}
   * @param path the path, read during the call
   * @param mode its permissions; the process's umask takes some away
   * @return 0, or {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man3/mkfifo.3.html">mkfifo(3)</a>
   */
  public static int mkfifoat(int dirfd, PathBuf path, int mode) {
    MemorySegment name = path.segment();
    // No type has the bit of S_IFIFO beside its own: another one among the mode is the kernel's
    // EINVAL.
    long type = mode | FileConstants.S_IFIFO;
    try {
      return (int)
          (long) Mknodat.HANDLE.invokeExact((long) dirfd, name.address(), type, 0L, 0L, 0L, name);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Makes a file that lives in memory, and as long as somebody has it open or mapped.
   *
   * <p>C: {@code int memfd_create(const char *name, unsigned int flags)}. Never blocks. Errors to
   * expect: EINVAL (a flag that the kernel does not know, a name of more than 249 bytes), EMFILE,
   * ENFILE, ENOMEM. Least kernel: 3.17.
   *
   * @param name stands in {@code /proc/self/fd} behind {@code memfd:}; need not be the only one;
   *     read during the call
   * @param flags {@code MFD_CLOEXEC}, {@code MFD_ALLOW_SEALING}, {@code MFD_HUGETLB}
   * @return a descriptor that the caller owns, open for reading and writing, or {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man2/memfd_create.2.html">memfd_create(2)</a>
   */
  public static int memfd_create(PathBuf name, int flags) {
    MemorySegment text = name.segment();
    try {
      return (int)
          (long) MemfdCreate.HANDLE.invokeExact(text.address(), (long) flags, 0L, 0L, 0L, 0L, text);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  private static final class Openat {
    static final MethodHandle HANDLE = Link.plain(Call.OPENAT);
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

  private static final class Ftruncate {
    static final MethodHandle HANDLE = Link.plain(Call.FTRUNCATE);
  }

  private static final class Fsync {
    static final MethodHandle HANDLE = Link.plain(Call.FSYNC);
  }

  private static final class Fdatasync {
    static final MethodHandle HANDLE = Link.plain(Call.FDATASYNC);
  }

  private static final class Mknodat {
    static final MethodHandle HANDLE = Link.plain(Call.MKNODAT);
  }

  private static final class MemfdCreate {
    static final MethodHandle HANDLE = Link.plain(Call.MEMFD_CREATE);
  }
}
