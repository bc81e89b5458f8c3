package dev.sluice.sys;

import static dev.sluice.sys.MemoryConstants.MAP_ANONYMOUS;
import static dev.sluice.sys.MemoryConstants.MAP_PRIVATE;
import static dev.sluice.sys.MemoryConstants.PROT_EXEC;
import static dev.sluice.sys.MemoryConstants.PROT_READ;
import static dev.sluice.sys.MemoryConstants.PROT_WRITE;

import java.lang.foreign.MemorySegment;

/**
 * Memory for machine code: written first, then made executable once, never both at the same time
 * and never freed.
 *
 * <p>The kernel brings the instruction cache up to date when a page first becomes executable, so
 * nothing else is needed on aarch64.
 */
final class CodePage {
  /** A whole page on every page size that Linux has on either architecture. */
  static final int SIZE = 64 * 1024;

  private CodePage() {}

  /** {@return writable memory of {@code size} bytes} */
  static MemorySegment map(int size) {
    long address =
        Memory.mmap0(0, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (failed(address)) {
      throw new IllegalStateException("mmap: " + dev.sluice.errno.Errno.ofResult(address));
    }
    return Memory.at(address, size);
  }

  /** Makes the first {@link #SIZE} bytes executable, and read-only for good. */
  static void seal(MemorySegment code) {
    int result = Memory.mprotect0(code.address(), SIZE, PROT_READ | PROT_EXEC);
    if (result < 0) {
      throw new IllegalStateException(
          "mprotect(PROT_EXEC): " + dev.sluice.errno.Errno.ofResult(result));
    }
  }

  static boolean failed(long result) {
    return result < 0 && result > -4096;
  }
}
