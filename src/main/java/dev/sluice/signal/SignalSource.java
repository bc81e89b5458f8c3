package dev.sluice.signal;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.fd.HasFd;
import dev.sluice.sys.Io;
import dev.sluice.sys.SignalPipe;
import dev.sluice.sys.Signals;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;

/**
 * Signals as something to poll: a descriptor that is readable when one came.
 *
 * <p>Standard signals that come faster than they are read are merged, as the kernel merges them.
 * Signals that the JVM lives on are refused. {@link #close} gives each signal its previous action
 * back. One thread at a time.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/signal.7.html">signal(7)</a>
 */
public final class SignalSource implements HasFd, AutoCloseable {
  // siginfo_t on 64-bit Linux; a test holds these against the bindings, whose class for it takes
  // long to load.
  static final long NUMBER = 0;
  static final long CODE = 8;
  static final long PID = 16;
  static final long UID = 20;
  static final long VALUE = 24;

  private final SignalPipe pipe;
  private final MemorySegment records =
      Arena.ofAuto().allocate(16L * SignalPipe.RECORD, Long.BYTES);
  private long mine;

  private SignalSource(SignalPipe pipe) {
    this.pipe = pipe;
  }

  /**
   * Catches signals from now on.
   *
   * @param signals {@code SIGTERM}, …
   * @return the source; it must be closed
   * @throws ErrnoException EBUSY when another source catches one of them; EINVAL for SIGKILL and
   *     SIGSTOP; EMFILE
   * @throws IllegalArgumentException for signals that the JVM lives on, see {@link
   *     Signals#sigaction}
   */
  public static SignalSource open(int... signals) throws ErrnoException {
    SignalPipe[] pipe = new SignalPipe[1];
    ErrnoException.check(SignalPipe.open(pipe), "pipe2");
    SignalSource source = new SignalSource(pipe[0]);
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

  /**
   * Hands over what came since the last read; does not wait.
   *
   * @param each gets the signals in the order of their delivery
   * @return how many there were
   * @throws ErrnoException should the kernel refuse
   */
  public int read(Consumer<SignalInfo> each) throws ErrnoException {
    int count = 0;
    while (true) {
      long filled = Io.read(pipe.fd(), records);
      if (filled == -Errno.EINTR.number()) {
        continue;
      }
      if (filled == Errno.WOULD_BLOCK) {
        return count;
      }
      if (filled < 0) {
        throw new ErrnoException("read", filled, "signal pipe");
      }
      for (long at = 0; at + SignalPipe.RECORD <= filled; at += SignalPipe.RECORD) {
        SignalInfo info = decode(at);
        // A pipe is used again: a late handler of its former owner may still have written.
        if ((mine & bit(info.number())) != 0) {
          each.accept(info);
          count++;
        }
      }
    }
  }

  private SignalInfo decode(long at) {
    return new SignalInfo(
        records.get(JAVA_INT, at + NUMBER),
        records.get(JAVA_INT, at + CODE),
        records.get(JAVA_INT, at + PID),
        records.get(JAVA_INT, at + UID),
        records.get(JAVA_INT, at + VALUE));
  }

  private static long bit(int signal) {
    return 1L << (signal - 1);
  }

  /** {@return its descriptor, lent; readable when a signal came} */
  @Override
  public int fd() {
    return pipe.fd();
  }

  /** Gives each signal its previous action back. */
  @Override
  public void close() {
    pipe.release();
  }
}
