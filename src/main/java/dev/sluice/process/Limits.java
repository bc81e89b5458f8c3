package dev.sluice.process;

import dev.sluice.errno.ErrnoException;
import dev.sluice.sys.ProcessWide;
import dev.sluice.sys.Rlimit;
import org.jspecify.annotations.Nullable;

/**
 * What processes may use, by the {@code RLIMIT_} constants of {@link
 * dev.sluice.sys.ProcessConstants}.
 *
 * <p>HotSpot raises the soft limit of descriptors to the hard one at its start, unless {@code
 * -XX:-MaxFDLimit} is given.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/getrlimit.2.html">getrlimit(2)</a>
 */
@ProcessWide
public final class Limits {
  private static final int THIS_PROCESS = 0;

  private Limits() {}

  /**
   * Asks for a limit of this process.
   *
   * @param resource {@code RLIMIT_NOFILE}, …
   * @return the limit
   * @throws ErrnoException EINVAL: no such resource
   */
  public static Limit get(int resource) throws ErrnoException {
    return get(THIS_PROCESS, resource);
  }

  /**
   * Asks for a limit of a process.
   *
   * @param pid the process
   * @param resource {@code RLIMIT_NOFILE}, …
   * @return the limit
   * @throws ErrnoException ESRCH, EPERM (it is another user's), EINVAL
   */
  public static Limit get(int pid, int resource) throws ErrnoException {
    return prlimit(pid, resource, null);
  }

  /**
   * Sets a limit of this process.
   *
   * @param resource {@code RLIMIT_NOFILE}, …
   * @param limit the limit
   * @return what it was before
   * @throws ErrnoException EPERM (raising the hard limit takes CAP_SYS_RESOURCE), EINVAL (soft
   *     above hard)
   */
  public static Limit set(int resource, Limit limit) throws ErrnoException {
    return set(THIS_PROCESS, resource, limit);
  }

  /**
   * Sets a limit of a process.
   *
   * @param pid the process
   * @param resource {@code RLIMIT_NOFILE}, …
   * @param limit the limit
   * @return what it was before
   * @throws ErrnoException ESRCH, EPERM, EINVAL
   */
  public static Limit set(int pid, int resource, Limit limit) throws ErrnoException {
    Rlimit next = new Rlimit();
    next.set(limit.soft(), limit.hard());
    return prlimit(pid, resource, next);
  }

  private static Limit prlimit(int pid, int resource, @Nullable Rlimit next) throws ErrnoException {
    Rlimit old = new Rlimit();
    int result = dev.sluice.sys.Limits.prlimit(pid, resource, next, old);
    if (result < 0) {
      throw new ErrnoException("prlimit", result, pid, resource);
    }
    return new Limit(old.soft(), old.hard());
  }
}
