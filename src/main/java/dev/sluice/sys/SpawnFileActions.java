package dev.sluice.sys;

import dev.sluice.bindings.x86_64.Linux;
import dev.sluice.bindings.x86_64.posix_spawn_file_actions_t;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * What a child does with descriptors before its program runs, {@code posix_spawn_file_actions_t}:
 * one after the other, in the order in which they were added.
 *
 * <p>Any thread; must be closed, or what libc holds for it is never freed.
 */
public final class SpawnFileActions extends SpawnStruct implements AutoCloseable {
  /** Makes one without any action. */
  public SpawnFileActions() {
    super(posix_spawn_file_actions_t.layout(), Init.HANDLE, "posix_spawn_file_actions_init");
  }

  /**
   * Opens a file in the child.
   *
   * <p>C: {@code int posix_spawn_file_actions_addopen(posix_spawn_file_actions_t *file_actions, int
   * fildes, const char *path, int oflag, mode_t mode)}. Never blocks; opening, when the child
   * starts, may. Errors to expect: EBADF (negative, or beyond the limit), ENOMEM. Least kernel:
   * any.
   *
   * @param fd the number it gets; what is open there is closed first
   * @param path the file, copied
   * @param flags {@code O_RDONLY}, …
   * @param mode permissions of a file that is created, otherwise 0
   * @return 0, or {@code -errno}
   * @throws IllegalStateException when it was closed
   * @see <a
   *     href="https://man7.org/linux/man-pages/man3/posix_spawn_file_actions_addopen.3.html">posix_spawn_file_actions_addopen(3)</a>
   */
  public synchronized int addopen(int fd, PathBuf path, int flags, int mode) {
    MemorySegment name = path.segment();
    MemorySegment it = segment();
    try {
      return -(int)
          (long)
              Addopen.HANDLE.invokeExact(
                  it.address(), (long) fd, name.address(), (long) flags, (long) mode, 0L, name);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Closes a descriptor in the child; one that is not open is no error.
   *
   * <p>C: {@code int posix_spawn_file_actions_addclose(posix_spawn_file_actions_t *file_actions,
   * int fildes)}. Never blocks. Errors to expect: EBADF (negative, or beyond the limit), ENOMEM.
   * Least kernel: any.
   *
   * @param fd the descriptor
   * @return 0, or {@code -errno}
   * @throws IllegalStateException when it was closed
   * @see <a
   *     href="https://man7.org/linux/man-pages/man3/posix_spawn_file_actions_addclose.3.html">posix_spawn_file_actions_addclose(3)</a>
   */
  public synchronized int addclose(int fd) {
    MemorySegment it = segment();
    try {
      return -(int) (long) Addclose.HANDLE.invokeExact(it.address(), (long) fd, 0L, 0L, 0L, 0L, it);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Gives the child a descriptor under another number, or, where both are the same, lets it keep
   * it.
   *
   * <p>C: {@code int posix_spawn_file_actions_adddup2(posix_spawn_file_actions_t *file_actions, int
   * fildes, int newfildes)}. Never blocks. Errors to expect: EBADF (negative, or beyond the limit),
   * ENOMEM. Needs glibc 2.29 for equal numbers of a descriptor that is close-on-exec.
   *
   * @param fd a descriptor of this process, borrowed until the child runs
   * @param newfd its number there
   * @return 0, or {@code -errno}
   * @throws IllegalStateException when it was closed
   * @see <a
   *     href="https://man7.org/linux/man-pages/man3/posix_spawn_file_actions_adddup2.3.html">posix_spawn_file_actions_adddup2(3)</a>
   */
  public synchronized int adddup2(int fd, int newfd) {
    MemorySegment it = segment();
    try {
      return -(int)
          (long) Adddup2.HANDLE.invokeExact(it.address(), (long) fd, (long) newfd, 0L, 0L, 0L, it);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Changes the working directory of the child; actions added later see it.
   *
   * <p>C: {@code int posix_spawn_file_actions_addchdir_np(posix_spawn_file_actions_t *restrict
   * file_actions, const char *restrict path)}. Never blocks. Errors to expect: ENOMEM, ENOSYS
   * (glibc before 2.29). Least kernel: any.
   *
   * @param path a folder, copied
   * @return 0, or {@code -errno}
   * @throws IllegalStateException when it was closed
   * @see <a
   *     href="https://man7.org/linux/man-pages/man3/posix_spawn_file_actions_addchdir_np.3.html">posix_spawn_file_actions_addchdir_np(3)</a>
   */
  public synchronized int addchdir_np(PathBuf path) {
    if (Symbols.LOOKUP.find(Call.POSIX_SPAWN_FILE_ACTIONS_ADDCHDIR_NP.symbol).isEmpty()) {
      return -Linux.ENOSYS();
    }
    MemorySegment name = path.segment();
    MemorySegment it = segment();
    try {
      return -(int)
          (long) AddchdirNp.HANDLE.invokeExact(it.address(), name.address(), 0L, 0L, 0L, 0L, name);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /** Frees what libc holds for it; does nothing when it was closed before. */
  @Override
  public synchronized void close() {
    close(Destroy.HANDLE);
  }

  private static final class Init {
    static final MethodHandle HANDLE = Link.bare(Call.POSIX_SPAWN_FILE_ACTIONS_INIT);
  }

  private static final class Destroy {
    static final MethodHandle HANDLE = Link.bare(Call.POSIX_SPAWN_FILE_ACTIONS_DESTROY);
  }

  private static final class Addopen {
    static final MethodHandle HANDLE = Link.bare(Call.POSIX_SPAWN_FILE_ACTIONS_ADDOPEN);
  }

  private static final class Addclose {
    static final MethodHandle HANDLE = Link.bare(Call.POSIX_SPAWN_FILE_ACTIONS_ADDCLOSE);
  }

  private static final class Adddup2 {
    static final MethodHandle HANDLE = Link.bare(Call.POSIX_SPAWN_FILE_ACTIONS_ADDDUP2);
  }

  private static final class AddchdirNp {
    static final MethodHandle HANDLE = Link.bare(Call.POSIX_SPAWN_FILE_ACTIONS_ADDCHDIR_NP);
  }
}
