package dev.sluice.sys;

import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.jspecify.annotations.Nullable;

/** The limits of what a process may use. The constants stand in {@link ProcessConstants}. */
@ProcessWide
public final class Limits {
  private Limits() {}

  /**
   * Asks for a limit of a process, sets it, or both.
   *
   * <p>C: {@code int prlimit(pid_t pid, int resource, const struct rlimit *new_limit, struct rlimit
   * *old_limit)}. Never blocks. Errors to expect: EPERM (raising the hard limit, or a process of
   * another user), EINVAL (no such resource, or soft above hard), ESRCH. Least kernel: 2.6.36.
   *
   * @param pid the process; 0: this one
   * @param resource {@code RLIMIT_NOFILE}, …
   * @param next the new limit; null leaves it
   * @param old receives the limit as it was; may be null
   * @return 0, or {@code -errno}
   * @see <a href="https://man7.org/linux/man-pages/man2/prlimit.2.html">prlimit(2)</a>
   */
  public static int prlimit(int pid, int resource, @Nullable Rlimit next, @Nullable Rlimit old) {
    MemorySegment set = Link.orNull(next == null ? null : next.segment());
    MemorySegment got = Link.orNull(old == null ? null : old.segment());
    try {
      return (int)
          (long)
              Prlimit.HANDLE.invokeExact(
                  (long) pid, (long) resource, set.address(), got.address(), 0L, 0L, set, got);
    } catch (Throwable t) {
      throw Link.rethrow(t);
    }
  }

  private static final class Prlimit {
    static final MethodHandle HANDLE = Link.critical(Call.PRLIMIT);
  }
}
