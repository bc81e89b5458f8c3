package dev.sluice.sys;

import dev.sluice.bindings.x86_64.Linux;

/**
 * Constants of {@code fcntl.h}, {@code sys/stat.h}, {@code sys/mman.h} (memfd), {@code sys/uio.h},
 * {@code dirent.h}, {@code linux/openat2.h} and {@code linux/close_range.h}, for {@link Files},
 * {@link Io} and {@link Descriptors}.
 *
 * <p>Names and values are those of C, on this architecture.
 */
public final class FileConstants {
  /** Open for reading. */
  public static final int O_RDONLY = Linux.O_RDONLY();

  /** Open for writing. */
  public static final int O_WRONLY = Linux.O_WRONLY();

  /** Open for both. */
  public static final int O_RDWR = Linux.O_RDWR();

  /** Mask of O_RDONLY, O_WRONLY and O_RDWR. */
  public static final int O_ACCMODE = Linux.O_ACCMODE();

  /** Create where missing. */
  public static final int O_CREAT = Linux.O_CREAT();

  /** Fail where it exists. */
  public static final int O_EXCL = Linux.O_EXCL();

  /** Cut to length 0. */
  public static final int O_TRUNC = Linux.O_TRUNC();

  /** Each write goes to the end. */
  public static final int O_APPEND = Linux.O_APPEND();

  /** Never wait. */
  public static final int O_NONBLOCK = Linux.O_NONBLOCK();

  /** Close at exec. */
  public static final int O_CLOEXEC = Linux.O_CLOEXEC();

  /** Fail unless it is a folder. */
  public static final int O_DIRECTORY =
      Abi.X86 ? Linux.O_DIRECTORY() : dev.sluice.bindings.aarch64.Linux.O_DIRECTORY();

  /** Fail if the last part is a symbolic link. */
  public static final int O_NOFOLLOW =
      Abi.X86 ? Linux.O_NOFOLLOW() : dev.sluice.bindings.aarch64.Linux.O_NOFOLLOW();

  /** Never becomes the controlling terminal. */
  public static final int O_NOCTTY = Linux.O_NOCTTY();

  /** A handle on the name only. */
  public static final int O_PATH = Linux.O_PATH();

  /** Past the page cache; on a pipe: packets. */
  public static final int O_DIRECT =
      Abi.X86 ? Linux.O_DIRECT() : dev.sluice.bindings.aarch64.Linux.O_DIRECT();

  /** Each write waits until the disk has it, with all that describes the file. */
  public static final int O_SYNC = Linux.O_SYNC();

  /** Each write waits until the disk has it, and can find it again. */
  public static final int O_DSYNC = Linux.O_DSYNC();

  /** Reading does not change the access time. */
  public static final int O_NOATIME = Linux.O_NOATIME();

  /** A file without a name. */
  public static final int O_TMPFILE =
      Abi.X86 ? Linux.O_TMPFILE() : dev.sluice.bindings.aarch64.Linux.O_TMPFILE();

  /** Stands for the working directory. */
  public static final int AT_FDCWD = Linux.AT_FDCWD();

  /** An empty path means the descriptor itself. */
  public static final int AT_EMPTY_PATH = Linux.AT_EMPTY_PATH();

  /** Do not follow a link in the last part. */
  public static final int AT_SYMLINK_NOFOLLOW = Linux.AT_SYMLINK_NOFOLLOW();

  /** Stay on the mount. */
  public static final int RESOLVE_NO_XDEV = Linux.RESOLVE_NO_XDEV();

  /** Refuse links such as {@code /proc/self/fd/0}. */
  public static final int RESOLVE_NO_MAGICLINKS = Linux.RESOLVE_NO_MAGICLINKS();

  /** Refuse all symbolic links. */
  public static final int RESOLVE_NO_SYMLINKS = Linux.RESOLVE_NO_SYMLINKS();

  /** Refuse what leads out of the folder. */
  public static final int RESOLVE_BENEATH = Linux.RESOLVE_BENEATH();

  /** Take the folder for the root. */
  public static final int RESOLVE_IN_ROOT = Linux.RESOLVE_IN_ROOT();

  /** Fail with EAGAIN unless all is cached. */
  public static final int RESOLVE_CACHED = Linux.RESOLVE_CACHED();

  /** Want the type. */
  public static final int STATX_TYPE = Linux.STATX_TYPE();

  /** Want the permissions. */
  public static final int STATX_MODE = Linux.STATX_MODE();

  /** Want the link count. */
  public static final int STATX_NLINK = Linux.STATX_NLINK();

  /** Want the owner. */
  public static final int STATX_UID = Linux.STATX_UID();

  /** Want the group. */
  public static final int STATX_GID = Linux.STATX_GID();

  /** Want the access time. */
  public static final int STATX_ATIME = Linux.STATX_ATIME();

  /** Want the modification time. */
  public static final int STATX_MTIME = Linux.STATX_MTIME();

  /** Want the change time. */
  public static final int STATX_CTIME = Linux.STATX_CTIME();

  /** Want the inode number. */
  public static final int STATX_INO = Linux.STATX_INO();

  /** Want the size. */
  public static final int STATX_SIZE = Linux.STATX_SIZE();

  /** Want the blocks used. */
  public static final int STATX_BLOCKS = Linux.STATX_BLOCKS();

  /** All of them. */
  public static final int STATX_BASIC_STATS = Linux.STATX_BASIC_STATS();

  /** Want the birth time. */
  public static final int STATX_BTIME = Linux.STATX_BTIME();

  /** Mask of the type within a mode. */
  public static final int S_IFMT = Linux.S_IFMT();

  /** Regular file. */
  public static final int S_IFREG = Linux.S_IFREG();

  /** Folder. */
  public static final int S_IFDIR = Linux.S_IFDIR();

  /** Symbolic link. */
  public static final int S_IFLNK = Linux.S_IFLNK();

  /** FIFO. */
  public static final int S_IFIFO = Linux.S_IFIFO();

  /** Socket. */
  public static final int S_IFSOCK = Linux.S_IFSOCK();

  /** Character device. */
  public static final int S_IFCHR = Linux.S_IFCHR();

  /** Block device. */
  public static final int S_IFBLK = Linux.S_IFBLK();

  /** The owner may read. */
  public static final int S_IRUSR = Linux.S_IRUSR();

  /** The owner may write. */
  public static final int S_IWUSR = Linux.S_IWUSR();

  /** The group may read. */
  public static final int S_IRGRP = Linux.S_IRGRP();

  /** The group may write. */
  public static final int S_IWGRP = Linux.S_IWGRP();

  /** All others may read. */
  public static final int S_IROTH = Linux.S_IROTH();

  /** All others may write. */
  public static final int S_IWOTH = Linux.S_IWOTH();

  /** Entry of a type that this file system does not say. */
  public static final int DT_UNKNOWN = Linux.DT_UNKNOWN();

  /** Regular file. */
  public static final int DT_REG = Linux.DT_REG();

  /** Folder. */
  public static final int DT_DIR = Linux.DT_DIR();

  /** Symbolic link. */
  public static final int DT_LNK = Linux.DT_LNK();

  /** FIFO. */
  public static final int DT_FIFO = Linux.DT_FIFO();

  /** Socket. */
  public static final int DT_SOCK = Linux.DT_SOCK();

  /** Character device. */
  public static final int DT_CHR = Linux.DT_CHR();

  /** Block device. */
  public static final int DT_BLK = Linux.DT_BLK();

  /** Duplicate; the argument is the least number. */
  public static final int F_DUPFD = Linux.F_DUPFD();

  /** Duplicate with {@code FD_CLOEXEC}. */
  public static final int F_DUPFD_CLOEXEC = Linux.F_DUPFD_CLOEXEC();

  /** Descriptor flags. */
  public static final int F_GETFD = Linux.F_GETFD();

  /** Set descriptor flags. */
  public static final int F_SETFD = Linux.F_SETFD();

  /** Close at exec. */
  public static final int FD_CLOEXEC = Linux.FD_CLOEXEC();

  /** Status flags. */
  public static final int F_GETFL = Linux.F_GETFL();

  /** Set status flags. */
  public static final int F_SETFL = Linux.F_SETFL();

  /** Set the pipe size in bytes. */
  public static final int F_SETPIPE_SZ = Linux.F_SETPIPE_SZ();

  /** The pipe size in bytes. */
  public static final int F_GETPIPE_SZ = Linux.F_GETPIPE_SZ();

  /** Seal a memfd. */
  public static final int F_ADD_SEALS = Linux.F_ADD_SEALS();

  /** The seals of a memfd. */
  public static final int F_GET_SEALS = Linux.F_GET_SEALS();

  /** No more seals. */
  public static final int F_SEAL_SEAL = Linux.F_SEAL_SEAL();

  /** Never becomes smaller. */
  public static final int F_SEAL_SHRINK = Linux.F_SEAL_SHRINK();

  /** Never becomes larger. */
  public static final int F_SEAL_GROW = Linux.F_SEAL_GROW();

  /** Its bytes never change; EBUSY while it is mapped shared and writable. */
  public static final int F_SEAL_WRITE = Linux.F_SEAL_WRITE();

  /** Its bytes change by mappings made before only. */
  public static final int F_SEAL_FUTURE_WRITE = Linux.F_SEAL_FUTURE_WRITE();

  /** Close at exec. */
  public static final int MFD_CLOEXEC = Linux.MFD_CLOEXEC();

  /** Seals may be added. */
  public static final int MFD_ALLOW_SEALING = Linux.MFD_ALLOW_SEALING();

  /** Of huge pages. */
  public static final int MFD_HUGETLB = Linux.MFD_HUGETLB();

  /** Poll the device for the end of the transfer; only with {@code O_DIRECT}. */
  public static final int RWF_HIPRI = Linux.RWF_HIPRI();

  /** As {@code O_DSYNC}, this once. */
  public static final int RWF_DSYNC = Linux.RWF_DSYNC();

  /** As {@code O_SYNC}, this once. */
  public static final int RWF_SYNC = Linux.RWF_SYNC();

  /** EAGAIN where it would have to wait for the disk or a lock. */
  public static final int RWF_NOWAIT = Linux.RWF_NOWAIT();

  /** As {@code O_APPEND}, this once. */
  public static final int RWF_APPEND = Linux.RWF_APPEND();

  /** Give the calling thread a table of descriptors of its own first. */
  public static final int CLOSE_RANGE_UNSHARE = Linux.CLOSE_RANGE_UNSHARE();

  /** Set {@code FD_CLOEXEC}, close nothing. */
  public static final int CLOSE_RANGE_CLOEXEC = Linux.CLOSE_RANGE_CLOEXEC();

  private FileConstants() {}
}
