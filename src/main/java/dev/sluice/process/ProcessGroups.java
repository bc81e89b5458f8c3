package dev.sluice.process;

import dev.sluice.errno.ErrnoException;
import dev.sluice.sys.Credentials;
import dev.sluice.sys.Ids;
import dev.sluice.sys.ProcessWide;

/**
 * Process groups, to which signals go as to one, and sessions, which share a terminal. 0 stands for
 * this process.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/credentials.7.html">credentials(7)</a>
 */
@ProcessWide
public final class ProcessGroups {
  private ProcessGroups() {}

  /**
   * Asks for the group of a process.
   *
   * @param pid the process
   * @return the id of the group
   * @throws ErrnoException ESRCH
   */
  public static int of(int pid) throws ErrnoException {
    return check("getpgid", Ids.getpgid(pid), pid);
  }

  /**
   * Moves a process into a group.
   *
   * @param pid this process, or a child that runs no program of its own yet
   * @param group one of the same session, or 0 for a new one that it leads
   * @throws ErrnoException EPERM (it leads a session, or the group is of another one), ESRCH,
   *     EACCES (a child that runs a program), EINVAL
   */
  public static void move(int pid, int group) throws ErrnoException {
    check("setpgid", Credentials.setpgid(pid, group), pid, group);
  }

  /**
   * Asks for the session of a process.
   *
   * @param pid the process
   * @return the id of the session
   * @throws ErrnoException ESRCH
   */
  public static int session(int pid) throws ErrnoException {
    return check("getsid", Ids.getsid(pid), pid);
  }

  /**
   * Begins a session without a terminal, and a group in it, both led by this process. What leads a
   * group already cannot; a child can: {@link Spawn#session}.
   *
   * @return the id of both
   * @throws ErrnoException EPERM: it leads a group
   */
  public static int beginSession() throws ErrnoException {
    return check("setsid", Credentials.setsid());
  }

  private static int check(String call, int result, Object... arguments) throws ErrnoException {
    if (result < 0) {
      throw new ErrnoException(call, result, arguments);
    }
    return result;
  }
}
