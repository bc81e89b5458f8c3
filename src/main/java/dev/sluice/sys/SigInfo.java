package dev.sluice.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** What goes along with a signal that is queued, {@code siginfo_t}: one per thread. */
final class SigInfo {
  // siginfo_t on 64-bit Linux; a test holds these against the bindings, whose class for it takes
  // long to load.
  static final long SIZE = 128;
  static final long NUMBER = 0;
  static final long CODE = 8;
  static final long PID = 16;
  static final long UID = 20;
  static final long VALUE = 24;

  private static final ThreadLocal<MemorySegment> OF_THREAD =
      ThreadLocal.withInitial(() -> Arena.ofAuto().allocate(SIZE, 8));

  private SigInfo() {}

  static MemorySegment queued(int signum, int pid, int uid, long value) {
    MemorySegment info = OF_THREAD.get();
    info.set(JAVA_INT, NUMBER, signum);
    info.set(JAVA_INT, CODE, SignalConstants.SI_QUEUE);
    info.set(JAVA_INT, PID, pid);
    info.set(JAVA_INT, UID, uid);
    info.set(JAVA_LONG, VALUE, value);
    return info;
  }
}
