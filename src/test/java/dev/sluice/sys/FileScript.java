package dev.sluice.sys;

import static dev.sluice.sys.ScriptedCall.NULL;
import static dev.sluice.sys.ScriptedCall.address;
import static dev.sluice.sys.ScriptedCall.integer;
import static dev.sluice.sys.ScriptedCall.number;
import static dev.sluice.sys.SyscallScript.BAD_FD;
import static dev.sluice.sys.SyscallScript.FD;
import static dev.sluice.sys.SyscallScript.LARGE;
import static dev.sluice.sys.SyscallScript.OTHER_FD;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Files, memory, and moving bytes: this part of {@link SyscallScript}. */
final class FileScript {
  private static final String OTHER_BAD_FD = integer(OTHER_FD);

  private final SyscallScript script;

  private FileScript(SyscallScript script) {
    this.script = script;
  }

  static void run(SyscallScript script) {
    FileScript files = new FileScript(script);
    files.atPositions();
    files.vectorsAtPositions();
    files.betweenDescriptors();
    files.outOfMemory();
    files.making();
    files.sizeAndDisk();
    files.descriptors();
    files.mappings();
  }

  private void atPositions() {
    MemorySegment bytes = script.bytes;
    String there = number(bytes.address() + 5);
    script.call(
        Call.PREAD,
        "pread64",
        () -> Io.pread(FD, bytes, 5, 21, LARGE),
        BAD_FD,
        there,
        number(21),
        number(LARGE));
    script.call(
        Call.PWRITE,
        "pwrite64",
        () -> Io.pwrite(FD, bytes, 5, 22, LARGE),
        BAD_FD,
        there,
        number(22),
        number(LARGE));
  }

  /** The kernel ignores what the upper half of the position would be; the C library says 0. */
  private void vectorsAtPositions() {
    IoVec parts = IoVec.allocate(script.arena, 3).add(script.bytes).add(script.bytes);
    String vector = address(parts.forReading());
    int flags = 7020;
    String upperHalf = Backend.current() == Backend.LIBC ? integer(0) : integer(flags);
    script.call(
        Call.PREADV2,
        "preadv2",
        () -> Io.preadv2(FD, parts, LARGE, flags),
        BAD_FD,
        vector,
        integer(2),
        number(LARGE),
        upperHalf,
        integer(flags));
    script.call(
        Call.PWRITEV2,
        "pwritev2",
        () -> Io.pwritev2(FD, parts, LARGE, flags),
        BAD_FD,
        vector,
        integer(2),
        number(LARGE),
        upperHalf,
        integer(flags));
  }

  private void betweenDescriptors() {
    MemorySegment one = script.bytes.asSlice(8, 8);
    MemorySegment other = script.bytes.asSlice(24, 8);
    splice(one, other);
    splice(null, other);
    splice(one, null);
    copyFileRange(one, other);
    copyFileRange(null, null);
    script.call(
        Call.TEE,
        "tee",
        () -> ZeroCopy.tee(FD, OTHER_FD, LARGE, 7021),
        BAD_FD,
        OTHER_BAD_FD,
        number(LARGE),
        integer(7021));
  }

  private void splice(@Nullable MemorySegment in, @Nullable MemorySegment out) {
    script.call(
        Call.SPLICE,
        "splice",
        () -> ZeroCopy.splice(FD, in, OTHER_FD, out, LARGE, 3),
        BAD_FD,
        orNull(in),
        OTHER_BAD_FD,
        orNull(out),
        number(LARGE),
        integer(3));
  }

  private void copyFileRange(@Nullable MemorySegment in, @Nullable MemorySegment out) {
    script.call(
        Call.COPY_FILE_RANGE,
        "copy_file_range",
        () -> ZeroCopy.copy_file_range(FD, in, OTHER_FD, out, LARGE, 7022),
        BAD_FD,
        orNull(in),
        OTHER_BAD_FD,
        orNull(out),
        number(LARGE),
        integer(7022));
  }

  private static String orNull(@Nullable MemorySegment offset) {
    return offset == null ? NULL : address(offset);
  }

  private void outOfMemory() {
    Mapping mapping = map(0x3000);
    script.call(
        Call.VMSPLICE,
        "vmsplice",
        () -> ZeroCopy.vmsplice(FD, mapping, 3, 23, 6),
        BAD_FD,
        address(Scratch.get()),
        number(1),
        integer(6));
    IoVec parts = IoVec.allocate(script.arena, 3).add(script.bytes).add(script.bytes);
    script.call(
        Call.VMSPLICE,
        "vmsplice",
        () -> ZeroCopy.vmsplice(FD, parts, 6),
        BAD_FD,
        address(parts.forReading()),
        number(2),
        integer(6));
    Memory.munmap(mapping);
  }

  private void making() {
    PathBuf path = PathBuf.of("sluice");
    String there = address(path.segment());
    script.call(
        Call.OPENAT,
        "openat",
        () -> Files.openat(FD, path, FileConstants.O_CREAT, 0640),
        BAD_FD,
        there,
        integer(FileConstants.O_CREAT),
        integer(0640));
    script.call(
        Call.MKNODAT,
        "mknodat",
        () -> Files.mkfifoat(FD, path, 0620),
        BAD_FD,
        there,
        integer(FileConstants.S_IFIFO | 0620),
        integer(0));
    script.call(
        Call.MEMFD_CREATE,
        "memfd_create",
        () -> Files.memfd_create(path, 7023),
        there,
        integer(7023));
  }

  private void sizeAndDisk() {
    script.call(
        Call.FTRUNCATE, "ftruncate", () -> Files.ftruncate(FD, LARGE), BAD_FD, number(LARGE));
    script.call(Call.FSYNC, "fsync", () -> Files.fsync(FD), BAD_FD);
    script.call(Call.FDATASYNC, "fdatasync", () -> Files.fdatasync(FD), BAD_FD);
  }

  private void descriptors() {
    script.call(Call.DUP, "dup", () -> Descriptors.dup(FD), BAD_FD);
    script.call(
        Call.DUP3,
        "dup3",
        () -> Descriptors.dup3(FD, OTHER_FD, 7024),
        BAD_FD,
        OTHER_BAD_FD,
        integer(7024));
    // The range ends before it begins: unsigned, the first number is the larger one.
    script.call(
        Call.CLOSE_RANGE,
        "close_range",
        () -> Descriptors.close_range(FD, OTHER_FD, 7025),
        BAD_FD,
        OTHER_BAD_FD,
        integer(7025));
    script.call(
        Call.IOCTL,
        "ioctl",
        () -> Descriptors.fionread(FD),
        BAD_FD,
        integer(0x541b),
        address(Scratch.get()));
  }

  private void mappings() {
    Mapping mapping = map(0x5_0000);
    long start = mapping.segment().address();
    script.call(
        Call.MSYNC,
        "msync",
        () -> Memory.msync(mapping, 0x1_0000, 0x2_0000, 7026),
        number(start + 0x1_0000),
        number(0x2_0000),
        integer(7026));
    int advice = MemoryConstants.MADV_RANDOM;
    script.call(
        Call.MADVISE,
        "madvise",
        () -> Memory.madvise(mapping, 0x1_0000, 0x3_0000, advice),
        number(start + 0x1_0000),
        number(0x3_0000),
        integer(advice));
    Memory.munmap(mapping);
  }

  private static Mapping map(long length) {
    Mapping mapping = new Mapping();
    int prot = MemoryConstants.PROT_READ | MemoryConstants.PROT_WRITE;
    int fresh = MemoryConstants.MAP_PRIVATE | MemoryConstants.MAP_ANONYMOUS;
    if (Memory.mmap(mapping, length, prot, fresh, -1, 0) < 0) {
      throw new IllegalStateException("no memory");
    }
    return mapping;
  }
}
