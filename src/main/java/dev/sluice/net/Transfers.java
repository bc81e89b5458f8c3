package dev.sluice.net;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.sys.Io;
import dev.sluice.sys.IoVec;
import java.nio.ByteBuffer;

/** What streams and messages have in common when they move bytes. */
final class Transfers {
  private Transfers() {}

  static long readv(int number, IoVec parts) throws ErrnoException {
    long result;
    do {
      result = Io.readv(number, parts);
    } while (result == Errno.INTERRUPTED);
    return ErrnoException.checkUnlessWouldBlock(result, "readv");
  }

  static long writev(int number, IoVec parts) throws ErrnoException {
    long result;
    do {
      result = Io.writev(number, parts);
    } while (result == Errno.INTERRUPTED);
    return ErrnoException.checkUnlessWouldBlock(result, "writev");
  }

  /** Moves the position on by what went, a message cut at the buffer's end included. */
  static long advance(ByteBuffer buffer, long result) {
    if (result > 0) {
      buffer.position(buffer.position() + (int) Math.min(result, buffer.remaining()));
    }
    return result;
  }
}
