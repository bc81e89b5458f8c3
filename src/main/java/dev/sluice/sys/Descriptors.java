package dev.sluice.sys;

import static java.lang.foreign.MemorySegment.NULL;

import dev.sluice.bindings.x86_64.Linux;
import java.lang.invoke.MethodHandle;

/**
 * What can be done to any descriptor, whoever owns it: the JVM's own files and sockets are numbers
 * too, and closing one of those does what it does.
 */
@ProcessWide
public final class Descriptors {
  private Descriptors() {}

  /**
   * Closes a descriptor.
   *
   * <p>C: {@code int close(int fd)}. Blocks on a socket that lingers (SO_LINGER). Errors to expect:
   * EBADF, EIO; never repeat it on EINTR. Least kernel: 2.6.12.
   *
   * @param fd the descriptor; the number is free afterwards, whatever the result
   * @return 0, or {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man2/close.2.html">close(2)</a>
   */
  public static int close(int fd) {
    try {
      return (int) (long) Close.HANDLE.invokeExact((long) fd, 0L, 0L, 0L, 0L, 0L, NULL);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Asks for or changes what is known of a descriptor.
   *
   * <p>C: {@code int fcntl(int fd, int cmd, ... )}. Never blocks. Commands whose argument is a
   * number or absent are taken, those that pass an address or make the kernel send signals are
   * refused. Errors to expect: EBADF, EINVAL, EMFILE (F_DUPFD), EPERM and EBUSY (F_SETPIPE_SZ).
   * Least kernel: 2.6.24 for F_DUPFD_CLOEXEC, 2.6.35 for pipe sizes.
   *
   * @param fd the descriptor
   * @param command {@code F_GETFL}, …
   * @param argument the number that the command takes; ignored where it takes none
   * @return what the command returns, or {@code -errno}
   * @throws IllegalArgumentException for a command that is not one of the {@code F_} constants of
   *     {@link FileConstants}
   * @see <a href="https://man7.org/linux/man-pages/man2/fcntl.2.html">fcntl(2)</a>
   */
  public static int fcntl(int fd, int command, long argument) {
    if (!takesNumber(command)) {
      throw new IllegalArgumentException("fcntl command " + command + " is not known to be safe");
    }
    if (command == FileConstants.F_SETFL && (argument & Linux.O_ASYNC()) != 0) {
      throw new IllegalArgumentException("O_ASYNC would send signals that end the process");
    }
    try {
      return (int)
          (long) Fcntl.HANDLE.invokeExact((long) fd, (long) command, argument, 0L, 0L, 0L, NULL);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  private static boolean takesNumber(int command) {
    return command == FileConstants.F_DUPFD
        || command == FileConstants.F_DUPFD_CLOEXEC
        || command == FileConstants.F_GETFD
        || command == FileConstants.F_SETFD
        || command == FileConstants.F_GETFL
        || command == FileConstants.F_SETFL
        || command == FileConstants.F_SETPIPE_SZ
        || command == FileConstants.F_GETPIPE_SZ
        || command == FileConstants.F_ADD_SEALS
        || command == FileConstants.F_GET_SEALS;
  }

  private static final class Close {
    static final MethodHandle HANDLE = Link.plain(Call.CLOSE);
  }

  private static final class Fcntl {
    static final MethodHandle HANDLE = Link.plain(Call.FCNTL);
  }
}
