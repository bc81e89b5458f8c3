package dev.sluice.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Starting programs, and waiting for them. The constants stand in {@link ProcessConstants}.
 *
 * <p>A child inherits every descriptor that is not close-on-exec, whoever opened it.
 */
@ProcessWide
public final class Spawn {
  private Spawn() {}

  /**
   * Starts a program.
   *
   * <p>C: {@code int posix_spawn(pid_t *restrict pid, const char *restrict path, const
   * posix_spawn_file_actions_t *restrict file_actions, const posix_spawnattr_t *restrict attrp,
   * char *const argv[restrict], char *const envp[restrict])}. Goes by libc on either backend. Waits
   * until the program runs, or could not be run. The child is the caller's to wait for. Errors to
   * expect: ENOENT, EACCES, E2BIG, ENOEXEC, EAGAIN (too many processes), ENOMEM, and what an action
   * of the child says: EBADF, EPERM. Least kernel: any.
   *
   * @param path the program, read during the call
   * @param actions what to do with descriptors; may be null
   * @param attributes what to begin with; may be null
   * @param argv its arguments, the name of the program first
   * @param envp its environment, each {@code NAME=value}
   * @return the id of the child, or {@code -errno}
   * @throws IllegalArgumentException when a text holds a NUL
   * @throws IllegalStateException when the actions or attributes were closed
   * @see <a href="https://man7.org/linux/man-pages/man3/posix_spawn.3.html">posix_spawn(3)</a>
   */
  public static int posix_spawn(
      PathBuf path,
      @Nullable SpawnFileActions actions,
      @Nullable SpawnAttributes attributes,
      List<String> argv,
      List<String> envp) {
    return locked(false, path, actions, attributes, argv, envp);
  }

  /**
   * As {@link #posix_spawn}, and looks for the program.
   *
   * <p>C: {@code int posix_spawnp(pid_t *restrict pid, const char *restrict file, const
   * posix_spawn_file_actions_t *restrict file_actions, const posix_spawnattr_t *restrict attrp,
   * char *const argv[restrict], char *const envp[restrict])}. Goes by libc on either backend. Waits
   * until the program runs, or could not be run. The child is the caller's to wait for. Errors to
   * expect: ENOENT, EACCES, E2BIG, ENOEXEC, EAGAIN (too many processes), ENOMEM, and what an action
   * of the child says: EBADF, EPERM. Least kernel: any.
   *
   * @param path the program, read during the call; searched for along {@code PATH} of this process
   *     where it has no slash
   * @param actions what to do with descriptors; may be null
   * @param attributes what to begin with; may be null
   * @param argv its arguments, the name of the program first
   * @param envp its environment, each {@code NAME=value}
   * @return the id of the child, or {@code -errno}
   * @throws IllegalArgumentException when a text holds a NUL
   * @throws IllegalStateException when the actions or attributes were closed
   * @see <a href="https://man7.org/linux/man-pages/man3/posix_spawn.3.html">posix_spawn(3)</a>
   */
  public static int posix_spawnp(
      PathBuf path,
      @Nullable SpawnFileActions actions,
      @Nullable SpawnAttributes attributes,
      List<String> argv,
      List<String> envp) {
    return locked(true, path, actions, attributes, argv, envp);
  }

  /** Nobody changes or frees actions and attributes while libc reads them. */
  private static int locked(
      boolean search,
      PathBuf path,
      @Nullable SpawnFileActions actions,
      @Nullable SpawnAttributes attributes,
      List<String> argv,
      List<String> envp) {
    Object noLock = new Object();
    synchronized (actions == null ? noLock : actions) {
      synchronized (attributes == null ? noLock : attributes) {
        return spawn(
            search,
            path.segment(),
            Link.orNull(actions == null ? null : actions.segment()),
            Link.orNull(attributes == null ? null : attributes.segment()),
            argv,
            envp);
      }
    }
  }

  private static int spawn(
      boolean search,
      MemorySegment path,
      MemorySegment actions,
      MemorySegment attributes,
      List<String> argv,
      List<String> envp) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment pid = arena.allocate(JAVA_INT);
      long child = pid.address();
      long name = path.address();
      long arguments = CStrings.array(arena, argv).address();
      long environment = CStrings.array(arena, envp).address();
      int error =
          search
              ? (int)
                  (long)
                      PosixSpawnp.HANDLE.invokeExact(
                          child,
                          name,
                          actions.address(),
                          attributes.address(),
                          arguments,
                          environment,
                          path,
                          actions,
                          attributes)
              : (int)
                  (long)
                      PosixSpawn.HANDLE.invokeExact(
                          child,
                          name,
                          actions.address(),
                          attributes.address(),
                          arguments,
                          environment,
                          path,
                          actions,
                          attributes);
      return error == 0 ? pid.get(JAVA_INT, 0) : -error;
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Waits for a child to change, and takes what became of it, unless {@code WNOWAIT} leaves it for
   * a later call. A child that ended stays a zombie until it was waited for. {@code P_ALL} and
   * groups also find the children of {@link java.lang.Process}, which then never learns of their
   * end: name the child, or look with {@code WNOWAIT} first.
   *
   * <p>C: {@code int waitid(idtype_t idtype, id_t id, siginfo_t *infop, int options)}. Blocks
   * unless {@code WNOHANG}. Errors to expect: ECHILD, EINTR, EINVAL, EAGAIN (a pidfd that is {@code
   * O_NONBLOCK}). Least kernel: 2.6.12; 5.4 for {@code P_PIDFD}.
   *
   * @param idtype {@code P_PID}, {@code P_PGID}, {@code P_PIDFD} or {@code P_ALL}
   * @param id the process, the group, the descriptor; ignored for {@code P_ALL}
   * @param info receives what became of it; its {@link WaitInfo#pid} is 0 where {@code WNOHANG}
   *     found none
   * @param options {@code WEXITED}, …
   * @return 0, or {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man2/waitid.2.html">waitid(2)</a>
   */
  public static int waitid(int idtype, int id, WaitInfo info, int options) {
    MemorySegment result = info.segment();
    try {
      // The kernel's prototype has a struct rusage behind.
      return (int)
          (long)
              Waitid.HANDLE.invokeExact(
                  (long) idtype, (long) id, result.address(), (long) options, 0L, 0L, result);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  private static final class PosixSpawn {
    static final MethodHandle HANDLE = Link.bare(Call.POSIX_SPAWN);
  }

  private static final class PosixSpawnp {
    static final MethodHandle HANDLE = Link.bare(Call.POSIX_SPAWNP);
  }

  private static final class Waitid {
    static final MethodHandle HANDLE = Link.plain(Call.WAITID);
  }
}
