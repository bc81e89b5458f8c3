package dev.sluice.signal;

import dev.sluice.errno.Errno;
import dev.sluice.errno.ErrnoException;
import dev.sluice.fd.HasFd;
import dev.sluice.sys.Io;
import dev.sluice.sys.ProcessWide;
import dev.sluice.sys.Signals;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.function.Consumer;

/**
 * Signals as something to poll: a descriptor that is readable when one came.
 *
 * <p>{@link #open} catches them by a handler and works everywhere. {@link #bySignalFd} asks the
 * kernel, and loses none for want of room, but needs a process in which every thread keeps them
 * off. Either tells the same.
 *
 * <p>Standard signals that come faster than they are read are merged, as the kernel merges them.
 * Signals that the JVM lives on are refused. One thread at a time.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/signal.7.html">signal(7)</a>
 */
public abstract sealed class SignalSource implements HasFd, AutoCloseable
    permits HandlerSource, SignalFdSource {
  /** The bytes of a record: {@code siginfo_t} and {@code signalfd_siginfo} have as many. */
  static final int RECORD = 128;

  private static final int AT_ONCE = 16;

  private final MemorySegment records =
      Arena.ofAuto().allocate((long) AT_ONCE * RECORD, Long.BYTES);

  SignalSource() {}

  /**
   * Catches signals from now on, by a handler; {@link #close} gives each its previous action back.
   *
   * @param signals {@code SIGTERM}, …
   * @return the source; it must be closed
   * @throws ErrnoException EBUSY when another source catches one of them; EINVAL for SIGKILL and
   *     SIGSTOP; EMFILE
   * @throws IllegalArgumentException for signals that the JVM lives on, see {@link
   *     Signals#sigaction}
   */
  @ProcessWide
  public static SignalSource open(int... signals) throws ErrnoException {
    return HandlerSource.catching(signals);
  }

  /**
   * Takes signals that no thread lets through, by a signalfd. They are kept off after {@link
   * #close}, too, and programs that this one starts inherit that.
   *
   * <p>The JVM has to be started so: {@code env --block-signal=USR1 java …}. It lets HUP, INT and
   * TERM through all the same, unless {@code -Xrs} is given.
   *
   * @param signals {@code SIGUSR1}, …
   * @return the source; it must be closed
   * @throws IllegalStateException when a thread lets one of them through
   * @throws ErrnoException EMFILE, ENFILE
   */
  @ProcessWide
  public static SignalSource bySignalFd(int... signals) throws ErrnoException {
    return SignalFdSource.taking(signals);
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
      long filled = Io.read(fd(), records);
      if (filled == Errno.INTERRUPTED) {
        continue;
      }
      if (filled == Errno.WOULD_BLOCK) {
        return count;
      }
      if (filled < 0) {
        throw new ErrnoException("read", filled, "signals");
      }
      for (long at = 0; at + RECORD <= filled; at += RECORD) {
        SignalInfo info = decode(records, at);
        if (isMine(info.number())) {
          each.accept(info);
          count++;
        }
      }
    }
  }

  abstract SignalInfo decode(MemorySegment from, long at);

  abstract boolean isMine(int signal);

  /** {@return its descriptor, lent; readable when a signal came} */
  @Override
  public abstract int fd();

  /** Takes no more signals. */
  @Override
  public abstract void close();
}
