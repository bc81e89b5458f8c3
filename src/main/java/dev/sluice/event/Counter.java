package dev.sluice.event;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.fd.Fd;
import dev.sluice.sys.Io;
import java.lang.foreign.MemorySegment;

/** The number that eventfd and timerfd keep, and give up to who reads it. */
final class Counter {
  private Counter() {}

  /**
   * Reads it, by {@code read}; does not wait.
   *
   * @param room where it goes meanwhile
   * @param kind what the descriptor is, for what is thrown
   * @return what it was; 0 when it was 0
   */
  static long take(Fd fd, MemorySegment room, String kind) throws ErrnoException {
    long result = Io.read(fd.number(), room);
    if (result == Errno.WOULD_BLOCK) {
      return 0;
    }
    if (result < 0) {
      throw new ErrnoException("read", result, kind);
    }
    return room.get(JAVA_LONG, 0);
  }
}
