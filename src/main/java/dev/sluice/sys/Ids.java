package dev.sluice.sys;

import java.lang.invoke.MethodHandle;

/** Who this process is. */
public final class Ids {
  private Ids() {}

  /**
   * Asks for the id of this process.
   *
   * <p>C: {@code pid_t getpid(void)}. Never blocks. Errors to expect: none. Least kernel: 2.6.12.
   *
   * @return the id
   * @see <a href="https://man7.org/linux/man-pages/man2/getpid.2.html">getpid(2)</a>
   */
  public static int getpid() {
    try {
      return (int) (long) Getpid.HANDLE.invokeExact(0L, 0L, 0L, 0L, 0L, 0L);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Asks for the id of the parent process.
   *
   * <p>C: {@code pid_t getppid(void)}. Never blocks. Errors to expect: none. Least kernel: 2.6.12.
   *
   * @return the id
   * @see <a href="https://man7.org/linux/man-pages/man2/getppid.2.html">getppid(2)</a>
   */
  public static int getppid() {
    try {
      return (int) (long) Getppid.HANDLE.invokeExact(0L, 0L, 0L, 0L, 0L, 0L);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  private static final class Getpid {
    static final MethodHandle HANDLE = Link.critical(Call.GETPID);
  }

  private static final class Getppid {
    static final MethodHandle HANDLE = Link.critical(Call.GETPPID);
  }
}
