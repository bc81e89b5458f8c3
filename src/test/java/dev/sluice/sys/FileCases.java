package dev.sluice.sys;

import static dev.sluice.sys.FileConstants.AT_EMPTY_PATH;
import static dev.sluice.sys.FileConstants.AT_FDCWD;
import static dev.sluice.sys.FileConstants.F_GETFD;
import static dev.sluice.sys.FileConstants.F_SETPIPE_SZ;
import static dev.sluice.sys.FileConstants.MFD_CLOEXEC;
import static dev.sluice.sys.FileConstants.O_CLOEXEC;
import static dev.sluice.sys.FileConstants.O_RDONLY;
import static dev.sluice.sys.FileConstants.STATX_SIZE;
import static dev.sluice.sys.MemoryConstants.MADV_FREE;
import static dev.sluice.sys.MemoryConstants.MADV_NORMAL;
import static dev.sluice.sys.MemoryConstants.MAP_ANONYMOUS;
import static dev.sluice.sys.MemoryConstants.MAP_PRIVATE;
import static dev.sluice.sys.MemoryConstants.MAP_SHARED;
import static dev.sluice.sys.MemoryConstants.MS_ASYNC;
import static dev.sluice.sys.MemoryConstants.MS_SYNC;
import static dev.sluice.sys.MemoryConstants.PROT_READ;
import static dev.sluice.sys.MemoryConstants.PROT_WRITE;

import dev.sluice.errno.Errno;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntToLongFunction;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

/** {@link Files}, {@link Descriptors} and {@link Memory}. */
final class FileCases {
  private static final int NONE = -1;
  private static final long EBADF = -Errno.EBADF.number();
  private static final long EINVAL = -Errno.EINVAL.number();
  private static final long ENOENT = -Errno.ENOENT.number();
  private static final PathBuf ROOT = PathBuf.of("/");
  private static final PathBuf NOTHING = PathBuf.of("");
  private static final OpenHow READ = new OpenHow(O_RDONLY | O_CLOEXEC, 0, 0);

  private FileCases() {}

  static List<CallCase> files() {
    return List.of(
        new CallCase(
            Call.OPENAT,
            () -> opened(Files.openat(AT_FDCWD, ROOT, O_RDONLY | O_CLOEXEC, 0)),
            ENOENT,
            () -> Files.openat(AT_FDCWD, NOTHING, O_RDONLY | O_CLOEXEC, 0)),
        new CallCase(
            Call.OPENAT2,
            () -> opened(Files.openat2(AT_FDCWD, ROOT, READ)),
            ENOENT,
            () -> Files.openat2(AT_FDCWD, NOTHING, READ)),
        new CallCase(
            Call.MEMFD_CREATE,
            () -> opened(Files.memfd_create(NOTHING, MFD_CLOEXEC)),
            EINVAL,
            () -> Files.memfd_create(NOTHING, 1 << 20)),
        new CallCase(
            Call.MKNODAT,
            FileCases::fifo,
            -Errno.EEXIST.number(),
            () -> Files.mkfifoat(0, ROOT, 0)),
        onFile(
            Call.STATX,
            fd -> Files.statx(fd, NOTHING, AT_EMPTY_PATH, STATX_SIZE, new StatxBuf()),
            ENOENT,
            fd -> Files.statx(fd, NOTHING, 0, STATX_SIZE, new StatxBuf())),
        new CallCase(
            Call.GETDENTS64,
            () -> onFolder(fd -> Files.getdents64(fd, Arena.ofAuto().allocate(4096))),
            EINVAL,
            () -> onFolder(fd -> Files.getdents64(fd, Arena.ofAuto().allocate(8)))),
        onFile(
            Call.FTRUNCATE,
            fd -> Files.ftruncate(fd, 1L << 33),
            EINVAL,
            fd -> Files.ftruncate(fd, -1)),
        onFile(Call.FSYNC, Files::fsync, EBADF, fd -> Files.fsync(NONE)),
        onFile(Call.FDATASYNC, Files::fdatasync, EBADF, fd -> Files.fdatasync(NONE)));
  }

  static List<CallCase> descriptors() {
    return List.of(
        new CallCase(
            Call.CLOSE,
            () -> opened(Files.openat2(AT_FDCWD, ROOT, READ)),
            EBADF,
            () -> close(NONE)),
        onFile(
            Call.CLOSE_RANGE,
            // No number is as large.
            fd -> Descriptors.close_range(-2, -1, 0),
            EINVAL,
            fd -> Descriptors.close_range(-1, -2, 0)),
        onFile(Call.DUP, fd -> opened(Descriptors.dup(fd)), EBADF, fd -> Descriptors.dup(NONE)),
        onFile(Call.DUP3, FileCases::onto, EINVAL, fd -> Descriptors.dup3(fd, fd, 0)),
        onFile(
            Call.FCNTL,
            fd -> Descriptors.fcntl(fd, F_GETFD, 0),
            EBADF,
            fd -> Descriptors.fcntl(fd, F_SETPIPE_SZ, 4096)),
        onFile(Call.IOCTL, Descriptors::fionread, EBADF, fd -> Descriptors.fionread(NONE)));
  }

  static List<CallCase> memory() {
    return List.of(
        new CallCase(
            Call.MMAP,
            () -> mapped(mapping -> 0),
            EINVAL,
            () -> Memory.mmap(new Mapping(), 0, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)),
        new CallCase(Call.MUNMAP, FileCases::unmapped, EINVAL, () -> Memory.munmap0(1, 4096)),
        new CallCase(
            Call.MPROTECT,
            () -> mapped(m -> Memory.mprotect0(m.segment().address(), 4096, PROT_READ)),
            EINVAL,
            () -> Memory.mprotect0(1, 4096, PROT_READ)),
        new CallCase(
            Call.MSYNC,
            () -> mapped(m -> Memory.msync(m, 0, 4096, MS_SYNC)),
            EINVAL,
            () -> mapped(m -> Memory.msync(m, 0, 4096, MS_SYNC | MS_ASYNC))),
        new CallCase(
            Call.MADVISE,
            () -> mapped(m -> Memory.madvise(m, 0, 4096, MADV_NORMAL)),
            EINVAL,
            // Of shared memory nothing can be given back so.
            () -> mapped(m -> Memory.madvise(m, 0, 4096, MADV_FREE))));
  }

  private static CallCase onFile(
      Call call, IntToLongFunction succeeds, long error, IntToLongFunction fails) {
    return new CallCase(call, withFile(succeeds), error, withFile(fails));
  }

  private static LongSupplier withFile(IntToLongFunction action) {
    return () -> {
      try (Owned owned = new Owned()) {
        return action.applyAsLong(owned.add(Files.memfd_create(NOTHING, MFD_CLOEXEC)));
      }
    };
  }

  private static long onFolder(IntToLongFunction action) {
    try (Owned owned = new Owned()) {
      return action.applyAsLong(owned.file(Path.of("/"), O_RDONLY));
    }
  }

  private static long mapped(ToLongFunction<Mapping> action) {
    Mapping mapping = new Mapping();
    int result =
        Memory.mmap(mapping, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (result < 0) {
      return result;
    }
    try {
      return action.applyAsLong(mapping);
    } finally {
      Memory.munmap(mapping);
    }
  }

  private static long unmapped() {
    Mapping mapping = new Mapping();
    int result = Memory.mmap(mapping, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    return result < 0 ? result : Memory.munmap(mapping);
  }

  private static long opened(int fd) {
    return fd < 0 ? fd : close(fd);
  }

  private static long close(int fd) {
    return Descriptors.close(fd);
  }

  /** Over a number that is ours. */
  private static long onto(int fd) {
    try (Owned owned = new Owned()) {
      return Descriptors.dup3(fd, owned.pipe(0).first(), O_CLOEXEC);
    }
  }

  private static long fifo() {
    try {
      Path folder = java.nio.file.Files.createTempDirectory("sluice");
      Path path = folder.resolve("fifo");
      int result = Files.mkfifoat(AT_FDCWD, PathBuf.of(path.toString()), 0600);
      java.nio.file.Files.deleteIfExists(path);
      java.nio.file.Files.delete(folder);
      return result;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
