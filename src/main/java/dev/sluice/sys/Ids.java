package dev.sluice.sys;

import static java.lang.foreign.MemorySegment.NULL;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Objects;

/** Who this process is. What changes it stands in {@link Credentials}. */
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

  /**
   * Asks for the id of the calling thread; of a virtual thread, that of its carrier.
   *
   * <p>C: {@code pid_t gettid(void)}. Never blocks. Errors to expect: none. Least kernel: 2.6.12.
   *
   * @return the id
   * @see <a href="https://man7.org/linux/man-pages/man2/gettid.2.html">gettid(2)</a>
   */
  public static int gettid() {
    try {
      return (int) (long) Gettid.HANDLE.invokeExact(0L, 0L, 0L, 0L, 0L, 0L);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Asks for the real user.
   *
   * <p>C: {@code uid_t getuid(void)}. Never blocks. Errors to expect: none. Least kernel: 2.6.12.
   *
   * @return the id; unsigned
   * @see <a href="https://man7.org/linux/man-pages/man2/getuid.2.html">getuid(2)</a>
   */
  public static int getuid() {
    try {
      return (int) (long) Getuid.HANDLE.invokeExact(0L, 0L, 0L, 0L, 0L, 0L);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Asks for the effective user, by whose rights calls are judged.
   *
   * <p>C: {@code uid_t geteuid(void)}. Never blocks. Errors to expect: none. Least kernel: 2.6.12.
   *
   * @return the id; unsigned
   * @see <a href="https://man7.org/linux/man-pages/man2/geteuid.2.html">geteuid(2)</a>
   */
  public static int geteuid() {
    try {
      return (int) (long) Geteuid.HANDLE.invokeExact(0L, 0L, 0L, 0L, 0L, 0L);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Asks for the real group.
   *
   * <p>C: {@code gid_t getgid(void)}. Never blocks. Errors to expect: none. Least kernel: 2.6.12.
   *
   * @return the id; unsigned
   * @see <a href="https://man7.org/linux/man-pages/man2/getgid.2.html">getgid(2)</a>
   */
  public static int getgid() {
    try {
      return (int) (long) Getgid.HANDLE.invokeExact(0L, 0L, 0L, 0L, 0L, 0L);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Asks for the effective group.
   *
   * <p>C: {@code gid_t getegid(void)}. Never blocks. Errors to expect: none. Least kernel: 2.6.12.
   *
   * @return the id; unsigned
   * @see <a href="https://man7.org/linux/man-pages/man2/getegid.2.html">getegid(2)</a>
   */
  public static int getegid() {
    try {
      return (int) (long) Getegid.HANDLE.invokeExact(0L, 0L, 0L, 0L, 0L, 0L);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Asks for the real, the effective and the saved user.
   *
   * <p>C: {@code int getresuid(uid_t *ruid, uid_t *euid, uid_t *suid)}. Never blocks. Errors to
   * expect: none. Least kernel: 2.6.12.
   *
   * @param ids receives the three; at least three long, unsigned
   * @return 0, or {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man2/getresuid.2.html">getresuid(2)</a>
   */
  public static int getresuid(int[] ids) {
    Objects.checkFromIndexSize(0, 3, ids.length);
    MemorySegment three = Scratch.get();
    long at = three.address();
    try {
      int result = (int) (long) Getresuid.HANDLE.invokeExact(at, at + 4, at + 8, 0L, 0L, 0L, three);
      return copyThree(result, three, ids);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Asks for the real, the effective and the saved group.
   *
   * <p>C: {@code int getresgid(gid_t *rgid, gid_t *egid, gid_t *sgid)}. Never blocks. Errors to
   * expect: none. Least kernel: 2.6.12.
   *
   * @param ids receives the three; at least three long, unsigned
   * @return 0, or {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man2/getresgid.2.html">getresgid(2)</a>
   */
  public static int getresgid(int[] ids) {
    Objects.checkFromIndexSize(0, 3, ids.length);
    MemorySegment three = Scratch.get();
    long at = three.address();
    try {
      int result = (int) (long) Getresgid.HANDLE.invokeExact(at, at + 4, at + 8, 0L, 0L, 0L, three);
      return copyThree(result, three, ids);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  private static int copyThree(int result, MemorySegment three, int[] ids) {
    if (result >= 0) {
      MemorySegment.copy(three, JAVA_INT, 0, ids, 0, 3);
    }
    return result;
  }

  /**
   * Asks for the supplementary groups.
   *
   * <p>C: {@code int getgroups(int size, gid_t list[])}. Never blocks. Errors to expect: EINVAL
   * (the list is too short). Least kernel: 2.6.12.
   *
   * @param list receives them, unsigned; where it has no room at all, they are only counted
   * @return how many there are, or {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man2/getgroups.2.html">getgroups(2)</a>
   */
  public static int getgroups(int[] list) {
    try {
      return (int)
          (long)
              Getgroups.HANDLE.invokeExact(
                  (long) list.length, MemorySegment.ofArray(list), 0L, 0L, 0L, 0L);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Asks for the process group of a process.
   *
   * <p>C: {@code pid_t getpgid(pid_t pid)}. Never blocks. Errors to expect: ESRCH. Least kernel:
   * 2.6.12.
   *
   * @param pid the process; 0: this one
   * @return the id of the group, or {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man2/getpgid.2.html">getpgid(2)</a>
   */
  public static int getpgid(int pid) {
    try {
      return (int) (long) Getpgid.HANDLE.invokeExact((long) pid, 0L, 0L, 0L, 0L, 0L, NULL);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Asks for the session of a process.
   *
   * <p>C: {@code pid_t getsid(pid_t pid)}. Never blocks. Errors to expect: ESRCH. Least kernel:
   * 2.6.12.
   *
   * @param pid the process; 0: this one
   * @return the id of the session, or {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man2/getsid.2.html">getsid(2)</a>
   */
  public static int getsid(int pid) {
    try {
      return (int) (long) Getsid.HANDLE.invokeExact((long) pid, 0L, 0L, 0L, 0L, 0L, NULL);
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

  private static final class Gettid {
    static final MethodHandle HANDLE = Link.critical(Call.GETTID);
  }

  private static final class Getuid {
    static final MethodHandle HANDLE = Link.critical(Call.GETUID);
  }

  private static final class Geteuid {
    static final MethodHandle HANDLE = Link.critical(Call.GETEUID);
  }

  private static final class Getgid {
    static final MethodHandle HANDLE = Link.critical(Call.GETGID);
  }

  private static final class Getegid {
    static final MethodHandle HANDLE = Link.critical(Call.GETEGID);
  }

  private static final class Getresuid {
    static final MethodHandle HANDLE = Link.critical(Call.GETRESUID);
  }

  private static final class Getresgid {
    static final MethodHandle HANDLE = Link.critical(Call.GETRESGID);
  }

  private static final class Getgroups {
    static final MethodHandle HANDLE = Link.heap(Call.GETGROUPS);
  }

  private static final class Getpgid {
    static final MethodHandle HANDLE = Link.critical(Call.GETPGID);
  }

  private static final class Getsid {
    static final MethodHandle HANDLE = Link.critical(Call.GETSID);
  }
}
