package dev.sluice.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * What waitid says of a child, {@code siginfo_t}.
 *
 * <p>Holds its own memory and can be used again and again; one thread at a time.
 */
public final class WaitInfo {
  // siginfo_t on 64-bit Linux: the union behind pid is generated in parts.
  static final long SIZE = 128;
  static final long NUMBER = 0;
  static final long CODE = 8;
  static final long PID = 16;
  static final long UID = 20;
  static final long STATUS = 24;

  private final MemorySegment segment = Arena.ofAuto().allocate(SIZE, 8);

  /** Makes an empty one. */
  public WaitInfo() {}

  /** {@return {@code SIGCHLD}, or 0 when {@code WNOHANG} found no child} */
  public int signo() {
    return segment.get(JAVA_INT, NUMBER);
  }

  /** {@return {@code CLD_EXITED}, …} */
  public int code() {
    return segment.get(JAVA_INT, CODE);
  }

  /** {@return the child, or 0 when {@code WNOHANG} found none} */
  public int pid() {
    return segment.get(JAVA_INT, PID);
  }

  /** {@return the real user of the child} */
  public int uid() {
    return segment.get(JAVA_INT, UID);
  }

  /** {@return the exit code, or the number of the signal: {@link #code} says which} */
  public int status() {
    return segment.get(JAVA_INT, STATUS);
  }

  MemorySegment segment() {
    return segment;
  }
}
