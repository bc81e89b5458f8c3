package dev.sluice.sys;

import dev.sluice.bindings.x86_64.Linux;
import dev.sluice.bindings.x86_64.posix_spawnattr_t;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * What a child begins with, {@code posix_spawnattr_t}.
 *
 * <p>Any thread; must be closed, or what libc holds for it is never freed.
 */
public final class SpawnAttributes extends SpawnStruct implements AutoCloseable {
  /** Makes one that asks for nothing. */
  public SpawnAttributes() {
    super(posix_spawnattr_t.layout(), Init.HANDLE, "posix_spawnattr_init");
  }

  /**
   * Says which of the attributes count.
   *
   * <p>C: {@code int posix_spawnattr_setflags(posix_spawnattr_t *attr, short flags)}. Never blocks.
   * Errors to expect: EINVAL (one that this libc does not know). Needs glibc 2.26 for {@code
   * POSIX_SPAWN_SETSID}.
   *
   * @param flags {@code POSIX_SPAWN_SETSIGMASK}, …
   * @return 0, or {@code -errno}
   * @throws IllegalStateException when it was closed
   * @see <a
   *     href="https://man7.org/linux/man-pages/man3/posix_spawnattr_setflags.3.html">posix_spawnattr_setflags(3)</a>
   */
  public synchronized int setflags(int flags) {
    if (flags != (short) flags) {
      return -Linux.EINVAL();
    }
    MemorySegment it = segment();
    try {
      return -(int)
          (long) Setflags.HANDLE.invokeExact(it.address(), (long) flags, 0L, 0L, 0L, 0L, it);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Sets the process group of the child; counts with {@code POSIX_SPAWN_SETPGROUP}.
   *
   * <p>C: {@code int posix_spawnattr_setpgroup(posix_spawnattr_t *attr, pid_t pgroup)}. Never
   * blocks. Errors to expect: none. Least kernel: any.
   *
   * @param pgroup a group of the same session; 0: a new one, of the id of the child
   * @return 0, or {@code -errno}
   * @throws IllegalStateException when it was closed
   * @see <a
   *     href="https://man7.org/linux/man-pages/man3/posix_spawnattr_setpgroup.3.html">posix_spawnattr_setpgroup(3)</a>
   */
  public synchronized int setpgroup(int pgroup) {
    MemorySegment it = segment();
    try {
      return -(int)
          (long) Setpgroup.HANDLE.invokeExact(it.address(), (long) pgroup, 0L, 0L, 0L, 0L, it);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Sets which signals the child has blocked; counts with {@code POSIX_SPAWN_SETSIGMASK}. Otherwise
   * they are those of the calling thread.
   *
   * <p>C: {@code int posix_spawnattr_setsigmask(posix_spawnattr_t *restrict attr, const sigset_t
   * *restrict sigmask)}. Never blocks. Errors to expect: none. Least kernel: any.
   *
   * @param mask the signals, copied
   * @return 0, or {@code -errno}
   * @throws IllegalStateException when it was closed
   * @see <a
   *     href="https://man7.org/linux/man-pages/man3/posix_spawnattr_setsigmask.3.html">posix_spawnattr_setsigmask(3)</a>
   */
  public synchronized int setsigmask(SigSet mask) {
    MemorySegment set = mask.segment();
    MemorySegment it = segment();
    try {
      return -(int)
          (long) Setsigmask.HANDLE.invokeExact(it.address(), set.address(), 0L, 0L, 0L, 0L, set);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  /**
   * Sets which signals get their default action; counts with {@code POSIX_SPAWN_SETSIGDEF}.
   * Otherwise those that are ignored stay so.
   *
   * <p>C: {@code int posix_spawnattr_setsigdefault(posix_spawnattr_t *restrict attr, const sigset_t
   * *restrict sigdefault)}. Never blocks. Errors to expect: none. Least kernel: any.
   *
   * @param signals the signals, copied
   * @return 0, or {@code -errno}
   * @throws IllegalStateException when it was closed
   * @see <a
   *     href="https://man7.org/linux/man-pages/man3/posix_spawnattr_setsigdefault.3.html">posix_spawnattr_setsigdefault(3)</a>
   */
  public synchronized int setsigdefault(SigSet signals) {
    MemorySegment set = signals.segment();
    MemorySegment it = segment();
    try {
      return -(int)
          (long) Setsigdefault.HANDLE.invokeExact(it.address(), set.address(), 0L, 0L, 0L, 0L, set);
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
    static final MethodHandle HANDLE = Link.bare(Call.POSIX_SPAWNATTR_INIT);
  }

  private static final class Destroy {
    static final MethodHandle HANDLE = Link.bare(Call.POSIX_SPAWNATTR_DESTROY);
  }

  private static final class Setflags {
    static final MethodHandle HANDLE = Link.bare(Call.POSIX_SPAWNATTR_SETFLAGS);
  }

  private static final class Setpgroup {
    static final MethodHandle HANDLE = Link.bare(Call.POSIX_SPAWNATTR_SETPGROUP);
  }

  private static final class Setsigmask {
    static final MethodHandle HANDLE = Link.bare(Call.POSIX_SPAWNATTR_SETSIGMASK);
  }

  private static final class Setsigdefault {
    static final MethodHandle HANDLE = Link.bare(Call.POSIX_SPAWNATTR_SETSIGDEFAULT);
  }
}
