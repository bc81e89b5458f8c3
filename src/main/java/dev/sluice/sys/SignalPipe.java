package dev.sluice.sys;

import static dev.sluice.sys.FileConstants.O_CLOEXEC;
import static dev.sluice.sys.FileConstants.O_NONBLOCK;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A non-blocking pipe into which a signal handler writes one {@code siginfo_t} of {@value #RECORD}
 * bytes per signal.
 *
 * <p>The handler is six instructions, one for all signals: it looks up the pipe of the signal in a
 * table and writes. That is async-signal-safe: no Java code runs in a handler. When the pipe is
 * full, signals are lost, as standard signals are when they are pending already.
 *
 * <p>Neither the handler nor a pipe is ever freed: a handler that started late would jump into
 * nothing, or write into somebody else's descriptor. Released pipes are used again.
 */
@ProcessWide
public final class SignalPipe {
  /** The bytes that one signal takes: the kernel's {@code siginfo_t}. */
  public static final int RECORD = 128;

  /** Where the table of write ends stands, seen from the handler: on pages that stay writable. */
  static final int TABLE_OFFSET = CodePage.SIZE;

  private static final int DRAINED_AT_ONCE = 64 * RECORD;

  /** Enough for a pipe of a mebibyte; bounded, since signals may still come in. */
  private static final int MOST_DRAINS = 128;

  /** Guards which pipe catches what; {@link Signals} changes actions under it. */
  static final Object LOCK = new Object();

  private static final Deque<SignalPipe> RELEASED = new ArrayDeque<>();
  private static final @Nullable SignalPipe[] CLAIMED = new SignalPipe[Signals.SIGRTMAX + 1];

  /** Made on first use, so that the handler exists only in programs that catch signals. */
  private static final class Handler {
    static final MemorySegment CODE;
    static final String OBSTACLE;

    static {
      MemorySegment pages = MemorySegment.NULL;
      String obstacle = "";
      try {
        pages = CodePage.map(TABLE_OFFSET + CodePage.SIZE);
        byte[] code = SignalStub.code(Abi.CURRENT);
        MemorySegment.copy(code, 0, pages, ValueLayout.JAVA_BYTE, 0, code.length);
        for (int signum = 0; signum <= Signals.SIGRTMAX; signum++) {
          pages.set(JAVA_INT, slot(signum), -1);
        }
        CodePage.seal(pages);
      } catch (IllegalStateException e) {
        obstacle = String.valueOf(e.getMessage());
      }
      CODE = pages;
      OBSTACLE = obstacle;
    }
  }

  private final int readEnd;
  private final int writeEnd;
  private boolean released;

  private SignalPipe(int readEnd, int writeEnd) {
    this.readEnd = readEnd;
    this.writeEnd = writeEnd;
  }

  /**
   * Makes a pipe, or takes a released one.
   *
   * @param result receives the pipe in [0]
   * @return 0, or {@code -errno} of pipe2: EMFILE, ENFILE
   */
  public static int open(@Nullable SignalPipe[] result) {
    Objects.checkIndex(0, result.length);
    synchronized (LOCK) {
      SignalPipe used = RELEASED.poll();
      if (used != null) {
        // A new object, so that what the previous owner still holds stays released.
        SignalPipe again = new SignalPipe(used.readEnd, used.writeEnd);
        again.drain();
        result[0] = again;
        return 0;
      }
      int[] ends = new int[2];
      int rc = Io.pipe2(ends, O_CLOEXEC | O_NONBLOCK);
      if (rc >= 0) {
        result[0] = new SignalPipe(ends[0], ends[1]);
      }
      return rc;
    }
  }

  /**
   * Gives all its signals their previous actions back, and the pipe to the next one who opens one.
   */
  public void release() {
    synchronized (LOCK) {
      if (released) {
        return;
      }
      released = true;
      for (int signum = 1; signum <= Signals.SIGRTMAX; signum++) {
        if (CLAIMED[signum] == this) {
          Signals.restore(signum, this);
        }
      }
      RELEASED.add(this);
    }
  }

  /**
   * {@return the read end, non-blocking, lent for reading and polling: closing it would be felt by
   * the next one who gets this pipe}
   */
  public int fd() {
    return readEnd;
  }

  /** Drops what the previous owner left: a full pipe would lose the new one's signals. */
  private void drain() {
    // The previous owner may have made it blocking.
    Descriptors.fcntl(readEnd, FileConstants.F_SETFL, O_NONBLOCK);
    MemorySegment rest = Arena.ofAuto().allocate(DRAINED_AT_ONCE);
    for (int i = 0; i < MOST_DRAINS; i++) {
      if (Io.read(readEnd, rest) <= 0) {
        return;
      }
    }
  }

  static MemorySegment handler() {
    if (!Handler.OBSTACLE.isEmpty()) {
      throw new UnsupportedOperationException("signals cannot be caught: " + Handler.OBSTACLE);
    }
    return Handler.CODE;
  }

  static boolean claim(int signum, SignalPipe pipe) {
    if (pipe.released) {
      throw new IllegalStateException("the pipe was released");
    }
    if (CLAIMED[signum] != null) {
      return false;
    }
    CLAIMED[signum] = pipe;
    Handler.CODE.set(JAVA_INT, slot(signum), pipe.writeEnd);
    return true;
  }

  /** Call it under the lock. */
  static boolean isClaimed(int signum) {
    return CLAIMED[signum] != null;
  }

  static boolean unclaim(int signum, SignalPipe pipe) {
    if (signum < 1 || signum > Signals.SIGRTMAX || CLAIMED[signum] != pipe) {
      return false;
    }
    CLAIMED[signum] = null;
    // The handler may still run once more: its write to the pipe is harmless, the next owner drops
    // strangers.
    return true;
  }

  private static long slot(int signum) {
    return TABLE_OFFSET + (long) signum * Integer.BYTES;
  }

  @Override
  public String toString() {
    return "SignalPipe" + Arrays.asList(readEnd, writeEnd);
  }
}
