package dev.sluice.io;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.sys.ZeroCopy;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Moving bytes within the kernel, with positions as plain numbers. A call that a signal interrupted
 * is made again.
 */
final class Transfers {
  /** In place of a position: where the file itself stands, and always for pipes and sockets. */
  static final long OWN = -1;

  // The kernel wants positions in memory: these are the thread's, so that no call allocates.
  private static final ThreadLocal<Transfers> OF_THREAD = ThreadLocal.withInitial(Transfers::new);

  private final MemorySegment in = Arena.ofAuto().allocate(JAVA_LONG);
  private final MemorySegment out = Arena.ofAuto().allocate(JAVA_LONG);

  private Transfers() {}

  /** A position that a caller gave: never what stands for the file's own. */
  static long position(long position) {
    if (position < 0) {
      throw new IllegalArgumentException("negative position: " + position);
    }
    return position;
  }

  /** Moves a buffer on by what a call returned. */
  static long moved(ByteBuffer buffer, long result) {
    if (result > 0) {
      buffer.position(buffer.position() + (int) result);
    }
    return result;
  }

  static long sendFile(int out, int in, long position, long count) throws ErrnoException {
    MemorySegment at = OF_THREAD.get().in;
    long result;
    do {
      at.set(JAVA_LONG, 0, position);
      result = ZeroCopy.sendfile(out, in, at, count);
    } while (result == Errno.INTERRUPTED);
    return ErrnoException.checkUnlessWouldBlock(result, "sendfile");
  }

  static long splice(int in, long positionIn, int out, long positionOut, long count, int flags)
      throws ErrnoException {
    Transfers positions = OF_THREAD.get();
    long result;
    do {
      MemorySegment from = set(positions.in, positionIn);
      MemorySegment to = set(positions.out, positionOut);
      result = ZeroCopy.splice(in, from, out, to, count, flags);
    } while (result == Errno.INTERRUPTED);
    return ErrnoException.checkUnlessWouldBlock(result, "splice");
  }

  static long copyFileRange(int in, long positionIn, int out, long positionOut, long count)
      throws ErrnoException {
    Transfers positions = OF_THREAD.get();
    long result;
    do {
      MemorySegment from = set(positions.in, positionIn);
      MemorySegment to = set(positions.out, positionOut);
      result = ZeroCopy.copy_file_range(in, from, out, to, count, 0);
    } while (result == Errno.INTERRUPTED);
    return ErrnoException.check(result, "copy_file_range");
  }

  private static @Nullable MemorySegment set(MemorySegment segment, long position) {
    if (position == OWN) {
      return null;
    }
    segment.set(JAVA_LONG, 0, position);
    return segment;
  }
}
