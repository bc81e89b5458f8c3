package dev.sluice.sys;

import static java.lang.foreign.MemorySegment.NULL;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Signal-driven input and output: the kernel sends a signal when a descriptor becomes ready.
 *
 * <p>Such a signal ends the process when nobody expects it. So O_ASYNC is granted for SIGIO and for
 * real-time signals only, and only while a {@link SignalPipe} catches the signal, or every thread
 * keeps it off (for a signalfd). SIGIO has to be expected in any case: the kernel sends it in the
 * place of a real-time signal when too many are queued. A signal that was granted once is ignored,
 * not fatal, after its pipe has let go of it; descriptors may still send it then. One that is kept
 * off must stay so.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/fcntl.2.html">fcntl(2)</a>
 */
@ProcessWide
public final class SignalIo {
  private SignalIo() {}

  /**
   * Asks for or changes what signals a descriptor sends.
   *
   * <p>C: {@code int fcntl(int fd, int cmd, ... )}. Never blocks. Errors to expect: EBADF, EINVAL,
   * ESRCH and EPERM (F_SETOWN). Least kernel: 2.6.12.
   *
   * @param fd a socket, pipe, FIFO or terminal
   * @param command {@code F_SETOWN}, {@code F_GETOWN}, {@code F_SETSIG}, {@code F_GETSIG}, or
   *     {@code F_SETFL} with all flags, O_ASYNC among them or not
   * @param argument the owner, the signal, the flags
   * @return what the command returns, or {@code -errno}; an owner that is a group is its number,
   *     negated, which looks like a failure: F_GETOWN_EX does not
   * @throws IllegalArgumentException for other commands; for a signal that is neither 0, nor SIGIO,
   *     nor a real-time signal that is free
   * @throws IllegalStateException when nobody expects the signal, see above
   */
  public static int fcntl(int fd, int command, long argument) {
    if (command == AsyncConstants.F_SETSIG) {
      SignalRules.expect((int) argument);
    } else if (command == FileConstants.F_SETFL) {
      if ((argument & AsyncConstants.O_ASYNC) != 0) {
        int signum = call(fd, AsyncConstants.F_GETSIG, 0, NULL);
        if (signum < 0) {
          return signum;
        }
        SignalRules.expect(signum);
        SignalRules.expect(SignalConstants.SIGIO);
      }
    } else if (command != AsyncConstants.F_SETOWN
        && command != AsyncConstants.F_GETOWN
        && command != AsyncConstants.F_GETSIG) {
      throw new IllegalArgumentException("fcntl command " + command + " is not about signals");
    }
    return call(fd, command, argument, NULL);
  }

  /**
   * Asks for or changes who gets the signals of a descriptor, a single thread perhaps.
   *
   * <p>C: {@code int fcntl(int fd, int cmd, ... )}. Never blocks. Errors to expect: EBADF, EINVAL,
   * ESRCH, EPERM. Least kernel: 2.6.32.
   *
   * @param fd a socket, pipe, FIFO or terminal
   * @param command {@code F_SETOWN_EX}, {@code F_GETOWN_EX}
   * @param owner says who, or receives it
   * @return 0, or {@code -errno}
   * @throws IllegalArgumentException for other commands
   */
  public static int fcntl(int fd, int command, OwnerEx owner) {
    if (command != AsyncConstants.F_SETOWN_EX && command != AsyncConstants.F_GETOWN_EX) {
      throw new IllegalArgumentException("fcntl command " + command + " takes no owner");
    }
    MemorySegment segment = owner.segment();
    return call(fd, command, segment.address(), segment);
  }

  private static int call(int fd, int command, long argument, MemorySegment kept) {
    try {
      return (int)
          (long) Fcntl.HANDLE.invokeExact((long) fd, (long) command, argument, 0L, 0L, 0L, kept);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  private static final class Fcntl {
    static final MethodHandle HANDLE = Link.plain(Call.FCNTL);
  }
}
