package dev.sluice.signal;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.sluice.errno.ErrnoException;
import dev.sluice.sys.SignalPipe;
import dev.sluice.sys.Signals;
import java.lang.foreign.MemorySegment;

/** By a handler that writes into a pipe. */
final class HandlerSource extends SignalSource {
  // siginfo_t on 64-bit Linux; a test holds these against the bindings, whose class for it takes
  // long to load. Those of one place are never valid together.
  static final long NUMBER = 0;
  static final long CODE = 8;
  static final long PID = 16;
  static final long BAND = 16;
  static final long UID = 20;
  static final long VALUE = 24;
  static final long STATUS = 24;
  static final long FD = 24;

  private final SignalPipe pipe;
  private long mine;

  private HandlerSource(SignalPipe pipe) {
    this.pipe = pipe;
  }

  static HandlerSource catching(int... signals) throws ErrnoException {
    SignalPipe[] pipe = new SignalPipe[1];
    ErrnoException.check(SignalPipe.open(pipe), "pipe2");
    HandlerSource source = new HandlerSource(pipe[0]);
    try {
      for (int signal : signals) {
        ErrnoException.check(Signals.sigaction(signal, source.pipe), "sigaction(" + signal + ")");
        source.mine |= bit(signal);
      }
      return source;
    } catch (ErrnoException | RuntimeException e) {
      source.close();
      throw e;
    }
  }

  @Override
  SignalInfo decode(MemorySegment from, long at) {
    return SignalInfo.of(
        from.get(JAVA_INT, at + NUMBER),
        from.get(JAVA_INT, at + CODE),
        from.get(JAVA_INT, at + PID),
        from.get(JAVA_INT, at + UID),
        from.get(JAVA_LONG, at + VALUE),
        from.get(JAVA_INT, at + STATUS),
        (int) from.get(JAVA_LONG, at + BAND),
        from.get(JAVA_INT, at + FD));
  }

  /** A pipe is used again: a late handler of its former owner may still have written. */
  @Override
  boolean isMine(int signal) {
    return (mine & bit(signal)) != 0;
  }

  private static long bit(int signal) {
    return 1L << (signal - 1);
  }

  @Override
  public int fd() {
    return pipe.fd();
  }

  @Override
  public void close() {
    pipe.release();
  }
}
