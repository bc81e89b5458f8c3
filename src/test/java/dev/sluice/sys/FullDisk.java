package dev.sluice.sys;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Writes to a file until nothing more fits, and prints what the calls returned. */
final class FullDisk {
  private FullDisk() {}

  /** Takes the path of a file that does not exist. */
  public static void main(String[] args) {
    int flags = FileConstants.O_RDWR | FileConstants.O_CREAT | FileConstants.O_CLOEXEC;
    int fd = Files.openat(FileConstants.AT_FDCWD, PathBuf.of(args[0]), flags, 0600);
    MemorySegment bytes = Arena.global().allocate(48 * 1024);
    IoVec parts = IoVec.allocate(Arena.global(), 1).add(bytes);
    System.out.println(Io.pwrite(fd, bytes, 0));
    System.out.println(Io.pwrite(fd, bytes, bytes.byteSize()));
    System.out.println(Io.pwrite(fd, bytes, 64 * 1024));
    System.out.println(Io.pwritev2(fd, parts, 64 * 1024, 0));
    System.out.println(Io.write(fd, bytes));
    System.out.println(Files.ftruncate(fd, 1L << 40));
    System.out.println(Files.fsync(fd));
    int fifo = Files.mkfifoat(FileConstants.AT_FDCWD, PathBuf.of(args[0]), 0600);
    System.out.println(fifo);
  }
}
