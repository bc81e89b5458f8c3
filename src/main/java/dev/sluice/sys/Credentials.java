package dev.sluice.sys;

import static java.lang.foreign.MemorySegment.NULL;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * Changes who this process is, and where: user, groups, process group, session, folders. {@link
 * Ids} tells.
 */
@ProcessWide
public final class Credentials {
  private Credentials() {}

  /**
   * Sets the real, the effective and the saved user of all threads.
   *
   * <p>C: {@code int setresuid(uid_t ruid, uid_t euid, uid_t suid)}. Goes by libc on either
   * backend, which makes every thread of the process do it; the kernel would change the calling one
   * only. Waits for those threads. Errors to expect: EPERM, EINVAL (no such id in this user
   * namespace), EAGAIN. Least kernel: 2.6.12.
   *
   * @param ruid the real user; -1 leaves it
   * @param euid the effective user; -1 leaves it
   * @param suid the saved user; -1 leaves it
   * @return 0, or {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man2/setresuid.2.html">setresuid(2)</a>
   */
  public static int setresuid(int ruid, int euid, int suid) {
    try {
      return (int)
          (long)
              Setresuid.HANDLE.invokeExact((long) ruid, (long) euid, (long) suid, 0L, 0L, 0L, NULL);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Sets the real, the effective and the saved group of all threads.
   *
   * <p>C: {@code int setresgid(gid_t rgid, gid_t egid, gid_t sgid)}. Goes by libc on either
   * backend, which makes every thread of the process do it; the kernel would change the calling one
   * only. Waits for those threads. Errors to expect: EPERM, EINVAL (no such id in this user
   * namespace), EAGAIN. Least kernel: 2.6.12.
   *
   * @param rgid the real group; -1 leaves it
   * @param egid the effective group; -1 leaves it
   * @param sgid the saved group; -1 leaves it
   * @return 0, or {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man2/setresgid.2.html">setresgid(2)</a>
   */
  public static int setresgid(int rgid, int egid, int sgid) {
    try {
      return (int)
          (long)
              Setresgid.HANDLE.invokeExact((long) rgid, (long) egid, (long) sgid, 0L, 0L, 0L, NULL);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Sets the supplementary groups of all threads.
   *
   * <p>C: {@code int setgroups(size_t size, const gid_t *list)}. Goes by libc on either backend, as
   * {@link #setresuid}. Errors to expect: EPERM, EINVAL (more than 65536). Least kernel: 2.6.12.
   *
   * @param list the groups, read during the call
   * @return 0, or {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man2/setgroups.2.html">setgroups(2)</a>
   */
  public static int setgroups(int[] list) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment groups = arena.allocateFrom(JAVA_INT, list);
      return (int)
          (long)
              Setgroups.HANDLE.invokeExact(
                  (long) list.length, groups.address(), 0L, 0L, 0L, 0L, groups);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Moves a process into a process group.
   *
   * <p>C: {@code int setpgid(pid_t pid, pid_t pgid)}. Never blocks. Errors to expect: EPERM
   * (another session, or the leader of one), EACCES (a child that ran execve), ESRCH, EINVAL. Least
   * kernel: 2.6.12.
   *
   * @param pid this process or a child; 0: this one
   * @param pgid a group of the same session; 0: a new one, of the id of the process
   * @return 0, or {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man2/setpgid.2.html">setpgid(2)</a>
   */
  public static int setpgid(int pid, int pgid) {
    try {
      return (int) (long) Setpgid.HANDLE.invokeExact((long) pid, (long) pgid, 0L, 0L, 0L, 0L, NULL);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Begins a session, without a terminal, whose only process is this one.
   *
   * <p>C: {@code pid_t setsid(void)}. Never blocks. Errors to expect: EPERM (it leads a process
   * group). Least kernel: 2.6.12.
   *
   * @return the id of the session, or {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man2/setsid.2.html">setsid(2)</a>
   */
  public static int setsid() {
    try {
      return (int) (long) Setsid.HANDLE.invokeExact(0L, 0L, 0L, 0L, 0L, 0L, NULL);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Changes the working directory. The JDK remembers the one it was started in, and resolves some
   * relative paths by that.
   *
   * <p>C: {@code int chdir(const char *path)}. May block on the disk. Errors to expect: ENOENT,
   * ENOTDIR, EACCES. Least kernel: 2.6.12.
   *
   * @param path a folder, read during the call
   * @return 0, or {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man2/chdir.2.html">chdir(2)</a>
   */
  public static int chdir(PathBuf path) {
    MemorySegment name = path.segment();
    try {
      return (int) (long) Chdir.HANDLE.invokeExact(name.address(), 0L, 0L, 0L, 0L, 0L, name);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * As {@link #chdir}, into an open folder.
   *
   * <p>C: {@code int fchdir(int fd)}. Never blocks. Errors to expect: ENOTDIR, EACCES, EBADF. Least
   * kernel: 2.6.12.
   *
   * @param fd the folder
   * @return 0, or {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man2/fchdir.2.html">fchdir(2)</a>
   */
  public static int fchdir(int fd) {
    try {
      return (int) (long) Fchdir.HANDLE.invokeExact((long) fd, 0L, 0L, 0L, 0L, 0L, NULL);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Changes the folder that paths begin at by {@code /}. The working directory stays, and leads out
   * of it: {@link #chdir} has to follow.
   *
   * <p>C: {@code int chroot(const char *path)}. May block on the disk. Classes, time zones and
   * certificates that the JVM has not loaded yet must be found there afterwards, unless they come
   * from files that are open. Errors to expect: EPERM, ENOENT, ENOTDIR. Least kernel: 2.6.12.
   *
   * @param path a folder, read during the call
   * @return 0, or {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man2/chroot.2.html">chroot(2)</a>
   */
  public static int chroot(PathBuf path) {
    MemorySegment name = path.segment();
    try {
      return (int) (long) Chroot.HANDLE.invokeExact(name.address(), 0L, 0L, 0L, 0L, 0L, name);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Sets which permissions new files do not get.
   *
   * <p>C: {@code mode_t umask(mode_t mask)}. Never blocks. Errors to expect: none. Least kernel:
   * 2.6.12.
   *
   * @param mask of the nine bits of permissions
   * @return what it was before
   * @see <a href="https://man7.org/linux/man-pages/man2/umask.2.html">umask(2)</a>
   */
  public static int umask(int mask) {
    try {
      return (int) (long) Umask.HANDLE.invokeExact((long) mask, 0L, 0L, 0L, 0L, 0L, NULL);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  private static final class Setresuid {
    static final MethodHandle HANDLE = Link.plain(Call.SETRESUID);
  }

  private static final class Setresgid {
    static final MethodHandle HANDLE = Link.plain(Call.SETRESGID);
  }

  private static final class Setgroups {
    static final MethodHandle HANDLE = Link.plain(Call.SETGROUPS);
  }

  private static final class Setpgid {
    static final MethodHandle HANDLE = Link.plain(Call.SETPGID);
  }

  private static final class Setsid {
    static final MethodHandle HANDLE = Link.plain(Call.SETSID);
  }

  private static final class Chdir {
    static final MethodHandle HANDLE = Link.plain(Call.CHDIR);
  }

  private static final class Fchdir {
    static final MethodHandle HANDLE = Link.plain(Call.FCHDIR);
  }

  private static final class Chroot {
    static final MethodHandle HANDLE = Link.plain(Call.CHROOT);
  }

  private static final class Umask {
    static final MethodHandle HANDLE = Link.critical(Call.UMASK);
  }
}
