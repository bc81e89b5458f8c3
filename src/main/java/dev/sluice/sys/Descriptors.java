package dev.sluice.sys;

import static java.lang.foreign.MemorySegment.NULL;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import dev.sluice.bindings.x86_64.Linux;
import java.lang.foreign.MemorySegment;
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
   * number or absent are taken, those that pass an address are refused, and those that make the
   * kernel send signals: {@link SignalIo} has them. Errors to expect: EBADF, EINVAL, EMFILE
   * (F_DUPFD), EPERM and EBUSY (F_SETPIPE_SZ). Least kernel: 2.6.24 for F_DUPFD_CLOEXEC, 2.6.35 for
   * pipe sizes.
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
      throw new IllegalArgumentException(
          "O_ASYNC may send signals that end the process: see SignalIo");
    }
    try {
      return (int)
          (long) Fcntl.HANDLE.invokeExact((long) fd, (long) command, argument, 0L, 0L, 0L, NULL);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Closes every descriptor of a range, or has exec close them.
   *
   * <p>C: {@code int close_range(unsigned int first, unsigned int last, unsigned int flags)}. The
   * JVM's own descriptors lie in between: its class files, its sockets and pipes. Blocks as {@link
   * #close} does. Errors of single ones are not told. Errors to expect: EINVAL (the range ends
   * before it begins, an unknown flag), ENOSYS, EMFILE and ENOMEM (CLOSE_RANGE_UNSHARE). Least
   * kernel: 5.9, 5.11 for CLOSE_RANGE_CLOEXEC.
   *
   * @param first the first number, unsigned
   * @param last the last number, unsigned, itself included; -1: all from the first on
   * @param flags {@code CLOSE_RANGE_CLOEXEC}; {@code CLOSE_RANGE_UNSHARE}, after which this thread
   *     sees other descriptors than the rest of the process; or 0
   * @return 0, or {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man2/close_range.2.html">close_range(2)</a>
   */
  public static int close_range(int first, int last, int flags) {
    try {
      return (int)
          (long)
              CloseRange.HANDLE.invokeExact(
                  (long) first, (long) last, (long) flags, 0L, 0L, 0L, NULL);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Duplicates a descriptor: a second number of one open file, whose position and status flags both
   * share. It is inherited at exec; {@link #fcntl} with {@code F_DUPFD_CLOEXEC} makes one that is
   * not.
   *
   * <p>C: {@code int dup(int oldfd)}. Never blocks. Errors to expect: EBADF, EMFILE. Least kernel:
   * 2.6.12.
   *
   * @param fd the descriptor; stays open
   * @return the least free number, which the caller owns, or {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man2/dup.2.html">dup(2)</a>
   */
  public static int dup(int fd) {
    try {
      return (int) (long) Dup.HANDLE.invokeExact((long) fd, 0L, 0L, 0L, 0L, 0L, NULL);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Duplicates a descriptor to a number of the caller's choice. What was open there is closed, in
   * the same instant and whoever owned it: the JVM's files too.
   *
   * <p>C: {@code int dup3(int oldfd, int newfd, int flags)}. Blocks where closing the old one does.
   * Errors to expect: EBADF (also: beyond the limit of descriptors), EINVAL (both are the same, an
   * unknown flag), EBUSY (another thread is opening that number right now), EINTR. Least kernel:
   * 2.6.27.
   *
   * @param fd the descriptor; stays open
   * @param number the second number, which the caller owns from now on
   * @param flags {@code O_CLOEXEC} or 0
   * @return the second number, or {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man2/dup.2.html">dup(2)</a>
   */
  public static int dup3(int fd, int number, int flags) {
    try {
      return (int)
          (long) Dup3.HANDLE.invokeExact((long) fd, (long) number, (long) flags, 0L, 0L, 0L, NULL);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Asks how many bytes can be read without waiting: those in a pipe, in a stream socket's queue,
   * of the next datagram, from a file's position to its end.
   *
   * <p>C: {@code int ioctl(int fd, FIONREAD, int *count)}. Never blocks for long. Errors to expect:
   * EBADF, ENOTTY (it cannot be asked that), EINVAL (a socket that listens). Least kernel: 2.6.12.
   *
   * @param fd the descriptor
   * @return the bytes, of which the kernel tells the lower 32 bits, or {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man2/ioctl.2.html">ioctl(2)</a>
   */
  public static long fionread(int fd) {
    MemorySegment count = Scratch.get();
    try {
      long result =
          (long)
              Ioctl.HANDLE.invokeExact(
                  (long) fd, (long) Linux.FIONREAD(), count.address(), 0L, 0L, 0L, count);
      // Unsigned, or a file of more than 2 GiB would seem an error.
      return result < 0 ? result : Integer.toUnsignedLong(count.get(JAVA_INT, 0));
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

  private static final class CloseRange {
    static final MethodHandle HANDLE = Link.plain(Call.CLOSE_RANGE);
  }

  private static final class Dup {
    static final MethodHandle HANDLE = Link.plain(Call.DUP);
  }

  private static final class Dup3 {
    static final MethodHandle HANDLE = Link.plain(Call.DUP3);
  }

  private static final class Ioctl {
    static final MethodHandle HANDLE = Link.plain(Call.IOCTL);
  }
}
