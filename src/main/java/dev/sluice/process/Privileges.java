package dev.sluice.process;

import dev.sluice.errno.ErrnoException;
import dev.sluice.sys.Credentials;
import dev.sluice.sys.Ids;
import dev.sluice.sys.ProcessWide;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Giving up being root, for good.
 *
 * <p>All threads of the process change, the JVM's own included. It is proven afterwards: every
 * thread is the new user and has no capability left, and none of the old ids can be had back. The
 * kernel then refuses core files of the process, and debuggers of the same user.
 *
 * @see <a href="https://man7.org/linux/man-pages/man7/credentials.7.html">credentials(7)</a>
 */
@ProcessWide
public final class Privileges {
  private static final int ROOT = 0;
  private static final int UNCHANGED = -1;

  private Privileges() {}

  /**
   * Becomes another user, who is not root, and cannot return. Supplementary groups go first, then
   * the group, then the user: each needs rights that the next one takes.
   *
   * @param account whom to become
   * @throws ErrnoException EPERM (not allowed to change), EINVAL; what was changed until then stays
   *     so, and the process had better end
   * @throws IOException when {@code /proc} cannot tell of the threads; with nothing changed when it
   *     is missing
   * @throws IllegalArgumentException when the account is root
   * @throws IllegalStateException when there is a way back; the process must end
   */
  public static void drop(Account account) throws IOException {
    drop(account, null);
  }

  /**
   * As {@link #drop(Account)}.
   *
   * @param uid the user
   * @param gid his group
   * @param groups the supplementary groups; none where none are named
   * @throws IOException as there
   */
  public static void drop(int uid, int gid, int... groups) throws IOException {
    drop(new Account(uid, gid, IntStream.of(groups).boxed().toList()));
  }

  /**
   * As {@link #drop(Account)}, shut into a folder: {@link Folders#changeRoot} comes first, as it
   * needs root. {@code /proc} need not be there.
   *
   * @param root the folder that becomes {@code /}
   * @param account whom to become
   * @throws IOException as there
   */
  public static void dropInto(Path root, Account account) throws IOException {
    drop(account, root);
  }

  private static void drop(Account account, @Nullable Path root) throws IOException {
    refuse(account);
    int[] users = new int[3];
    int[] groups = new int[3];
    ErrnoException.check(Ids.getresuid(users), "getresuid");
    ErrnoException.check(Ids.getresgid(groups), "getresgid");
    try (ThreadStatus threads = ThreadStatus.open()) {
      if (root != null) {
        Folders.changeRoot(root);
      }
      change(account);
      threads.requireAll(account);
    }
    requireNoWayBack(account, users, groups);
  }

  private static void refuse(Account account) {
    if (account.uid() == ROOT) {
      throw new IllegalArgumentException("root is what is given up");
    }
    if (account.uid() == UNCHANGED || account.gid() == UNCHANGED) {
      throw new IllegalArgumentException("-1 is no id: " + account);
    }
  }

  private static void change(Account account) throws ErrnoException {
    int uid = account.uid();
    int gid = account.gid();
    int[] groups = array(account.groups());
    check(Credentials.setgroups(groups), "setgroups", account.groups());
    check(Credentials.setresgid(gid, gid, gid), "setresgid", Integer.toUnsignedString(gid));
    check(Credentials.setresuid(uid, uid, uid), "setresuid", Integer.toUnsignedString(uid));
  }

  private static void check(int result, String call, Object id) throws ErrnoException {
    if (result < 0) {
      throw new ErrnoException(call, result, id);
    }
  }

  private static int[] array(List<Integer> ids) {
    return ids.stream().mapToInt(Integer::intValue).toArray();
  }

  private static void requireNoWayBack(Account account, int[] users, int[] groups) {
    for (int id : withRoot(users)) {
      if (id != account.uid() && Credentials.setresuid(id, id, id) >= 0) {
        throw new IllegalStateException("user " + id + " came back");
      }
    }
    for (int id : withRoot(groups)) {
      if (id != account.gid() && Credentials.setresgid(id, id, id) >= 0) {
        throw new IllegalStateException("group " + id + " came back");
      }
    }
    if (Credentials.setgroups(new int[0]) >= 0) {
      throw new IllegalStateException("groups can still be changed");
    }
  }

  private static int[] withRoot(int[] ids) {
    return IntStream.concat(IntStream.of(ids), IntStream.of(ROOT)).distinct().toArray();
  }
}
