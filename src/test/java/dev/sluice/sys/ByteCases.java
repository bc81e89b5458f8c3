package dev.sluice.sys;

import static dev.sluice.sys.FileConstants.MFD_CLOEXEC;
import static dev.sluice.sys.FileConstants.O_NONBLOCK;

import dev.sluice.errno.Errno;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.function.IntToLongFunction;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

/** {@link Io} and {@link ZeroCopy}. */
final class ByteCases {
  private static final long EBADF = -Errno.EBADF.number();
  private static final long EINVAL = -Errno.EINVAL.number();

  private ByteCases() {}

  static List<CallCase> cases() {
    MemorySegment bytes = Arena.global().allocate(16);
    return List.of(
        onPipe(Call.READ, p -> Io.read(p.first(), bytes), EBADF, p -> Io.read(p.second(), bytes)),
        onPipe(
            Call.WRITE, p -> Io.write(p.second(), bytes), EBADF, p -> Io.write(p.first(), bytes)),
        onPipe(
            Call.READV,
            p -> Io.readv(p.first(), parts()),
            EBADF,
            p -> Io.readv(p.second(), parts())),
        onPipe(
            Call.WRITEV,
            p -> Io.writev(p.second(), parts()),
            EBADF,
            p -> Io.writev(p.first(), parts())),
        onFiles(
            Call.PREAD,
            f -> Io.pread(f.first(), bytes, 4),
            EINVAL,
            f -> Io.pread(f.first(), bytes, -4)),
        onFiles(
            Call.PWRITE,
            f -> Io.pwrite(f.first(), bytes, 4),
            EINVAL,
            f -> Io.pwrite(f.first(), bytes, -4)),
        onFiles(
            Call.PREADV2,
            f -> Io.preadv2(f.first(), parts(), 4, 0),
            -Errno.EOPNOTSUPP.number(),
            f -> Io.preadv2(f.first(), parts(), 4, 1 << 30)),
        onFiles(
            Call.PWRITEV2,
            f -> Io.pwritev2(f.first(), parts(), 4, 0),
            -Errno.EOPNOTSUPP.number(),
            f -> Io.pwritev2(f.first(), parts(), 4, 1 << 30)),
        new CallCase(
            Call.PIPE2,
            () -> {
              try (Owned owned = new Owned()) {
                return owned.pipe(0).second();
              }
            },
            EINVAL,
            () -> Io.pipe2(new int[2], 1)),
        onFiles(
            Call.SENDFILE,
            f -> ZeroCopy.sendfile(f.second(), f.first(), null, 8),
            EINVAL,
            f -> ZeroCopy.sendfile(f.second(), f.first(), null, -8)),
        onFiles(
            Call.COPY_FILE_RANGE,
            f -> ZeroCopy.copy_file_range(f.first(), null, f.second(), null, 8, 0),
            EINVAL,
            f -> ZeroCopy.copy_file_range(f.first(), null, f.second(), null, 8, 1 << 30)),
        onPipe(
            Call.SPLICE,
            p -> toAnother(other -> ZeroCopy.splice(p.first(), null, other, null, 8, 0)),
            -Errno.ESPIPE.number(),
            p -> toAnother(other -> ZeroCopy.splice(p.first(), bytes, other, null, 8, 0))),
        onPipe(
            Call.TEE,
            p -> toAnother(other -> ZeroCopy.tee(p.first(), other, 8, 0)),
            EINVAL,
            p -> ZeroCopy.tee(p.first(), p.second(), 8, 0)),
        onPipe(
            Call.VMSPLICE,
            p -> ZeroCopy.vmsplice(p.second(), parts(), 0),
            EINVAL,
            p -> ZeroCopy.vmsplice(p.second(), parts(), 1 << 30)));
  }

  private static IoVec parts() {
    return IoVec.allocate(Arena.global(), 1).add(Arena.global().allocate(8));
  }

  /** On a pipe that holds 16 bytes. */
  private static CallCase onPipe(
      Call call,
      ToLongFunction<Owned.Pair> succeeds,
      long error,
      ToLongFunction<Owned.Pair> fails) {
    return new CallCase(call, withPipe(succeeds), error, withPipe(fails));
  }

  private static LongSupplier withPipe(ToLongFunction<Owned.Pair> action) {
    return () -> {
      try (Owned owned = new Owned();
          Arena arena = Arena.ofConfined()) {
        Owned.Pair pipe = owned.pipe(O_NONBLOCK);
        long written = Io.write(pipe.second(), arena.allocate(16));
        return written < 0 ? written : action.applyAsLong(pipe);
      }
    };
  }

  private static long toAnother(IntToLongFunction action) {
    try (Owned owned = new Owned()) {
      return action.applyAsLong(owned.pipe(O_NONBLOCK).second());
    }
  }

  /** On two files of 16 bytes. */
  private static CallCase onFiles(
      Call call,
      ToLongFunction<Owned.Pair> succeeds,
      long error,
      ToLongFunction<Owned.Pair> fails) {
    return new CallCase(call, withFiles(succeeds), error, withFiles(fails));
  }

  private static LongSupplier withFiles(ToLongFunction<Owned.Pair> action) {
    return () -> {
      try (Owned owned = new Owned()) {
        int one = owned.add(Files.memfd_create(PathBuf.of("one"), MFD_CLOEXEC));
        int two = owned.add(Files.memfd_create(PathBuf.of("two"), MFD_CLOEXEC));
        long grown = Files.ftruncate(one, 16);
        return grown < 0 ? grown : action.applyAsLong(new Owned.Pair(one, two));
      }
    };
  }
}
